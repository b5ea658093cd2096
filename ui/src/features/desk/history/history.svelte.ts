/** A draft's history: its earlier states, newest first, and the one that is looked at. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  CommandError,
  DraftId,
  Revision,
  RevisionId,
  RevisionSummary,
} from '../../../ipc/bindings/types';

export class HistoryState {
  /** Replaced, never changed in place. */
  items = $state.raw<readonly RevisionSummary[]>([]);
  /** Whether the first page has come. */
  loaded = $state(false);
  loading = $state(false);
  error = $state<CommandError | null>(null);
  chosenId = $state<RevisionId | null>(null);
  /** The chosen revision, once it has come. */
  shown = $state.raw<Revision | null>(null);
  shownError = $state<CommandError | null>(null);

  readonly #backend: Backend;
  readonly #draftId: () => DraftId | null;
  #nextCursor: RevisionId | undefined;

  /** `draftId` is null as long as the draft is not made. */
  constructor(backend: Backend, draftId: () => DraftId | null) {
    this.#backend = backend;
    this.#draftId = draftId;
  }

  get hasMore(): boolean {
    return this.#nextCursor !== undefined;
  }

  /** Reads the newest page anew; the chosen revision stays chosen. */
  async load(): Promise<void> {
    this.#nextCursor = undefined;
    await this.#read((page) => page);
    const newest = this.items[0];
    if (this.chosenId === null && newest) await this.choose(newest.id);
  }

  /** A revision may have come: reads anew what has been read before. */
  async refresh(): Promise<void> {
    if (this.loaded) await this.load();
  }

  /** Reads the next page, if there is one and it is not on its way already. */
  async loadMore(): Promise<void> {
    if (this.loading || !this.hasMore) return;
    await this.#read((page) => [...this.items, ...page]);
  }

  async choose(id: RevisionId): Promise<void> {
    const draftId = this.#draftId();
    if (draftId === null || (this.chosenId === id && this.shown)) return;
    this.chosenId = id;
    this.shownError = null;
    try {
      const revision = await this.#backend.getRevision(draftId, id);
      if (this.chosenId === id) this.shown = revision;
    } catch (thrown) {
      if (this.chosenId !== id) return;
      this.shown = null;
      this.shownError = asCommandError(thrown);
    }
  }

  async #read(
    join: (page: readonly RevisionSummary[]) => readonly RevisionSummary[],
  ): Promise<void> {
    const draftId = this.#draftId();
    this.error = null;
    if (draftId === null) {
      this.loaded = true;
      return;
    }
    this.loading = true;
    try {
      const page = await this.#backend.listRevisions(draftId, this.#nextCursor);
      this.items = join(page.items);
      this.#nextCursor = page.nextCursor;
      this.loaded = true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    } finally {
      this.loading = false;
    }
  }
}
