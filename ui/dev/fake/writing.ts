/** Copy that is written piece by piece, and ends as the scene has it. */
import type { DraftingEvent, Run } from '../../src/ipc/bindings/types';
import { COPY } from './copy';
import type { FakeDesk } from './desk';
import { pause } from './help';

/** Writes the copy of a run, as the scene has it. */
export async function write(
  desk: FakeDesk,
  run: Run,
  onEvent: (event: DraftingEvent) => void,
): Promise<void> {
  const { ends, pace, losesEvery, haltsAfter, waits } = desk.scene;
  let seq = 0;
  const send = (event: DraftingEvent) => {
    seq += 1;
    if (losesEvery === undefined || seq % losesEvery !== 0) onEvent(event);
  };
  await pause(20);
  const onThisComputer = run.model.kind === 'local';
  const { id: runId, draftId, modelName } = run;
  send({ type: 'started', seq, runId, draftId, modelName, onThisComputer });
  await pause(300);
  if (waits !== undefined) {
    const message = 'OpenAI is busy.';
    send({ type: 'retrying', seq, afterMs: waits, reason: 'rate_limited', attempt: 2, message });
    await pause(waits);
  }

  const pieces = COPY.match(/\S+\s*/gu) ?? [];
  const written = ends === 'complete' ? pieces : pieces.slice(0, pieces.length / 2);
  for (const [index, text] of written.entries()) {
    await pause(index === haltsAfter ? 3_600_000 : pace);
    if (run.state.state !== 'live') break;
    run.text += text;
    send({ type: 'delta', seq, text, length: run.text.length });
  }

  const { length } = run.text;
  desk.draft(draftId).text = run.text;
  if (run.state.state !== 'live') {
    send({ type: 'finished', seq, reason: 'stopped', draftId, length });
  } else if (typeof ends === 'string') {
    run.state = { state: 'finished', reason: ends };
    send({ type: 'finished', seq, reason: ends, draftId, length });
  } else {
    run.state = { state: 'failed', failure: 'unreachable', message: ends.message };
    send({ type: 'failed', seq, code: ends.code, message: ends.message, length });
  }
}
