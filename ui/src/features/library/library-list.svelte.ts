/** The library's cards: what is looked for, and the answer, read page by page as the user scrolls. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  ItemKind,
  ItemSummary,
  LibraryItemId,
  LibraryOutline,
  LibraryPage,
  LibraryQuery,
  Shelf,
} from '../../ipc/bindings/types';

/** As long as fast typing leaves between two keys. */
const TYPING_MS = 120;

export class LibraryList {
  /** Replaced, never changed in place: there may be a hundred thousand. */
  items = $state.raw<readonly ItemSummary[]>([]);
  outline = $state.raw<LibraryOutline>({ size: 0, folders: [], tags: [] });
  loaded = $state(false);
  loading = $state(false);
  error = $state.raw<CommandError | null>(null);

  kind = $state<ItemKind>('template');
  shelf = $state.raw<Shelf>({ type: 'all' });
  tag = $state<string | undefined>();
  /** What stands in the search field. */
  text = $state('');

  readonly #backend: Backend;
  #nextCursor: string | undefined;
  /** Counts what was asked for, so that a late answer never takes the place of a newer one. */
  #asked = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get hasMore(): boolean {
    return this.#nextCursor !== undefined;
  }

  get filtered(): boolean {
    return this.text.trim() !== '' || this.tag !== undefined || this.shelf.type !== 'all';
  }

  /** Reads what is asked for now, and how much there is. */
  async load(): Promise<void> {
    clearTimeout(this.#typing);
    await Promise.all([
      this.#read(undefined, (page) => {
        this.items = page.items;
        this.loaded = true;
      }),
      this.#count(),
    ]);
  }

  async loadMore(): Promise<void> {
    const cursor = this.#nextCursor;
    if (this.loading || cursor === undefined) return;
    await this.#read(cursor, (page) => {
      const known = new Set(this.items.map((item) => item.id));
      this.items = [...this.items, ...page.items.filter((item) => !known.has(item.id))];
    });
  }

  /** Looks for what is typed, a moment after the last key. */
  search(text: string): void {
    this.text = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.load(), TYPING_MS);
  }

  async show(shelf: Shelf): Promise<void> {
    this.shelf = shelf;
    await this.load();
  }

  async showTag(tag: string | undefined): Promise<void> {
    this.tag = tag;
    await this.load();
  }

  async showKind(kind: ItemKind): Promise<void> {
    this.kind = kind;
    this.items = [];
    this.loaded = false;
    await this.showAll();
  }

  async showAll(): Promise<void> {
    this.text = '';
    this.tag = undefined;
    await this.show({ type: 'all' });
  }

  /** Takes in an item as it stands now. */
  took(item: ItemSummary): void {
    this.items = this.items.map((other) => (other.id === item.id ? item : other));
  }

  without(id: LibraryItemId): void {
    this.items = this.items.filter((item) => item.id !== id);
  }

  #query(): LibraryQuery {
    const { kind, shelf, tag, text } = this;
    return { kind, shelf, text, ...(tag === undefined ? {} : { tag }) };
  }

  async #count(): Promise<void> {
    try {
      this.outline = await this.#backend.getLibraryOutline(this.kind);
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  async #read(cursor: string | undefined, arrived: (page: LibraryPage) => void): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    this.error = null;
    try {
      const page = await this.#backend.listLibrary(this.#query(), cursor);
      if (asked !== this.#asked) return;
      this.#nextCursor = page.nextCursor;
      arrived(page);
    } catch (thrown) {
      if (asked === this.#asked) this.error = asCommandError(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }
}
