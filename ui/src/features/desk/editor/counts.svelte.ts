/**
 * The copy's words and characters, kept up to date while it changes. CodeMirror keeps a document
 * as a tree whose parts stay the same objects until they are edited: each part is counted once.
 */
import type { Text } from '@codemirror/state';
import { ViewPlugin, type EditorView } from '@codemirror/view';

import { countText, type TextCounts } from '../../../lib/text-counts';

/** Soon enough to follow the typing, and rare enough beside a stream. */
const COUNT_AFTER_MS = 120;
/** How long counting may keep the window from anything else. */
const SLICE_MS = 6;

const counted = new WeakMap<Text, TextCounts>();

export class CopyCounts {
  /** Null until the copy has been counted for the first time. */
  all = $state.raw<TextCounts | null>(null);
  /** Null where nothing is selected. */
  selected = $state.raw<TextCounts | null>(null);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: EditorView | null = null;
  #work: Generator<undefined, void> | null = null;

  /** What an editor needs to be counted. */
  readonly extension = ViewPlugin.define((view) => {
    this.#view = view;
    this.#soon(0);
    return {
      update: (update) => {
        if (!update.docChanged && !update.selectionSet) return;
        this.#work = null;
        this.#soon(COUNT_AFTER_MS);
      },
      destroy: () => {
        clearTimeout(this.#timer);
        this.#timer = undefined;
        this.#view = null;
        this.#work = null;
      },
    };
  });

  /** A change while a count is due does not put it off: a stream changes all the time. */
  #soon(delay: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#slice();
    }, delay);
  }

  #slice(): void {
    if (!this.#view) return;
    this.#work ??= this.#count(this.#view);
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      if (this.#work.next().done === true) {
        this.#work = null;
        return;
      }
    }
    this.#soon(0);
  }

  *#count(view: EditorView): Generator<undefined, void> {
    const { doc, selection } = view.state;
    const { from, to } = selection.main;
    const all = yield* countTree(doc);
    const selected = from === to ? null : yield* countText(doc.sliceString(from, to));
    this.all = all;
    this.selected = selected;
  }
}

function* countTree(text: Text): Generator<undefined, TextCounts> {
  const known = counted.get(text);
  if (known) return known;
  let counts: TextCounts;
  if (text.children) {
    // Parts are parted by line breaks, which no word or character reaches across.
    counts = { words: 0, characters: text.children.length - 1 };
    for (const part of text.children) {
      const { words, characters } = yield* countTree(part);
      counts.words += words;
      counts.characters += characters;
    }
  } else {
    counts = yield* countText(text.sliceString(0));
  }
  counted.set(text, counts);
  return counts;
}
