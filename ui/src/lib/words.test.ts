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
