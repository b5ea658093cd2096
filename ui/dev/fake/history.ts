/** Earlier versions. */
import type { Backend } from '../../src/ipc/backend';
import type { Against } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { COPY } from './copy';
import { copied, fail, pause } from './help';
import { compared, revisionsOf, type FakeRevision } from './revisions';

const PAGE = 100;

export function history(desk: FakeDesk) {
  function all(draftId: string): FakeRevision[] {
    const { text } = desk.draft(draftId);
    return text === '' ? [] : revisionsOf(draftId, COPY, desk.scene.revisions);
  }

  async function getRevision(draftId: string, id: string): Promise<FakeRevision> {
    const found = all(draftId).find((one) => one.id === id);
    if (!found) fail({ code: 'not_found', message: 'There is no such earlier version.' });
    return Promise.resolve(copied(found));
  }

  return {
    async listRevisions(draftId: string, olderThan?: string) {
      await pause(5);
      const kept = all(draftId);
      const from = olderThan === undefined ? 0 : kept.findIndex((one) => one.id === olderThan) + 1;
      const page = kept.slice(from, from + PAGE);
      const last = page.at(-1);
      return {
        items: page,
        ...(last && from + PAGE < kept.length ? { nextCursor: last.id } : {}),
      };
    },

    getRevision,

    async compareRevision(draftId: string, id: string, against: Against) {
      const { text } = await getRevision(draftId, id);
      const present = desk.draft(draftId).text;
      return against === 'present' ? compared(text, present) : compared(present, text);
    },

    async nameRevision(draftId: string, id: string, name: string) {
      const found = await getRevision(draftId, id);
      return name === '' ? found : { ...found, name };
    },

    async restoreRevision(draftId: string) {
      desk.draft(draftId).text = COPY;
      return Promise.resolve({ draft: copied(desk.draft(draftId)), replaced: 'r1' });
    },

    async keepTyped() {
      return Promise.resolve();
    },
  } satisfies Partial<Backend>;
}
