/** A draft taken out of the window: to the clipboard, to a file, to paper. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { CopyFormat, DraftId, ExportFormat } from '../../ipc/bindings/types';
import { elementOf } from '../preview/preview.svelte';

/** The draft to take out. */
export interface ExportSource {
  /** Null while nothing of it has been saved. */
  readonly id: DraftId | null;
  readonly document: { readonly text: string };
  /** Saves all of it; false when it could not be saved. */
  flush(): Promise<boolean>;
}

/** Where a word about how it went is said. */
export interface Notes {
  show(message: string): void;
}

/** A preview's number that no pane has. */
const PRINTING = 0;

const copied: Record<CopyFormat, string> = {
  rich: 'Copied with its formatting.',
  markdown: 'Copied as Markdown.',
  plain: 'Copied as plain text.',
};

export class Exports {
  readonly #backend: Backend;
  readonly #notes: Notes;

  constructor(backend: Backend, notes: Notes) {
    this.#backend = backend;
    this.#notes = notes;
  }

  async copy(source: ExportSource, format: CopyFormat): Promise<void> {
    await this.#with(source, async (id) => {
      await this.#backend.copyDraft(id, format);
      this.#notes.show(copied[format]);
    });
  }

  /** Puts words that are not in the draft on the clipboard. */
  async copyText(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#notes.show('It is on the clipboard.');
    } catch {
      this.#notes.show('The system did not take it. Select the text and copy it by hand.');
    }
  }

  async save(source: ExportSource, format: ExportFormat): Promise<void> {
    await this.#with(source, async (id) => {
      const path = await this.#backend.chooseExportFile(id, format);
      if (path === null) return;
      await this.#backend.exportDraft(id, format, path);
      this.#notes.show(`Saved to ${path}`);
    });
  }

  /** Prints the copy alone. What is put on paper stays in the page, unseen, until the next time. */
  async print(source: ExportSource): Promise<void> {
    await this.#attempt(async () => {
      const { text } = source.document;
      const { insert } = await this.#backend.updatePreview(PRINTING, { kind: 'whole', text });
      await this.#backend.closePreview(PRINTING);
      const paper = document.createElement('div');
      paper.className = 'copy printed';
      paper.append(...insert.map(elementOf));
      for (const before of document.querySelectorAll('.printed')) before.remove();
      document.body.append(paper);
      await this.#backend.printWindow();
    });
  }

  /** Opens a link of the copy outside of the window. */
  async openLink(address: string): Promise<void> {
    await this.#attempt(() => this.#backend.openLink(address));
  }

  async #with(source: ExportSource, act: (id: DraftId) => Promise<void>): Promise<void> {
    await this.#attempt(async () => {
      if (!(await source.flush())) {
        this.#notes.show('The draft could not be saved, so it was not exported.');
      } else if (source.id === null) {
        this.#notes.show('There is nothing to export yet.');
      } else {
        await act(source.id);
      }
    });
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      const { message, remedy } = asCommandError(thrown);
      this.#notes.show([message, remedy].filter(Boolean).join(' '));
    }
  }
}
