/** Runs that write the same copy every time. */
import type { Backend } from '../../src/ipc/backend';
import type { Brief, DraftingEvent, DraftingMode, SentRequest } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, fail } from './help';
import { write } from './writing';

export function runs(desk: FakeDesk) {
  if (desk.scene.liveAtStart) beginAtStart(desk);
  return {
    async startDrafting(
      draftId: string,
      template: string,
      brief: Brief,
      mode: DraftingMode,
      onEvent: (event: DraftingEvent) => void,
    ) {
      await desk.saveBrief(draftId, template, brief);
      const draft = desk.draft(draftId);
      const replaced = draft.text === '' ? {} : { replaced: 'r1' };
      if (mode.kind === 'afresh') draft.text = '';
      const run = desk.newRun(draft);
      void write(desk, run, onEvent);
      return { runId: run.id, ...replaced };
    },

    async cancelDrafting(runId: string) {
      await desk.stop(runId);
    },

    async getRun(runId: string) {
      const run = desk.runs.get(runId);
      if (!run) fail({ code: 'store', message: 'There is no such run.' });
      return Promise.resolve(copied(run));
    },

    previewRequest(): Promise<SentRequest> {
      return Promise.resolve({ headers: [], body: '{}' });
    },

    getSentRequest(): Promise<SentRequest | null> {
      return Promise.resolve(null);
    },
  } satisfies Partial<Backend>;
}

function beginAtStart(desk: FakeDesk): void {
  const [first] = desk.drafts.keys();
  const draft = desk.draft(first ?? '');
  const run = desk.newRun(draft);
  draft.text = '';
  draft.streamMark = { runId: run.id, received: 0, insertAt: 0 };
  void write(desk, run, () => undefined);
}
