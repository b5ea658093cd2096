/** How the keys move through a list in which one line at a time can be reached. */
const PAGE = 8;

/** The index that a key leads to from `index`; undefined for a key that moves nowhere. */
export function indexAfterKey(key: string, index: number, length: number): number | undefined {
  const last = length - 1;
  const next = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: last,
    PageDown: index + PAGE,
    PageUp: index - PAGE,
  }[key];
  return next === undefined ? undefined : Math.min(last, Math.max(0, next));
}
