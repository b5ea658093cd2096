import { beforeEach, expect, test, vi } from 'vitest';

import type { PaletteEntry } from './palette-entries';
import { PaletteState } from './palette.svelte';

beforeEach(() => {
  localStorage.clear();
});

const entry = (title: string, words?: string[]): PaletteEntry => ({
  id: title,
  title,
  detail: '',
  ...(words ? { words } : {}),
  run: () => undefined,
});

const named = (...titles: string[]) => titles.map((title) => entry(title));
const titlesOf = (palette: PaletteState) => palette.shown.map(({ title }) => title);

test('what is typed need only be a part, or the first letters', () => {
  const palette = new PaletteState(
    named('New: Launch email', 'Settings: Data', 'Brightleaf launch email'),
    localStorage,
  );
  palette.query = 'nle';
  expect(titlesOf(palette)).toEqual(['New: Launch email']);
  palette.query = 'LAUNCH';
  expect(titlesOf(palette)).toHaveLength(2);
  palette.query = 'xyz';
  expect(titlesOf(palette)).toEqual([]);
});

test('an entry is also found by its other words', () => {
  const palette = new PaletteState([entry('Theme: dark', ['appearance'])], localStorage);
  palette.query = 'appearance';
  expect(titlesOf(palette)).toEqual(['Theme: dark']);
});

test('a whole word comes before letters strewn about', () => {
  const palette = new PaletteState(named('Draft all takes again', 'Settings: Data'), localStorage);
  palette.query = 'data';
  expect(titlesOf(palette)[0]).toBe('Settings: Data');
});

test('what was used last comes first, also the next day', () => {
  const entries = named('Email one', 'Email two', 'Email three');
  const [, , three] = entries;
  if (three) new PaletteState(entries, localStorage).used(three);
  const palette = new PaletteState(entries, localStorage);
  expect(titlesOf(palette)).toEqual(['Email three', 'Email one', 'Email two']);
  palette.query = 'email';
  expect(titlesOf(palette)[0]).toBe('Email three');
});

test('the choice goes round, and begins anew with each letter', () => {
  const palette = new PaletteState(named('One', 'Two', 'Three'), localStorage);
  palette.move(-1);
  expect(palette.chosen).toBe(2);
  palette.move(1);
  expect(palette.chosen).toBe(0);
  palette.move(1);
  palette.query = 't';
  expect(palette.chosen).toBe(0);
});

test('ten thousand drafts show no more than can be looked through', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => entry(`Brightleaf draft ${String(n)}`));
  const palette = new PaletteState(many, localStorage);
  expect(palette.shown).toHaveLength(50);
  palette.query = 'draft 9999';
  expect(titlesOf(palette)[0]).toBe('Brightleaf draft 9999');
});

test('a page pasted by mistake finds nothing and holds nothing up', () => {
  const palette = new PaletteState(named('One'), localStorage);
  palette.query = 'a word '.repeat(100_000);
  expect(titlesOf(palette)).toEqual([]);
});

test.each(['not json', 'null', '{"a":1}', '[1,null]'])('a stored %s is no memory', (stored) => {
  localStorage.setItem('copydeck.palette', stored);
  expect(titlesOf(new PaletteState(named('One'), localStorage))).toEqual(['One']);
});

test('what the store finds comes after what fits by name, and only for what still is asked', async () => {
  vi.useFakeTimers();
  const answers: ((found: PaletteEntry[]) => void)[] = [];
  const ask = () => new Promise<PaletteEntry[]>((resolve) => answers.push(resolve));
  const palette = new PaletteState(named('Email one'), localStorage, ask);
  palette.query = 'em';
  await vi.advanceTimersByTimeAsync(200);
  palette.query = 'email';
  await vi.advanceTimersByTimeAsync(200);
  answers[1]?.(named('Email one', 'A letter about email'));
  answers[0]?.(named('Ember'));
  await vi.advanceTimersByTimeAsync(0);
  expect(titlesOf(palette)).toEqual(['Email one', 'A letter about email']);
  vi.useRealTimers();
});
