/** The Desk: which draft is open, and those that are still busy behind it. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  Draft,
  DraftId,
  DraftSummary,
  ModelChoice,
  RevisionId,
  TemplateForm,
} from '../../ipc/bindings/types';
import type { Toasts } from '../shell/toasts.svelte';
import { DraftActions, type ActionsDesk } from './draft-actions';
import { DraftListState } from './draft-list.svelte';
import { DraftSession, isInFields, type SessionListener } from './draft-session.svelte';
import { outcomeInWords } from './outcome';
import type { RunOutcome } from './run-session.svelte';
import type { VariantColumn } from './variants/variants.svelte';

/** Sessions kept for their undo history and scroll position, besides those still busy. */
const MOST_KEPT = 8;

export type DeskView =
  | { kind: 'draft'; session: DraftSession }
  | { kind: 'opening'; id: DraftId }
  | { kind: 'failed'; id: DraftId; error: CommandError }
  /** In the bin: to be read, and taken out again. */
  | { kind: 'binned'; draft: Draft }
  /** `asked`: by the user, and not because there was nothing else to show. */
  | { kind: 'picker'; asked: boolean };

export class DeskState implements ActionsDesk {
  view = $state.raw<DeskView>({ kind: 'picker', asked: false });
  templates = $state.raw<readonly TemplateForm[]>([]);
  /** Those of open drafts that are not among them: deleted ones, or more than are listed. */
  #others = $state.raw<Readonly<Record<string, TemplateForm>>>({});
  /** The field of the brief to put the user in, until that is done. */
  fieldToFocus = $state.raw<{ name: string } | null>(null);
  /** Why nothing can be changed, where that is so. Set before drafts are opened. */
  readOnly = $state.raw<CommandError | null>(null);
  /** Counts how often the user asked for the search field. */
  searchAsked = $state(0);
  readonly list: DraftListState;
  readonly actions: DraftActions;
  readonly toasts: Toasts;

  readonly #backend: Backend;
  readonly #startingModel: () => ModelChoice;
  /** Most recently shown last. */
  #sessions = $state.raw<DraftSession[]>([]);

  /** `startingModel` is the one that new drafts begin with. */
  constructor(backend: Backend, toasts: Toasts, startingModel: () => ModelChoice) {
    this.#backend = backend;
    this.toasts = toasts;
    this.#startingModel = startingModel;
    this.list = new DraftListState(backend, localStorage);
    this.actions = new DraftActions(backend, this, toasts);
  }

  /** Reads what the Desk needs, and opens the draft worked on last. */
  async load(): Promise<void> {
    const [templates] = await Promise.all([this.#backend.listTemplates(), this.list.load()]);
    this.templates = templates;
    const latest = await this.#latest();
    if (latest) await this.open(latest.id);
  }

  get session(): DraftSession | null {
    return this.view.kind === 'draft' ? this.view.session : null;
  }

  /** The draft the list marks as open. */
  get openId(): DraftId | null {
    switch (this.view.kind) {
      case 'draft':
        return this.view.session.id;
      case 'binned':
        return this.view.draft.id;
      case 'picker':
        return null;
      default:
        return this.view.id;
    }
  }

  /** Whether nothing was ever written here, as far as the list can tell. */
  get nothingWritten(): boolean {
    const { list } = this;
    const wholeDesk = list.shown.place === 'desk' && list.unfiltered;
    return list.loaded && wholeDesk && list.items.length === 0;
  }

  template(name: string): TemplateForm | undefined {
    return this.templates.find((template) => template.name === name) ?? this.#others[name];
  }

  /** Takes in what the library holds now. */
  async learnTemplates(): Promise<void> {
    try {
      this.templates = await this.#backend.listTemplates();
      this.#others = {};
      const { session } = this;
      if (session) await this.#learn(session.template);
    } catch (thrown) {
      this.toasts.show(asCommandError(thrown).message);
    }
  }

  async #learn(name: string): Promise<void> {
    if (this.template(name)) return;
    try {
      const form = await this.#backend.getTemplate(name);
      this.#others = { ...this.#others, [name]: form };
    } catch {
      // The brief says that its template is not there.
    }
  }

  /** Shows the templates to begin a new draft with. */
  pickTemplate(): void {
    if (this.readOnly) return;
    this.#leave();
    this.view = { kind: 'picker', asked: true };
  }

  startNew(template: TemplateForm): void {
    this.#leave();
    // What is begun is on the desk, and so should the list be.
    if (this.list.place !== 'desk') void this.list.lookIn('desk');
    this.#show(DraftSession.begin(this.#backend, this.#listener, template, this.#startingModel()));
    const [first] = template.variables;
    this.fieldToFocus = first ? { name: first.name } : null;
  }

  /** Begins a draft with the template's own sample, and drafts it at once. */
  async tryExample(template: TemplateForm): Promise<void> {
    this.#leave();
    const { sample } = template;
    const model = this.#startingModel();
    this.#show(DraftSession.begin(this.#backend, this.#listener, template, model, sample));
    await this.draft();
  }

  async open(id: DraftId): Promise<void> {
    if (this.openId === id && ['draft', 'opening'].includes(this.view.kind)) return;
    this.#leave();
    const kept = this.#sessionOf(id);
    if (kept && !kept.binned) {
      this.#show(kept);
      return;
    }
    await this.#read(id);
  }

  async #read(id: DraftId): Promise<void> {
    const opening: DeskView = { kind: 'opening', id };
    this.view = opening;
    try {
      const document = await this.#backend.getDraft(id);
      // The user may have gone elsewhere meanwhile.
      if (this.view !== opening) return;
      if (document.draft.bin) {
        this.view = { kind: 'binned', draft: document.draft };
      } else {
        const { draft } = document;
        const session = DraftSession.open(
          this.#backend,
          this.#listener,
          document,
          this.readOnly !== null,
        );
        if (isInFields(draft.text, this.template(draft.template))) session.view = 'fields';
        this.#show(session);
      }
    } catch (thrown) {
      if (this.view === opening) this.view = { kind: 'failed', id, error: asCommandError(thrown) };
    }
  }

  async draft(goOn = false): Promise<void> {
    const { session } = this;
    if (!session || session.live || this.readOnly) return;
    const template = this.template(session.template);
    const several = !goOn && session.variants.count > 1;
    if (several && session.variants.live) {
      void session.variants.open();
      return;
    }
    const attempt = await (several
      ? session.draftVariants(template)
      : session.draft(template, goOn));
    if (attempt.kind === 'briefIncomplete') this.fieldToFocus = { name: attempt.field };
    if (attempt.kind === 'begun' && attempt.replaced !== undefined && !goOn) {
      this.#offerEarlierCopy(session, attempt.replaced);
    }
  }

  async stop(): Promise<void> {
    const { session } = this;
    try {
      if (session?.variants.shown) await session.variants.stopAll();
      else await (session?.refining.live ? session.refining : session?.run)?.stop();
    } catch (thrown) {
      this.toasts.show(asCommandError(thrown).message);
    }
  }

  /** Puts an earlier state of a draft's copy back in place. */
  async restore(session: DraftSession, revisionId: RevisionId): Promise<void> {
    await this.#withWayBack('The earlier version is back.', () => session.restore(revisionId));
  }

  /** Makes a variant the draft's copy. */
  async pick(session: DraftSession, variant: VariantColumn): Promise<void> {
    await this.#withWayBack(`Variant ${variant.name} is the draft now.`, () =>
      session.pick(variant, this.template(session.template)),
    );
  }

  /** Stops one of the variants. */
  async stopVariant(variant: VariantColumn): Promise<void> {
    try {
      await variant.run.stop();
    } catch (thrown) {
      this.toasts.show(asCommandError(thrown).message);
    }
  }

  /** Adds the passage that is selected in a variant to the draft. */
  takePassage(session: DraftSession, variant: VariantColumn): void {
    const { passage } = variant;
    if (passage.trim() === '') return;
    session.document.addPassage(passage);
    this.toasts.show('Added at the end of the draft.', {
      label: 'Undo',
      run: () => {
        session.document.undo();
      },
    });
  }

  async #withWayBack(done: string, change: () => Promise<() => Promise<void>>): Promise<void> {
    try {
      const back = await change();
      this.toasts.show(done, {
        label: 'Undo',
        run: () => {
          back().catch((thrown: unknown) => {
            this.toasts.show(asCommandError(thrown).message);
          });
        },
      });
    } catch (thrown) {
      this.toasts.show(asCommandError(thrown).message);
    }
  }

  /** Why something that is open is not on disk; null when all of it is, or soon will be. */
  get unsaved(): CommandError | null {
    return this.#sessions.find((session) => session.saved.error)?.saved.error ?? null;
  }

  neighbourOf(id: DraftId): DraftSummary | undefined {
    return this.list.neighbourOf(id);
  }

  took(summary: DraftSummary): void {
    this.list.upsert(summary);
    this.#sessionOf(summary.id)?.marked(summary);
  }

  async settle(id: DraftId): Promise<boolean> {
    return (await this.#sessionOf(id)?.flush()) ?? true;
  }

  showNothing(): void {
    this.view = { kind: 'picker', asked: false };
  }

  binEmptied(): void {
    if (this.list.shown.place === 'bin') this.list.clear();
    if (this.view.kind === 'binned') this.showNothing();
  }

  /** Saves everything that is open; false when some of it could not be saved. */
  async flush(): Promise<boolean> {
    const results = await Promise.all(this.#sessions.map((session) => session.flush()));
    return results.every(Boolean);
  }

  /** The same before the window closes: what was typed is kept as at the end of a pause. */
  async leaveAll(): Promise<boolean> {
    await Promise.all(this.#sessions.map((session) => session.leave()));
    return this.flush();
  }

  #sessionOf(id: DraftId): DraftSession | undefined {
    return this.#sessions.find((session) => session.id === id);
  }

  /** The draft changed last, however the list is sorted. */
  async #latest(): Promise<DraftSummary | undefined> {
    if (this.list.sort === 'changed') return this.list.items[0];
    const query = { place: 'desk', sort: 'changed', text: '' } as const;
    return (await this.#backend.listDrafts(query)).items[0];
  }

  #leave(): void {
    void this.session?.leave();
  }

  #show(session: DraftSession): void {
    const others = this.#sessions.filter((other) => other !== session);
    const surplus = others.length + 1 - MOST_KEPT;
    this.#sessions = [
      ...others.filter((other, index) => index >= surplus || !other.settled),
      session,
    ];
    this.view = { kind: 'draft', session };
    void this.#learn(session.template);
  }

  #offerEarlierCopy(session: DraftSession, revisionId: RevisionId): void {
    this.toasts.show('The earlier copy is kept.', {
      label: 'Bring it back',
      run: () => void this.restore(session, revisionId),
    });
  }

  readonly #listener: SessionListener = {
    summarised: (summary) => {
      this.took(summary);
      // Deleted elsewhere: what was typed since is saved, and the draft shows where it is.
      if (summary.bin && this.session?.id === summary.id) void this.#read(summary.id);
    },
    drafting: (session, live) => {
      if (session.id === null) return;
      const { id } = session;
      this.list.patch(id, { drafting: live });
      const outcome = session.run?.outcome;
      if (live || session === this.session || !outcome || stoppedByUser(outcome)) return;
      this.toasts.show(`${session.title}: ${outcomeInWords(outcome)}`, {
        label: 'Open',
        run: () => void this.open(id),
      });
    },
  };
}

/** Nobody needs to be told of what they have done: stopped it, or deleted its draft. */
function stoppedByUser(outcome: RunOutcome): boolean {
  return outcome.kind === 'finished' && outcome.reason === 'stopped';
}
