/** The documents attached to a draft's brief: added, looked into, taken away. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  Brief,
  BriefSources,
  DraftId,
  SourceId,
  SourceSummary,
  SourceText,
} from '../../../ipc/bindings/types';

/** The endings of the files that are read. */
export const SOURCE_ENDINGS = [
  '.txt',
  '.md',
  '.markdown',
  '.html',
  '.htm',
  '.pdf',
  '.docx',
  '.csv',
  '.tsv',
];

/** As much as a document may hold, in bytes. */
const MOST_BYTES = 20_000_000;

/** The draft that documents are attached to. */
export interface SourcesDraft {
  readonly id: DraftId | null;
  /** Makes it in the store where it is not there yet. */
  create(): Promise<DraftId>;
  brief(): Brief;
}

export class SourcesState {
  /** Null until it is known. */
  all = $state.raw<BriefSources | null>(null);
  /** The names of those being read. */
  reading = $state.raw<readonly string[]>([]);
  /** Why one could not be used, and which. */
  refusals = $state.raw<readonly { name: string; why: string }[]>([]);
  /** The one whose text is shown. */
  shown = $state.raw<{ source: SourceSummary; text: SourceText | null } | null>(null);

  readonly #backend: Backend;
  readonly #draft: SourcesDraft;
  /** Answers to an older question are not shown. */
  #asked = 0;

  constructor(backend: Backend, draft: SourcesDraft) {
    this.#backend = backend;
    this.#draft = draft;
  }

  get list(): readonly SourceSummary[] {
    return this.all?.sources ?? [];
  }

  /** How many passages of a document are given to the model. */
  used(id: SourceId): number {
    return this.all?.chosen.filter((chosen) => chosen.sourceId === id).length ?? 0;
  }

  isIn(id: SourceId, index: number): boolean {
    return this.all?.chosen.some((at) => at.sourceId === id && at.index === index) ?? false;
  }

  /** Asks again which there are, and what of them is in for the brief as it stands. */
  async refresh(): Promise<void> {
    const { id } = this.#draft;
    if (id === null) return;
    const asked = ++this.#asked;
    const all = await this.#backend.listSources(id, this.#draft.brief());
    if (asked === this.#asked) this.all = all;
  }

  async add(files: readonly File[]): Promise<void> {
    this.refusals = [];
    for (const file of files) {
      this.reading = [...this.reading, file.name];
      try {
        await this.#attach(file);
      } catch (thrown) {
        const why = asCommandError(thrown).message;
        this.refusals = [...this.refusals, { name: file.name, why }];
      } finally {
        this.reading = this.reading.filter((name) => name !== file.name);
      }
    }
    await this.refresh();
  }

  async #attach(file: File): Promise<void> {
    if (file.size > MOST_BYTES) {
      throw new Error(`${file.name} is larger than 20 MB. Attach the part that matters.`);
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    await this.#backend.attachSource(await this.#draft.create(), file.name, bytes);
  }

  /** Takes a document away, and gives the way back. */
  async remove(id: SourceId): Promise<() => Promise<void>> {
    await this.#backend.removeSource(id);
    await this.refresh();
    return async () => {
      await this.#backend.restoreSource(id);
      await this.refresh();
    };
  }

  async show(source: SourceSummary): Promise<void> {
    const shown = { source, text: null };
    this.shown = shown;
    const [text] = await Promise.all([this.#backend.getSourceText(source.id), this.refresh()]);
    if (this.shown === shown) this.shown = { source, text };
  }

  hide(): void {
    this.shown = null;
  }
}
