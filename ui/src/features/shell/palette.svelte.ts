/** The palette: which of its entries fit what is typed, the best first, and which is chosen. */
import { computeCommandScore } from 'bits-ui';

import type { PaletteEntry } from './palette-entries';

const STORED_AS = 'copydeck.palette';
const MOST_REMEMBERED = 30;
/** More than these nobody reads through: they type another letter. */
const MOST_SHOWN = 50;
/** As many letters as are looked at; a pasted page is no name. */
const LONGEST_QUERY = 80;
/** A pause in the typing, after which the store is asked as well. */
const ASK_AFTER_MS = 120;
/** How far having been used last lifts an entry above one that fits a little better. */
const RECENT_LIFT = 0.2;

export class PaletteState {
  readonly #entries: readonly PaletteEntry[];
  readonly #storage: Storage;
  /** Newest first. */
  readonly #recent: readonly string[];
  #query = $state('');
  /** The place of the entry that Enter runs. */
  chosen = $state(0);
  /** What the store found for the present query. */
  #found = $state.raw<readonly PaletteEntry[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #ask: (query: string) => Promise<readonly PaletteEntry[]>;
  readonly #ranking = $derived(this.#ranked(this.#query));
  /** What fits by name, and after it what the store found beyond that. */
  readonly shown: readonly PaletteEntry[] = $derived.by(() => {
    const known = new Set(this.#ranking.map(({ id }) => id));
    return [...this.#ranking, ...this.#found.filter(({ id }) => !known.has(id))].slice(
      0,
      MOST_SHOWN,
    );
  });

  /** `ask` finds further entries for what was typed, as the store knows more than the window. */
  constructor(
    entries: readonly PaletteEntry[],
    storage: Storage,
    ask: (query: string) => Promise<readonly PaletteEntry[]> = () => Promise.resolve([]),
  ) {
    this.#entries = entries;
    this.#ask = ask;
    this.#storage = storage;
    this.#recent = read(storage);
  }

  get query(): string {
    return this.#query;
  }

  set query(query: string) {
    this.#query = query;
    this.chosen = 0;
    this.#found = [];
    clearTimeout(this.#timer);
    const asked = query.trim().slice(0, LONGEST_QUERY);
    if (asked !== '') this.#timer = setTimeout(() => void this.#askFor(query, asked), ASK_AFTER_MS);
  }

  /** Moves the choice, round and round. */
  move(by: number): void {
    const { length } = this.shown;
    if (length > 0) this.chosen = (this.chosen + by + length) % length;
  }

  /** Remembers that an entry was used. */
  used({ id }: PaletteEntry): void {
    const recent = [id, ...this.#recent.filter((other) => other !== id)];
    this.#storage.setItem(STORED_AS, JSON.stringify(recent.slice(0, MOST_REMEMBERED)));
  }

  async #askFor(query: string, asked: string): Promise<void> {
    try {
      const found = await this.#ask(asked);
      if (this.#query === query) this.#found = found;
    } catch (thrown) {
      // What is found by name is there all the same, and the list says what is wrong.
      console.error(thrown);
    }
  }

  #ranked(query: string): PaletteEntry[] {
    const asked = query.trim().slice(0, LONGEST_QUERY);
    const age = (entry: PaletteEntry) => {
      const place = this.#recent.indexOf(entry.id);
      return place === -1 ? MOST_REMEMBERED : place;
    };
    return this.#entries
      .map((entry) => {
        const fits = asked === '' ? 1 : computeCommandScore(entry.title, asked, entry.words);
        const lift = RECENT_LIFT * (1 - age(entry) / MOST_REMEMBERED);
        return { entry, fits, score: fits * (1 + lift) };
      })
      .filter(({ fits }) => fits > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST_SHOWN)
      .map(({ entry }) => entry);
  }
}

/** What was remembered, if it can be read. */
function read(storage: Storage): string[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORED_AS) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
