import { expect, test } from 'vitest';

import { foldUnchanged, type Line } from './folds';

const kept = (text: string): Line => [{ kind: 'kept', text }];
const added = (text: string): Line => [{ kind: 'inserted', text }];
const many = (count: number) => Array.from({ length: count }, (_, n) => kept(String(n)));

test('long stretches without a change are folded, but for the lines beside one', () => {
  const parts = foldUnchanged([...many(10), added('new'), ...many(10)]);
  expect(parts.map(({ kind, from, lines }) => [kind, from, lines.length])).toEqual([
    ['fold', 0, 8],
    ['lines', 8, 5],
    ['fold', 13, 8],
  ]);
});

test('a stretch of a few lines is shown', () => {
  const parts = foldUnchanged([...many(5), added('new'), ...many(5)]);
  expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([['lines', 11]]);
});

test('where nothing changed nothing is folded', () => {
  const lines = many(40);
  expect(foldUnchanged(lines)).toEqual([{ kind: 'lines', from: 0, lines }]);
  expect(foldUnchanged([])).toEqual([]);
});

test('the parts hold every line once, in order', () => {
  const lines = Array.from({ length: 300 }, (_, n) =>
    (n * n) % 37 === 3 ? added(String(n)) : kept(String(n)),
  );
  expect(foldUnchanged(lines).flatMap((part) => part.lines)).toEqual(lines);
});
