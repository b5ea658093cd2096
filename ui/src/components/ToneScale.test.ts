import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import ToneScale from './ToneScale.svelte';

test('a scale is a group of five named steps', async () => {
  const onchange = vi.fn();
  render(ToneScale, { name: 'formality', left: 'Relaxed', right: 'Formal', value: 3, onchange });
  expect(screen.getByRole('group', { name: 'Relaxed to Formal' })).toBeDefined();
  const names = screen.getAllByRole('radio').map((step) => step.getAttribute('aria-label'));
  expect(names).toEqual(['Very relaxed', 'Relaxed', 'Neither', 'Formal', 'Very formal']);

  await userEvent.click(screen.getByRole('radio', { name: 'Very formal' }));
  expect(onchange).toHaveBeenCalledWith(5);
});
