/** A pack being made: what is in it, what to know before, and what it says about itself. */
import { SvelteSet } from 'svelte/reactivity';

import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  ItemKind,
  ItemSummary,
  PackExportOutline,
  PackItemRef,
} from '../../ipc/bindings/types';
import type { Notes } from './notes';

const kinds: readonly ItemKind[] = ['template', 'voice', 'format', 'partial'];

/** More items than anybody picks one by one; the rest is found by searching. */
const MOST_SHOWN = 200;

export class PackExport {
  name = $state('');
  author = $state('');
  version = $state('');
  licence = $state('');
  description = $state('');
  search = $state('');
  /** What can be chosen from. */
  items = $state.raw<readonly ItemSummary[]>([]);
  /** The keys of what is chosen. */
  readonly chosen = new SvelteSet<string>();
  outline = $state.raw<PackExportOutline | null>(null);
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);

  readonly #backend: Backend;
  readonly #notes: Notes;
  /** Only the answer to the newest question counts. */
  #asked = 0;

  constructor(backend: Backend, notes: Notes) {
    this.#backend = backend;
    this.#notes = notes;
  }

  static key({ kind, name }: PackItemRef): string {
    return `${kind}:${name}`;
  }

  get refs(): PackItemRef[] {
    return [...this.chosen].map((key) => {
      const [kind, ...name] = key.split(':');
      return { kind: kind as ItemKind, name: name.join(':') };
    });
  }

  /** Items that come along because others need them. */
  get along(): PackItemRef[] {
    return (this.outline?.items ?? []).filter((item) => !this.chosen.has(PackExport.key(item)));
  }

  /** What keeps the pack from being made; null when nothing does. */
  get obstacle(): string | null {
    if (this.chosen.size === 0) return 'Choose what is to be in it.';
    if (this.name.trim() === '') return 'Give the pack a name.';
    if (this.author.trim() === '') return 'Say who publishes it.';
    if (this.outline?.problems.some((problem) => problem.blocks)) return 'Mend the problems first.';
    return null;
  }

  async load(): Promise<void> {
    try {
      const text = this.search;
      const pages = await Promise.all(
        kinds.map((kind) => this.#backend.listLibrary({ kind, shelf: { type: 'all' }, text })),
      );
      this.items = pages.flatMap((page) => page.items).slice(0, MOST_SHOWN);
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  async toggle(item: PackItemRef, include: boolean): Promise<void> {
    if (include) this.chosen.add(PackExport.key(item));
    else this.chosen.delete(PackExport.key(item));
    await this.look();
  }

  /** Looks at what the pack would be. Fields that are empty take what they had the last time. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const outline = await this.#backend.outlinePack(this.name.trim(), this.refs);
      if (asked !== this.#asked) return;
      this.outline = outline;
      this.author ||= outline.author;
      this.licence ||= outline.licence;
      this.description ||= outline.description;
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** True when the pack was made. */
  async make(): Promise<boolean> {
    if (this.busy || this.obstacle !== null) return false;
    this.busy = true;
    try {
      const version = this.version.trim() || this.outline?.version;
      const made = await this.#backend.exportPack(
        {
          name: this.name.trim(),
          author: this.author.trim(),
          licence: this.licence.trim(),
          description: this.description.trim(),
          ...(version === undefined ? {} : { version }),
        },
        this.refs,
      );
      this.error = null;
      if (made) this.#notes.show(`${made.name} ${made.version} is saved, signed with your key.`);
      return made !== null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
