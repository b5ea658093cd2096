/**
 * A proposal for a passage, shown in the copy and not part of it: what goes is struck through where
 * it stands, what comes stands beside it. Its places are part of the editor's state, so that they
 * move with every edit; the copy changes only when a piece is taken.
 */
import { Facet, StateEffect, StateField, type ChangeDesc } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';

import type { Piece } from '../../../ipc/bindings/types';

export type ShownProposal = {
  /** The passage it is for. */
  readonly from: number;
  readonly to: number;
  /** Its pieces, at their places in the document. */
  readonly pieces: readonly Piece[];
  /** The piece the user is at. */
  readonly current: number;
  /** What has come so far, while it still comes. */
  readonly coming: string | null;
  /** Whether the passage has been changed since it was cut into pieces. */
  readonly touched: boolean;
};

/** Called when a piece is taken or left with the mouse. */
export const decidePiece = Facet.define<(index: number, taken: boolean) => void>();

const shownSet = StateEffect.define<ShownProposal | null>();

export const proposalField = StateField.define<ShownProposal | null>({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(shownSet)) return effect.value;
    return shown && transaction.docChanged ? moved(shown, transaction.changes) : shown;
  },
  provide: (field) =>
    EditorView.decorations.from(field, (shown) => (shown ? decorated(shown) : Decoration.none)),
});

export function showProposal(shown: ShownProposal | null): StateEffect<ShownProposal | null> {
  return shownSet.of(shown);
}

/** Follows an edit. What is written at an end of the passage is not in it. */
function moved(shown: ShownProposal, changes: ChangeDesc): ShownProposal {
  let { touched } = shown;
  changes.iterChangedRanges((from, to) => {
    if (from < shown.to && to > shown.from) touched = true;
  });
  const from = changes.mapPos(shown.from, 1);
  return {
    ...shown,
    touched,
    from,
    to: Math.max(from, changes.mapPos(shown.to, -1)),
    pieces: shown.pieces.map((piece) => {
      const from = changes.mapPos(piece.from, 1);
      return { ...piece, from, to: Math.max(from, changes.mapPos(piece.to, -1)) };
    }),
  };
}

function decorated({ from, to, pieces, current, coming }: ShownProposal): DecorationSet {
  const passage = Decoration.mark({ class: 'cm-refined' });
  const ranges = from < to ? [passage.range(from, to)] : [];
  if (coming !== null) {
    const widget = new ComingWidget(coming);
    ranges.push(Decoration.widget({ widget, block: true, side: 1 }).range(to));
  }
  for (const [index, piece] of pieces.entries()) {
    const now = index === current;
    if (piece.from < piece.to) {
      const class_ = now ? 'cm-piece-gone cm-piece-current' : 'cm-piece-gone';
      ranges.push(Decoration.mark({ class: class_ }).range(piece.from, piece.to));
    }
    const widget = new PieceWidget(index, piece.insert, now);
    ranges.push(Decoration.widget({ widget, side: 1 }).range(piece.to));
  }
  return Decoration.set(ranges, true);
}

/** Words on their way, below the passage. */
class ComingWidget extends WidgetType {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override eq(other: ComingWidget): boolean {
    return other.text === this.text;
  }

  override toDOM(): HTMLElement {
    const element = document.createElement('div');
    element.className = 'cm-coming';
    element.dir = 'auto';
    element.textContent = this.text;
    return element;
  }

  override updateDOM(element: HTMLElement): boolean {
    element.textContent = this.text;
    return true;
  }
}

/** What a piece brings, and the two buttons for the mouse; the keyboard has those of the bar. */
class PieceWidget extends WidgetType {
  readonly index: number;
  readonly insert: string;
  readonly current: boolean;

  constructor(index: number, insert: string, current: boolean) {
    super();
    this.index = index;
    this.insert = insert;
    this.current = current;
  }

  override eq(other: PieceWidget): boolean {
    return (
      other.index === this.index && other.insert === this.insert && other.current === this.current
    );
  }

  override toDOM(view: EditorView): HTMLElement {
    const element = document.createElement('span');
    element.className = this.current ? 'cm-piece cm-piece-current' : 'cm-piece';
    if (this.insert !== '') {
      const words = document.createElement('ins');
      words.className = 'cm-piece-new';
      words.textContent = this.insert;
      element.append(words);
    }
    const hand = document.createElement('span');
    hand.className = 'cm-piece-hand';
    hand.setAttribute('aria-hidden', 'true');
    hand.append(this.#button('✓', true, view), this.#button('✕', false, view));
    element.append(hand);
    return element;
  }

  override ignoreEvent(): boolean {
    return true;
  }

  #button(sign: string, taken: boolean, view: EditorView): HTMLElement {
    const button = document.createElement('span');
    button.className = taken ? 'cm-piece-take' : 'cm-piece-leave';
    button.title = taken ? 'Accept this change' : 'Reject this change';
    button.textContent = sign;
    button.addEventListener('mousedown', (event) => {
      event.preventDefault();
      for (const decide of view.state.facet(decidePiece)) decide(this.index, taken);
    });
    return button;
  }
}
