/** The versions of a template: which there are, and how the one chosen compares. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  CommandError,
  Comparison,
  ItemRecord,
  ItemVersion,
  LibraryItemId,
} from '../../../ipc/bindings/types';

export class Versions {
  items = $state.raw<readonly ItemVersion[]>([]);
  record = $state.raw<ItemRecord | null>(null);
  loaded = $state(false);
  chosen = $state<number | null>(null);
  comparison = $state.raw<Comparison | null>(null);
  error = $state.raw<CommandError | null>(null);

  readonly #backend: Backend;
  readonly #id: LibraryItemId;

  constructor(backend: Backend, id: LibraryItemId) {
    this.#backend = backend;
    this.#id = id;
  }

  get hasMore(): boolean {
    const last = this.items.at(-1);
    return last !== undefined && last.number > 1;
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.items = await this.#backend.listVersions(this.#id);
      this.loaded = true;
    });
  }

  async loadMore(): Promise<void> {
    const last = this.items.at(-1);
    if (!last || last.number === 1) return;
    await this.#attempt(async () => {
      this.items = [...this.items, ...(await this.#backend.listVersions(this.#id, last.number))];
    });
  }

  async loadRecord(): Promise<void> {
    await this.#attempt(async () => {
      this.record = await this.#backend.getItemRecord(this.#id);
    });
  }

  /** Compares a version with the text as it stands. */
  async choose(number: number, present: string): Promise<void> {
    this.chosen = number;
    this.comparison = null;
    await this.#attempt(async () => {
      const with_ = { type: 'text', text: present } as const;
      const comparison = await this.#backend.compareVersion(this.#id, number, with_);
      if (this.chosen === number) this.comparison = comparison;
    });
  }

  async note(number: number, note: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#backend.noteVersion(this.#id, number, note);
      this.items = this.items.map((item) => (item.number === number ? { ...item, note } : item));
    });
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }
}
