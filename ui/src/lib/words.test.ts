import { expect, test } from 'vitest';

import { WordCounter, wordsInWords } from './words';

function count(...pieces: string[]): number {
  const counter = new WordCounter();
  for (const piece of pieces) counter.add(piece);
  return counter.count;
}

test('a word cut between two pieces counts once', () => {
  expect(count('You packed li', 'ght', '. You')).toBe(4);
});

test('marks and dashes are not words', () => {
  expect(count('## Cold at **mile** twenty\n\n- 190 g — *steel*')).toBe(7);
});

test('a mark counts once its word comes', () => {
  expect(count('**', 'Bright', 'leaf**', ' ')).toBe(1);
});

test('counts are put in words', () => {
  expect(wordsInWords(1)).toBe('1 word');
  expect(wordsInWords(1204)).toBe('1,204 words');
});

test('a script without spaces is counted by its words, however it arrives', () => {
  const whole = count('冷たい水を二十四時間');
  expect(whole).toBeGreaterThan(2);
  expect(count('冷たい水', 'を二十', '四時間')).toBe(whole);
});

test('a chunk that never ends is one word', () => {
  expect(count(...Array.from({ length: 100 }, () => 'abcdefghij'.repeat(10)))).toBe(1);
});
