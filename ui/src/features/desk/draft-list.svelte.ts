/** The list of drafts, newest first, read page by page as the user scrolls. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { CommandError, DraftId, DraftQuery, DraftSummary } from '../../ipc/bindings/types';

const NEWEST_FIRST: DraftQuery = { place: 'desk', sort: 'changed', text: '' };

export class DraftListState {
  /** Replaced, never changed in place: there may be a hundred thousand. */
  items = $state.raw<readonly DraftSummary[]>([]);
  /** Whether the first page has come. */
  loaded = $state(false);
  loading = $state(false);
  error = $state<CommandError | null>(null);

  readonly #backend: Backend;
  #nextCursor: string | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get hasMore(): boolean {
    return this.#nextCursor !== undefined;
  }

  /** Reads the first page. */
  async load(): Promise<void> {
    this.#nextCursor = undefined;
    await this.#read();
  }

  /** Reads the next page, if there is one and it is not on its way already. */
  async loadMore(): Promise<void> {
    if (this.loading || !this.hasMore) return;
    await this.#read();
  }

  /** Tries again what failed. */
  async retry(): Promise<void> {
    await (this.loaded ? this.loadMore() : this.load());
  }

  /** Takes in a draft as it stands now; one that changed moves to its place by time. */
  upsert(summary: DraftSummary): void {
    const others = this.items.filter((item) => item.id !== summary.id);
    const later = others.findIndex((item) => item.updatedAt <= summary.updatedAt);
    const place = later === -1 ? others.length : later;
    this.items = [...others.slice(0, place), summary, ...others.slice(place)];
  }

  /** Changes what the list shows of a draft, in its place. */
  patch(id: DraftId, change: Partial<DraftSummary>): void {
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...change } : item));
  }

  async #read(): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const page = await this.#backend.listDrafts(NEWEST_FIRST, this.#nextCursor);
      // A draft that moved up since the page before may come a second time.
      const known = new Set(this.items.map((item) => item.id));
      this.items = [...this.items, ...page.items.filter((item) => !known.has(item.id))];
      this.#nextCursor = page.nextCursor;
      this.loaded = true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    } finally {
      this.loading = false;
    }
  }
}
