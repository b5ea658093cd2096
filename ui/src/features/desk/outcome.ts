/** How a run ended, in words, and what to do about it. */
import type { StopReason } from '../../ipc/bindings/types';
import type { RunOutcome } from './run-session.svelte';

export type Remedy = 'openSettings' | 'replaceKey' | 'redo' | 'continue';

const finished: Record<StopReason, string> = {
  complete: 'Draft complete',
  stopped: 'Stopped',
  length: 'Cut off at the limit',
  truncated: 'The connection was lost; what came is kept',
  refused: 'The model declined',
  filtered: 'The provider held the rest back',
  toolCall: 'The model asked for a tool in place of writing on',
  unknown: 'Ended without saying why',
};

export function outcomeInWords(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'finished':
      return finished[outcome.reason];
    case 'interrupted':
      return 'Copydeck closed while this was drafting; what came is kept';
    case 'failed':
      return [outcome.message, outcome.remedy].filter(Boolean).join(' ');
  }
}

/** Failures that only a change in Settings mends. */
const mendedInSettings = new Set([
  'model_not_found',
  'model_file_unusable',
  'certificate_rejected',
  'not_a_provider',
  'redirected',
  'keyring_absent',
  'keyring_locked',
  'keyring_slow',
  'keyring_failed',
]);

/** Failures that another key mends. */
const mendedByKey = new Set(['key_missing', 'key_refused']);

/** Failures that drafting again would only repeat, and that nothing in Copydeck mends. */
const notMendedHere = new Set(['prompt_too_long', 'request_rejected', 'out_of_credit']);

/** Ends after which the model may have more to say. */
const stoppedShort = new Set<StopReason>(['stopped', 'length', 'truncated', 'unknown']);

/** What can be done about how a run ended; `wrote` says whether it has written anything. */
export function remediesFor(outcome: RunOutcome, wrote: boolean): Remedy[] {
  const goOn: Remedy[] = wrote ? ['continue', 'redo'] : ['redo'];
  if (outcome.kind === 'interrupted') return goOn;
  if (outcome.kind === 'finished') {
    if (stoppedShort.has(outcome.reason)) return goOn;
    return outcome.reason === 'complete' ? [] : ['redo'];
  }
  if (mendedInSettings.has(outcome.code)) return ['openSettings'];
  if (mendedByKey.has(outcome.code)) return ['replaceKey', 'redo'];
  return notMendedHere.has(outcome.code) ? [] : goOn;
}
