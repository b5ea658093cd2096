/** Where a provider's key is, in words. */
import type { ProviderSummary } from '../../ipc/bindings/types';

export function keyInWords({ key, keyForThisRunOnly }: ProviderSummary): string {
  switch (key.source) {
    case 'none':
      return keyForThisRunOnly ? 'A key, held for this run only.' : 'No key.';
    case 'environment':
      return `Key from $${key.variable}, read each time it is used.`;
    case 'vault': {
      const which = key.lastFour === '' ? 'Key' : `Key ending ${key.lastFour}`;
      return keyForThisRunOnly
        ? `${which}, held for this run only.`
        : `${which}, in your system keyring.`;
    }
  }
}
