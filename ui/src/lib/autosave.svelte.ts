/**
 * Saves something that keeps changing: at most a moment after the first unsaved change, never two
 * saves at once, and always the newest state last. What is saved, and where, is the caller's.
 */
import { asCommandError } from '../ipc/backend';
import type { CommandError } from '../ipc/bindings/types';

/** With the time a save takes, this keeps every change on disk within 250 ms. */
const DELAY_MS = 200;

export type SaveStatus = 'saved' | 'pending' | 'saving' | 'failed';

export class Autosave {
  status = $state<SaveStatus>('saved');
  /** Why the last save failed, until one succeeds. */
  error = $state<CommandError | null>(null);
  savedAt = $state<Date | null>(null);

  readonly #save: () => Promise<void>;
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inFlight: Promise<boolean> | undefined;

  /** `save` must read the present state when it is called, not when the change was made. */
  constructor(save: () => Promise<void>) {
    this.#save = save;
  }

  /** Something changed. */
  touch(): void {
    this.#dirty = true;
    if (this.status === 'saved') this.status = 'pending';
    this.#schedule();
  }

  /** Saves now. True once everything changed so far is saved; false when that failed. */
  async flush(): Promise<boolean> {
    this.#unschedule();
    while (this.#dirty || this.#inFlight) {
      const saved = await (this.#inFlight ?? this.#start());
      this.#unschedule();
      if (!saved) return false;
    }
    return true;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#inFlight) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#start();
    }, DELAY_MS);
  }

  #unschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(): Promise<boolean> {
    this.#inFlight = this.#saveOnce().then((saved) => {
      this.#inFlight = undefined;
      if (saved && this.#dirty) {
        this.status = 'pending';
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
      this.error = asCommandError(thrown);
      this.status = 'failed';
      return false;
    }
    this.error = null;
    this.savedAt = new Date();
    this.status = 'saved';
    return true;
  }
}
