/** Runs that write the same copy every time. */
import type { Backend } from '../../src/ipc/backend';
import type { Brief, DraftingEvent, DraftingMode, SentRequest } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, fail } from './help';
import { write } from './writing';

const request: SentRequest = {
  url: 'https://api.openai.com/v1/responses',
  headers: [
    { name: 'content-type', value: 'application/json' },
    { name: 'accept', value: 'text/event-stream' },
    { name: 'accept-encoding', value: 'identity' },
    { name: 'authorization', value: 'Bearer (your key “Agency”)' },
  ],
  body: JSON.stringify({
    model: 'gpt-5-mini',
    input: [
      {
        role: 'system',
        content:
          'You write launch emails.\n\nWrite a subject line, a preheader and a body with one call to action. Be relaxed and energetic.',
      },
      {
        role: 'user',
        content:
          'Product: Brightleaf bottle\nWhat is new: Keeps drinks cold for 24 hours, 190 g, steel, no plastic liner\nAudience: Weekend hikers',
      },
    ],
    max_output_tokens: 700,
    store: false,
    stream: true,
  }),
};

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

    async previewRequest() {
      return Promise.resolve(copied(request));
    },

    async previewRefinement() {
      return Promise.resolve(copied(request));
    },

    async getSentRequests() {
      return Promise.resolve([copied(request), copied(request)]);
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
