/**
 * Find and replace in the copy: CodeMirror's search behind a panel of ours. The finder is what the
 * panel shows and does; the editor keeps the query and marks the matches.
 */
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  search,
  SearchQuery,
  setSearchQuery,
} from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import { EditorView, type Panel, type ViewUpdate } from '@codemirror/view';
import { mount, unmount } from 'svelte';

import FindPanel from '../FindPanel.svelte';

/** Beyond these, nobody reads the number. */
const MOST_COUNTED = 999;
/** Counting reads the whole copy, so it waits for a pause. */
const COUNT_AFTER_MS = 120;

export type Matches = { count: number; /** From 1; 0 where none is selected. */ current: number };

export class Finder {
  text = $state('');
  replacement = $state('');
  matchCase = $state(false);
  /** Null until they have been counted. */
  matches = $state.raw<Matches | null>(null);

  readonly #view: EditorView;
  /** Where the user was: what is typed is looked for from here on. */
  #from: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(view: EditorView) {
    this.#view = view;
    this.#from = view.state.selection.main.from;
    this.#take(getSearchQuery(view.state));
    this.#countSoon();
  }

  /** Looks for what the panel now asks for, and goes to the first match. */
  look(): void {
    const query = new SearchQuery({
      search: this.text,
      replace: this.replacement,
      caseSensitive: this.matchCase,
      literal: true,
    });
    const view = this.#view;
    const found = query.valid ? this.#first(query) : undefined;
    view.dispatch({
      effects: setSearchQuery.of(query),
      ...(found ? { selection: { anchor: found.from, head: found.to }, scrollIntoView: true } : {}),
    });
  }

  next(): void {
    findNext(this.#view);
    this.#from = this.#view.state.selection.main.from;
  }

  previous(): void {
    findPrevious(this.#view);
    this.#from = this.#view.state.selection.main.from;
  }

  replace(): void {
    replaceNext(this.#view);
  }

  replaceAll(): void {
    replaceAll(this.#view);
  }

  close(): void {
    closeSearchPanel(this.#view);
    this.#view.focus();
  }

  /** The editor changed. */
  follow(update: ViewUpdate): void {
    const asked = update.transactions.some((transaction) =>
      transaction.effects.some((effect) => effect.is(setSearchQuery)),
    );
    if (asked) this.#take(getSearchQuery(update.state));
    if (update.docChanged) this.#from = update.changes.mapPos(this.#from);
    if (asked || update.docChanged || update.selectionSet) this.#countSoon();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #take(query: SearchQuery): void {
    this.text = query.search;
    this.replacement = query.replace;
    this.matchCase = query.caseSensitive;
  }

  #first(query: SearchQuery): { from: number; to: number } | undefined {
    for (const from of [this.#from, 0]) {
      const { value, done } = query.getCursor(this.#view.state, from).next();
      if (done !== true) return value;
    }
    return undefined;
  }

  #countSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.matches = this.#counted();
    }, COUNT_AFTER_MS);
  }

  #counted(): Matches | null {
    const { state } = this.#view;
    const query = getSearchQuery(state);
    if (!query.valid) return null;
    const { from, to } = state.selection.main;
    const cursor = query.getCursor(state);
    let count = 0;
    let current = 0;
    for (let match = cursor.next(); match.done !== true; match = cursor.next()) {
      count += 1;
      if (match.value.from === from && match.value.to === to) current = count;
      if (count > MOST_COUNTED) break;
    }
    return { count, current };
  }
}

/** “3 of 12”, as the panel says it. */
export function matchesInWords(matches: Matches): string {
  const count = matches.count > MOST_COUNTED ? `${String(MOST_COUNTED)}+` : String(matches.count);
  if (matches.count === 0) return 'None';
  return matches.current === 0 ? count : `${String(matches.current)} of ${count}`;
}

function createPanel(view: EditorView): Panel {
  const finder = new Finder(view);
  const dom = document.createElement('div');
  const panel = mount(FindPanel, { target: dom, props: { finder } });
  return {
    dom,
    top: true,
    mount() {
      const field = dom.querySelector('input');
      field?.focus();
      field?.select();
    },
    update(update) {
      finder.follow(update);
    },
    destroy() {
      finder.end();
      void unmount(panel);
    },
  };
}

const look = EditorView.theme({
  '.cm-panels': { background: 'none', color: 'inherit' },
  '.cm-panels-top': { border: '0' },
  '.cm-searchMatch': {
    borderRadius: '2px',
    backgroundColor: 'var(--warn-wash)',
    boxShadow: '0 0 0 1px color-mix(in srgb, var(--warn) 45%, transparent)',
  },
  '.cm-searchMatch-selected': {
    backgroundColor: 'color-mix(in srgb, var(--warn) 38%, var(--surface))',
  },
});

export const findAndReplace: Extension = [search({ top: true, literal: true, createPanel }), look];
