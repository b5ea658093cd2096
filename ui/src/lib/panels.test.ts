import { beforeEach, expect, test } from 'vitest';

import { PanelWidths } from './panels.svelte';

beforeEach(() => {
  localStorage.clear();
});

test('a width is remembered', () => {
  new PanelWidths(localStorage).resize('side', 400);
  expect(new PanelWidths(localStorage).side).toBe(400);
});

test('no panel grows over the sheet or shrinks to nothing', () => {
  const widths = new PanelWidths(localStorage);
  widths.resize('list', 9000);
  expect(widths.list).toBe(420);
  widths.resize('list', -5);
  expect(widths.list).toBe(200);
});

test.each(['not json', 'null', '{"list":"wide"}'])('a stored %s is no width', (stored) => {
  localStorage.setItem('copydeck.panels', stored);
  expect(new PanelWidths(localStorage).list).toBe(270);
});
