/** A revision in words. */
import type { RevisionSummary } from '../../../ipc/bindings/types';

/** Why it was kept: “Drafted with SmolLM2 135M”. */
export function causeInWords({ cause, modelName }: RevisionSummary): string {
  switch (cause) {
    case 'drafted':
      return modelName === undefined ? 'Drafted' : `Drafted with ${modelName}`;
    case 'beforeDrafting':
      return 'Before drafting';
    case 'beforeRestore':
      return 'Before an earlier one came back';
  }
}
