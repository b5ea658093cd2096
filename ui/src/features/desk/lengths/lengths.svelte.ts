/** A draft's copy held to its template's format, as it is typed. */
import type { Backend } from '../../../ipc/backend';
import type { CopyMeasure } from '../../../ipc/bindings/types';
import type { CopyDocument } from '../editor/copy-document';

export class Lengths {
  measure = $state.raw<CopyMeasure | null>(null);

  readonly #backend: Backend;
  readonly #template: string;
  readonly #document: CopyDocument;
  #measuring = false;
  #stale = false;
  #closed = false;

  constructor(backend: Backend, template: string, document: CopyDocument) {
    this.#backend = backend;
    this.#template = template;
    this.#document = document;
  }

  /** Follows the copy until what it returns is called. */
  open(): () => void {
    const stop = this.#document.onChange(() => void this.#measure());
    void this.#measure();
    return () => {
      this.#closed = true;
      stop();
    };
  }

  /** Puts something in the place of a character, wherever it stands. Undone like any edit. */
  replace(character: string, replacement: string): void {
    const { text } = this.#document;
    let at = text.lastIndexOf(character);
    while (at !== -1) {
      this.#document.write(at, at + character.length, replacement);
      at = at === 0 ? -1 : text.lastIndexOf(character, at - 1);
    }
  }

  get text(): string {
    return this.#document.text;
  }

  /** One question at a time: what changes meanwhile is asked about after. */
  async #measure(): Promise<void> {
    if (this.#closed) return;
    if (this.#measuring) {
      this.#stale = true;
      return;
    }
    this.#measuring = true;
    try {
      this.#stale = false;
      this.measure = await this.#backend.measureCopy(this.#template, this.#document.text);
    } catch {
      // The template has gone meanwhile, which the brief says; there is nothing to measure by.
      this.measure = null;
    } finally {
      this.#measuring = false;
    }
    if (this.#stale) void this.#measure();
  }
}
