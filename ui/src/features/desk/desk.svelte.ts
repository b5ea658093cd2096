/** The Desk: which draft is open, and those that are still busy behind it. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  DraftId,
  ModelChoice,
  RevisionId,
  TemplateForm,
} from '../../ipc/bindings/types';
import type { Toasts } from '../shell/toasts.svelte';
import { DraftListState } from './draft-list.svelte';
import { DraftSession, type SessionListener } from './draft-session.svelte';
import { outcomeInWords } from './outcome';

/** Sessions kept for their undo history and scroll position, besides those still busy. */
const MOST_KEPT = 8;

export type DeskView =
  | { kind: 'draft'; session: DraftSession }
  | { kind: 'opening'; id: DraftId }
  | { kind: 'failed'; id: DraftId; error: CommandError }
  /** `asked`: by the user, and not because there was nothing else to show. */
  | { kind: 'picker'; asked: boolean };

export class DeskState {
  view = $state.raw<DeskView>({ kind: 'picker', asked: false });
  templates = $state.raw<readonly TemplateForm[]>([]);
  /** The field of the brief to put the user in, until that is done. */
  fieldToFocus = $state.raw<{ name: string } | null>(null);
  readonly list: DraftListState;

  readonly #backend: Backend;
  readonly #toasts: Toasts;
  readonly #startingModel: () => ModelChoice;
  /** Most recently shown last. */
  #sessions: DraftSession[] = [];

  /** `startingModel` is the one that new drafts begin with. */
  constructor(backend: Backend, toasts: Toasts, startingModel: () => ModelChoice) {
    this.#backend = backend;
    this.#toasts = toasts;
    this.#startingModel = startingModel;
    this.list = new DraftListState(backend);
  }

  /** Reads what the Desk needs, and opens the draft worked on last. */
  async load(): Promise<void> {
    const [templates] = await Promise.all([this.#backend.listTemplates(), this.list.load()]);
    this.templates = templates;
    const [latest] = this.list.items;
    if (latest) await this.open(latest.id);
  }

  get session(): DraftSession | null {
    return this.view.kind === 'draft' ? this.view.session : null;
  }

  /** The draft the list marks as open. */
  get openId(): DraftId | null {
    if (this.view.kind === 'picker') return null;
    return this.view.kind === 'draft' ? this.view.session.id : this.view.id;
  }

  template(name: string): TemplateForm | undefined {
    return this.templates.find((template) => template.name === name);
  }

  /** Shows the templates to begin a new draft with. */
  pickTemplate(): void {
    this.#leave();
    this.view = { kind: 'picker', asked: true };
  }

  startNew(template: TemplateForm): void {
    this.#leave();
    this.#show(DraftSession.begin(this.#backend, this.#listener, template, this.#startingModel()));
    const [first] = template.variables;
    this.fieldToFocus = first ? { name: first.name } : null;
  }

  async open(id: DraftId): Promise<void> {
    if (this.openId === id && this.view.kind !== 'failed') return;
    this.#leave();
    const kept = this.#sessions.find((session) => session.id === id);
    if (kept) {
      this.#show(kept);
      return;
    }
    const opening: DeskView = { kind: 'opening', id };
    this.view = opening;
    try {
      const document = await this.#backend.getDraft(id);
      // The user may have gone elsewhere meanwhile.
      if (this.view !== opening) return;
      this.#show(DraftSession.open(this.#backend, this.#listener, document));
    } catch (thrown) {
      if (this.view === opening) this.view = { kind: 'failed', id, error: asCommandError(thrown) };
    }
  }

  async draft(goOn = false): Promise<void> {
    const { session } = this;
    if (!session || session.live) return;
    const attempt = await session.draft(this.template(session.template), goOn);
    if (attempt.kind === 'briefIncomplete') this.fieldToFocus = { name: attempt.field };
    if (attempt.kind === 'begun' && attempt.replaced !== undefined && !goOn) {
      this.#offerEarlierCopy(session, attempt.replaced);
    }
  }

  async stop(): Promise<void> {
    try {
      await this.session?.run?.stop();
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    }
  }

  /** Puts an earlier state of a draft's copy back in place. */
  async restore(session: DraftSession, revisionId: RevisionId): Promise<void> {
    try {
      const back = await session.restore(revisionId);
      this.#toasts.show('The earlier version is back.', {
        label: 'Undo',
        run: () => {
          back().catch((thrown: unknown) => {
            this.#toasts.show(asCommandError(thrown).message);
          });
        },
      });
    } catch (thrown) {
      this.#toasts.show(asCommandError(thrown).message);
    }
  }

  /** Saves everything that is open; false when some of it could not be saved. */
  async flush(): Promise<boolean> {
    const results = await Promise.all(this.#sessions.map((session) => session.flush()));
    return results.every(Boolean);
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
  }

  #offerEarlierCopy(session: DraftSession, revisionId: RevisionId): void {
    this.#toasts.show('The earlier copy is kept.', {
      label: 'Bring it back',
      run: () => void this.restore(session, revisionId),
    });
  }

  readonly #listener: SessionListener = {
    summarised: (summary) => {
      this.list.upsert(summary);
    },
    drafting: (session, live) => {
      if (session.id === null) return;
      const { id } = session;
      this.list.patch(id, { drafting: live });
      if (live || session === this.session || !session.run?.outcome) return;
      this.#toasts.show(`${session.title}: ${outcomeInWords(session.run.outcome)}`, {
        label: 'Open',
        run: () => void this.open(id),
      });
    },
  };
}
