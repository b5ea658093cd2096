/** A revision in words. */
import type { RevisionSummary } from '../../../ipc/bindings/types';

/** Why it was kept: “Drafted with SmolLM2 135M”. */
export function causeInWords({
  cause,
  modelName,
}: Pick<RevisionSummary, 'cause' | 'modelName'>): string {
  switch (cause) {
    case 'typed':
      return 'You wrote';
    case 'drafted':
      return modelName === undefined ? 'Drafted' : `Drafted with ${modelName}`;
    case 'beforeDrafting':
      return 'Before drafting';
    case 'beforeRefining':
      return 'Before refining';
    case 'refined':
      return modelName === undefined ? 'Refined' : `Refined with ${modelName}`;
    case 'beforeRestore':
      return 'Before restoring';
    case 'restored':
      return 'Restored';
  }
}
