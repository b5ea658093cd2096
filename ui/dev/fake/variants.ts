/** Variants that are written side by side. The first ends as the scene has it. */
import type { Backend } from '../../src/ipc/backend';
import type {
  Brief,
  DraftingEvent,
  Run,
  VariantEvent,
  VariantRound,
} from '../../src/ipc/bindings/types';
import { COPY } from './copy';
import type { FakeDesk } from './desk';
import { copied, fail, pause } from './help';

const copies = [
  COPY,
  '**Subject:** Twenty-four hours of cold\n\n**Preheader:** Fill it at dawn.\n\nFill it at dawn. Drink it at the summit. Drink it again in the car park, still cold, while the others look for ice.\n\n**See how it works**',
  '## Lighter than your snack bar\n\n190 grams. That is what stands between you and warm water at mile twenty. Steel, no plastic liner, and room for a whole morning on the trail.\n\nTake it where the taps are not.',
  'Your bottle should not be the heaviest thing you forget.\n\n190 g, cold for a day.',
  'Cold water, no sweat. Not from the bottle, anyway.',
];

export function variants(desk: FakeDesk) {
  const rounds = new Map<string, VariantRound[]>();

  const write = async (
    run: Run,
    number: number,
    last: boolean,
    onEvent: (event: VariantEvent) => void,
  ) => {
    let seq = -1;
    const send = (event: DraftingEvent) => {
      onEvent({ variant: number, ...event });
    };
    const next = () => (seq += 1);
    const { id: runId, draftId, modelName } = run;
    const onThisComputer = run.model.kind === 'local';
    send({ type: 'started', seq: next(), runId, draftId, modelName, onThisComputer });
    const pieces = (copies[number - 1] ?? COPY).match(/\S+\s*/gu) ?? [];
    const { ends, haltsAfter, pace } = desk.scene;
    const half = number === 1 && ends !== 'complete';
    for (const [index, text] of pieces.slice(0, half ? 30 : pieces.length).entries()) {
      await pause(last && haltsAfter !== undefined && index === 12 ? 3_600_000 : pace);
      if (run.state.state !== 'live') break;
      run.text += text;
      send({ type: 'delta', seq: next(), text, length: run.text.length });
    }
    const { length } = run.text;
    if (run.state.state !== 'live') {
      send({ type: 'finished', seq: next(), reason: 'stopped', draftId, length });
    } else if (half && typeof ends !== 'string') {
      run.state = { state: 'failed', failure: 'unreachable', message: ends.message };
      send({ type: 'failed', seq: next(), code: ends.code, message: ends.message, length });
    } else {
      const reason = half && typeof ends === 'string' ? ends : 'complete';
      run.state = { state: 'finished', reason };
      send({ type: 'finished', seq: next(), reason, draftId, length });
    }
  };

  const asItIs = (round: VariantRound, count: number): VariantRound => ({
    ...round,
    rounds: count,
    variants: round.variants.map((variant) => {
      const run = desk.runs.get(variant.runId);
      return run ? { ...variant, text: run.text, state: copied(run.state) } : variant;
    }),
  });

  return {
    async startVariants(
      draftId: string,
      template: string,
      brief: Brief,
      count: number,
      onEvent: (event: VariantEvent) => void,
    ) {
      await desk.saveBrief(draftId, template, brief);
      const draft = desk.draft(draftId);
      const before = rounds.get(draftId) ?? [];
      const runs = Array.from({ length: count }, () => desk.newVariant(draft));
      const round: VariantRound = {
        draftId,
        round: before.length + 1,
        rounds: before.length + 1,
        startedAt: new Date().toISOString(),
        variants: runs.map((run, index) => ({
          runId: run.id,
          number: index + 1,
          modelName: run.modelName,
          onThisComputer: run.model.kind === 'local',
          text: '',
          state: { state: 'live' },
        })),
      };
      rounds.set(draftId, [...before, round]);
      for (const [index, run] of runs.entries()) {
        void write(run, index + 1, index === count - 1, onEvent);
      }
      return copied(round);
    },

    async getVariants(draftId: string, wanted?: number) {
      const all = rounds.get(draftId) ?? [];
      const round = wanted === undefined ? all.at(-1) : all[wanted - 1];
      return Promise.resolve(round ? copied(asItIs(round, all.length)) : null);
    },

    async pickVariant(draftId: string, runId: string) {
      const draft = desk.draft(draftId);
      const run = desk.runs.get(runId);
      if (!run) fail({ code: 'not_found', message: 'There is no such variant.' });
      const replaced = draft.text === '' ? {} : { replaced: 'r1' };
      draft.text = run.text;
      return Promise.resolve({ draft: copied(draft), ...replaced });
    },
  } satisfies Partial<Backend>;
}
