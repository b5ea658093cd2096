/** The preview, and what leaves the window. */
import type { Backend } from '../../src/ipc/backend';
import type { PreviewUpdate } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { fail, pause } from './help';
import { readFields } from './fields';
import { rendered } from './preview';

export function output(desk: FakeDesk) {
  return {
    async readFields(name: string, text: string) {
      await pause(2);
      return readFields(name, text);
    },

    async updatePreview(_preview: number, update: PreviewUpdate) {
      await pause(5);
      if (desk.scene.previewProblem) fail(desk.scene.previewProblem);
      // Changes are not followed here: the whole text is asked for each time.
      if (update.kind === 'changes') fail({ code: 'preview_out_of_step', message: '' });
      return { version: 1, keep: 0, remove: 0, insert: rendered(update.text), changed: [] };
    },

    async closePreview() {
      return Promise.resolve();
    },

    async openLink(address: string) {
      console.info('opened outside', address);
      return Promise.resolve();
    },

    async copyDraft() {
      return Promise.resolve();
    },

    async chooseExportFile(id: string) {
      return Promise.resolve(`~/Documents/${desk.draft(id).title}.docx`);
    },

    async exportDraft() {
      return Promise.resolve();
    },

    async printWindow() {
      return Promise.resolve();
    },
  } satisfies Partial<Backend>;
}
