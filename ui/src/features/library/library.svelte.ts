/** The Library: its shelves, the template that is open, and what is done with items. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  ItemSummary,
  LibraryItem,
  LibraryItemId,
} from '../../ipc/bindings/types';
import type { Toasts } from '../shell/toasts.svelte';
import { TemplateSession } from './editor/template-session.svelte';
import { FormatSession } from './formats/format-session.svelte';
import { Import } from './importing/import.svelte';
import { LibraryList } from './library-list.svelte';
import { countedTemplates } from './words';

export type LibraryView =
  | { kind: 'shelves' }
  | { kind: 'opening'; id: LibraryItemId }
  | { kind: 'failed'; id: LibraryItemId; error: CommandError }
  | { kind: 'template'; session: TemplateSession }
  | { kind: 'format'; session: FormatSession };

/** What a new template says until its author says something better. */
const NEW_TEMPLATE = `---
description: ""
input:
  schema:
    topic: string, what it is about
copydeck.title: New template
---
Write about {{topic}}.
`;

export class LibraryState {
  view = $state.raw<LibraryView>({ kind: 'shelves' });
  importing = $state.raw<Import | null>(null);
  readonly list: LibraryList;

  readonly #backend: Backend;
  readonly #toasts: Toasts;
  /** Called when what the desk can draft with has changed. */
  readonly #onchanged: () => void;

  constructor(backend: Backend, toasts: Toasts, onchanged: () => void) {
    this.#backend = backend;
    this.#toasts = toasts;
    this.#onchanged = onchanged;
    this.list = new LibraryList(backend);
  }

  get session(): TemplateSession | FormatSession | null {
    const { view } = this;
    return view.kind === 'template' || view.kind === 'format' ? view.session : null;
  }

  async open(id: LibraryItemId): Promise<void> {
    const opening: LibraryView = { kind: 'opening', id };
    this.view = opening;
    try {
      const item = await this.#backend.getLibraryItem(id);
      if (this.view === opening) this.#show(item);
    } catch (thrown) {
      if (this.view === opening) this.view = { kind: 'failed', id, error: asCommandError(thrown) };
    }
  }

  /** A template from nothing, open to be written. */
  async create(): Promise<void> {
    await this.#attempt(async () => {
      const item = await this.#backend.addLibraryItem('template', 'new-template', NEW_TEMPLATE);
      this.#onchanged();
      this.#show(item, 'write');
    });
  }

  /** A copy of a template, open to be written. */
  async duplicate(session: TemplateSession): Promise<void> {
    await this.#attempt(async () => {
      const { name } = session.item;
      const title = { type: 'title', title: `${session.title} (copy)` } as const;
      const text = await this.#backend.editTemplate(name, session.text, title);
      const item = await this.#backend.addLibraryItem('template', name, text);
      this.#onchanged();
      this.#show(item, 'write');
    });
  }

  /** Prompts from elsewhere, to be looked at before they are taken. */
  beginImport(): void {
    this.importing = new Import(this.#backend);
  }

  async endImport(): Promise<void> {
    const { importing } = this;
    this.importing = null;
    await this.#attempt(async () => importing?.close());
  }

  async takeImport(): Promise<void> {
    const taken = await this.importing?.take();
    if (!taken) return;
    this.importing = null;
    this.#onchanged();
    const [only, ...others] = taken;
    if (only !== undefined && others.length === 0) await this.open(only);
    else await this.list.showAll();
    this.#toasts.show(
      taken.length === 1 ? 'It is in your library.' : `${countedTemplates(taken.length)} added.`,
      { label: 'Undo', run: () => void this.#takeBack(taken) },
    );
  }

  /** Back to the shelves; what is being written is kept. */
  async close(): Promise<void> {
    const { session } = this;
    if (session && !(await session.flush())) return;
    this.view = { kind: 'shelves' };
    await this.list.load();
  }

  async favour(item: ItemSummary, favourite: boolean): Promise<void> {
    await this.#attempt(async () => {
      this.#took(await this.#backend.markFavourite(item.id, favourite));
    });
  }

  async moveTo(item: ItemSummary, folder: string): Promise<void> {
    await this.#attempt(async () => {
      this.#took(await this.#backend.moveToFolder(item.id, folder));
      await this.list.load();
    });
  }

  async delete(item: ItemSummary): Promise<void> {
    await this.#attempt(async () => {
      await this.#backend.deleteLibraryItem(item.id);
      this.list.without(item.id);
      if (this.session?.item.id === item.id) this.view = { kind: 'shelves' };
      this.#onchanged();
      void this.list.load();
      this.#toasts.show(`“${item.title}” is in the bin.`, {
        label: 'Undo',
        run: () => void this.undelete(item),
      });
    });
  }

  async undelete(item: ItemSummary): Promise<void> {
    await this.#attempt(async () => {
      this.#took(await this.#backend.undeleteLibraryItem(item.id));
      this.#onchanged();
      await this.list.load();
    });
  }

  async #takeBack(ids: LibraryItemId[]): Promise<void> {
    await this.#attempt(async () => {
      await this.#backend.deleteLibraryItems(ids);
      if (this.session && ids.includes(this.session.item.id)) this.view = { kind: 'shelves' };
      this.#onchanged();
      await this.list.load();
    });
  }

  async flush(): Promise<boolean> {
    return (await this.session?.flush()) ?? true;
  }

  #took(item: ItemSummary): void {
    this.list.took(item);
    this.session?.took(item);
  }

  #show(item: LibraryItem, tab?: 'write'): void {
    if (item.kind === 'format') {
      const session = new FormatSession(this.#backend, this.#toasts, item);
      this.view = { kind: 'format', session };
      return;
    }
    const session = TemplateSession.open(this.#backend, this.#toasts, item, this.#onchanged);
    if (tab) session.tab = tab;
    this.view = { kind: 'template', session };
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    }
  }
}
