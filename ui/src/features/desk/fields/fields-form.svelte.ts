/**
 * A draft's copy as a form. The copy stays the one source of truth: the form shows the texts that
 * the backend finds in it, and what is typed here changes the copy in that place. The user may
 * write in the copy itself, and a stream may write too; places found a moment ago move with that.
 */
import type { ChangeSet } from '@codemirror/state';

import type { Backend } from '../../../ipc/backend';
import type { FormField, FormText } from '../../../ipc/bindings/types';
import type { CopyDocument } from '../editor/copy-document';

/** One text of the form. */
export class FieldText {
  text = $state('');
  measure = $state.raw<FormText['measure']>();
  problem = $state.raw<FormText['problem']>();
  /** Where it stands in the copy. */
  from = 0;
  to = 0;
  /** What has to be put before it, where it is not there yet. */
  before = '';
  readonly path: string;
  readonly long: boolean;

  constructor(found: FormText) {
    this.path = found.path;
    this.long = found.long;
    this.take(found);
  }

  take(found: FormText): void {
    this.text = found.text;
    this.measure = found.measure;
    this.problem = found.problem;
    this.from = found.from;
    this.to = found.to;
    this.before = found.before;
  }
}

/** A field with its texts: one, or those of a list and an empty one behind them. */
export interface FormGroup {
  field: FormField;
  texts: FieldText[];
}

export class FieldsForm {
  groups = $state.raw<readonly FormGroup[]>([]);
  /** Whether the copy has been read. */
  ready = $state(false);

  readonly #backend: Backend;
  readonly #template: string;
  readonly #fields: readonly FormField[];
  readonly #document: CopyDocument;
  readonly #texts = new Map<string, FieldText>();
  /** What has changed in the copy since it was last sent to be read. */
  #since: ChangeSet[] = [];
  #reading = false;
  #closed = false;

  constructor(
    backend: Backend,
    template: string,
    fields: readonly FormField[],
    document: CopyDocument,
  ) {
    this.#backend = backend;
    this.#template = template;
    this.#fields = fields;
    this.#document = document;
  }

  /** Follows the copy until what it returns is called. */
  open(): () => void {
    const stop = this.#document.onChange((changes) => {
      this.#since.push(changes);
      for (const text of this.#texts.values()) move(text, changes);
      void this.#read();
    });
    void this.#read();
    return () => {
      this.#closed = true;
      stop();
    };
  }

  /** The user wrote into a text of the form. */
  write(text: FieldText, value: string): void {
    const written = text.long ? guarded(value, this.#fields) : oneLine(value);
    text.text = text.long ? value : written;
    const insert = text.before + written;
    const { from, to } = text;
    const begins = text.before.length;
    text.before = '';
    this.#document.write(from, to, insert);
    text.from = from + begins;
    text.to = from + insert.length;
  }

  /** Takes a line of a list out. */
  remove(text: FieldText): void {
    this.#document.removeLine(text.from);
  }

  async #read(): Promise<void> {
    if (this.#reading || this.#closed) return;
    this.#reading = true;
    try {
      this.#since = [];
      const found = await this.#backend.readFields(this.#template, this.#document.text);
      this.#take(found);
      this.ready = true;
    } finally {
      this.#reading = false;
    }
    if (this.#since.length > 0) void this.#read();
  }

  /** What was found in the copy, brought up to what has been written since. */
  #take(found: readonly FormText[]): void {
    const stale = this.#since.length > 0;
    const groups = new Map<string, FieldText[]>(this.#fields.map((field) => [field.name, []]));
    const gone = new Set(this.#texts.keys());
    for (const text of found) {
      const known = this.#texts.get(text.path);
      if (known && !stale) known.take(text);
      const shown = known ?? new FieldText(text);
      if (!known) for (const changes of this.#since) move(shown, changes);
      this.#texts.set(text.path, shown);
      gone.delete(text.path);
      groups.get(text.path.split('/')[0] ?? '')?.push(shown);
    }
    for (const path of gone) this.#texts.delete(path);
    this.groups = this.#fields.map((field) => ({ field, texts: groups.get(field.name) ?? [] }));
  }
}

function move(text: FieldText, changes: ChangeSet): void {
  text.from = changes.mapPos(text.from, -1);
  text.to = changes.mapPos(text.to, 1);
}

/** A text with a backslash before each line that would be taken for the beginning of a field. */
export function guarded(text: string, fields: readonly FormField[]): string {
  const labels = fields.map(({ label }) => `**${label}:**`);
  return text
    .split('\n')
    .map((line) => {
      const words = line.replace(/^\\+/, '');
      const marks = ['### ', ...labels].some((mark) => words.startsWith(mark));
      return marks ? `\\${line}` : line;
    })
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/g, ' ');
}
