/** Filters, sorts and searches made-up drafts, the plain way. For looking only. */
import type { Draft, DraftQuery, Found, Passage } from '../../src/ipc/bindings/types';

export function onOneLine(text: string): string {
  return text
    .replace(/[#*_>]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** The ids of the drafts a query asks for, in its order. */
export function matching(
  drafts: readonly Draft[],
  { place, stage, tag, sort, text }: DraftQuery,
  isLive: (id: string) => boolean,
): string[] {
  const stageOf = (draft: Draft) => (isLive(draft.id) ? 'drafting' : draft.status);
  const placeOf = (draft: Draft) => (draft.bin ? 'bin' : draft.archived ? 'archive' : 'desk');
  const by = {
    changed: (a: Draft, b: Draft) => b.updatedAt.localeCompare(a.updatedAt),
    untouched: (a: Draft, b: Draft) => a.updatedAt.localeCompare(b.updatedAt),
    created: (a: Draft, b: Draft) => b.createdAt.localeCompare(a.createdAt),
    title: (a: Draft, b: Draft) => a.title.localeCompare(b.title),
  }[sort];
  return drafts
    .filter((draft) => placeOf(draft) === place)
    .filter((draft) => stage === undefined || stageOf(draft) === stage)
    .filter((draft) => tag === undefined || draft.tags.includes(tag))
    .filter((draft) => words(text).every((word) => searched(draft).some((one) => has(one, word))))
    .sort(by)
    .map((draft) => draft.id);
}

export function foundIn(draft: Draft, text: string): Found | undefined {
  if (words(text).length === 0) return undefined;
  const [title = '', copy = '', brief = ''] = searched(draft);
  const inCopy = passage(copy, text);
  const inBrief = passage(brief, text);
  const onlyInBrief = inCopy.marks.length === 0 && inBrief.marks.length > 0;
  return {
    title: passage(title, text),
    passage: onlyInBrief ? inBrief : inCopy,
    inBrief: onlyInBrief,
  };
}

const words = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const has = (text: string, word: string) =>
  words(text).some((candidate) => candidate.startsWith(word));

const searched = (draft: Draft) => [
  draft.title,
  onOneLine(draft.text),
  Object.values(draft.brief.values)
    .filter((value) => typeof value === 'string')
    .join(' '),
];

/** The text from a little before the first word that is found. */
function passage(text: string, wanted: string): Passage {
  const first = marksIn(text, wanted)[0]?.from ?? 0;
  const start = first > 60 ? text.indexOf(' ', first - 40) + 1 : 0;
  const cut = `${start > 0 ? '…' : ''}${text.slice(start, start + 140)}`;
  return { text: cut, marks: marksIn(cut, wanted) };
}

function marksIn(text: string, wanted: string): Passage['marks'] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)]
    .filter(([word]) => words(wanted).some((part) => word.toLowerCase().startsWith(part)))
    .map(({ 0: word, index }) => ({ from: index, to: index + word.length }));
}
