/**
 * Text that streams into a document which the user edits at the same time: where it goes in, how
 * much of it is there, and the caret that shows it. The place is part of the editor's state, so
 * it moves with every edit; streamed text stays out of the undo history.
 */
import {
  Annotation,
  EditorState,
  StateEffect,
  StateField,
  Transaction,
  type EditorSelection,
  type Extension,
  type TransactionSpec,
} from '@codemirror/state';
import { Decoration, EditorView, WidgetType } from '@codemirror/view';

import type { StreamMark } from '../../../ipc/bindings/types';

/** Marks a change that is not the user's, and so is not to be saved as one. */
const fromBackend = Annotation.define<boolean>();

const markSet = StateEffect.define<StreamMark | null>();
const unitsStreamed = StateEffect.define<number>();
const heldSet = StateEffect.define<boolean>();

const markField = StateField.define<StreamMark | null>({
  create: () => null,
  update(mark, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(markSet)) return effect.value;
      if (effect.is(unitsStreamed) && mark) {
        return {
          ...mark,
          received: mark.received + effect.value,
          insertAt: transaction.changes.mapPos(mark.insertAt, 1),
        };
      }
    }
    // What the user types right at the spot goes after it: the stream writes on in front.
    return mark && transaction.docChanged
      ? { ...mark, insertAt: transaction.changes.mapPos(mark.insertAt, -1) }
      : mark;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (mark) =>
      mark ? Decoration.set(caret.range(mark.insertAt)) : Decoration.none,
    ),
});

/** Where the last stream stood when it ended: what goes on with it goes there. */
const placeField = StateField.define<number | null>({
  create: () => null,
  update(place, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(markSet)) {
        return effect.value ? null : (transaction.startState.field(markField)?.insertAt ?? place);
      }
    }
    // What the user typed right there has come before whatever goes on.
    return place === null ? null : transaction.changes.mapPos(place, 1);
  },
});

/** While a drafting is being asked for, the copy it will replace is not to change. */
const heldField = StateField.define<boolean>({
  create: () => false,
  update: (held, transaction) =>
    transaction.effects.reduce((now, effect) => (effect.is(heldSet) ? effect.value : now), held),
  provide: (field) => EditorState.readOnly.from(field),
});

class CaretWidget extends WidgetType {
  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = 'cm-stream-caret';
    element.setAttribute('aria-hidden', 'true');
    return element;
  }

  override eq(): boolean {
    return true;
  }
}

const caret = Decoration.widget({ widget: new CaretWidget(), side: 1 });

export const streaming: Extension = [markField, placeField, heldField];

/** The live stream's place in the document; null when none is live. */
export function streamMark(state: EditorState): StreamMark | null {
  return state.field(markField);
}

/**
 * Where a run that goes on with the copy writes: at its end or, if the user has put words below
 * the last stream, where that stream stood.
 */
export function placeToGoOn(state: EditorState): number {
  const place = state.field(placeField) ?? state.doc.length;
  return state.sliceDoc(place).trim() === '' ? state.doc.length : place;
}

/** Whether a transaction changed the text by the user's own hand. */
export function isUserEdit(transaction: Transaction): boolean {
  return transaction.docChanged && transaction.annotation(fromBackend) !== true;
}

export function holdCopy(held: boolean): TransactionSpec {
  return { effects: heldSet.of(held) };
}

/** Begins a stream into the document as it stands; `mark` says where its text goes. */
export function joinStream(mark: StreamMark): TransactionSpec {
  return { effects: [markSet.of(mark), heldSet.of(false)] };
}

/** Begins a stream: `text` is what stands in the document, and `mark` where the rest goes. */
export function beginStream(state: EditorState, text: string, mark: StreamMark): TransactionSpec {
  return {
    changes: { from: 0, to: state.doc.length, insert: text },
    selection: { anchor: mark.insertAt },
    effects: [markSet.of(mark), heldSet.of(false)],
    annotations: [fromBackend.of(true), Transaction.addToHistory.of(false)],
  };
}

/** Puts the stream's next text in its place. */
export function insertStreamed(state: EditorState, text: string): TransactionSpec {
  const mark = streamMark(state);
  if (!mark) throw new Error('text streamed into a document without a live stream');
  const spec: TransactionSpec = {
    changes: { from: mark.insertAt, insert: text },
    effects: unitsStreamed.of(text.length),
    annotations: [fromBackend.of(true), Transaction.addToHistory.of(false)],
  };
  // A user's caret that waits right at the spot stays after the stream, or the next word typed
  // would land in the middle of it.
  return waitsAt(state.selection, mark.insertAt)
    ? { ...spec, selection: { anchor: mark.insertAt + text.length } }
    : spec;
}

/** Puts other words in the place of some that have streamed in. */
export function rewriteStreamed(from: number, to: number, insert: string): TransactionSpec {
  return {
    changes: { from, to, insert },
    annotations: [fromBackend.of(true), Transaction.addToHistory.of(false)],
  };
}

export function endStream(): TransactionSpec {
  return { effects: [markSet.of(null), heldSet.of(false)] };
}

function waitsAt(selection: EditorSelection, position: number): boolean {
  return selection.ranges.length === 1 && selection.main.empty && selection.main.head === position;
}
