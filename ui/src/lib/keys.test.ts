import { expect, test } from 'vitest';

import { isComposing, isPress, keysForAria, keysInWords } from './keys';

type Press = Partial<KeyboardEventInit>;

const press = (init: Press) => new KeyboardEvent('keydown', { ctrlKey: true, ...init });
const written = (keys: string, init: Press) => isPress(keys, press(init), 'written');
const placed = (keys: string, init: Press) => isPress(keys, press(init), 'placed');

test('a combination is pressed with just what it names', () => {
  expect(written('Mod+F', { key: 'f' })).toBe(true);
  expect(written('Mod+F', { key: 'F', shiftKey: true })).toBe(false);
  expect(written('Mod+Shift+F', { key: 'F', shiftKey: true })).toBe(true);
  expect(written('Mod+F', { key: 'f', altKey: true })).toBe(false);
  expect(written('Mod+F', { key: 'f', metaKey: true })).toBe(false);
  expect(written('Mod+F', { key: 'f', ctrlKey: false })).toBe(false);
  expect(written('F8', { key: 'F8', ctrlKey: false })).toBe(true);
});

test('Caps Lock changes nothing', () => {
  expect(written('Mod+N', { key: 'N' })).toBe(true);
});

test.each([
  ['on an American keyboard', { key: '?', shiftKey: true }],
  ['where it needs no Shift', { key: '?' }],
])('the question mark is pressed %s', (_, init) => {
  expect(written('Mod+?', init)).toBe(true);
});

test('plus is pressed with or without Shift', () => {
  expect(written('Mod++', { key: '+', shiftKey: true })).toBe(true);
  expect(written('Mod++', { key: '=' })).toBe(true);
  expect(written('Mod+-', { key: '=' })).toBe(false);
});

test('a digit is found where it needs Shift, and a letter on a keyboard of another script', () => {
  expect(placed('Mod+1', { key: '&', code: 'Digit1' })).toBe(true);
  expect(placed('Mod+N', { key: 'т', code: 'KeyN' })).toBe(true);
  // On Dvorak, that key writes a letter of its own.
  expect(placed('Mod+N', { key: 'b', code: 'KeyN' })).toBe(false);
});

test('a press that ends a composed word is part of the word', () => {
  expect(isComposing(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true }))).toBe(true);
  expect(isComposing(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229 }))).toBe(true);
  expect(isComposing(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 13 }))).toBe(false);
});

test.each([
  ['Mod+Shift+F', 'Ctrl Shift F', '⇧⌘F', 'Control+Shift+F', 'Meta+Shift+F'],
  ['Mod+Enter', 'Ctrl Enter', '⌘↩', 'Control+Enter', 'Meta+Enter'],
  ['Mod++', 'Ctrl +', '⌘+', 'Control+Plus', 'Meta+Plus'],
  ['Escape', 'Esc', 'esc', 'Escape', 'Escape'],
])('%s is told as each platform tells it', (keys, words, macWords, aria, macAria) => {
  expect(keysInWords(keys, false)).toBe(words);
  expect(keysInWords(keys, true)).toBe(macWords);
  expect(keysForAria(keys, false)).toBe(aria);
  expect(keysForAria(keys, true)).toBe(macAria);
});
