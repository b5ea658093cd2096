/** Documents attached to a brief. */
import type { Backend } from '../../src/ipc/backend';
import type { BriefSources, SourceSummary, SourceText } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { fail, pause } from './help';

const REPORT: SourceSummary = {
  id: 's1',
  name: 'Trail survey 2026, with all the tables.pdf',
  kind: 'pdf',
  passages: 14,
  words: 5_210,
  leftOut: 'One page is a picture or could not be read.',
};

const NOTES: SourceSummary = {
  id: 's2',
  name: 'notes.md',
  kind: 'markdown',
  passages: 2,
  words: 310,
};

const PASSAGES: SourceText['passages'] = Array.from({ length: 14 }, (_, index) => ({
  place: { kind: 'page', number: index + 1 },
  text: 'Two in three weekend hikers say that their water is warm by noon. Those who carry a litre or more walk a third further.',
}));

export function sources(desk: FakeDesk) {
  let attached = desk.scene.sources ? [REPORT, NOTES] : [];
  return {
    async attachSource(_draftId: string, name: string) {
      await pause(300);
      if (name.endsWith('.png')) {
        fail({
          code: 'source_kind_unknown',
          message: `${name} can’t be used. Copydeck reads text, Markdown, HTML, PDF, Word (.docx) and CSV files.`,
        });
      }
      attached = [REPORT, NOTES];
      return REPORT;
    },

    async listSources(): Promise<BriefSources> {
      const chosen = attached.flatMap(({ id }) => [0, 1].map((index) => ({ sourceId: id, index })));
      return Promise.resolve({ sources: attached, chosen, tokens: 610, budget: 900 });
    },

    async getSourceText(): Promise<SourceText> {
      return Promise.resolve({ kind: 'pdf', passages: PASSAGES });
    },

    async removeSource(id: string) {
      attached = attached.filter((source) => source.id !== id);
      return Promise.resolve();
    },

    async restoreSource() {
      attached = [REPORT, NOTES];
      return Promise.resolve();
    },
  } satisfies Partial<Backend>;
}
