import { expect, test } from 'vitest';

import { countsInWords, countText, readingTimeInWords, type TextCounts } from './text-counts';

function counts(text: string): TextCounts {
  const work = countText(text);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

test.each([
  ['', 0, 0],
  ['Cold at mile twenty', 4, 19],
  ['Ice-cold, 24 hours — no plastic.', 5, 32],
  ['two\nlines', 2, 9],
  ['café, naïve', 2, 11],
])('“%s” is %d words and %d characters', (text, words, characters) => {
  expect(counts(text)).toEqual({ words, characters });
});

test.each([
  ['a family of four', '👨‍👩‍👧‍👦', 1],
  ['a flag', '🇳🇴', 1],
  ['a letter with its accent beside it', 'e\u0301', 1],
  ['a hand with its colour', '👍🏽!', 2],
  ['a Hindi syllable', 'नि', 1],
])('%s is as many characters as are seen', (_, text, characters) => {
  expect(counts(text).characters).toBe(characters);
});

test('words are told apart in scripts that put no spaces between them', () => {
  expect(counts('冷たい水を二十四時間').words).toBeGreaterThan(2);
  expect(counts('اشترِ زجاجة قبل يوم الجمعة').words).toBe(5);
});

test('a long text is counted in many steps', () => {
  const work = countText('Cold at mile twenty 🌱 '.repeat(10_000));
  let steps = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) steps += 1;
  expect(step.value).toEqual({ words: 40_000, characters: 220_000 });
  expect(steps).toBeGreaterThan(50);
});

test.each([
  [0, ''],
  [1, '5 s to read'],
  [84, '20 s to read'],
  [238, '1 min to read'],
  [1000, '4 min to read'],
])('%d words say “%s”', (words, told) => {
  expect(readingTimeInWords(words)).toBe(told);
});

test('what is selected is told as a part of the whole', () => {
  const all = { words: 1204, characters: 6800 };
  expect(countsInWords(all, null)).toBe('1,204 words · 6,800 characters · 5 min to read');
  expect(countsInWords(all, { words: 12, characters: 61 })).toBe(
    '12 of 1,204 words · 61 of 6,800 characters · 5 s to read',
  );
});
