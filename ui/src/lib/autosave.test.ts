import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { CommandFailure } from '../ipc/backend';
import { Autosave } from './autosave.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store whose saves end when the test says so. */
function store() {
  const saved: string[] = [];
  const open: { end: () => void; fail: (message: string) => void }[] = [];
  let text = '';
  const autosave = new Autosave(
    () =>
      new Promise((resolve, reject) => {
        const at = text;
        open.push({
          end: () => {
            saved.push(at);
            resolve();
          },
          fail: (message) => {
            reject(new CommandFailure({ code: 'store', message }));
          },
        });
      }),
  );
  return {
    autosave,
    saved,
    open,
    type: (next: string) => {
      text = next;
      autosave.touch();
    },
  };
}

test('a change is on its way within 250 ms, however much is typed after it', async () => {
  const { type, open } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(150);
  type('ab');
  await vi.advanceTimersByTimeAsync(100);
  expect(open).toHaveLength(1);
});

test('never two saves at once, and the newest state is saved last', async () => {
  const { type, open, saved, autosave } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(200);
  type('ab');
  type('abc');
  await vi.advanceTimersByTimeAsync(1000);
  expect(open).toHaveLength(1);

  open[0]?.end();
  await vi.advanceTimersByTimeAsync(200);
  expect(open).toHaveLength(2);
  expect(autosave.status).toBe('saving');
  open[1]?.end();
  await vi.advanceTimersByTimeAsync(0);

  expect(saved).toEqual(['a', 'abc']);
  expect(autosave.status).toBe('saved');
});

test('flushing waits for the save under way and then saves what came since', async () => {
  const { type, open, saved, autosave } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(200);
  type('ab');
  const flushed = autosave.flush();
  open[0]?.end();
  await vi.advanceTimersByTimeAsync(0);
  open[1]?.end();

  expect(await flushed).toBe(true);
  expect(saved).toEqual(['a', 'ab']);
});

test('flushing what is saved already asks for nothing', async () => {
  const { autosave, open } = store();
  expect(await autosave.flush()).toBe(true);
  expect(open).toHaveLength(0);
});

test('a failed save says why, and stays in view until one succeeds', async () => {
  const { type, open, saved, autosave } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(200);
  open[0]?.fail('The disk is full.');
  await vi.advanceTimersByTimeAsync(0);
  expect(autosave.status).toBe('failed');
  expect(autosave.error?.message).toBe('The disk is full.');

  const flushed = autosave.flush();
  expect(autosave.status).toBe('failed');
  open[1]?.end();
  expect(await flushed).toBe(true);
  expect(saved).toEqual(['a']);
  expect(autosave.status).toBe('saved');
  expect(autosave.error).toBeNull();
});

test('flushing says so when it could not save', async () => {
  const { type, open, autosave } = store();
  type('a');
  const flushed = autosave.flush();
  open[0]?.fail('The disk is full.');
  expect(await flushed).toBe(false);
});

test('after a failure the next change tries again', async () => {
  const { type, open, saved } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(200);
  open[0]?.fail('The disk is full.');
  await vi.advanceTimersByTimeAsync(5000);
  expect(open).toHaveLength(1);

  type('ab');
  await vi.advanceTimersByTimeAsync(200);
  open[1]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(['ab']);
});
