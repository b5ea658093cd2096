/** What can be done with a draft of the list, each with its way back. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { DraftId, DraftStatus, DraftSummary, Tag } from '../../ipc/bindings/types';
import type { Toasts } from '../shell/toasts.svelte';

/** What the actions need of the Desk. */
export interface ActionsDesk {
  readonly openId: DraftId | null;
  /** A draft as it stands now: for the list, and for the sheet if it is open. */
  took(summary: DraftSummary): void;
  /** Saves what is open of it; false when that failed. */
  settle(id: DraftId): Promise<boolean>;
  /** What to show when this draft is put away. */
  neighbourOf(id: DraftId): DraftSummary | undefined;
  open(id: DraftId): Promise<void>;
  /** Shows what there is when nothing is open. */
  showNothing(): void;
  binEmptied(): void;
}

export class DraftActions {
  readonly #backend: Backend;
  readonly #desk: ActionsDesk;
  readonly #toasts: Toasts;

  constructor(backend: Backend, desk: ActionsDesk, toasts: Toasts) {
    this.#backend = backend;
    this.#desk = desk;
    this.#toasts = toasts;
  }

  async setStatus(id: DraftId, status: DraftStatus): Promise<void> {
    await this.#try(() => this.#backend.setDraftStatus(id, status));
  }

  /** Into the bin. What still writes to it is stopped, and all of that is kept. */
  async delete(draft: DraftSummary): Promise<void> {
    await this.#putAway(draft, 'is in the bin.', {
      there: () => this.#backend.deleteDraft(draft.id),
      back: () => this.#backend.undeleteDraft(draft.id),
    });
  }

  async archive(draft: DraftSummary): Promise<void> {
    await this.#putAway(draft, 'is in the archive.', {
      there: () => this.#backend.archiveDraft(draft.id, true),
      back: () => this.#backend.archiveDraft(draft.id, false),
    });
  }

  async unarchive(draft: DraftSummary): Promise<void> {
    await this.#putAway(draft, 'is on the desk again.', {
      there: () => this.#backend.archiveDraft(draft.id, false),
      back: () => this.#backend.archiveDraft(draft.id, true),
    });
  }

  /** Out of the bin, and onto the sheet. */
  async undelete(id: DraftId): Promise<void> {
    if (await this.#try(() => this.#backend.undeleteDraft(id))) await this.#desk.open(id);
  }

  /** For good: the one thing here that has no way back. */
  async emptyBin(): Promise<void> {
    try {
      await this.#backend.emptyBin();
      this.#desk.binEmptied();
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    }
  }

  /** Why the tag could not be added; undefined when it was. */
  async addTag(id: DraftId, tag: string): Promise<string | undefined> {
    try {
      this.#desk.took(await this.#backend.addTag(id, tag));
      return undefined;
    } catch (thrown) {
      return asCommandError(thrown).message;
    }
  }

  async removeTag(id: DraftId, tag: Tag): Promise<void> {
    await this.#try(() => this.#backend.removeTag(id, tag));
  }

  /** The tags in use, to choose from. None where they can't be read: any can still be typed. */
  async tags(): Promise<readonly Tag[]> {
    try {
      return await this.#backend.listTags();
    } catch {
      return [];
    }
  }

  async #putAway(
    { id, title }: DraftSummary,
    where: string,
    way: Record<'there' | 'back', () => Promise<DraftSummary>>,
  ): Promise<void> {
    const wasOpen = this.#desk.openId === id;
    const neighbour = this.#desk.neighbourOf(id);
    if (!(await this.#desk.settle(id))) {
      this.#toasts.show(`“${title}” could not be saved, so it stays where it is.`);
      return;
    }
    if (!(await this.#try(way.there))) return;
    if (wasOpen) {
      if (neighbour) void this.#desk.open(neighbour.id);
      else this.#desk.showNothing();
    }
    this.#toasts.show(`“${title}” ${where}`, {
      label: 'Undo',
      run: () => {
        void this.#try(way.back).then((done) => {
          if (done && wasOpen) void this.#desk.open(id);
        });
      },
    });
  }

  async #try(action: () => Promise<DraftSummary>): Promise<boolean> {
    try {
      this.#desk.took(await action());
      return true;
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
      return false;
    }
  }
}
