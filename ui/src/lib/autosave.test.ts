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

test('what could not be saved is tried again by itself until it is', async () => {
  const { type, open, saved, autosave } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(200);
  open[0]?.fail('The disk is full.');
  await vi.advanceTimersByTimeAsync(500);
  expect(open).toHaveLength(2);
  open[1]?.fail('The disk is full.');
  await vi.advanceTimersByTimeAsync(999);
  expect(open).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  expect(open).toHaveLength(3);
  open[2]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(['a']);
  expect(autosave.status).toBe('saved');
  expect(autosave.error).toBeNull();
});

test('however long there is no room, what is newest is saved within two seconds of there being some', async () => {
  const { type, open, saved } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(200);
  for (let tries = 0; tries < 20; tries += 1) {
    open.at(-1)?.fail('The disk is full.');
    type(`a${String(tries)}`);
    await vi.advanceTimersByTimeAsync(2000);
    expect(open).toHaveLength(tries + 2);
  }
  open.at(-1)?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(saved).toEqual(['a19']);
});

test('a change made while a slow save is under way does not wait for the delay once more', async () => {
  const { type, open } = store();
  type('a');
  await vi.advanceTimersByTimeAsync(150);
  type('ab');
  await vi.advanceTimersByTimeAsync(150);
  open[0]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(open).toHaveLength(2);
});
