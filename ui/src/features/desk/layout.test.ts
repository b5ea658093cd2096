import { beforeEach, expect, test } from 'vitest';

import { DeskLayout } from './layout.svelte';

beforeEach(() => {
  localStorage.clear();
});

test('focus mode is remembered', () => {
  new DeskLayout(localStorage).toggleFocus();
  expect(new DeskLayout(localStorage).focusMode).toBe(true);
});

test('leaving focus mode is remembered too', () => {
  const layout = new DeskLayout(localStorage);
  layout.toggleFocus();
  layout.leaveFocus();
  expect(new DeskLayout(localStorage).focusMode).toBe(false);
});
