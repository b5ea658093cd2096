/**
 * One draft as it is worked on: its brief, its copy and the run that writes to it, each saved as
 * it changes. Lives on while another draft is open, for as long as something of it is under way.
 */
import { tick } from 'svelte';

import { asCommandError, CommandFailure, type Backend } from '../../ipc/backend';
import type {
  Brief,
  CommandError,
  Draft,
  DraftDocument,
  DraftId,
  DraftStatus,
  DraftSummary,
  DraftingMode,
  FormText,
  ModelChoice,
  RestoredDraft,
  RevisionId,
  SentRequest,
  StreamMark,
  Tag,
  TemplateForm,
  Tone,
  VariableValues,
} from '../../ipc/bindings/types';
import { Autosave, type SaveStatus } from '../../lib/autosave.svelte';
import { BriefForm } from './brief-form.svelte';
import { CopyDocument } from './editor/copy-document';
import { HistoryState } from './history/history.svelte';
import { RefineState } from './refining/refining.svelte';
import { SourcesState } from './sources/sources.svelte';
import { VariantsState, type VariantColumn } from './variants/variants.svelte';
import { outcomeOf, RunSession, type RunOutcome, type RunSink } from './run-session.svelte';

/** What a session tells those around it. */
export interface SessionListener {
  /** The draft as the list is to show it now. */
  summarised(summary: DraftSummary): void;
  /** A run began or ended. */
  drafting(session: DraftSession, live: boolean): void;
}

export type DraftAttempt =
  | { kind: 'begun'; replaced?: RevisionId }
  /** The brief is not complete: the name of the first field to look at. */
  | { kind: 'briefIncomplete'; field: string }
  /** It could not begin; `run.outcome` says why. */
  | { kind: 'failed' };

/** What the sheet shows of the draft. */
export type SheetView = 'fields' | 'write' | 'preview' | 'history';

export type SavedState = { status: SaveStatus; error: CommandError | null; savedAt: Date | null };

export class DraftSession {
  /** Null until the first change is saved: a draft nobody wrote in is never made. */
  id = $state<DraftId | null>(null);
  template = $state('');
  title = $state('');
  tone = $state<Tone>({ formality: 3, energy: 3, seriousness: 3 });
  model = $state<ModelChoice>({ kind: 'local' });
  status = $state<DraftStatus>('draft');
  tags = $state.raw<readonly Tag[]>([]);
  /** Whether it has been put in the bin since it was opened. */
  binned = $state(false);
  /** The latest run, live or ended; null when there is nothing to say about one. */
  run = $state<RunSession | null>(null);
  view = $state<SheetView>('write');
  readonly form: BriefForm;
  readonly document: CopyDocument;
  readonly history: HistoryState;
  readonly sources: SourcesState;
  readonly variants: VariantsState;
  readonly refining: RefineState;
  /** Whether it can be read and not changed. */
  readonly readOnly: boolean;

  readonly #backend: Backend;
  readonly #listener: SessionListener;
  readonly #textSave = new Autosave(() => this.#saveText());
  readonly #briefSave = new Autosave(() => this.#saveBrief());
  readonly #titleSave = new Autosave(() => this.#saveTitle());
  /** A run that has ended here and not yet in the store, which must not add its text again. */
  #unjoined: StreamMark | undefined;
  /** Whether the user typed since the draft was last left. */
  #typed = false;
  #titledByUser = false;
  #savedTitle = '';
  #creating: Promise<DraftId> | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(
    backend: Backend,
    listener: SessionListener,
    start: { template: string; title: string; brief: Brief; text: string },
    readOnly: boolean,
  ) {
    this.readOnly = readOnly;
    this.#backend = backend;
    this.#listener = listener;
    this.history = new HistoryState(backend, () => this.#savedId());
    this.sources = new SourcesState(backend, this);
    this.variants = new VariantsState(backend, this);
    this.template = start.template;
    this.title = this.#savedTitle = start.title;
    this.tone = start.brief.tone;
    this.model = start.brief.model;
    this.form = new BriefForm(start.brief.values);
    this.document = new CopyDocument(
      start.text,
      () => {
        this.#typed = true;
        this.#textSave.touch();
        if (this.run && hasNothingToDo(this.run.outcome)) this.run = null;
      },
      readOnly,
    );
    const copy = this.document;
    this.refining = new RefineState(backend, {
      document: copy,
      template: () => this.template,
      savedId: () => this.#savedId(),
      flush: () => this.flush(),
      refined: () => void this.history.refresh(),
    });
  }

  /** A new draft, not made in the store before something is written. */
  static begin(
    backend: Backend,
    listener: SessionListener,
    template: TemplateForm,
    model: ModelChoice,
    values: VariableValues = {},
  ): DraftSession {
    const tone: Tone = { formality: 3, energy: 3, seriousness: 3 };
    const brief = { values, tone, model };
    const start = { template: template.name, title: template.title, brief, text: '' };
    return new DraftSession(backend, listener, start, false);
  }

  /** A draft from the store, with the run that may still be writing to it. */
  static open(
    backend: Backend,
    listener: SessionListener,
    { draft, lastRun, variantRounds }: DraftDocument,
    readOnly = false,
  ): DraftSession {
    const session = new DraftSession(backend, listener, draft, readOnly);
    session.id = draft.id;
    session.#titledByUser = draft.titledByUser;
    session.status = draft.status;
    session.tags = draft.tags;
    session.variants.rounds = variantRounds ?? 0;
    if (lastRun?.state.state === 'live') {
      const mark = draft.streamMark ?? {
        runId: lastRun.id,
        received: 0,
        insertAt: draft.text.length,
      };
      session.document.resumeStream(mark);
      session.#follow().resume(lastRun, mark.received);
    } else if (lastRun?.state.state === 'interrupted') {
      session.run = new RunSession(
        backend,
        session.#sink(() => undefined),
      );
      session.run.outcome = outcomeOf(lastRun.state);
    }
    if (!readOnly) void session.refining.resume().catch(console.error);
    return session;
  }

  get live(): boolean {
    return this.run?.live ?? false;
  }

  /** Whether nothing of it would be lost if it were let go of now. */
  get settled(): boolean {
    return (
      !this.live && !this.refining.live && this.#saves.every((save) => save.status === 'saved')
    );
  }

  /** The worst of what is being saved, and when the last of it was. */
  get saved(): SavedState {
    const of = (status: SaveStatus) => this.#saves.find((save) => save.status === status);
    const worst = of('failed') ?? of('saving') ?? of('pending');
    const times = this.#saves.flatMap((save) => (save.savedAt ? [save.savedAt] : []));
    return {
      status: worst?.status ?? 'saved',
      error: worst?.error ?? null,
      savedAt: times.reduce<Date | null>((last, at) => (last && last > at ? last : at), null),
    };
  }

  get #saves(): Autosave[] {
    return [this.#textSave, this.#briefSave, this.#titleSave];
  }

  /** Saves all of it now; false when some of it could not be saved. */
  async flush(): Promise<boolean> {
    const results = await Promise.all(this.#saves.map((save) => save.flush()));
    return results.every(Boolean);
  }

  /** What is said of the draft outside of the sheet. */
  marked({ status, tags, bin }: DraftSummary): void {
    this.status = status;
    this.tags = tags;
    this.binned = bin !== undefined;
  }

  /** Saves all of it, and keeps what was typed as at the end of a pause. */
  async leave(): Promise<void> {
    if (!(await this.flush()) || this.id === null || this.live || !this.#typed) return;
    this.#typed = false;
    // Kept by the next save too, so nothing is lost where this fails.
    await this.#backend.keepTyped(this.id).catch(console.error);
  }

  /** The draft's id once what is shown is saved; null where there is nothing yet. */
  async #savedId(): Promise<DraftId | null> {
    await this.flush();
    return this.id;
  }

  /** Something in the brief changed. */
  briefChanged(): void {
    this.#briefSave.touch();
  }

  /** Opens the panel to find something in the copy, which then has to show. */
  async find(): Promise<void> {
    this.view = 'write';
    await tick();
    this.document.openFind();
  }

  /** Asks what should change in a part of the copy, which then has to show. */
  async refine(part?: { from: number; to: number }): Promise<void> {
    if (this.live || this.readOnly) return;
    this.view = 'write';
    await tick();
    this.refining.begin(part);
  }

  chooseTemplate(template: string): void {
    this.template = template;
    this.form.errors = {};
    this.briefChanged();
  }

  rename(title: string): void {
    this.title = title;
    if (title.trim() === '') return;
    this.#titledByUser = true;
    this.#titleSave.touch();
  }

  /** A title cannot be nothing: one that was emptied is as it was before. */
  leaveTitle(): void {
    if (this.title.trim() === '') this.title = this.#savedTitle;
  }

  /**
   * Drafts from the brief as it stands, in the place of the copy or going on with it. The copy so
   * far is kept as a revision by the backend.
   */
  async draft(template: TemplateForm | undefined, goOn = false): Promise<DraftAttempt> {
    const wrong = this.form.check(template?.variables ?? []);
    if (wrong !== undefined) return { kind: 'briefIncomplete', field: wrong };
    // What was proposed is for copy that gives way now.
    if (this.refining.open) await this.refining.dismiss();
    this.refining.asked = null;

    this.document.hold();
    this.view = 'write';
    const continues = goOn && !this.document.isEmpty;
    const run = this.#follow(continues, template);
    try {
      if (!(await this.flush())) throw new CommandFailure(this.saved.error ?? notSaved);
      const { runId, replaced } = await this.#backend.startDrafting(
        await this.create(),
        this.template,
        this.brief(),
        this.#mode(continues),
        (event) => {
          run.handle(event);
        },
      );
      run.started(runId);
      return replaced === undefined ? { kind: 'begun' } : { kind: 'begun', replaced };
    } catch (thrown) {
      const { fields } = asCommandError(thrown);
      const field = fields && Object.keys(fields)[0];
      if (field === undefined) {
        run.failedToStart(thrown);
        return { kind: 'failed' };
      }
      this.form.errors = { ...fields };
      this.document.endStream();
      this.run = null;
      return { kind: 'briefIncomplete', field };
    }
  }

  /** Drafts as many variants as are asked for. The copy stays until one of them is picked. */
  async draftVariants(template: TemplateForm | undefined): Promise<DraftAttempt> {
    const wrong = this.form.check(template?.variables ?? []);
    if (wrong !== undefined) return { kind: 'briefIncomplete', field: wrong };
    try {
      if (!(await this.flush())) throw new CommandFailure(this.saved.error ?? notSaved);
      await this.variants.start(await this.create());
      this.run = null;
      return { kind: 'begun' };
    } catch (thrown) {
      const { fields } = asCommandError(thrown);
      const field = fields && Object.keys(fields)[0];
      if (field === undefined) {
        this.#follow().failedToStart(thrown);
        return { kind: 'failed' };
      }
      this.form.errors = { ...fields };
      return { kind: 'briefIncomplete', field };
    }
  }

  /** What drafting would send now; `goOn` goes on with the copy. */
  async nextRequest(goOn: boolean): Promise<SentRequest> {
    if (goOn) await this.flush();
    return this.#backend.previewRequest(
      this.id ?? undefined,
      this.template,
      this.brief(),
      this.#mode(goOn),
    );
  }

  /** Where the text of the next run goes. */
  #mode(goOn: boolean): DraftingMode {
    return goOn ? { kind: 'continue', at: this.document.placeToGoOn } : { kind: 'afresh' };
  }

  /**
   * Puts an earlier state of the copy back in place; what stands there now is kept as one. Gives
   * the way back.
   */
  async restore(revisionId: RevisionId): Promise<() => Promise<void>> {
    return this.#putInPlace((id) => this.#backend.restoreRevision(id, revisionId));
  }

  /** Makes a variant the copy; what stands there now is kept. Gives the way back. */
  async pick(
    variant: VariantColumn,
    template: TemplateForm | undefined,
  ): Promise<() => Promise<void>> {
    const back = await this.#putInPlace((id) => this.#backend.pickVariant(id, variant.runId));
    if (isInFields(this.document.text, template)) this.view = 'fields';
    this.variants.pickedIs(variant);
    return back;
  }

  async #putInPlace(change: (id: DraftId) => Promise<RestoredDraft>): Promise<() => Promise<void>> {
    if (this.live) {
      await this.run?.stop();
      await this.#ended;
    }
    await this.flush();
    const { draft, replaced } = await change(await this.create());
    this.document.replace(draft.text);
    this.run = null;
    this.view = 'write';
    await this.flush();
    void this.history.refresh();
    return async () => {
      if (this.document.text === draft.text) this.document.undo();
      else if (replaced !== undefined) await this.restore(replaced);
    };
  }

  #follow(continues = false, template?: TemplateForm): RunSession {
    let resolve: () => void = () => undefined;
    this.#ended = new Promise((done) => {
      resolve = done;
    });
    const run = new RunSession(this.#backend, this.#sink(resolve, continues, template));
    this.run = run;
    return run;
  }

  #sink(done: () => void, continues = false, template?: TemplateForm): RunSink {
    return {
      begun: (runId) => {
        this.#unjoined = undefined;
        const mark = { runId, received: 0, insertAt: 0 };
        if (continues) this.document.goOn({ ...mark, insertAt: this.document.placeToGoOn });
        else this.document.beginStream(mark);
        this.#listener.drafting(this, true);
        void this.history.refresh();
      },
      inserted: (text) => {
        const first = this.document.isEmpty;
        this.document.insertStreamed(text);
        // Copy in fields is followed as such, where the copy was being looked at.
        if (first && this.view === 'write' && isInFields(text, template)) this.view = 'fields';
      },
      rewritten: (path, from, to) => {
        void this.#rewrite(path, from, to).catch(console.error);
      },
      ended: (outcome) => {
        const { mark } = this.document;
        const begun = mark !== undefined;
        this.#unjoined = outcome.kind === 'failed' && outcome.unsaved ? mark : undefined;
        this.document.endStream();
        if (begun) this.#textSave.touch();
        this.#listener.drafting(this, false);
        void this.history.refresh();
        done();
      },
    };
  }

  /** Puts a text of a field in the place of one that did not fit, if the user has left that. */
  async #rewrite(path: string, from: string, to: string): Promise<void> {
    const { document } = this;
    for (let tries = 0; tries < 5; tries += 1) {
      const before = document.text;
      const found = await this.#backend.readFields(this.template, before);
      if (document.text !== before) continue;
      const same = (text: FormText) => text.text === from;
      const field = path.split('/')[0] ?? '';
      const text =
        found.find((text) => text.path === path && same(text)) ??
        found.find((text) => text.path.split('/')[0] === field && from !== '' && same(text));
      if (!text) return;
      document.rewrite(text.from, text.to, text.before + to);
      this.#textSave.touch();
      return;
    }
  }

  /** The brief as it stands. */
  brief(): Brief {
    return {
      values: this.form.answers,
      tone: $state.snapshot(this.tone),
      model: $state.snapshot(this.model),
    };
  }

  /** Makes the draft in the store, once. */
  create(): Promise<DraftId> {
    if (this.id !== null) return Promise.resolve(this.id);
    this.#creating ??= this.#backend
      .createDraft(this.template, this.brief())
      .then((draft) => {
        this.id = draft.id;
        this.#take(summaryOf(draft));
        return draft.id;
      })
      .finally(() => {
        this.#creating = undefined;
      });
    return this.#creating;
  }

  async #saveText(): Promise<void> {
    const id = await this.create();
    // All of that run stands in the text, so where the rest belongs no longer matters.
    const unjoined = this.#unjoined && { ...this.#unjoined, insertAt: 0 };
    const mark = this.document.mark ?? unjoined;
    this.#take(await this.#backend.saveText(id, this.document.text, mark));
  }

  async #saveBrief(): Promise<void> {
    if (this.id === null && !this.#creating) {
      await this.create();
      return;
    }
    const id = await this.create();
    this.#take(await this.#backend.saveBrief(id, this.template, this.brief()));
  }

  async #saveTitle(): Promise<void> {
    const title = this.title.trim();
    if (title === '') return;
    const id = await this.create();
    this.#take(await this.#backend.renameDraft(id, title));
  }

  #take(summary: DraftSummary): void {
    if (!this.#titledByUser) this.title = summary.title;
    this.#savedTitle = summary.title;
    this.#listener.summarised(summary);
  }
}

const notSaved: CommandError = {
  code: 'store',
  message: 'The draft could not be saved, so drafting was not started.',
};

/** Whether copy is in fields of its template. */
export function isInFields(text: string, template: TemplateForm | undefined): boolean {
  const labels = template?.fields?.map(({ label }) => `**${label}:**`) ?? [];
  return labels.some((label) => text.startsWith(label) || text.includes(`\n${label}`));
}

/** Whether an outcome only tells how it went, and may go once the user works on. */
function hasNothingToDo(outcome: RunOutcome | null): boolean {
  return outcome?.kind === 'finished' && ['complete', 'stopped'].includes(outcome.reason);
}

function summaryOf(draft: Draft): DraftSummary {
  return {
    id: draft.id,
    title: draft.title,
    excerpt: '',
    template: draft.template,
    drafting: false,
    status: draft.status,
    tags: draft.tags,
    archived: draft.archived,
    createdAt: draft.createdAt,
    updatedAt: draft.updatedAt,
  };
}
