import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../tests/support';
import type { StopReason } from '../../ipc/bindings/types';
import { RunSession, type RunOutcome } from './run-session.svelte';
import StreamPill from './StreamPill.svelte';

function show(outcome: RunOutcome | null, words = 84) {
  const sink = { begun: vi.fn(), inserted: vi.fn(), rewritten: vi.fn(), ended: vi.fn() };
  const run = new RunSession(backendWith({}), sink);
  run.onThisComputer = true;
  run.words = words;
  run.outcome = outcome;
  const calls = {
    onstop: vi.fn(),
    onremedy: vi.fn(),
    ondismiss: vi.fn(),
    onsent: vi.fn(),
  };
  render(StreamPill, { run, ...calls });
  return calls;
}

const words = () => screen.getByTestId('stream-pill').querySelector('.words')?.textContent;

test('while it writes it says how far and where, and can be stopped', async () => {
  const { onstop } = show(null);
  expect(words()).toBe('Drafting · 84 words · on this computer');
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }));
  expect(onstop).toHaveBeenCalledOnce();
});

test('a wait for a busy provider counts down in place of the progress, and can be cancelled', async () => {
  vi.useFakeTimers();
  const run = new RunSession(backendWith({}), {
    begun: vi.fn(),
    inserted: vi.fn(),
    rewritten: vi.fn(),
    ended: vi.fn(),
  });
  run.handle({
    type: 'retrying',
    seq: 0,
    afterMs: 3600,
    reason: 'rate_limited',
    attempt: 2,
    message: 'OpenAI is busy.',
  });
  run.modelName = 'OpenAI';
  const onstop = vi.fn();
  render(StreamPill, { run, onstop, onremedy: vi.fn(), ondismiss: vi.fn(), onsent: vi.fn() });
  expect(words()).toBe('Waiting 4 s: OpenAI is busy.');
  await vi.advanceTimersByTimeAsync(2000);
  expect(words()).toBe('Waiting 2 s: OpenAI is busy.');
  await vi.advanceTimersByTimeAsync(2000);
  expect(words()).toBe('Asking again: OpenAI is busy.');
  screen.getByRole('button', { name: 'Cancel' }).click();
  expect(onstop).toHaveBeenCalledOnce();
  vi.useRealTimers();
});

test.each([
  ['complete', 'Draft complete · 84 words'],
  ['stopped', 'Stopped · 84 words'],
  ['length', 'Cut off at the limit · 84 words'],
  ['truncated', 'The connection was lost; what came is kept · 84 words'],
  ['refused', 'The model declined · 84 words'],
  ['filtered', 'The provider held the rest back · 84 words'],
  ['unknown', 'Ended without saying why · 84 words'],
] satisfies [StopReason, string][])(
  'an end by “%s” is told from the others',
  (reason, expected) => {
    show({ kind: 'finished', reason });
    expect(words()).toBe(expected);
  },
);

test('an end with nothing written counts no words', () => {
  show({ kind: 'finished', reason: 'refused' }, 0);
  expect(words()).toBe('The model declined');
});

const offered = () =>
  screen
    .getAllByRole('button')
    .map((button) => button.textContent.trim())
    .filter(Boolean);

test.each([
  ['complete', []],
  ['stopped', ['Continue', 'Redo']],
  ['length', ['Continue', 'Redo']],
  ['truncated', ['Continue', 'Redo']],
  ['refused', ['Redo']],
  ['filtered', ['Redo']],
] satisfies [StopReason, string[]][])('after “%s” it offers %j', (reason, expected) => {
  show({ kind: 'finished', reason });
  expect(offered()).toEqual(expected);
});

test('a run that Copydeck’s end interrupted can be gone on with', async () => {
  const { onremedy } = show({ kind: 'interrupted' });
  await userEvent.click(screen.getByRole('button', { name: 'Continue' }));
  expect(onremedy).toHaveBeenCalledWith('continue');
});

test.each([
  ['key_refused', 0, ['Replace key…', 'Redo']],
  ['keyring_locked', 0, ['Open Settings']],
  ['unreachable', 0, ['Redo']],
  ['unreachable', 12, ['Continue', 'Redo']],
  ['rate_limited', 0, ['Redo']],
])('%s after %i words says what happened and offers %j', (code, count, expected) => {
  show({ kind: 'failed', code, message: 'What happened.' }, count);
  expect(words()).toBe('What happened.');
  expect(offered()).toEqual(expected);
});

test('a failure that nothing here mends offers only to be dismissed', async () => {
  const { ondismiss } = show({ kind: 'failed', code: 'out_of_credit', message: 'No credit.' });
  expect(screen.getAllByRole('button')).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(ondismiss).toHaveBeenCalledOnce();
});
