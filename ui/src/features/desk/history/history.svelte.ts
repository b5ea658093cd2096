/** A draft's history: its earlier states, newest first, and the one that is looked at. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  CommandError,
  Comparison,
  DraftId,
  RevisionId,
  RevisionSummary,
} from '../../../ipc/bindings/types';

/** How a revision is shown: as it was, with what it changed, or with what has changed since. */
export type Lens = 'text' | 'its' | 'since';

/** A revision as it is shown. */
export type Shown =
  | { lens: 'text'; id: RevisionId; text: string }
  | { lens: 'its' | 'since'; id: RevisionId; comparison: Comparison };

export class HistoryState {
  /** Replaced, never changed in place. */
  items = $state.raw<readonly RevisionSummary[]>([]);
  /** Whether the first page has come. */
  loaded = $state(false);
  loading = $state(false);
  error = $state<CommandError | null>(null);
  chosenId = $state<RevisionId | null>(null);
  lens = $state<Lens>('since');
  /** What is shown of the chosen revision; the one before it until that has come. */
  shown = $state.raw<Shown | null>(null);
  shownError = $state<CommandError | null>(null);

  readonly #backend: Backend;
  readonly #saved: () => Promise<DraftId | null>;
  #nextCursor: RevisionId | undefined;

  /** `saved` saves the copy and gives the draft's id; null where there is no draft yet. */
  constructor(backend: Backend, saved: () => Promise<DraftId | null>) {
    this.#backend = backend;
    this.#saved = saved;
  }

  get hasMore(): boolean {
    return this.#nextCursor !== undefined;
  }

  get chosen(): RevisionSummary | undefined {
    return this.items.find((item) => item.id === this.chosenId);
  }

  /** Reads the newest page anew, the present copy among it; the chosen revision stays chosen. */
  async load(): Promise<void> {
    this.#nextCursor = undefined;
    await this.#read((page) => page);
    const id = this.chosen?.id ?? this.items[0]?.id;
    if (id !== undefined) await this.choose(id);
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
    this.chosenId = id;
    await this.#show();
  }

  async look(lens: Lens): Promise<void> {
    this.lens = lens;
    await this.#show();
  }

  /** Names a revision; an empty name takes the name away. */
  async rename(id: RevisionId, name: string): Promise<void> {
    const draftId = await this.#saved();
    if (draftId === null) return;
    const named = await this.#backend.nameRevision(draftId, id, name);
    this.items = this.items.map((item) => (item.id === id ? named : item));
  }

  async #show(): Promise<void> {
    const { chosenId: id, lens } = this;
    const wanted = () => this.chosenId === id && this.lens === lens;
    try {
      const draftId = await this.#saved();
      if (draftId === null || id === null) return;
      const shown = await this.#lookAt(draftId, id, lens);
      if (!wanted()) return;
      this.shown = shown;
      this.shownError = null;
    } catch (thrown) {
      if (!wanted()) return;
      this.shown = null;
      this.shownError = asCommandError(thrown);
    }
  }

  async #lookAt(draftId: DraftId, id: RevisionId, lens: Lens): Promise<Shown> {
    if (lens === 'text') {
      const { text } = await this.#backend.getRevision(draftId, id);
      return { lens, id, text };
    }
    const against = lens === 'its' ? 'before' : 'present';
    const comparison = await this.#backend.compareRevision(draftId, id, against);
    return { lens, id, comparison };
  }

  async #read(
    join: (page: readonly RevisionSummary[]) => readonly RevisionSummary[],
  ): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      const draftId = await this.#saved();
      if (draftId !== null) {
        if (this.#nextCursor === undefined) await this.#backend.keepTyped(draftId);
        const page = await this.#backend.listRevisions(draftId, this.#nextCursor);
        this.items = join(page.items);
        this.#nextCursor = page.nextCursor;
      }
      this.loaded = true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    } finally {
      this.loading = false;
    }
  }
}
