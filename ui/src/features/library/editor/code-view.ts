/**
 * A text in CodeMirror that somebody else owns: what is typed is handed on, what changes elsewhere
 * is taken in by the least exchange, so that the cursor stays where it is.
 */
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Annotation, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';

import type { Fix, Problem } from '../../../ipc/bindings/types';
import { completing, marked, type Names } from './template-language';

/** Marks a change that came from elsewhere. */
const fromElsewhere = Annotation.define<boolean>();

export type CodeViewOptions = {
  label: string;
  /** The whole file, with numbers for its lines. */
  whole: boolean;
  readOnly: boolean;
  names: () => Names;
  onchange: (text: string) => void;
  onfix: (fix: Fix) => void;
};

export class CodeView {
  readonly #view: EditorView;
  readonly #onfix: (fix: Fix) => void;

  constructor(parent: HTMLElement, text: string, options: CodeViewOptions) {
    this.#onfix = options.onfix;
    this.#view = new EditorView({
      parent,
      state: EditorState.create({ doc: text, extensions: extensions(options) }),
    });
  }

  destroy(): void {
    this.#view.destroy();
  }

  focus(): void {
    this.#view.focus();
  }

  /** Takes in the text as it is now. */
  take(text: string): void {
    const present = this.#view.state.doc.toString();
    if (present === text) return;
    let from = 0;
    const shorter = Math.min(present.length, text.length);
    while (from < shorter && present[from] === text[from]) from += 1;
    let same = 0;
    while (
      same < shorter - from &&
      present[present.length - 1 - same] === text[text.length - 1 - same]
    ) {
      same += 1;
    }
    this.#view.dispatch({
      changes: { from, to: present.length - same, insert: text.slice(from, text.length - same) },
      annotations: fromElsewhere.of(true),
    });
  }

  /** Underlines what is wrong. Places are those of the file, of which the text begins at `from`. */
  show(problems: readonly Problem[], from: number): void {
    const { length } = this.#view.state.doc;
    const diagnostics = problems
      .filter(({ range }) => range.to >= from && range.from <= from + length)
      .map((problem): Diagnostic => {
        const start = Math.max(0, problem.range.from - from);
        return {
          from: Math.min(start, length),
          to: Math.min(Math.max(start, problem.range.to - from), length),
          severity: problem.severity,
          message: problem.message,
          actions: problem.fixes.map((fix) => ({
            name: fix.label,
            apply: () => {
              this.#onfix(fix);
            },
          })),
        };
      });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Puts the user at a place of the text. */
  goTo(at: number): void {
    const anchor = Math.min(Math.max(0, at), this.#view.state.doc.length);
    this.#view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.#view.focus();
  }
}

function extensions(options: CodeViewOptions): Extension[] {
  const { label, whole, readOnly, names, onchange } = options;
  return [
    history(),
    closeBrackets(),
    autocompletion({ override: [completing(names)], icons: false }),
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    whole ? [lineNumbers(), lintGutter()] : [],
    EditorState.readOnly.of(readOnly),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': label,
      tabindex: '0',
      spellcheck: whole ? 'false' : 'inherit',
    }),
    marked(names),
    EditorView.updateListener.of((update) => {
      const elsewhere = update.transactions.some((one) => one.annotation(fromElsewhere));
      if (update.docChanged && !elsewhere) onchange(update.state.doc.toString());
    }),
  ];
}
