/** What a draft's provider is sent: before it is, and what a past run sent. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type { CommandError, RunId, SentRequest } from '../../../ipc/bindings/types';
import type { DraftSession } from '../draft-session.svelte';

/** Whose request is looked at. */
export type Looked =
  /** The next one's: in the place of the copy or going on with it. */
  { kind: 'next'; session: DraftSession; goOn: boolean } | { kind: 'past'; runId: RunId };

export class SentState {
  /** Null while the panel is closed. */
  looked = $state.raw<Looked | null>(null);
  /** Null until it is known; also for a run from before requests were kept. */
  request = $state.raw<SentRequest | null>(null);
  loaded = $state(false);
  error = $state<CommandError | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async look(looked: Looked): Promise<void> {
    this.looked = looked;
    this.request = null;
    this.loaded = false;
    this.error = null;
    try {
      const request = await (looked.kind === 'past'
        ? this.#backend.getSentRequest(looked.runId)
        : looked.session.nextRequest(looked.goOn));
      if (this.looked !== looked) return;
      this.request = request;
      this.loaded = true;
    } catch (thrown) {
      if (this.looked === looked) this.error = asCommandError(thrown);
    }
  }

  close(): void {
    this.looked = null;
    this.request = null;
  }
}
