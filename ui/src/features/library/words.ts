/** How items of the library are put into words. */
import type { Guess, ItemSummary, Origin, VariableKind } from '../../ipc/bindings/types';

function originInWords(origin: Origin): string {
  switch (origin.type) {
    case 'starter':
      return 'Starter';
    case 'own':
      return 'Yours';
    case 'file':
      return `From ${origin.name}`;
    case 'pack':
      return `${origin.pack} ${origin.version}`;
  }
}

/** “Starter · v3, edited by you”. */
export function provenance(item: ItemSummary): string {
  const version = `v${String(item.version)}`;
  const edited = item.edited ? `${version}, edited by you` : version;
  return `${originInWords(item.origin)} · ${edited}`;
}

export const kindNames: Record<VariableKind['type'], string> = {
  text: 'Text',
  longText: 'Long text',
  choice: 'Choice',
  number: 'Number',
  yesNo: 'Yes or no',
  date: 'Date',
  list: 'List',
  link: 'Link',
};

/** “choice of 3”. */
export function kindInWords(kind: VariableKind): string {
  if (kind.type === 'choice') return `choice of ${String(kind.options.length)}`;
  return kindNames[kind.type].toLowerCase();
}

/** A name for a field's label, as the instructions use it: “Call to action” is `call_to_action`. */
export function nameFromLabel(label: string): string {
  const name = label
    .normalize('NFKD')
    .replaceAll(/[\u{300}-\u{36f}]/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^[_\p{N}]+|_+$/gu, '');
  return name.slice(0, 40);
}

/** The kinds of fields as a template's file names them. */
const writtenKinds: Record<string, string> = {
  'long-text': 'a long text',
  date: 'a date',
  link: 'a link',
  list: 'a list',
  number: 'a number',
};

/** “becomes “Product”, a text”. */
export function guessInWords(guess: Guess): string {
  const label = guess.name.replaceAll('_', ' ');
  return `becomes “${label}”, ${writtenKinds[guess.kind] ?? 'a text'}`;
}

export function countedTemplates(count: number): string {
  return count === 1 ? '1 template' : `${count.toLocaleString('en')} templates`;
}
