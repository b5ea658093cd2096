/** A template's tests in the window: run now, and how they went with which version and model. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type {
  CommandError,
  LibraryItemId,
  ModelChoice,
  RunId,
  TemplateTestEvent,
  TemplateTestRun,
  TestResult,
} from '../../../ipc/bindings/types';

export class Testing {
  /** One for each version and model, newest first. */
  runs = $state.raw<readonly TemplateTestRun[]>([]);
  loaded = $state(false);
  live = $state(false);
  /** The test whose draft is being written. */
  writing = $state<number | null>(null);
  /** What the run that is live, or that was last started here, has come to. */
  results = $state.raw<readonly TestResult[] | null>(null);
  /** Whether the text was no version: what came of it is not kept. */
  unkept = $state(false);
  /** The kept run that is looked at. */
  chosen = $state.raw<TemplateTestRun | null>(null);
  error = $state.raw<CommandError | null>(null);

  readonly #backend: Backend;
  readonly #id: LibraryItemId;
  #runId: RunId | null = null;

  constructor(backend: Backend, id: LibraryItemId) {
    this.#backend = backend;
    this.#id = id;
  }

  /** What is shown: the run just made, the one chosen, or the last there was. */
  get shown(): readonly TestResult[] {
    return this.results ?? this.chosen?.results ?? [];
  }

  async load(): Promise<void> {
    try {
      this.runs = await this.#backend.listTemplateTests(this.#id);
      if (this.results === null) this.chosen = this.runs[0] ?? null;
      this.loaded = true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  look(run: TemplateTestRun): void {
    if (this.live) return;
    this.chosen = run;
    this.results = null;
    this.unkept = false;
  }

  async run(text: string, model: ModelChoice, judged: boolean): Promise<void> {
    if (this.live) return;
    this.live = true;
    this.error = null;
    this.results = [];
    this.unkept = false;
    try {
      const run = await this.#backend.runTemplateTests(this.#id, text, model, judged, (event) => {
        this.#take(event);
      });
      this.unkept = run.version === 0;
      this.results = run.results;
      if (!this.unkept) {
        this.chosen = run;
        this.results = null;
      }
    } catch (thrown) {
      this.error = asCommandError(thrown);
      if (this.results?.length === 0) this.results = null;
    } finally {
      this.live = false;
      this.writing = null;
      this.#runId = null;
    }
    if (!this.error) await this.load();
  }

  async stop(): Promise<void> {
    if (this.#runId !== null) await this.#backend.cancelDrafting(this.#runId);
  }

  #take(event: TemplateTestEvent): void {
    if (event.type === 'began') {
      this.writing = event.test;
      this.#runId = event.runId;
      return;
    }
    this.writing = null;
    this.results = [...(this.results ?? []), event.result];
  }
}
