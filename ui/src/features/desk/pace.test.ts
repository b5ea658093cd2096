import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { streamPace } from './pace';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const FRAME_MS = 16;

/** Streams without a pause, a key pressed now and then; gives the times of the pieces drawn. */
function stream(ms: number, keyEveryMs?: number): number[] {
  const schedule = streamPace();
  const began = performance.now();
  const drawn: number[] = [];
  const more = () => {
    schedule(() => {
      drawn.push(performance.now() - began);
      more();
    });
  };
  more();
  for (let at = 0; at < ms; at += 1) {
    if (keyEveryMs !== undefined && at % keyEveryMs === 0) {
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
    }
    vi.advanceTimersByTime(1);
  }
  return drawn;
}

function gaps(times: number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test('left alone, a stream is drawn in every frame', () => {
  const drawn = stream(1000);
  expect(drawn.length).toBeGreaterThanOrEqual(60);
  expect(Math.max(...gaps(drawn))).toBeLessThanOrEqual(2 * FRAME_MS);
});

test('while the user types, keys are drawn before it, and it still comes', () => {
  const drawn = stream(2000, 40);
  for (const time of drawn) expect(time % 40).toBeGreaterThanOrEqual(24);
  expect(drawn.length).toBeGreaterThanOrEqual(2000 / 120);
  expect(drawn.length).toBeLessThanOrEqual(2000 / 50);
});

test('keys without a pause do not hold a stream up for long', () => {
  const drawn = stream(2000, 5);
  expect(Math.max(...gaps(drawn))).toBeLessThanOrEqual(120 + 2 * FRAME_MS);
});
