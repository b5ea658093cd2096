/** A refinement of the copy: the same words change every time. */
import type { Backend } from '../../src/ipc/backend';
import type {
  CutProposal,
  DraftingEvent,
  Piece,
  RefineAsk,
  Refinement,
  RefiningStarted,
  TextRange,
} from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, pause } from './help';

/** What is changed wherever it stands. */
const changes: readonly (readonly [from: string, to: string])[] = [
  ['somewhere past the second ridge you will', 'past the second ridge you'],
  ['keeps drinks cold for 24 hours', 'stays cold for a whole day on the trail'],
  [' No sweat, no plastic taste, no lukewarm last sip.', ''],
];

function refined(text: string): string {
  return changes.reduce((copy, [from, to]) => copy.replace(from, to), text);
}

export function refining(desk: FakeDesk) {
  let open: Refinement | null = null;
  return {
    async startRefining(
      draftId: string,
      part: TextRange | null,
      ask: RefineAsk,
      onEvent: (event: DraftingEvent) => void,
    ): Promise<RefiningStarted> {
      const draft = desk.draft(draftId);
      const { from, to } = part ?? { from: 0, to: draft.text.length };
      const passage = draft.text.slice(from, to);
      const run = desk.newRun(draft);
      open = { run, ask, open: { passage, at: from } };
      void (async () => {
        const { modelName } = run;
        let seq = 0;
        onEvent({ type: 'started', seq, runId: run.id, draftId, modelName, onThisComputer: true });
        for (const text of refined(passage).match(/\S+\s*/gu) ?? []) {
          await pause(desk.scene.pace);
          if (run.state.state !== 'live') break;
          run.text += text;
          seq += 1;
          onEvent({ type: 'delta', seq, text, length: run.text.length });
        }
        const reason = run.state.state === 'live' ? 'complete' : 'stopped';
        run.state = { state: 'finished', reason };
        seq += 1;
        onEvent({ type: 'finished', seq, reason, draftId, length: run.text.length });
      })();
      return Promise.resolve({ runId: run.id, open: copied(open.open) });
    },

    async getOpenRefinement() {
      return Promise.resolve(copied(open));
    },

    async cutProposal(
      _template: string,
      text: string,
      { from, to }: TextRange,
      proposal: string,
    ): Promise<CutProposal> {
      const passage = text.slice(from, to);
      const pieces = changes.flatMap(([was, is]): Piece[] => {
        const at = passage.indexOf(was);
        if (at < 0 || proposal.includes(was)) return [];
        return [{ from: at, to: at + was.length, insert: is }];
      });
      return Promise.resolve({ pieces, tooLong: [] });
    },

    async decideRefinement(_runId: string, _taken: unknown, left: Refinement['open'] | null) {
      if (open) open = left ? { ...open, open: left } : null;
      return Promise.resolve();
    },
  } satisfies Partial<Backend>;
}
