/**
 * When streamed text is put into the copy: before the next frame, as long as that leaves the
 * window to the user. Their keys, clicks and scrolling come first, and drawing what streams in
 * never takes more than half of the time.
 */

/** Calls back when streamed text may be drawn. */
export type Schedule = (callback: () => void) => void;

/** The user's own doing, before which no streamed text is drawn. */
const HANDS = ['keydown', 'beforeinput', 'pointerdown', 'wheel'] as const;
/** How long after the user's last doing the window is theirs: it shows in one of these frames. */
const AFTER_HANDS_MS = 24;
/** While the user is at it, and so long after, streamed text comes in larger pieces. */
const AT_IT_MS = 500;
const BETWEEN_PIECES_MS = 50;
/** What is streamed shows after so long, whatever the user does. */
const LONGEST_MS = 120;
/** A hidden window draws no frames, and its draft is still to be written. */
const WITHOUT_FRAMES_MS = 100;

let lastHands = -Infinity;
for (const type of HANDS) {
  const note = () => {
    lastHands = performance.now();
  };
  window.addEventListener(type, note, { capture: true, passive: true });
}

/** The pace of one stream. */
export function streamPace(): Schedule {
  let lastPiece = -Infinity;
  /** How long it took to put the last piece in place and to draw it. */
  let cost = 0;

  function notBefore(now: number): number {
    const afterPiece = lastPiece + 2 * cost;
    if (now - lastHands > AT_IT_MS) return afterPiece;
    return Math.max(afterPiece, lastPiece + BETWEEN_PIECES_MS, lastHands + AFTER_HANDS_MS);
  }

  function draw(callback: () => void): void {
    lastPiece = performance.now();
    callback();
    // A task of its own comes after the frame has been drawn.
    setTimeout(() => {
      cost = performance.now() - lastPiece;
    }, 0);
  }

  return (callback) => {
    const latest = performance.now() + LONGEST_MS;
    const attempt = () => {
      const now = performance.now();
      const wait = Math.min(notBefore(now), latest) - now;
      if (wait <= 0) draw(callback);
      else setTimeout(beforeFrame, wait, attempt);
    };
    beforeFrame(attempt);
  };
}

/** Calls back before the next frame is drawn, or soon where no frames are. */
function beforeFrame(callback: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    callback();
  };
  requestAnimationFrame(once);
  setTimeout(once, WITHOUT_FRAMES_MS);
}
