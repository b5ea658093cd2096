/**
 * Saves something that keeps changing: at most a moment after the first unsaved change, never two
 * saves at once, and always the newest state last. What could not be saved is tried again by
 * itself until it is. What is saved, and where, is the caller's.
 */
import { asCommandError } from '../ipc/backend';
import type { CommandError } from '../ipc/bindings/types';

/** With the time a save takes, this keeps every change on disk within 250 ms. */
const DELAY_MS = 150;

/** The waits after failures in a row; the last one is kept to. */
const RETRY_MS = [500, 1000, 2000] as const;
const LONGEST_RETRY_MS = 2000;

export type SaveStatus = 'saved' | 'pending' | 'saving' | 'failed';

export class Autosave {
  status = $state<SaveStatus>('saved');
  /** Why the last save failed, until one succeeds. */
  error = $state<CommandError | null>(null);
  savedAt = $state<Date | null>(null);

  readonly #save: () => Promise<void>;
  #dirty = false;
  /** When the first change was made that is not being saved. */
  #dirtySince = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inFlight: Promise<boolean> | undefined;

  /** `save` must read the present state when it is called, not when the change was made. */
  constructor(save: () => Promise<void>) {
    this.#save = save;
  }

  /** Something changed. */
  touch(): void {
    if (!this.#dirty) this.#dirtySince = performance.now();
    this.#dirty = true;
    if (this.status === 'saved') this.status = 'pending';
    this.#schedule();
  }

  /** Saves now. True once everything changed so far is saved; false when that failed. */
  async flush(): Promise<boolean> {
    this.#unschedule();
    while (this.#dirty || this.#inFlight) {
      const saved = await (this.#inFlight ?? this.#start());
      if (!saved) return false;
      this.#unschedule();
    }
    return true;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#inFlight) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#start();
    }, this.#wait());
  }

  #wait(): number {
    if (this.#failures > 0) return RETRY_MS[this.#failures - 1] ?? LONGEST_RETRY_MS;
    // A change made while a save was under way has waited already.
    return Math.max(0, this.#dirtySince + DELAY_MS - performance.now());
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(): Promise<boolean> {
    this.#inFlight = this.#saveOnce().then((saved) => {
      this.#inFlight = undefined;
      if (this.#dirty) {
        if (saved) this.status = 'pending';
        this.#schedule();
      }
      return saved;
    });
    return this.#inFlight;
  }

  async #saveOnce(): Promise<boolean> {
    this.#dirty = false;
    // A failure stays in view until a save succeeds, or it would flicker while the user types.
    if (!this.error) this.status = 'saving';
    try {
      await this.#save();
    } catch (thrown) {
      this.#dirty = true;
      this.#failures += 1;
      this.error = asCommandError(thrown);
      this.status = 'failed';
      return false;
    }
    this.#failures = 0;
    this.error = null;
    this.savedAt = new Date();
    this.status = 'saved';
    return true;
  }
}
