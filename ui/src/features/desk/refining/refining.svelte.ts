/**
 * Refining a draft: what was asked, what comes, and what the user takes of it. The copy changes only
 * by what is taken; what is still open is kept by the backend and offered again at the next start.
 */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  Flaw,
  OpenProposal,
  Piece,
  RefineAsk,
  RunId,
  SentRequest,
  TakenTexts,
} from '../../../ipc/bindings/types';
import type { CopyDocument } from '../editor/copy-document';
import type { ShownProposal } from '../editor/proposal';
import { RunSession, type RunOutcome, type RunSink } from '../run-session.svelte';

/** Typing in the passage is waited out before it is compared anew. */
const COMPARE_AFTER_MS = 200;

export type Range = { from: number; to: number };

/** What the refined draft gives: it is saved before it is asked about. */
export interface RefinedDraft {
  readonly document: CopyDocument;
  template(): string;
  savedId(): Promise<string | null>;
  flush(): Promise<boolean>;
  /** Something was taken or restored: the history has more. */
  refined(): void;
}

export class RefineState {
  /** The bar is open for this part of the copy. */
  asked = $state.raw<Range | null>(null);
  /** The run that writes the proposal; ended, where there is something to say of its end. */
  run = $state<RunSession | null>(null);
  /** What is open, as the editor shows it. */
  shown = $state.raw<ShownProposal | null>(null);
  /** A proposal whose passage is not there any more. */
  beside = $state.raw<string | null>(null);
  tooLong = $state.raw<readonly Flaw[]>([]);
  /** For those who listen. */
  said = $state('');
  ask = $state.raw<RefineAsk | null>(null);
  runId = $state<RunId | null>(null);

  readonly #backend: Backend;
  readonly #draft: RefinedDraft;
  /** What is proposed for the passage, with what was left taken out. */
  #proposal = '';
  /** Whether the model came to the end of the passage. */
  #whole = true;
  #coming = '';
  #part: Range | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deciding: Promise<void> = Promise.resolve();

  constructor(backend: Backend, draft: RefinedDraft) {
    this.#backend = backend;
    this.#draft = draft;
    draft.document.onPiece = (index, taken) => {
      if (taken) this.take(index);
      else this.leave(index);
    };
    draft.document.onChange(() => {
      this.#followed();
    });
  }

  get live(): boolean {
    return this.run?.live ?? false;
  }

  /** Whether there is something to decide. */
  get open(): boolean {
    return this.live || this.shown !== null || this.beside !== null;
  }

  /** Opens the bar for what is selected, or for all of the copy. */
  begin(part?: Range): void {
    const { document } = this.#draft;
    if (this.open || document.isEmpty) return;
    const { from, to } = part ?? document.selection;
    this.asked = from < to ? { from, to } : { from: 0, to: document.length };
    document.select(this.asked.from, this.asked.to);
  }

  /** What asking would send. */
  async nextRequest(part: Range, ask: RefineAsk): Promise<SentRequest> {
    const id = await this.#draft.savedId();
    if (id === null) throw new Error('a draft that is not there can’t be refined');
    return this.#backend.previewRefinement(id, this.#all(part), ask);
  }

  async start(part: Range, ask: RefineAsk): Promise<void> {
    if (this.live) return;
    if (this.open) await this.dismiss();
    this.asked = null;
    this.ask = ask;
    this.#part = part;
    this.#draft.document.select(part.to, part.to);
    this.#show({ ...part, pieces: [], current: 0, coming: '', touched: false });
    const run = this.#follow();
    this.said = 'Refining';
    try {
      const id = await this.#draft.savedId();
      if (id === null || !(await this.#draft.flush())) {
        throw new Error('The draft could not be saved, so nothing was asked.');
      }
      const { runId, open } = await this.#backend.startRefining(
        id,
        this.#all(part),
        ask,
        (event) => {
          run.handle(event);
        },
      );
      this.runId = runId;
      // Blanks around what was selected stay out of it.
      const begin = open.at + ((this.shown?.from ?? part.from) - part.from);
      if (this.shown && !this.shown.touched) {
        this.#show({ ...this.shown, from: begin, to: begin + open.passage.length });
      }
      run.started(runId);
    } catch (thrown) {
      run.failedToStart(thrown);
    }
  }

  /** The same again, after it failed. */
  async again(): Promise<void> {
    const { ask } = this;
    const part = this.shown ?? this.#part;
    this.run = null;
    if (ask && part) await this.start({ from: part.from, to: part.to }, ask);
  }

  /** Takes up what a draft that was just opened has waiting. */
  async resume(): Promise<void> {
    const id = await this.#draft.savedId();
    if (id === null) return;
    const found = await this.#backend.getOpenRefinement(id);
    if (!found || this.open) return;
    const { run, ask, open } = found;
    this.ask = ask;
    this.runId = run.id;
    const { document } = this.#draft;
    const at = nearest(document.text, open.passage, open.at);
    if (at !== null) {
      const part = { from: at, to: at + open.passage.length };
      this.#part = part;
      this.#show({ ...part, pieces: [], current: 0, coming: '', touched: false });
    }
    if (run.state.state === 'live') {
      this.#follow().resume(run, 0);
      return;
    }
    this.#proposal = open.proposal ?? run.text;
    this.#whole =
      open.proposal !== undefined ||
      (run.state.state === 'finished' && ['complete', 'unknown'].includes(run.state.reason));
    this.said = 'A proposal is waiting';
    if (at === null) this.beside = this.#proposal;
    else await this.#cut();
  }

  async stop(): Promise<void> {
    await this.run?.stop();
  }

  /** Goes to another piece. */
  go(step: number): void {
    const { shown } = this;
    if (!shown || shown.pieces.length === 0) return;
    const count = shown.pieces.length;
    const current = (shown.current + step + count) % count;
    this.#show({ ...shown, current });
    const piece = shown.pieces[current];
    if (piece) this.#draft.document.scrollTo(piece.from);
  }

  take(index: number): void {
    this.#take((other) => other === index);
  }

  takeAll(): void {
    this.#take(() => true);
  }

  leave(index: number): void {
    const { shown } = this;
    if (!shown) return;
    const pieces = shown.pieces.filter((_, other) => other !== index);
    const current = Math.max(0, Math.min(shown.current, pieces.length - 1));
    this.#show({ ...shown, pieces, current });
    this.#proposal = this.#with(pieces);
    this.#whole = true;
    this.#decided(null);
  }

  /** Leaves all of it. */
  async dismiss(): Promise<void> {
    if (this.live) await this.stop();
    this.#close();
    this.#decide(null, null);
    await this.#deciding;
  }

  #take(taken: (index: number) => boolean): void {
    const { document } = this.#draft;
    const before = document.text;
    document.take(taken);
    this.#sync();
    this.#decided({ before, after: document.text });
  }

  #decided(taken: TakenTexts | null): void {
    const { shown } = this;
    if (!shown || shown.pieces.length === 0) {
      this.#close();
      this.said = taken ? 'Nothing left to decide' : 'The copy stays as it is';
      this.#decide(taken, null);
      return;
    }
    const { from, to } = shown;
    const passage = this.#draft.document.text.slice(from, to);
    this.#decide(taken, { passage, at: from, proposal: this.#proposal });
  }

  /** Has it kept, one decision after the other, and never before the copy it belongs to. */
  #decide(taken: TakenTexts | null, open: OpenProposal | null): void {
    const { runId } = this;
    if (runId === null) return;
    this.#deciding = this.#deciding
      .then(async () => {
        await this.#draft.flush();
        await this.#backend.decideRefinement(runId, taken, open);
        if (taken) this.#draft.refined();
      })
      .catch((thrown: unknown) => {
        this.said = asCommandError(thrown).message;
      });
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#show(null);
    this.beside = null;
    this.run = null;
    this.tooLong = [];
  }

  #follow(): RunSession {
    this.#coming = '';
    const run = new RunSession(this.#backend, this.#sink());
    this.run = run;
    return run;
  }

  #sink(): RunSink {
    return {
      begun: (runId) => {
        this.runId = runId;
      },
      inserted: (text) => {
        this.#coming += text;
        const { proposal } = this.#draft.document;
        if (proposal) this.#show({ ...proposal, coming: this.#coming });
      },
      rewritten: () => undefined,
      ended: (outcome) => {
        void this.#ended(outcome).catch(console.error);
      },
    };
  }

  async #ended(outcome: RunOutcome): Promise<void> {
    const isWhole = outcome.kind === 'finished' && ['complete', 'unknown'].includes(outcome.reason);
    this.#proposal = this.#coming;
    this.#whole = isWhole;
    if (isWhole) this.run = null;
    if (this.#proposal.trim() === '') {
      this.#show(null);
      if (isWhole) this.said = 'The model wrote nothing';
      return;
    }
    if (this.#draft.document.proposal) await this.#cut();
    else this.beside = this.#proposal;
  }

  /** Cuts the proposal into pieces against the passage as it stands. */
  async #cut(): Promise<void> {
    const { document } = this.#draft;
    for (let tries = 0; tries < 5; tries += 1) {
      const shown = document.proposal;
      if (!shown) return;
      const { text } = document;
      const { from, to } = shown;
      const cut = await this.#backend.cutProposal(
        this.#draft.template(),
        text,
        { from, to },
        this.#proposal,
        this.#whole,
      );
      if (document.text !== text) continue;
      if (cut.pieces.length === 0) {
        this.#close();
        this.said = 'Nothing to change';
        this.#decide(null, null);
        return;
      }
      const pieces = cut.pieces.map((piece) => ({
        ...piece,
        from: from + piece.from,
        to: from + piece.to,
      }));
      this.tooLong = cut.tooLong;
      this.#show({ from, to, pieces, current: 0, coming: null, touched: false });
      this.#proposal = this.#with(pieces);
      this.#whole = true;
      this.said = `${String(pieces.length)} proposed`;
      return;
    }
    this.#compareSoon();
  }

  /** The passage with these pieces taken. */
  #with(pieces: readonly Piece[]): string {
    const { document } = this.#draft;
    const { shown } = this;
    if (!shown) return this.#proposal;
    let at = shown.from;
    let text = '';
    for (const piece of pieces) {
      text += document.text.slice(at, piece.from) + piece.insert;
      at = piece.to;
    }
    return text + document.text.slice(at, shown.to);
  }

  /** The copy has changed, maybe under the proposal. */
  #followed(): void {
    this.#sync();
    if (this.shown?.touched === true && this.shown.coming === null) this.#compareSoon();
  }

  #compareSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const { shown } = this;
      if (!shown) return;
      if (shown.from === shown.to) {
        // All of the passage is gone: the proposal stands beside what is there now.
        this.beside = this.#proposal;
        this.#show(null);
        return;
      }
      void this.#cut().catch(console.error);
    }, COMPARE_AFTER_MS);
  }

  #show(shown: ShownProposal | null): void {
    this.#draft.document.showProposal(shown);
    this.#sync();
  }

  #sync(): void {
    this.shown = this.#draft.document.proposal;
  }

  /** All of the copy is asked for as such. */
  #all(part: Range): Range | null {
    return part.from === 0 && part.to === this.#draft.document.length ? null : part;
  }
}

/** Where a passage stands in a text: of several places the one nearest to where it was. */
export function nearest(text: string, passage: string, was: number): number | null {
  if (passage === '') return null;
  const before = text.lastIndexOf(passage, was);
  const after = text.indexOf(passage, was);
  if (before < 0 || after < 0) return before < 0 && after < 0 ? null : Math.max(before, after);
  return was - before <= after - was ? before : after;
}
