/** Packs: looked at in the import sheet, taken and taken back; those installed. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';

import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  InstalledPack,
  MergeSide,
  PackChoice,
  PackItemDetails,
  PackItemPreview,
  PackPreview,
} from '../../ipc/bindings/types';
import { PackExport } from './export.svelte';
import type { Notes } from './notes';
import { counted } from './words';

/** Those that want the user's eye come first; what stays as it is comes last. */
const order = { conflict: 0, update: 1, new: 2, same: 3 } as const;

/** An open pack, and what the user has decided about it so far. */
export class ImportSheet {
  readonly preview: PackPreview;
  /** The items with their numbers in the pack, in the order in which they are shown. */
  readonly rows: readonly { number: number; item: PackItemPreview }[];
  /** Which items are taken. */
  readonly taken = new SvelteSet<number>();
  /** The sides chosen for an item's passages; a passage without one is not decided. */
  readonly sides = new SvelteMap<number, readonly (MergeSide | null)[]>();
  /** The items looked at closely. */
  readonly details = new SvelteMap<number, PackItemDetails>();
  /** Whether the user has asked the publisher about another key. */
  keyAccepted = $state(false);
  busy = $state(false);
  error = $state.raw<CommandError | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend, preview: PackPreview) {
    this.#backend = backend;
    this.preview = preview;
    this.rows = preview.items
      .map((item, number) => ({ number, item }))
      .sort((a, b) => order[a.item.state] - order[b.item.state] || a.number - b.number);
    for (const { number, item } of this.rows) {
      if (item.state === 'new' || item.state === 'update') this.taken.add(number);
    }
  }

  /** What keeps the pack from being imported; null when nothing does. */
  get obstacle(): string | null {
    if (this.preview.trust === 'changed' && !this.keyAccepted)
      return 'Say first that the key is theirs.';
    return null;
  }

  toggle(number: number, take: boolean): void {
    if (take) this.taken.add(number);
    else this.taken.delete(number);
  }

  /** Opens an item to be looked at closely, or closes it. */
  async look(number: number): Promise<void> {
    if (this.details.has(number)) {
      this.details.delete(number);
      return;
    }
    try {
      const details = await this.#backend.getPackItem(this.preview.open, number);
      this.details.set(number, details);
      const conflicts = details.parts.filter((part) => part.kind === 'conflict').length;
      if (conflicts > 0 && !this.sides.has(number)) {
        this.sides.set(
          number,
          Array.from({ length: conflicts }, () => null),
        );
      }
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** Takes a side for one passage. With the last one decided the item is taken. */
  choose(number: number, passage: number, side: MergeSide): void {
    const sides = (this.sides.get(number) ?? []).map((chosen, at) =>
      at === passage ? side : chosen,
    );
    this.sides.set(number, sides);
    if (sides.every((chosen) => chosen !== null)) this.taken.add(number);
  }

  /** Whether an item can be taken: a conflict only once each passage has a side. */
  isDecided(number: number): boolean {
    const item = this.preview.items[number];
    if (item?.state !== 'conflict') return true;
    const sides = this.sides.get(number);
    return sides?.every((side) => side !== null) ?? false;
  }

  get choices(): PackChoice[] {
    return this.rows
      .filter(({ item }) => item.state !== 'same')
      .map(({ number, item }) => {
        if (!this.taken.has(number)) return { item: number, choice: { type: 'skip' } };
        if (item.state !== 'conflict') return { item: number, choice: { type: 'take' } };
        const sides = (this.sides.get(number) ?? []).map((side) => side ?? 'mine');
        return { item: number, choice: { type: 'join', sides } };
      });
  }
}

/** The library, as far as packs change it. */
export interface Library {
  /** Saves what its editors hold; false when it could not be saved. */
  flush(): Promise<boolean>;
  /** It is not what it was. */
  changed(): void;
}

export class PacksState {
  /** Null until they have been read. */
  installed = $state.raw<readonly InstalledPack[] | null>(null);
  sheet = $state.raw<ImportSheet | null>(null);
  /** Why a pack could not be opened. */
  refusal = $state.raw<CommandError | null>(null);
  error = $state.raw<CommandError | null>(null);
  making = $state.raw<PackExport | null>(null);

  readonly #backend: Backend;
  readonly #notes: Notes;
  readonly #library: Library;

  constructor(backend: Backend, notes: Notes, library: Library) {
    this.#backend = backend;
    this.#notes = notes;
    this.#library = library;
  }

  async load(): Promise<void> {
    try {
      this.installed = await this.#backend.listPacks();
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** Asks for a file in the system's dialog. */
  async pick(): Promise<void> {
    await this.#open(() => this.#backend.choosePack());
  }

  /** A file that was dropped on the window. */
  async drop(file: File): Promise<void> {
    await this.#open(async () => this.#backend.readPack(new Uint8Array(await file.arrayBuffer())));
  }

  /** What Copydeck was started with. */
  async takeOffered(): Promise<void> {
    await this.#open(() => this.#backend.takeOfferedPack());
  }

  async import(): Promise<void> {
    const { sheet } = this;
    if (!sheet || sheet.busy || sheet.obstacle !== null) return;
    sheet.busy = true;
    try {
      const { open, key, trust } = sheet.preview;
      if (!(await this.#library.flush())) {
        this.#notes.show('What you are writing could not be saved, so nothing was imported.');
        sheet.busy = false;
        return;
      }
      const accepted = trust === 'changed' ? key : undefined;
      const { pack, change, changed } = await this.#backend.importPack(
        open,
        sheet.choices,
        accepted,
      );
      this.sheet = null;
      this.#notes.show(
        `${pack.name} ${pack.version}: ${counted(changed, 'item')} taken.`,
        this.#undo(change),
      );
      await this.#refresh();
    } catch (thrown) {
      sheet.error = asCommandError(thrown);
    }
    sheet.busy = false;
  }

  /** Closes the sheet; nothing has changed. */
  cancel(): void {
    const open = this.sheet?.preview.open;
    this.sheet = null;
    if (open !== undefined) void this.#backend.closePack(open).catch(asCommandError);
  }

  /** Begins a pack of the library's items. */
  make(): void {
    this.making = new PackExport(this.#backend, this.#notes);
  }

  dismissRefusal(): void {
    this.refusal = null;
  }

  async remove(pack: InstalledPack): Promise<void> {
    try {
      const change = await this.#backend.removePack(pack.id);
      const stays = pack.edited > 0 ? ' What you changed stays.' : '';
      this.#notes.show(`${pack.name} is removed.${stays}`, this.#undo(change));
      await this.#refresh();
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  #undo(change: string): { label: string; run: () => void } {
    const run = async () => {
      try {
        await this.#backend.undoPackChange(change);
        this.#notes.show('Everything is as it was before.');
        await this.#refresh();
      } catch (thrown) {
        const { message, remedy } = asCommandError(thrown);
        this.#notes.show([message, remedy].filter(Boolean).join(' '));
      }
    };
    return { label: 'Undo', run: () => void run() };
  }

  async #open(read: () => Promise<PackPreview | null>): Promise<void> {
    try {
      const preview = await read();
      if (!preview) return;
      this.cancel();
      this.refusal = null;
      this.sheet = new ImportSheet(this.#backend, preview);
    } catch (thrown) {
      this.refusal = asCommandError(thrown);
    }
  }

  async #refresh(): Promise<void> {
    this.#library.changed();
    await this.load();
  }
}
