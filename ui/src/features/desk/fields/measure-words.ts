/** A text's length and what is wrong with it, in words. */
import type { FormText } from '../../../ipc/bindings/types';

interface Measured {
  measure?: FormText['measure'] | undefined;
  problem?: FormText['problem'] | undefined;
}

/** “21 / 30”; a text message also says how many it is sent as. */
export function lengthInWords({ measure }: Measured): string {
  if (!measure) return '';
  const { count, limit, sms } = measure;
  const of = limit === undefined ? String(count) : `${String(count)} / ${String(limit.length)}`;
  if (!sms || sms.parts < 2) return of;
  return `${of} · ${String(sms.parts)} messages`;
}

/** What is wrong; nothing where all is well. */
export function problemInWords({ problem }: Measured): string {
  switch (problem?.problem) {
    case 'tooLong':
      return `${String(problem.count - problem.most)} too many.`;
    case 'repeated':
      return 'This is there already.';
    case 'missing':
      return 'This is missing.';
    case undefined:
      return '';
  }
}
