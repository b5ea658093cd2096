/**
 * What a draft looks like, patched block by block as it is written. The backend renders; this
 * sends it what changes, at most once a frame and one message at a time, and puts its answers in
 * place. Works on elements directly: a long draft has thousands of blocks, of which one changes.
 */
import { ChangeSet } from '@codemirror/state';

import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  PreviewBlock,
  PreviewPatch,
  TextChange,
} from '../../ipc/bindings/types';

/** The text that is previewed: the editor's document. */
export interface PreviewSource {
  readonly text: string;
  /** How long the text is, which is asked more often than the text. */
  readonly length: number;
  /** Calls back after each change, until what it returns is called. */
  onChange(listener: (changes: ChangeSet) => void): () => void;
}

/** How near the end, in pixels, still counts as being there. */
const AT_END = 64;

let lastId = 0;

export class Preview {
  /** Null until the first answer. */
  isEmpty = $state<boolean | null>(null);
  error = $state.raw<CommandError | null>(null);

  readonly #backend: Backend;
  readonly #source: PreviewSource;
  readonly #follows: () => boolean;
  readonly #id = ++lastId;
  #copy: HTMLElement | null = null;
  #version = 0;
  /** What changed since the last message; null when the whole text is to be sent. */
  #pending: ChangeSet | null = null;
  #sending = false;
  #frame: number | undefined;

  /** `follows` says whether the end is to stay in view where it already is. */
  constructor(backend: Backend, source: PreviewSource, follows: () => boolean) {
    this.#backend = backend;
    this.#source = source;
    this.#follows = follows;
  }

  /** Shows the preview in `copy`, until what it returns is called. */
  show(copy: HTMLElement): () => void {
    this.#copy = copy;
    const stop = this.#source.onChange((changes) => {
      this.#pending = this.#pending?.compose(changes) ?? null;
      this.#schedule();
    });
    void this.#send();
    return () => {
      stop();
      if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
      this.#copy = null;
      void this.#backend.closePreview(this.#id).catch(() => undefined);
    };
  }

  retry(): void {
    this.error = null;
    this.#pending = null;
    void this.#send();
  }

  #schedule(): void {
    if (this.#sending || this.#frame !== undefined || this.error) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = undefined;
      void this.#send();
    });
  }

  async #send(): Promise<void> {
    const changes = this.#pending;
    const { length } = this.#source;
    this.#sending = true;
    // From here on changes are those of the text that is being sent.
    this.#pending = ChangeSet.empty(length);
    try {
      const patch = await this.#backend.updatePreview(
        this.#id,
        changes
          ? { kind: 'changes', version: this.#version, changes: asTextChanges(changes) }
          : { kind: 'whole', text: this.#source.text },
      );
      if (!changes) this.#copy?.replaceChildren();
      this.#apply(patch);
      this.isEmpty = length === 0;
    } catch (thrown) {
      const error = asCommandError(thrown);
      if (error.code === 'preview_out_of_step' && changes) this.#pending = null;
      else this.error = error;
    }
    this.#sending = false;
    if (this.#copy && this.#pending?.empty !== true) this.#schedule();
  }

  #apply(patch: PreviewPatch): void {
    const copy = this.#copy;
    if (!copy) return;
    const scroller = copy.parentElement;
    const follow = scroller !== null && this.#follows() && distanceFromEnd(scroller) <= AT_END;
    for (let gone = 0; gone < patch.remove; gone += 1) copy.children[patch.keep]?.remove();
    const fragment = document.createDocumentFragment();
    fragment.append(...patch.insert.map(elementOf));
    copy.insertBefore(fragment, copy.children[patch.keep] ?? null);
    for (const block of patch.changed) {
      copy
        .querySelector(`:scope > [data-block='${String(block.id)}']`)
        ?.replaceWith(elementOf(block));
    }
    this.#version = patch.version;
    if (follow) scroller.scrollTop = scroller.scrollHeight;
  }
}

/** One block as an element. Its HTML comes from the backend, which makes every tag itself. */
export function elementOf(block: PreviewBlock): HTMLElement {
  const element = document.createElement('div');
  element.className = 'block';
  element.dataset.block = String(block.id);
  element.hidden = block.html === '';
  element.innerHTML = block.html;
  return element;
}

function asTextChanges(changes: ChangeSet): TextChange[] {
  const found: TextChange[] = [];
  changes.iterChanges((from, to, _fromNow, _toNow, inserted) => {
    found.push({ from, to, insert: inserted.toString() });
  });
  return found;
}

function distanceFromEnd(scroller: HTMLElement): number {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
}
