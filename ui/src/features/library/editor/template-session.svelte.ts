/**
 * A template that is open: its text, what the text says, what is wrong with it and what it would
 * send. The text is one; the form and the two editors are views of it.
 */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  Fix,
  ItemSummary,
  LibraryItem,
  Problem,
  TemplateEdit,
  TemplateForm,
  TemplatePreview,
  TemplateReading,
  TextEdit,
  Variable,
  VariableValues,
  WritingAids,
} from '../../../ipc/bindings/types';
import { Autosave } from '../../../lib/autosave.svelte';
import type { Toasts } from '../../shell/toasts.svelte';
import { BriefForm } from '../../desk/brief-form.svelte';
import { Testing } from '../testing/testing.svelte';
import { Trial } from './trial.svelte';
import { Versions } from './versions.svelte';

/** How long after the last key the text is read. */
const READING_MS = 120;

export type TemplateTab = 'about' | 'write' | 'source' | 'tests' | 'versions';

export class TemplateSession {
  item: LibraryItem;
  tab = $state<TemplateTab>('about');
  /** The file up to the instructions, and the instructions. */
  head = $state('');
  body = $state('');
  reading = $state.raw<TemplateReading | null>(null);
  /** The form as it was when the text could last be read. */
  form = $state.raw<TemplateForm | null>(null);
  preview = $state.raw<TemplatePreview | null>(null);
  /** Why there is no preview of the text as it stands. */
  previewError = $state('');
  aids = $state.raw<WritingAids>({ helpers: [], partials: [] });
  saving = $state(false);
  readonly sample = new BriefForm();
  readonly kept: Autosave;
  readonly trial: Trial;
  readonly versions: Versions;
  readonly testing: Testing;

  readonly #backend: Backend;
  readonly #toasts: Toasts;
  readonly #onchanged: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  private constructor(backend: Backend, toasts: Toasts, item: LibraryItem, onchanged: () => void) {
    this.#backend = backend;
    this.#toasts = toasts;
    this.#onchanged = onchanged;
    this.item = $state.raw(item);
    this.kept = new Autosave(() => this.#keep());
    this.trial = new Trial(backend);
    this.versions = new Versions(backend, item.id);
    this.testing = new Testing(backend, item.id);
  }

  static open(
    backend: Backend,
    toasts: Toasts,
    item: LibraryItem,
    onchanged: () => void,
  ): TemplateSession {
    const session = new TemplateSession(backend, toasts, item, onchanged);
    session.head = item.working ?? item.text;
    void session.#read(true);
    void session.#learnAids();
    return session;
  }

  get text(): string {
    return this.head + this.body;
  }

  /** Whether there is something that is not a version yet. */
  get unsaved(): boolean {
    return this.text !== this.item.text;
  }

  get title(): string {
    return this.form?.title ?? this.item.title;
  }

  get fields(): readonly Variable[] {
    return this.form?.variables ?? [];
  }

  get problems(): readonly Problem[] {
    return this.reading?.problems ?? [];
  }

  /** What the user wrote in the instructions. */
  writeBody(body: string): void {
    if (body === this.body) return;
    this.body = body;
    this.#changed();
  }

  /** What the user wrote in the source. */
  writeSource(text: string): void {
    if (text === this.text) return;
    this.head = text;
    this.body = '';
    this.#changed(true);
  }

  /** A change of the form. Says why it can't be made, where that is so. */
  async edit(edit: TemplateEdit): Promise<string | null> {
    const before = this.text;
    try {
      const text = await this.#backend.editTemplate(this.item.name, before, edit);
      if (this.text !== before) return await this.edit(edit);
      await this.#replace(text);
      return null;
    } catch (thrown) {
      return asCommandError(thrown).message;
    }
  }

  /** Takes a field away, and offers it back. */
  async removeField(field: Variable): Promise<string | null> {
    const before = this.text;
    const refused = await this.edit({ type: 'removeField', name: field.name });
    if (refused !== null) return refused;
    const after = this.text;
    this.#toasts.show(`The field “${field.label}” is gone.`, {
      label: 'Undo',
      run: () => {
        if (this.text === after) void this.#replace(before);
        else void this.edit({ type: 'addField', field });
      },
    });
    return null;
  }

  /** Takes a test away, and offers it back. */
  async removeTest(index: number): Promise<string | null> {
    const before = this.text;
    const refused = await this.edit({ type: 'removeTest', index });
    if (refused !== null) return refused;
    const after = this.text;
    this.#toasts.show(`Test ${String(index + 1)} is gone.`, {
      label: 'Undo',
      run: () => {
        if (this.text === after) void this.#replace(before);
        else this.#toasts.show('The text has changed since. An earlier version has the test.');
      },
    });
    return null;
  }

  async mend(fix: Fix): Promise<void> {
    await this.#replace(patched(this.text, fix.edit));
  }

  setSample(values: VariableValues): void {
    this.sample.fill(values);
    void this.#previewNow();
  }

  sampleChanged(): void {
    this.#schedule(false);
  }

  /** Keeps the sample in the file. */
  async keepSample(): Promise<string | null> {
    for (const [name, value] of Object.entries(this.sample.answers)) {
      const refused = await this.edit({ type: 'sample', name, value });
      if (refused !== null) return refused;
    }
    return null;
  }

  /** Saves the text as the newest version. */
  async save(note = ''): Promise<boolean> {
    if (!(await this.kept.flush())) return false;
    this.saving = true;
    try {
      const text = this.text;
      this.item = await this.#backend.saveLibraryItem(this.item.id, text, note);
      this.#onchanged();
      if (this.tab === 'versions') void this.versions.load();
      return true;
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
      return false;
    } finally {
      this.saving = false;
    }
  }

  async restore(number: number): Promise<void> {
    await this.#exchange(
      () => this.#backend.restoreVersion(this.item.id, number),
      `Version ${String(number)} is back.`,
    );
  }

  async reset(): Promise<void> {
    await this.#exchange(
      () => this.#backend.resetLibraryItem(this.item.id),
      'The original is back.',
    );
  }

  /** Lets go of what was written since the newest version. */
  async discard(): Promise<void> {
    const before = this.text;
    await this.#replace(this.item.text);
    this.#toasts.show('Back to the saved version.', {
      label: 'Undo',
      run: () => void this.#replace(before),
    });
  }

  took(summary: ItemSummary): void {
    this.item = { ...this.item, ...summary };
  }

  async flush(): Promise<boolean> {
    return this.kept.flush();
  }

  async #exchange(act: () => Promise<LibraryItem>, said: string): Promise<void> {
    const { version } = this.item;
    const before = this.text;
    try {
      if (this.unsaved && !(await this.save('Before going back'))) return;
      this.item = await act();
      await this.#replace(this.item.text);
      this.#onchanged();
      void this.versions.load();
      this.#toasts.show(said, {
        label: 'Undo',
        run: () =>
          void this.#replace(before).then(() => this.save(`Version ${String(version)} again`)),
      });
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    }
  }

  async #replace(text: string): Promise<void> {
    this.head = text;
    this.body = '';
    this.kept.touch();
    await this.#read(true);
  }

  #changed(resplit = false): void {
    this.kept.touch();
    this.#schedule(true, resplit);
  }

  #schedule(read: boolean, resplit = false): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void (read ? this.#read(resplit) : this.#previewNow()),
      READING_MS,
    );
  }

  async #keep(): Promise<void> {
    const { text, item } = this;
    const summary = await this.#backend.keepWorkingText(item.id, text === item.text ? null : text);
    this.took(summary);
  }

  /** `resplit`: where the instructions begin is as the reading says. */
  async #read(resplit: boolean): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const { text } = this;
    try {
      const reading = await this.#backend.readTemplate(this.item.name, text);
      if (asked !== this.#asked || text !== this.text) return;
      this.reading = reading;
      if (resplit) {
        this.head = text.slice(0, reading.bodyFrom);
        this.body = text.slice(reading.bodyFrom);
      }
      if (reading.form) {
        const first = this.form === null;
        this.form = reading.form;
        if (first && reading.form.sample) this.sample.fill(reading.form.sample);
      }
      await this.#previewNow();
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    }
  }

  async #previewNow(): Promise<void> {
    const { text } = this;
    try {
      const names = new Set(this.fields.map((field) => field.name));
      const values = Object.fromEntries(
        Object.entries(this.sample.answers).filter(([name]) => names.has(name)),
      );
      const preview = await this.#backend.previewTemplate(this.item.name, text, values);
      if (text !== this.text) return;
      this.preview = preview;
      this.previewError = '';
    } catch (thrown) {
      if (text === this.text) this.previewError = asCommandError(thrown).message;
    }
  }

  async #learnAids(): Promise<void> {
    try {
      this.aids = await this.#backend.getWritingAids();
    } catch {
      // Nothing is offered then; what is wrong with the store is said elsewhere.
    }
  }
}

/** A text with one piece exchanged. */
export function patched(text: string, edit: TextEdit): string {
  return text.slice(0, edit.range.from) + edit.insert + text.slice(edit.range.to);
}
