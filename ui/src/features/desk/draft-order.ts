/** The orders of the list, as the backend sorts, and where in them a draft belongs. */
import type { DraftQuery, DraftSort, DraftSummary } from '../../ipc/bindings/types';

export const sorts: readonly { sort: DraftSort; label: string }[] = [
  { sort: 'changed', label: 'Last changed' },
  { sort: 'created', label: 'Newest' },
  { sort: 'untouched', label: 'Longest untouched' },
  { sort: 'title', label: 'Title, A to Z' },
];

const STORED_AS = 'copydeck.sort';

/** The order chosen last. A matter of this window, kept in it. */
export function rememberedSort(storage: Storage): DraftSort {
  const stored = storage.getItem(STORED_AS);
  return sorts.find(({ sort }) => sort === stored)?.sort ?? 'changed';
}

export function rememberSort(storage: Storage, sort: DraftSort): void {
  storage.setItem(STORED_AS, sort);
}

type Comparison = (a: DraftSummary, b: DraftSummary) => number;

const byId: Comparison = (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
const time = (text: string) => Date.parse(text);

const comparisons: Record<DraftSort, Comparison> = {
  changed: (a, b) => time(b.updatedAt) - time(a.updatedAt) || byId(b, a),
  untouched: (a, b) => time(a.updatedAt) - time(b.updatedAt) || byId(a, b),
  created: (a, b) => time(b.createdAt) - time(a.createdAt) || byId(b, a),
  title: (a, b) => {
    const [one, other] = [folded(a.title), folded(b.title)];
    return one < other ? -1 : one > other ? 1 : byId(a, b);
  },
};

/** Without case and accents, as the backend sorts titles. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .toLowerCase();
}

/** Whether a draft is still one of those asked for. Its words are not looked at again. */
export function fits(draft: DraftSummary, { place, stage, tag }: DraftQuery): boolean {
  const kept = draft.bin ? 'bin' : draft.archived ? 'archive' : 'desk';
  if (kept !== place) return false;
  if (stage !== undefined && (draft.drafting ? 'drafting' : draft.status) !== stage) return false;
  return tag === undefined || draft.tags.some((other) => folded(other) === folded(tag));
}

/** Where a draft belongs among those sorted so. */
export function insertionPlace(
  items: readonly DraftSummary[],
  draft: DraftSummary,
  sort: DraftSort,
): number {
  const compare = comparisons[sort];
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = items[middle];
    if (item && compare(item, draft) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * Where one of the items stands; -1 where it does not. Sorted items are not looked at one by one;
 * those in no order of ours are, and so are those that stand elsewhere than they should.
 */
export function positionOf(
  items: readonly DraftSummary[],
  item: DraftSummary,
  sort: DraftSort | undefined,
): number {
  if (sort !== undefined) {
    const place = insertionPlace(items, item, sort);
    if (items[place]?.id === item.id) return place;
  }
  return items.findIndex((other) => other.id === item.id);
}
