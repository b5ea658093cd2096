/**
 * A draft's copy as a document that can be edited with or without a view on it: a stream goes on
 * writing while another draft is open. Deliberately outside Svelte's reactivity: an editor keeps
 * its own state.
 */
import { defaultKeymap, historyKeymap, isolateHistory, redo, undo } from '@codemirror/commands';
import { closeSearchPanel, openSearchPanel, searchPanelOpen } from '@codemirror/search';
import {
  EditorState,
  Prec,
  Transaction,
  type ChangeSet,
  type TransactionSpec,
} from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';

import type { StreamMark } from '../../../ipc/bindings/types';
import { CopyCounts } from './counts.svelte';
import { findAndReplace } from './finder.svelte';
import { linesOfTheirOwn } from './lines';
import { markdownLook } from './markdown';
import { decidePiece, proposalField, showProposal, type ShownProposal } from './proposal';
import {
  beginStream,
  endStream,
  holdCopy,
  insertStreamed,
  joinStream,
  isUserEdit,
  placeToGoOn,
  rewriteStreamed,
  streaming,
  streamMark,
} from './stream';
import { asOneStep, beginning, setAside, undoHistory, type Beginning } from './undo';

/** How near the end, in pixels, still counts as being there. */
const AT_END = 64;

const extensions = [
  undoHistory,
  keymap.of([...historyKeymap, { key: 'Mod-Shift-z', run: redo }, ...defaultKeymap]),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({
    'aria-label': 'Draft',
    tabindex: '0',
    // As the window has it: an editor says no by itself.
    spellcheck: 'inherit',
    autocorrect: 'on',
    autocapitalize: 'sentences',
  }),
  placeholder('Fill in the brief and press Draft, or write here.'),
  linesOfTheirOwn,
  markdownLook,
  findAndReplace,
  streaming,
  proposalField,
];

export class CopyDocument {
  readonly counts = new CopyCounts();
  readonly #onUserEdit: () => void;
  #state: EditorState;
  #view: EditorView | null = null;
  readonly #listeners = new Set<(changes: ChangeSet) => void>();
  readonly #selecting = new Set<() => void>();
  /** Called when a piece of a proposal is taken or left with the mouse. */
  onPiece: (index: number, taken: boolean) => void = () => undefined;
  /** What the live stream will have written over. */
  #beginning: Beginning | undefined;
  #scroll: ReturnType<EditorView['scrollSnapshot']> | undefined;

  /** `onUserEdit` is called after each change of the text by the user's own hand. */
  constructor(text: string, onUserEdit: () => void, readOnly = false) {
    this.#onUserEdit = onUserEdit;
    const held = readOnly ? [Prec.highest(EditorState.readOnly.of(true))] : [];
    this.#state = EditorState.create({
      doc: text,
      extensions: [
        held,
        extensions,
        this.counts.extension,
        decidePiece.of((index, taken) => {
          this.onPiece(index, taken);
        }),
      ],
    });
  }

  get text(): string {
    return this.#state.doc.toString();
  }

  /** In UTF-16 code units. */
  get length(): number {
    return this.#state.doc.length;
  }

  get isEmpty(): boolean {
    return this.#state.doc.length === 0;
  }

  /** How a live stream stands in the text; undefined when none is live. */
  get mark(): StreamMark | undefined {
    return streamMark(this.#state) ?? undefined;
  }

  /** Shows the document in `parent`, scrolled to where it was left. */
  attach(parent: HTMLElement): void {
    this.#view = new EditorView({
      state: this.#state,
      parent,
      ...(this.#scroll ? { scrollTo: this.#scroll } : {}),
      dispatchTransactions: (transactions, view) => {
        view.update(transactions);
        this.#applied(view.state, transactions);
      },
    });
  }

  detach(): void {
    if (!this.#view) return;
    this.#scroll = this.#view.scrollSnapshot();
    this.#view.destroy();
    this.#view = null;
  }

  /** Calls `listener` after each change of the text, until what it returns is called. */
  onChange(listener: (changes: ChangeSet) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls `listener` when something else is selected, until what it returns is called. */
  onSelect(listener: () => void): () => void {
    this.#selecting.add(listener);
    return () => {
      this.#selecting.delete(listener);
    };
  }

  focus(): void {
    this.#view?.focus();
  }

  get hasFocus(): boolean {
    return this.#view?.hasFocus ?? false;
  }

  /** What is selected; nothing where both ends are the same. */
  get selection(): { from: number; to: number } {
    const { from, to } = this.#state.selection.main;
    return { from, to };
  }

  select(from: number, to: number): void {
    this.#dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  }

  /** Where the line at a place ends on the screen; null where it is not drawn. */
  bottomOf(place: number): number | null {
    return this.#view?.coordsAtPos(place)?.bottom ?? null;
  }

  /** Calls `listener` when the copy is scrolled, until what it returns is called. */
  onScroll(listener: () => void): () => void {
    const scroller = this.#view?.scrollDOM;
    scroller?.addEventListener('scroll', listener, { passive: true });
    return () => {
      scroller?.removeEventListener('scroll', listener);
    };
  }

  get proposal(): ShownProposal | null {
    return this.#state.field(proposalField);
  }

  /** Shows a proposal beside the words it is for; the copy stays as it is. */
  showProposal(shown: ShownProposal | null): void {
    this.#dispatch({ effects: showProposal(shown) });
  }

  /** Brings the piece the user is at into sight. */
  scrollTo(place: number): void {
    this.#dispatch({ effects: EditorView.scrollIntoView(place, { y: 'nearest', yMargin: 60 }) });
  }

  /** Takes pieces of the proposal into the copy, as one step to undo. */
  take(taken: (index: number) => boolean): void {
    const shown = this.proposal;
    if (!shown) return;
    const changes = shown.pieces.filter((_, index) => taken(index));
    const left = shown.pieces.filter((_, index) => !taken(index));
    const set = this.#state.changes(changes);
    const from = set.mapPos(shown.from, -1);
    const after: ShownProposal = {
      ...shown,
      from,
      to: set.mapPos(shown.to, 1),
      pieces: left.map((piece) => {
        const from = set.mapPos(piece.from, 1);
        return { ...piece, from, to: Math.max(from, set.mapPos(piece.to, -1)) };
      }),
      current: Math.max(0, Math.min(shown.current, left.length - 1)),
    };
    this.#dispatch({
      changes,
      effects: showProposal(after),
      annotations: [Transaction.userEvent.of('refine'), isolateHistory.of('full')],
    });
  }

  /** Whether the panel to find something in the copy is open. */
  get finding(): boolean {
    return this.#view !== null && searchPanelOpen(this.#view.state);
  }

  openFind(): void {
    if (this.#view) openSearchPanel(this.#view);
  }

  closeFind(): void {
    if (!this.#view) return;
    closeSearchPanel(this.#view);
    this.#view.focus();
  }

  /** The type has another size now: what was measured no longer holds. */
  measure(): void {
    this.#view?.requestMeasure();
  }

  /** Keeps the copy as it is until a stream begins or ends. */
  hold(): void {
    this.#dispatch(holdCopy(true));
  }

  /** Begins a stream that writes in the place of the copy; undo will bring that back. */
  beginStream(mark: StreamMark): void {
    this.#setAside();
    this.#dispatch(beginStream(this.#state, '', mark));
  }

  /** Begins a stream that goes on with the copy; undo will take away what it adds. */
  goOn(mark: StreamMark): void {
    this.#setAside();
    this.#dispatch(joinStream(mark));
  }

  /** Where a stream that goes on with the copy writes. */
  get placeToGoOn(): number {
    return placeToGoOn(this.#state);
  }

  /** Takes up a stream that was live before this window was loaded. */
  resumeStream(mark: StreamMark): void {
    this.#dispatch(joinStream(mark));
  }

  /** Adds streamed text. The view follows it only where it already shows the end. */
  insertStreamed(text: string): void {
    const scroller = this.#view?.scrollDOM;
    const follow = scroller !== undefined && distanceFromEnd(scroller) <= AT_END;
    this.#dispatch(insertStreamed(this.#state, text));
    if (follow) scroller.scrollTop = scroller.scrollHeight;
  }

  /** Ends the stream, if one is live; all it wrote is one step to undo from now on. */
  endStream(): void {
    this.#dispatch(endStream());
    if (!this.#beginning) return;
    this.#apply(asOneStep(this.#state, this.#beginning));
    this.#beginning = undefined;
  }

  #setAside(): void {
    this.#beginning = beginning(this.#state);
    this.#apply(setAside(this.#state));
  }

  /** Puts another text in the place of this one, as an edit that can be undone. */
  replace(text: string): void {
    this.#dispatch({
      changes: { from: 0, to: this.#state.doc.length, insert: text },
      annotations: [Transaction.userEvent.of('restore'), isolateHistory.of('full')],
    });
  }

  /** Writes by the user's hand from outside of the editor: in a form. */
  write(from: number, to: number, insert: string): void {
    this.#dispatch({
      changes: { from, to, insert },
      annotations: Transaction.userEvent.of('input.type'),
    });
  }

  /** Adds a passage from elsewhere as a paragraph at the end, as one edit of the user's. */
  addPassage(passage: string): void {
    const { doc } = this.#state;
    const tail = doc.sliceString(Math.max(0, doc.length - 2));
    const space =
      doc.length === 0 || tail.endsWith('\n\n') ? '' : tail.endsWith('\n') ? '\n' : '\n\n';
    this.#dispatch({
      changes: { from: doc.length, insert: space + passage },
      annotations: [Transaction.userEvent.of('input.paste'), isolateHistory.of('full')],
    });
  }

  /** Takes out the line at a place, as by the user's hand. */
  removeLine(at: number): void {
    const { doc } = this.#state;
    const line = doc.lineAt(at);
    const from = line.number === doc.lines ? Math.max(0, line.from - 1) : line.from;
    const to = Math.min(doc.length, line.to + 1);
    this.#dispatch({
      changes: { from, to },
      annotations: [Transaction.userEvent.of('delete'), isolateHistory.of('full')],
    });
  }

  /** Puts other words in the place of some that a run wrote; undone with the run. */
  rewrite(from: number, to: number, insert: string): void {
    this.#dispatch(rewriteStreamed(from, to, insert));
  }

  undo(): void {
    undo({
      state: this.#state,
      dispatch: (transaction) => {
        this.#apply([transaction]);
      },
    });
  }

  #dispatch(spec: TransactionSpec): void {
    this.#apply([this.#state.update(spec)]);
  }

  #apply(transactions: readonly Transaction[]): void {
    const last = transactions.at(-1);
    if (this.#view) this.#view.dispatch(transactions);
    else if (last) this.#applied(last.state, transactions);
  }

  #applied(state: EditorState, transactions: readonly Transaction[]): void {
    this.#state = state;
    for (const { changes, docChanged } of transactions) {
      if (docChanged) for (const listener of this.#listeners) listener(changes);
    }
    if (transactions.some(({ selection, docChanged }) => selection !== undefined || docChanged)) {
      for (const listener of this.#selecting) listener();
    }
    if (transactions.some(isUserEdit)) this.#onUserEdit();
  }
}

function distanceFromEnd(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}
