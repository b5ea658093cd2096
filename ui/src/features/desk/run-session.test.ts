import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { backendWith, Messages, run } from '../../../tests/support';
import { CommandFailure } from '../../ipc/backend';
import type { DraftingEvent, Run } from '../../ipc/bindings/types';
import { RunSession, type RunOutcome, type RunSink } from './run-session.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A session whose frames are drawn when the test says so, and the text that came out of it. */
function follow(getRun: () => Promise<Run> = () => Promise.reject(new Error('not expected'))) {
  const frames: (() => void)[] = [];
  const pieces: string[] = [];
  const outcomes: RunOutcome[] = [];
  const sink: RunSink = {
    begun: () => undefined,
    rewritten: () => undefined,
    inserted: (text) => pieces.push(text),
    ended: (outcome) => outcomes.push(outcome),
  };
  const cancelDrafting = vi.fn(() => Promise.resolve());
  const asked = vi.fn(getRun);
  const backend = backendWith({ getRun: asked, cancelDrafting });
  const session = new RunSession(backend, sink, (callback) => frames.push(callback));
  const draw = () => {
    for (const frame of frames.splice(0)) frame();
  };
  return {
    session,
    asked,
    cancelDrafting,
    draw,
    pieces,
    outcomes,
    text: () => {
      draw();
      return pieces.join('');
    },
  };
}

test('what comes between two frames is handed on once', () => {
  const { session, draw, pieces } = follow();
  const messages = new Messages();
  session.handle(messages.started());
  session.handle(messages.delta('Cold '));
  session.handle(messages.delta('at mile '));
  draw();
  session.handle(messages.delta('twenty'));
  draw();
  expect(pieces).toEqual(['Cold at mile ', 'twenty']);
  expect(session.words).toBe(4);
});

test('a message that comes twice is written once', () => {
  const { session, text } = follow();
  const messages = new Messages();
  session.handle(messages.started());
  const delta = messages.delta('Cold ');
  session.handle(delta);
  session.handle(delta);
  expect(text()).toBe('Cold ');
});

test('a lost message is made good from the whole text, without loss or repetition', async () => {
  const { session, asked, text } = follow(() => Promise.resolve(run({ text: 'Cold at mile ' })));
  const messages = new Messages();
  session.handle(messages.started());
  session.handle(messages.delta('Cold '));
  messages.delta('at ');
  session.handle(messages.delta('mile '));
  session.handle(messages.delta('twenty'));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveBeenCalledOnce();

  await vi.advanceTimersByTimeAsync(250);
  expect(text()).toBe('Cold at mile ');
  asked.mockResolvedValue(run({ text: 'Cold at mile twenty' }));
  await vi.advanceTimersByTimeAsync(250);
  expect(text()).toBe('Cold at mile twenty');
});

test('a lost last message is found out by the silence after it', async () => {
  const whole = run({ text: 'Cold at mile', state: { state: 'finished', reason: 'complete' } });
  const { session, text, outcomes } = follow(() => Promise.resolve(whole));
  const messages = new Messages();
  session.handle(messages.started());
  session.handle(messages.delta('Cold '));
  await vi.advanceTimersByTimeAsync(2000);
  expect(text()).toBe('Cold at mile');
  expect(outcomes).toEqual([{ kind: 'finished', reason: 'complete' }]);
});

test('when messages stop coming altogether the run is followed by asking', async () => {
  let text = 'Cold ';
  const follower = follow(() => Promise.resolve(run({ text })));
  follower.session.started('r1');
  await vi.advanceTimersByTimeAsync(2000);
  text = 'Cold at ';
  await vi.advanceTimersByTimeAsync(250);
  expect(follower.text()).toBe('Cold at ');
});

test('an end that says there was more waits for it', async () => {
  const whole = run({ text: 'Cold at', state: { state: 'finished', reason: 'complete' } });
  const { session, text, outcomes } = follow(() => Promise.resolve(whole));
  const messages = new Messages();
  session.handle(messages.started());
  messages.delta('Cold at');
  const end = messages.finished();
  session.handle(end);
  expect(outcomes).toEqual([]);
  await vi.advanceTimersByTimeAsync(0);
  expect(text()).toBe('Cold at');
  expect(outcomes).toEqual([{ kind: 'finished', reason: 'complete' }]);
});

test('text that waits for its frame is there before the end is told', () => {
  const order: string[] = [];
  const session = new RunSession(
    backendWith({}),
    {
      begun: () => order.push('begun'),
      inserted: (text) => order.push(text),
      rewritten: (path) => order.push(path),
      ended: () => order.push('ended'),
    },
    () => undefined,
  );
  const messages = new Messages();
  session.handle(messages.started());
  session.handle(messages.delta('Cold'));
  session.handle(messages.finished());
  expect(order).toEqual(['begun', 'Cold', 'ended']);
});

test('there is one end, and nothing after it', () => {
  const { session, text, outcomes } = follow();
  const messages = new Messages();
  session.handle(messages.started());
  session.handle(messages.failed('unreachable', 'No connection.', 'unreachable'));
  session.handle(messages.delta('late'));
  session.handle(messages.finished());
  expect(outcomes).toEqual([{ kind: 'failed', code: 'unreachable', message: 'No connection.' }]);
  expect(text()).toBe('');
});

test('stopping before the run has begun stops it as soon as it has', async () => {
  const { session, cancelDrafting } = follow();
  await session.stop();
  expect(cancelDrafting).not.toHaveBeenCalled();
  session.handle(new Messages().started());
  expect(cancelDrafting).toHaveBeenCalledWith('r1');
});

test('after a reload a live run goes on where the text left off', async () => {
  const text = 'Cold at mile';
  const follower = follow(() => Promise.resolve(run({ text: `${text} twenty` })));
  follower.session.resume(run({ text }), 'Cold '.length);
  expect(follower.text()).toBe('at mile');
  await vi.advanceTimersByTimeAsync(250);
  expect(follower.text()).toBe('at mile twenty');
  expect(follower.session.words).toBe(4);
});

test('a run that cannot be asked for any more ends with the reason', async () => {
  const gone = new CommandFailure({ code: 'store', message: 'The store is gone.' });
  const { session, outcomes } = follow(() => Promise.reject(gone));
  session.resume(run(), 0);
  await vi.advanceTimersByTimeAsync(5000);
  expect(outcomes).toEqual([{ kind: 'failed', code: 'store', message: 'The store is gone.' }]);
});

test('whatever messages are lost or come twice, the text ends equal', async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const chance = chances(seed);
    let written = '';
    let state: Run['state'] = { state: 'live' };
    const { session, draw, text, outcomes } = follow(() =>
      // Asking may fail as well, now and then.
      chance() < 0.1
        ? Promise.reject(new CommandFailure({ code: 'store_busy', message: 'Busy.' }))
        : Promise.resolve(run({ text: written, state })),
    );
    const messages = new Messages();
    const send = (event: DraftingEvent) => {
      if (chance() < 0.3) return;
      session.handle(event);
      if (chance() < 0.1) session.handle(event);
    };
    session.started('r1');
    send(messages.started());
    for (let piece = 0; piece < 60; piece += 1) {
      const words = ['cold ', 'at ', 'mile\n', '🏔 ', 'Größe '][Math.floor(chance() * 5)] ?? '';
      written += words;
      send(messages.delta(words));
      if (chance() < 0.5) draw();
      if (chance() < 0.3) await vi.advanceTimersByTimeAsync(chance() * 300);
    }
    state = { state: 'finished', reason: 'complete' };
    send(messages.finished());
    await vi.advanceTimersByTimeAsync(10_000);
    expect(text(), `seed ${String(seed)}`).toBe(written);
    expect(outcomes).toEqual([{ kind: 'finished', reason: 'complete' }]);
  }
});

/** The same numbers between 0 and 1 for the same seed. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
