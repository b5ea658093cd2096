/** The list of drafts: what it is asked for, and the answer, read page by page as the user scrolls. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  DraftId,
  DraftPlace,
  DraftQuery,
  DraftSort,
  DraftStage,
  DraftSummary,
  Tag,
} from '../../ipc/bindings/types';
import { fits, insertionPlace, positionOf, rememberedSort, rememberSort } from './draft-order';

/** As long as fast typing leaves between two keys: each word is looked for once, at its end. */
const TYPING_MS = 120;

export class DraftListState {
  /** Replaced, never changed in place: there may be a hundred thousand. */
  items = $state.raw<readonly DraftSummary[]>([]);
  /** What the items are the answer to. The user may have asked for something else since. */
  shown = $state.raw<DraftQuery>({ place: 'desk', sort: 'changed', text: '' });
  /** Whether the first page has come. */
  loaded = $state(false);
  loading = $state(false);
  error = $state<CommandError | null>(null);

  place = $state<DraftPlace>('desk');
  stage = $state<DraftStage | undefined>();
  tag = $state<Tag | undefined>();
  sort = $state<DraftSort>('changed');
  /** What stands in the search field. */
  text = $state('');

  readonly #backend: Backend;
  readonly #storage: Storage;
  /** The items by id: to find one among many without looking at all of them. */
  #known = new Map<DraftId, DraftSummary>();
  #nextCursor: string | undefined;
  /** Counts what was asked for, so that a late answer never takes the place of a newer one. */
  #asked = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, storage: Storage) {
    this.#backend = backend;
    this.#storage = storage;
    this.sort = rememberedSort(storage);
  }

  get hasMore(): boolean {
    return this.#nextCursor !== undefined;
  }

  /** Whether the items are what words were looked for, the best first. */
  get searched(): boolean {
    return hasWords(this.shown.text);
  }

  /** Whether the items are all of their place. */
  get unfiltered(): boolean {
    const { stage, tag } = this.shown;
    return !this.searched && stage === undefined && tag === undefined;
  }

  /** Reads the first page of what is asked for now. */
  async load(): Promise<void> {
    clearTimeout(this.#typing);
    const query = this.#query();
    await this.#read(query, undefined, (page) => {
      this.#take(page.items, page.nextCursor);
      this.shown = query;
      this.loaded = true;
    });
  }

  /** Reads the next page, if there is one and nothing is on its way already. */
  async loadMore(): Promise<void> {
    if (this.loading || this.#nextCursor === undefined) return;
    await this.#read(this.shown, this.#nextCursor, (page) => {
      // A draft that moved since the page before may come a second time.
      const added = page.items.filter((item) => !this.#known.has(item.id));
      this.#take([...this.items, ...added], page.nextCursor);
    });
  }

  /** Takes in what was changed elsewhere, as far as the first page shows it. */
  async refresh(): Promise<void> {
    if (!this.loaded || this.loading) return;
    await this.#read(this.shown, undefined, (page) => {
      const last = page.items.at(-1);
      const place = last ? this.indexOf(last.id) : -1;
      if (page.nextCursor === undefined || place === -1) {
        this.#take(page.items, page.nextCursor);
        return;
      }
      const fresh = new Set(page.items.map((item) => item.id));
      const rest = this.items.slice(place + 1).filter((item) => !fresh.has(item.id));
      this.#take([...page.items, ...rest], rest.length > 0 ? this.#nextCursor : page.nextCursor);
    });
  }

  /** Tries again what failed. */
  async retry(): Promise<void> {
    await (this.loaded && this.hasMore && this.#isShown() ? this.loadMore() : this.load());
  }

  /** Looks for what is typed, a moment after the last key. */
  search(text: string): void {
    this.text = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.load(), TYPING_MS);
  }

  async clearSearch(): Promise<void> {
    this.text = '';
    await this.load();
  }

  /** Looks elsewhere, for the same words. */
  async lookIn(place: DraftPlace): Promise<void> {
    this.place = place;
    this.stage = this.tag = undefined;
    await this.load();
  }

  async showStage(stage: DraftStage | undefined): Promise<void> {
    this.stage = stage;
    await this.load();
  }

  async showTag(tag: Tag | undefined): Promise<void> {
    this.tag = tag;
    await this.load();
  }

  async showAll(): Promise<void> {
    this.text = '';
    this.stage = this.tag = undefined;
    await this.load();
  }

  async sortBy(sort: DraftSort): Promise<void> {
    this.sort = sort;
    rememberSort(this.#storage, sort);
    await this.load();
  }

  /** Where a draft stands; -1 where it does not. */
  indexOf(id: DraftId): number {
    const item = this.#known.get(id);
    return item ? positionOf(this.items, item, this.#order) : -1;
  }

  /** The draft to look at when this one is put away: the next, else the one before. */
  neighbourOf(id: DraftId): DraftSummary | undefined {
    const index = this.indexOf(id);
    return index === -1 ? undefined : (this.items[index + 1] ?? this.items[index - 1]);
  }

  /** Takes in a draft as it stands now: in its place, if it is still asked for. */
  upsert(summary: DraftSummary): void {
    const before = this.#known.get(summary.id);
    if (!before && (this.searched || !fits(summary, this.shown))) return;
    const items = this.items.slice();
    const index = before ? positionOf(items, before, this.#order) : -1;
    if (index !== -1) items.splice(index, 1);
    this.#known.delete(summary.id);
    if (fits(summary, this.shown)) {
      const item = before?.found ? { ...summary, found: before.found } : summary;
      const place = this.#order === undefined ? index : insertionPlace(items, item, this.#order);
      // Behind the last that was read it will come with its page.
      if (place < items.length || !this.hasMore || place === index) {
        items.splice(place, 0, item);
        this.#known.set(item.id, item);
      }
    }
    this.items = items;
  }

  /** Changes what the list shows of a draft. */
  patch(id: DraftId, change: Partial<DraftSummary>): void {
    const item = this.#known.get(id);
    if (item) this.upsert({ ...item, ...change });
  }

  /** Lets go of everything the list shows. */
  clear(): void {
    this.#take([], undefined);
  }

  get #order(): DraftSort | undefined {
    return this.searched ? undefined : this.shown.sort;
  }

  #query(): DraftQuery {
    const { place, stage, tag, sort, text } = this;
    return {
      ...{ place, sort, text },
      ...(stage === undefined ? {} : { stage }),
      ...(tag === undefined ? {} : { tag }),
    };
  }

  #isShown(): boolean {
    return JSON.stringify(this.#query()) === JSON.stringify(this.shown);
  }

  #take(items: readonly DraftSummary[], nextCursor: string | undefined): void {
    this.items = items;
    this.#known = new Map(items.map((item) => [item.id, item]));
    this.#nextCursor = nextCursor;
  }

  async #read(
    query: DraftQuery,
    cursor: string | undefined,
    arrived: (page: Awaited<ReturnType<Backend['listDrafts']>>) => void,
  ): Promise<void> {
    const asked = ++this.#asked;
    this.loading = true;
    this.error = null;
    try {
      const page = await this.#backend.listDrafts(query, cursor);
      if (asked === this.#asked) arrived(page);
    } catch (thrown) {
      if (asked === this.#asked) this.error = asCommandError(thrown);
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }
}

/** Whether there is anything in a text to look for. */
function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
