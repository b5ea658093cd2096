import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { createRawSnippet } from 'svelte';
import { expect, test, vi } from 'vitest';

import Tabs from './Tabs.svelte';

const words = (text: string) => createRawSnippet(() => ({ render: () => `<p>${text}</p>` }));

function show(value: string) {
  const onchange = vi.fn();
  const tabs = [
    { value: 'write', label: 'Write', view: words('The copy'), keep: true },
    { value: 'history', label: 'History', view: words('The earlier copies') },
  ];
  const { rerender } = render(Tabs, { label: 'Views', tabs, value, onchange });
  return { onchange, choose: (next: string) => rerender({ value: next }) };
}

test('one view shows, and is named after its tab', () => {
  show('write');
  expect(screen.getByRole('tab', { name: 'Write' }).getAttribute('aria-selected')).toBe('true');
  expect(screen.getByRole('tabpanel', { name: 'Write' }).textContent).toContain('The copy');
  expect(screen.queryByText('The earlier copies')).toBeNull();
});

test('the arrow keys move between the tabs, round the end', async () => {
  const { onchange } = show('write');
  await userEvent.tab();
  expect(document.activeElement?.textContent).toBe('Write');
  await userEvent.keyboard('{ArrowRight}');
  expect(onchange).toHaveBeenLastCalledWith('history');
});

test('a view that is kept stays, out of reach, while another shows', async () => {
  const { choose } = show('write');
  const copy = screen.getByText('The copy');
  await choose('history');
  expect(document.contains(copy)).toBe(true);
  expect(copy.closest('[role="tabpanel"]')?.hasAttribute('inert')).toBe(true);
  expect(screen.getByText('The earlier copies')).toBeDefined();
  await choose('write');
  expect(screen.queryByText('The earlier copies')).toBeNull();
});
