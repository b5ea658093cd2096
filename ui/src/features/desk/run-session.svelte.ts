/**
 * One drafting as the window follows it: puts its text together from messages that may be lost
 * on the way, hands it on at the window's pace, and ends with one outcome. Where the text goes is the
 * sink's business.
 */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { DraftingEvent, Run, RunId, RunState, StopReason } from '../../ipc/bindings/types';
import { WordCounter } from '../../lib/words';
import { streamPace, type Schedule } from './pace';

/** Where a run's text goes. */
export interface RunSink {
  /** The run has begun; its text will be inserted from the start. */
  begun(runId: RunId): void;
  inserted(text: string): void;
  /** A text that did not fit has been written anew. */
  rewritten(path: string, from: string, to: string): void;
  ended(outcome: RunOutcome): void;
}

export type RunOutcome =
  | { kind: 'finished'; reason: StopReason }
  /** `unsaved`: it was the store that failed, which takes the run's text once it can. */
  | { kind: 'failed'; code: string; message: string; remedy?: string; unsaved?: true }
  | { kind: 'interrupted' };

/** A wait before a provider is asked again: “OpenAI is busy.”, and its end, in Unix milliseconds. */
export type Waiting = { message: string; until: number };

/** Silence after which the run's whole text is asked for: messages can be lost without a word. */
const SILENCE_MS = 2000;
/** How often a run is asked for that sends no messages here: after a reload. */
const POLL_MS = 250;
/** How often in a row asking may fail before the run counts as lost. */
const MOST_FAILURES = 5;

export class RunSession {
  /** The run's id, once it has begun. */
  runId = $state<RunId | null>(null);
  modelName = $state('');
  onThisComputer = $state(false);
  words = $state(0);
  stopping = $state(false);
  /** Why nothing comes yet, and until when the provider is left in peace. */
  waiting = $state.raw<Waiting | null>(null);
  /** The texts that do not fit and are asked for again, by their paths. */
  asking = $state.raw<readonly string[]>([]);
  outcome = $state<RunOutcome | null>(null);

  readonly #backend: Backend;
  readonly #sink: RunSink;
  readonly #schedule: Schedule;
  readonly #counter = new WordCounter();
  /** The length of the run's text handed on or waiting in `#buffer`, in UTF-16 units. */
  #received = 0;
  /** The most that any message said the run's text to be long. */
  #announced = 0;
  #nextSeq = 0;
  #buffer = '';
  #flushAsked = false;
  #asking = false;
  #failures = 0;
  /** Whether messages are expected; where not, the run is polled. */
  #listening = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, sink: RunSink, schedule = streamPace()) {
    this.#backend = backend;
    this.#sink = sink;
    this.#schedule = schedule;
  }

  get live(): boolean {
    return this.outcome === null;
  }

  /** Follows a run that was live before this window was loaded, `received` units of it shown. */
  resume(run: Run, received: number): void {
    this.#listening = false;
    this.runId = run.id;
    this.modelName = run.modelName;
    this.onThisComputer = run.model.kind === 'local';
    this.#received = received;
    this.#counter.add(run.text.slice(0, received));
    this.words = this.#counter.count;
    this.#take(run);
  }

  /** Shows a run that had ended before, all of its text shown. */
  endedBefore(text: string, outcome: RunOutcome): void {
    this.#counter.add(text);
    this.words = this.#counter.count;
    this.outcome = outcome;
  }

  /** The run is known to have begun, by the command's answer or its first message. */
  started(runId: RunId): void {
    if (this.live) this.#begin(runId, this.modelName, this.onThisComputer);
  }

  /** The run could not even begin. */
  failedToStart(thrown: unknown): void {
    const { code, message, remedy } = asCommandError(thrown);
    this.#end({ kind: 'failed', code, message, ...(remedy ? { remedy } : {}) });
  }

  handle(event: DraftingEvent): void {
    if (!this.live || event.seq < this.#nextSeq) return;
    const gap = event.seq > this.#nextSeq;
    this.#nextSeq = event.seq + 1;
    this.#listening = true;
    if ('length' in event) this.#announced = Math.max(this.#announced, event.length);
    this.#watch();
    if (event.type === 'started') {
      this.#begin(event.runId, event.modelName, event.onThisComputer);
    } else if (event.type === 'retrying') {
      this.waiting = { message: event.message, until: Date.now() + event.afterMs };
    } else if (event.type === 'delta') {
      this.waiting = null;
      this.#append(event.text, event.length);
    } else if (event.type === 'askingAgain') {
      this.asking = event.paths;
    } else if (event.type === 'rewritten') {
      this.#flush();
      this.asking = this.asking.filter((path) => path !== event.path);
      this.#sink.rewritten(event.path, event.from, event.to);
    } else if (event.type === 'finished') {
      this.#endAt(event.length, { kind: 'finished', reason: event.reason });
    } else if (event.type === 'failed') {
      const { code, message, failure, length } = event;
      const unsaved = failure === undefined ? { unsaved: true as const } : {};
      this.#endAt(length, { kind: 'failed', code, message, ...unsaved });
    }
    if (gap) void this.#ask();
  }

  /** Asks the run to stop; it ends when the backend says so. */
  async stop(): Promise<void> {
    if (!this.live) return;
    this.stopping = true;
    if (this.runId === null) return;
    try {
      await this.#backend.cancelDrafting(this.runId);
    } catch (thrown) {
      this.stopping = false;
      throw thrown;
    }
  }

  #begin(runId: RunId, modelName: string, onThisComputer: boolean): void {
    this.modelName = modelName;
    this.onThisComputer = onThisComputer;
    if (this.runId !== null) return;
    this.runId = runId;
    this.#sink.begun(runId);
    this.#watch();
    if (this.stopping) void this.stop().catch(console.error);
  }

  /** Adds the part of `text` that is not there yet; `length` is the run's length with all of it. */
  #append(text: string, length: number): void {
    const missing = length - this.#received;
    if (missing <= 0) return;
    if (missing > text.length) {
      void this.#ask();
      return;
    }
    this.#push(text.slice(text.length - missing));
  }

  #push(text: string): void {
    if (text === '') return;
    this.#received += text.length;
    this.#buffer += text;
    if (this.#flushAsked) return;
    this.#flushAsked = true;
    this.#schedule(() => {
      this.#flush();
    });
  }

  #flush(): void {
    this.#flushAsked = false;
    const text = this.#buffer;
    if (text === '') return;
    this.#buffer = '';
    this.#counter.add(text);
    this.words = this.#counter.count;
    this.#sink.inserted(text);
  }

  #endAt(length: number, outcome: RunOutcome): void {
    if (length > this.#received) void this.#ask();
    else this.#end(outcome);
  }

  #end(outcome: RunOutcome): void {
    if (!this.live) return;
    clearTimeout(this.#timer);
    this.#flush();
    this.asking = [];
    this.stopping = false;
    this.outcome = outcome;
    this.#sink.ended(outcome);
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (!this.live || this.runId === null) return;
    this.#timer = setTimeout(
      () => {
        void this.#ask();
      },
      this.#listening && this.#received >= this.#announced ? SILENCE_MS : POLL_MS,
    );
  }

  /** Asks for the run as it stands, and takes from it what is missing here. */
  async #ask(): Promise<void> {
    if (this.#asking || !this.live || this.runId === null) return;
    this.#asking = true;
    try {
      const run = await this.#backend.getRun(this.runId);
      this.#failures = 0;
      this.#take(run);
    } catch (thrown) {
      this.#failures += 1;
      if (this.#failures >= MOST_FAILURES) this.failedToStart(thrown);
      else this.#watch();
    } finally {
      this.#asking = false;
    }
  }

  #take(run: Run): void {
    if (!this.live) return;
    // Text that no message brought: the messages have stopped coming.
    if (run.text.length > this.#received) this.#listening = false;
    this.#push(run.text.slice(this.#received));
    const outcome = outcomeOf(run.state);
    if (outcome) this.#end(outcome);
    else this.#watch();
  }
}

/** How a run ended; null while it is live. */
export function outcomeOf(state: RunState): RunOutcome | null {
  switch (state.state) {
    case 'live':
      return null;
    case 'finished':
      return { kind: 'finished', reason: state.reason };
    case 'failed':
      return { kind: 'failed', code: state.failure, message: state.message };
    case 'interrupted':
      return { kind: 'interrupted' };
  }
}
