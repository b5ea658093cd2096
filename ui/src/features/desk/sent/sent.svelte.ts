/** What a draft's provider is sent: before it is, and what a past run sent. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type { CommandError, RefineAsk, RunId, SentRequest } from '../../../ipc/bindings/types';
import type { DraftSession } from '../draft-session.svelte';
import type { Range } from '../refining/refining.svelte';

/** Whose request is looked at. */
export type Looked =
  /** The next one's: in the place of the copy or going on with it. */
  | { kind: 'next'; session: DraftSession; goOn: boolean }
  | { kind: 'refine'; session: DraftSession; part: Range; ask: RefineAsk }
  | { kind: 'past'; runId: RunId };

export class SentState {
  /** Null while the panel is closed. */
  looked = $state.raw<Looked | null>(null);
  /** In the order they were sent; empty for a run from before requests were kept. */
  requests = $state.raw<SentRequest[]>([]);
  /** Which of them is shown. */
  chosen = $state(0);
  loaded = $state(false);
  error = $state<CommandError | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async look(looked: Looked): Promise<void> {
    this.looked = looked;
    this.requests = [];
    this.chosen = 0;
    this.loaded = false;
    this.error = null;
    try {
      const requests = await this.#requestsOf(looked);
      if (this.looked !== looked) return;
      this.requests = requests;
      this.loaded = true;
    } catch (thrown) {
      if (this.looked === looked) this.error = asCommandError(thrown);
    }
  }

  async #requestsOf(looked: Looked): Promise<SentRequest[]> {
    switch (looked.kind) {
      case 'past':
        return this.#backend.getSentRequests(looked.runId);
      case 'next':
        return [await looked.session.nextRequest(looked.goOn)];
      case 'refine':
        return [await looked.session.refining.nextRequest(looked.part, looked.ask)];
    }
  }

  get request(): SentRequest | undefined {
    return this.requests[this.chosen];
  }

  close(): void {
    this.looked = null;
    this.requests = [];
  }
}
