/** A format that is open: its file, and what that says of its channel. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type { Format, ItemSummary, LibraryItem } from '../../../ipc/bindings/types';
import { Autosave } from '../../../lib/autosave.svelte';
import type { Toasts } from '../../shell/toasts.svelte';

/** How long after the last key the text is read. */
const READING_MS = 120;

export class FormatSession {
  item: LibraryItem;
  text = $state('');
  /** The channel's rules as the text could last be read. */
  format = $state.raw<Format | null>(null);
  /** Why the text as it stands can't be used. */
  problem = $state('');
  saving = $state(false);
  readonly kept: Autosave;

  readonly #backend: Backend;
  readonly #toasts: Toasts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, toasts: Toasts, item: LibraryItem) {
    this.#backend = backend;
    this.#toasts = toasts;
    this.item = $state.raw(item);
    this.text = item.working ?? item.text;
    this.kept = new Autosave(() => this.#keep());
    void this.#read();
  }

  /** Whether there is something that is not a version yet. */
  get unsaved(): boolean {
    return this.text !== this.item.text;
  }

  get title(): string {
    return this.format?.title ?? this.item.title;
  }

  write(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.kept.touch();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), READING_MS);
  }

  /** Saves the text as the newest version. */
  async save(): Promise<void> {
    if (!(await this.kept.flush())) return;
    await this.#attempt(async () => {
      this.item = await this.#backend.saveLibraryItem(this.item.id, this.text, '');
    });
  }

  /** Back to the file it came with; the text before can be had back. */
  async reset(): Promise<void> {
    await this.kept.flush();
    const before = this.text;
    await this.#attempt(async () => {
      this.item = await this.#backend.resetLibraryItem(this.item.id);
      this.text = this.item.text;
      await this.#read();
      this.#toasts.show('The original is back.', {
        label: 'Undo',
        run: () => {
          this.write(before);
          void this.save();
        },
      });
    });
  }

  took(summary: ItemSummary): void {
    this.item = { ...this.item, ...summary };
  }

  async flush(): Promise<boolean> {
    return this.kept.flush();
  }

  async #keep(): Promise<void> {
    const { text, item } = this;
    this.took(await this.#backend.keepWorkingText(item.id, text === item.text ? null : text));
  }

  async #read(): Promise<void> {
    const { text } = this;
    await this.#attempt(async () => {
      const { format, problem } = await this.#backend.readFormat(this.item.name, text);
      if (text !== this.text) return;
      this.problem = problem ?? '';
      if (format) this.format = format;
    });
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    this.saving = true;
    try {
      await act();
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    } finally {
      this.saving = false;
    }
  }
}
