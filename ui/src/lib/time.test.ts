import { expect, test } from 'vitest';

import { momentInWords, shortTime, sinceThen } from './time';

const now = new Date(2026, 10, 24, 15, 30);
const at = (...[month, day, hour, minute]: [number, number, number, number]) =>
  new Date(2026, month - 1, day, hour, minute);

test.each([
  [at(11, 24, 15, 30), 'now'],
  [at(11, 24, 15, 5), '25 min'],
  [at(11, 24, 13, 10), '2 h'],
  [at(11, 23, 23, 59), 'yesterday'],
  [at(11, 20, 9, 0), 'Fri'],
  [at(10, 18, 9, 0), '18 Oct'],
  [new Date(2025, 10, 18), '18 Nov 2025'],
])('a list says %s as “%s”', (then, words) => {
  expect(shortTime(then, now)).toBe(words);
});

test.each([
  [at(11, 24, 9, 5), 'today 09:05'],
  [at(11, 23, 23, 59), 'yesterday 23:59'],
  [at(11, 20, 9, 0), 'Friday 09:00'],
  [at(10, 18, 9, 0), '18 Oct 09:00'],
  [new Date(2025, 10, 18, 10, 12), '18 Nov 2025 10:12'],
])('a moment to come back to, %s, is “%s”', (then, words) => {
  expect(momentInWords(then, now)).toBe(words);
});

test('a time a little ahead of this clock is now', () => {
  expect(shortTime(at(11, 24, 15, 31), now)).toBe('now');
});

test('a save is told by how long ago it was, then by its time', () => {
  expect(sinceThen(at(11, 24, 15, 30), now)).toBe('just now');
  expect(sinceThen(at(11, 24, 15, 28), now)).toBe('2 min ago');
  expect(sinceThen(at(11, 24, 14, 5), now)).toBe('at 14:05');
});
