/** Texts of a mixed format, named for the user. */
import type { Mix, MixedText } from '../../../ipc/bindings/types';

/** “Headline 3”. */
export function textInWords(mix: Mix, { field, text }: MixedText): string {
  const label = mix.labels[field] ?? '';
  return `${label.replace(/s$/u, '')} ${String(text + 1)}`;
}
