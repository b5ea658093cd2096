/** Prompts from elsewhere: what a file or folder holds, what was guessed of it, and what is taken. */
import { SvelteSet } from 'svelte/reactivity';

import { asCommandError, type Backend } from '../../../ipc/backend';
import type { CommandError, ImportPreview, LibraryItemId } from '../../../ipc/bindings/types';

export class Import {
  busy = $state(false);
  preview = $state.raw<ImportPreview | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** The places of those that will be taken. */
  readonly chosen = new SvelteSet<number>();
  /** The one whose text is looked at. */
  looked = $state.raw<{ index: number; text: string } | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async chooseFile(): Promise<void> {
    await this.#choose(() => this.#backend.chooseImportFile());
  }

  async chooseFolder(): Promise<void> {
    await this.#choose(() => this.#backend.chooseImportFolder());
  }

  toggle(index: number, chosen: boolean): void {
    if (chosen) this.chosen.add(index);
    else this.chosen.delete(index);
  }

  chooseAll(chosen: boolean): void {
    this.chosen.clear();
    if (chosen) this.preview?.templates.forEach((_, index) => this.chosen.add(index));
  }

  /** Shows a template as its file would be, or no more. */
  async look(index: number): Promise<void> {
    const { preview } = this;
    if (!preview) return;
    if (this.looked?.index === index) {
      this.looked = null;
      return;
    }
    try {
      this.looked = { index, text: await this.#backend.getImportText(preview.id, index) };
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** Takes those that are chosen; gives the items they are now, or null where that failed. */
  async take(): Promise<LibraryItemId[] | null> {
    const { preview } = this;
    if (!preview || this.busy) return null;
    this.busy = true;
    this.error = null;
    try {
      const chosen = [...this.chosen].toSorted((a, b) => a - b);
      const taken = await this.#backend.takeImport(preview.id, chosen);
      this.preview = null;
      return taken;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Forgets what was looked through. */
  async close(): Promise<void> {
    const { preview } = this;
    this.preview = null;
    if (preview) await this.#backend.closeImport(preview.id);
  }

  async #choose(ask: () => Promise<ImportPreview | null>): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      const preview = await ask();
      if (!preview) return;
      this.preview = preview;
      this.looked = null;
      this.chosen.clear();
      // What can't be used as it stands is taken only if the user says so.
      preview.templates.forEach(({ problem }, index) => {
        if (problem === undefined) this.chosen.add(index);
      });
    } catch (thrown) {
      this.error = asCommandError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
