/** A draft's variants: a round of them side by side, each written, stopped and ended by itself. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  Brief,
  CommandError,
  DraftId,
  RunId,
  Variant,
  VariantEvent,
  VariantRound,
} from '../../../ipc/bindings/types';
import { outcomeInWords } from '../outcome';
import { outcomeOf, RunSession, type RunOutcome } from '../run-session.svelte';
import { VariantText } from './variant-text';

/** What the variants need of the draft that they are of. */
export interface VariantsOwner {
  readonly id: DraftId | null;
  readonly template: string;
  brief(): Brief;
}

/** One of a round. */
export class VariantColumn {
  /** A to E. */
  readonly name: string;
  readonly number: number;
  readonly runId: RunId;
  readonly run: RunSession;
  readonly text: VariantText;
  /** The passage that is selected in it. */
  passage = $state('');
  picked = $state(false);

  constructor(
    backend: Backend,
    variant: Variant,
    { text, ended }: { text: string; ended: (column: VariantColumn, outcome: RunOutcome) => void },
  ) {
    this.number = variant.number;
    this.name = String.fromCharCode('A'.charCodeAt(0) + variant.number - 1);
    this.runId = variant.runId;
    this.picked = variant.pickedAt !== undefined;
    this.text = new VariantText(`Variant ${this.name}`, text, (passage) => {
      this.passage = passage;
    });
    this.run = new RunSession(backend, {
      begun: () => undefined,
      inserted: (more) => {
        this.text.append(more);
      },
      // What is written anew is put in place at the end, whole.
      rewritten: () => undefined,
      ended: (outcome) => {
        ended(this, outcome);
      },
    });
    this.run.modelName = variant.modelName;
    this.run.onThisComputer = variant.onThisComputer;
  }

  get live(): boolean {
    return this.run.live;
  }

  /** Whether there is something of it to be used. */
  get usable(): boolean {
    return !this.live && this.run.words > 0;
  }
}

export class VariantsState {
  /** Whether they are shown, in the place of the draft. */
  shown = $state(false);
  /** How many the next drafting makes; one is no variants. */
  count = $state(1);
  /** How many rounds there are, and which one is shown. */
  rounds = $state(0);
  round = $state(0);
  columns = $state.raw<readonly VariantColumn[]>([]);
  error = $state.raw<CommandError | null>(null);
  /** What is said to those who listen. */
  spoken = $state('');
  readonly #backend: Backend;
  readonly #owner: VariantsOwner;

  constructor(backend: Backend, owner: VariantsOwner, rounds = 0) {
    this.#backend = backend;
    this.#owner = owner;
    this.rounds = rounds;
  }

  get live(): boolean {
    return this.columns.some((column) => column.live);
  }

  /** Starts a round of the draft of this id, and shows it. */
  async start(draftId: DraftId): Promise<void> {
    const early: VariantEvent[] = [];
    let columns: readonly VariantColumn[] | null = null;
    const { count } = this;
    const round = await this.#backend.startVariants(
      draftId,
      this.#owner.template,
      this.#owner.brief(),
      count,
      (event) => {
        // The first may overtake the answer.
        if (columns) take(columns, event);
        else early.push(event);
      },
    );
    if (!round) return;
    columns = round.variants.map((variant) => this.#column(variant, ''));
    for (const { run, runId } of columns) run.started(runId);
    this.#show(round, columns);
    this.spoken = `Drafting ${String(count)} variants`;
    for (const event of early) take(columns, event);
  }

  /** Shows a round, the newest where none is named. */
  async open(round?: number): Promise<void> {
    this.shown = true;
    const wanted = round ?? this.rounds;
    if (this.columns.length > 0 && this.round === wanted) return;
    this.error = null;
    const { id } = this.#owner;
    if (id === null) return;
    try {
      const found = await this.#backend.getVariants(id, round);
      if (!found) return;
      const columns = found.variants.map((variant) => this.#column(variant, variant.text));
      this.#show(found, columns);
      await Promise.all(
        found.variants.map((variant, index) => this.#resume(variant, columns[index])),
      );
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  close(): void {
    this.shown = false;
  }

  /** Stops all that are still being written. */
  async stopAll(): Promise<void> {
    await Promise.all(this.columns.filter(({ live }) => live).map(({ run }) => run.stop()));
  }

  /** This one is the draft's text now. */
  pickedIs(picked: VariantColumn): void {
    picked.picked = true;
    this.shown = false;
  }

  #show(round: VariantRound, columns: readonly VariantColumn[]): void {
    this.round = round.round;
    this.rounds = round.rounds;
    this.columns = columns;
    this.shown = true;
  }

  #column(variant: Variant, text: string): VariantColumn {
    return new VariantColumn(this.#backend, variant, {
      text,
      ended: (column, outcome) => {
        this.spoken = `Variant ${column.name}: ${outcomeInWords(outcome)}`;
        void this.#readAnew(column);
      },
    });
  }

  /** Follows a variant that was there before: to its end, or as it ended. */
  async #resume(variant: Variant, column: VariantColumn | undefined): Promise<void> {
    if (!column) return;
    const outcome = outcomeOf(variant.state);
    if (outcome) column.run.endedBefore(variant.text, outcome);
    else column.run.resume(await this.#backend.getRun(variant.runId), variant.text.length);
  }

  /** Takes the text as it is kept: with what was written anew in the place of what did not fit. */
  async #readAnew(column: VariantColumn): Promise<void> {
    const { id } = this.#owner;
    if (id === null) return;
    try {
      const found = await this.#backend.getVariants(id, this.round);
      const kept = found?.variants.find(({ runId }) => runId === column.runId);
      if (kept && kept.state.state !== 'live') column.text.set(kept.text);
    } catch (thrown) {
      // What has streamed in stands there.
      console.error(thrown);
    }
  }
}

function take(columns: readonly VariantColumn[], { variant, ...event }: VariantEvent): void {
  columns.find(({ number }) => number === variant)?.run.handle(event);
}
