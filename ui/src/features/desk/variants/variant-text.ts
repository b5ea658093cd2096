/**
 * A variant's copy as it is read: it grows at its end, passages of it can be selected, and it can't
 * be changed. Kept while no view shows it, as a stream goes on writing.
 */
import { defaultKeymap } from '@codemirror/commands';
import { EditorState, type TransactionSpec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';

import { linesOfTheirOwn } from '../editor/lines';
import { markdownLook } from '../editor/markdown';

export class VariantText {
  #state: EditorState;
  #view: EditorView | null = null;

  /** `onSelect` is told the passage that is selected; nothing where none is. */
  constructor(label: string, text: string, onSelect: (passage: string) => void) {
    this.#state = EditorState.create({
      doc: text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        keymap.of(defaultKeymap),
        linesOfTheirOwn,
        markdownLook,
        EditorView.updateListener.of(({ selectionSet, state }) => {
          if (!selectionSet) return;
          const { from, to } = state.selection.main;
          onSelect(state.sliceDoc(from, to));
        }),
      ],
    });
  }

  get text(): string {
    return this.#state.doc.toString();
  }

  /** Adds what has come. The view stays where it is: variants are compared from their beginnings. */
  append(text: string): void {
    this.#dispatch({ changes: { from: this.#state.doc.length, insert: text } });
  }

  /** Puts the whole text in place, if it is another: some of it was written anew. */
  set(text: string): void {
    if (text === this.text) return;
    this.#dispatch({ changes: { from: 0, to: this.#state.doc.length, insert: text } });
  }

  attach(parent: HTMLElement): void {
    this.#view = new EditorView({ state: this.#state, parent });
  }

  detach(): void {
    if (!this.#view) return;
    this.#state = this.#view.state;
    this.#view.destroy();
    this.#view = null;
  }

  #dispatch(spec: TransactionSpec): void {
    if (this.#view) {
      this.#view.dispatch(spec);
      this.#state = this.#view.state;
    } else {
      this.#state = this.#state.update(spec).state;
    }
  }
}
