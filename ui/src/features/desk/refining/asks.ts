/** What can be asked of a passage with one click, and how a proposal is told. */
import type { Flaw, RefineAsk } from '../../../ipc/bindings/types';

export type QuickAsk = { readonly ask: RefineAsk; readonly label: string };

export const quickAsks: readonly QuickAsk[] = [
  { ask: { kind: 'shorter' }, label: 'Shorter' },
  { ask: { kind: 'longer' }, label: 'Longer' },
  { ask: { kind: 'clearer' }, label: 'Clearer' },
  { ask: { kind: 'warmer' }, label: 'Warmer' },
  { ask: { kind: 'grammar' }, label: 'Fix grammar' },
  { ask: { kind: 'angle' }, label: 'Another angle' },
];

/** Offered first; any other can be written. */
export const languages: readonly string[] = [
  'Arabic',
  'Chinese',
  'Dutch',
  'English (UK)',
  'English (US)',
  'French',
  'German',
  'Italian',
  'Japanese',
  'Korean',
  'Polish',
  'Portuguese (Brazil)',
  'Spanish',
  'Swedish',
  'Turkish',
  'Ukrainian',
];

/** “3 changes”. */
export function changesInWords(count: number): string {
  return count === 1 ? '1 change' : `${String(count)} changes`;
}

/** What a piece does, for those who can't see it. */
export function pieceInWords(removed: string, insert: string): string {
  const was = removed.trim();
  const is = insert.trim();
  if (was === '' && is === '') return 'Other spacing';
  if (was === '') return `Adds “${is}”`;
  if (is === '') return `Takes out “${was}”`;
  return `“${was}” becomes “${is}”`;
}

export function tooLongInWords(flaws: readonly Flaw[]): string {
  return flaws
    .flatMap((flaw) =>
      flaw.problem === 'tooLong'
        ? [`${flaw.path} would have ${String(flaw.count)} of ${String(flaw.most)} characters.`]
        : [],
    )
    .join(' ');
}
