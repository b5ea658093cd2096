/** Where a provider's key is, in words. */
import type { ProviderSummary, Remainder } from '../../ipc/bindings/types';

export function keyInWords({ key, keyForThisRunOnly }: ProviderSummary): string {
  switch (key.source) {
    case 'none':
      return keyForThisRunOnly ? 'A key, held for this run only.' : 'No key.';
    case 'environment':
      return `Key from $${key.variable}, read each time it is used.`;
    case 'vault':
      return 'Keys are in your system keyring.';
  }
}

/** What the provider last said is left of what the key may do; empty where it says nothing. */
export function allowanceInWords({ allowance }: ProviderSummary): string {
  const of = (what: Remainder | undefined, unit: string) => {
    if (!what) return '';
    const whole = what.of === undefined ? '' : ` of ${number.format(what.of)}`;
    return `${number.format(what.left)}${whole} ${unit}`;
  };
  const left = [of(allowance?.requests, 'requests'), of(allowance?.tokens, 'tokens')];
  const said = left.filter(Boolean).join(' and ');
  return said === '' ? '' : `Left when it last answered: ${said}.`;
}

const number = new Intl.NumberFormat('en-GB');
