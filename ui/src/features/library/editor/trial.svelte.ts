/** A template tried at once: what a model makes of it, shown and not kept. */
import { asCommandError, type Backend } from '../../../ipc/backend';
import type { Brief, DraftingEvent, RunId } from '../../../ipc/bindings/types';
import { outcomeInWords } from '../../desk/outcome';

export class Trial {
  text = $state('');
  live = $state(false);
  /** How it goes, or how it went. */
  said = $state('');
  modelName = $state('');

  readonly #backend: Backend;
  #runId: RunId | null = null;
  /** What took the place of what did not fit. */
  #rewrites: [from: string, to: string][] = [];
  /** Counts the trials, so that one that was left says nothing more. */
  #count = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async start(name: string, text: string, brief: Brief): Promise<void> {
    await this.stop();
    const count = ++this.#count;
    this.text = '';
    this.#rewrites = [];
    this.live = true;
    this.said = 'Drafting';
    try {
      this.#runId = await this.#backend.tryTemplate(name, text, brief, (event) => {
        if (count === this.#count) this.#take(event);
      });
    } catch (thrown) {
      const error = asCommandError(thrown);
      this.live = false;
      this.said = [error.message, ...Object.values(error.fields ?? {})].join(' ');
    }
  }

  async stop(): Promise<void> {
    if (!this.live || this.#runId === null) return;
    await this.#backend.cancelDrafting(this.#runId);
  }

  #take(event: DraftingEvent): void {
    switch (event.type) {
      case 'started':
        this.modelName = event.modelName;
        break;
      case 'delta':
        this.text += event.text;
        break;
      case 'rewritten':
        // Lengths speak of the text as it was written first.
        if (event.from !== '') this.#rewrites.push([event.from, event.to]);
        break;
      case 'retrying':
        this.said = event.message;
        break;
      case 'finished':
        this.#end(outcomeInWords({ kind: 'finished', reason: event.reason }), event.length);
        break;
      case 'failed':
        this.#end(event.message, event.length);
        break;
      case 'usage':
        break;
    }
  }

  /** A message can be lost without a word, and this run is not kept to ask again. */
  #end(said: string, length: number): void {
    this.live = false;
    const lost = length !== this.text.length;
    for (const [from, to] of this.#rewrites) this.text = this.text.replace(from, () => to);
    this.said = lost ? `${said}. Some of it did not arrive here; try again.` : said;
  }
}
