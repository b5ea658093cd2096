/** Made-up answers of the backend, and shorthands for what tests build from. */
import type { Backend } from '../src/ipc/backend';
import type {
  Draft,
  DraftingEvent,
  DraftSummary,
  ProviderFailure,
  ProviderSummary,
  Run,
  Settings,
  TemplateForm,
  Variable,
  VariableKind,
} from '../src/ipc/bindings/types';

/** What is asked wherever a draft is opened. */
const asked: Partial<Backend> = { getOpenRefinement: () => Promise.resolve(null) };

/** A backend with only the commands a test expects; any other fails it. */
export function backendWith(commands: Partial<Backend>): Backend {
  return new Proxy({ ...asked, ...commands } as Backend, {
    get(target, name: keyof Backend): unknown {
      if (name in target) return Reflect.get(target, name);
      throw new Error(`${name} was not expected to be called`);
    },
  });
}

export function summary(id: string, updatedAt: string, more: Partial<DraftSummary> = {}) {
  const base: DraftSummary = {
    id,
    title: `Draft ${id}`,
    excerpt: '',
    template: 'launch-email',
    drafting: false,
    status: 'draft',
    tags: [],
    archived: false,
    createdAt: updatedAt,
    updatedAt,
  };
  return { ...base, ...more };
}

export function draft(more: Partial<Draft> = {}): Draft {
  return {
    id: 'd1',
    title: 'Brightleaf bottle: launch email',
    titledByUser: false,
    template: 'launch-email',
    brief: {
      values: { product: 'Brightleaf bottle' },
      tone: { formality: 3, energy: 3, seriousness: 3 },
      model: { kind: 'local' },
    },
    text: '',
    status: 'draft',
    tags: [],
    archived: false,
    createdAt: '2026-11-24T09:00:00Z',
    updatedAt: '2026-11-24T09:00:00Z',
    ...more,
  };
}

export function settings(more: Partial<Settings> = {}): Settings {
  return {
    appearance: 'system',
    model: { kind: 'local' },
    copySize: 18,
    lineWidth: 'usual',
    checkSpelling: true,
    ...more,
  };
}

export function run(more: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    draftId: 'd1',
    model: { kind: 'local' },
    modelName: 'SmolLM2 135M',
    text: '',
    state: { state: 'live' },
    startedAt: '2026-11-24T09:00:00Z',
    ...more,
  };
}

export function provider(more: Partial<ProviderSummary> = {}): ProviderSummary {
  return {
    id: 'p1',
    name: 'Studio server',
    kind: 'openai-compatible',
    baseUrl: 'https://llm.studio.example/v1',
    key: { source: 'none' },
    keyForThisRunOnly: false,
    ...more,
  };
}

export function variable(name: string, kind: VariableKind, more: Partial<Variable> = {}): Variable {
  return { name, label: name, kind, required: false, ...more };
}

export const template: TemplateForm = {
  name: 'launch-email',
  title: 'Launch email',
  description: 'Subject, preheader, body and one call to action',
  tags: ['email'],
  variables: [
    variable('product', { type: 'text' }, { label: 'Product', required: true }),
    variable('news', { type: 'longText' }, { label: 'What is new' }),
  ],
};

/** The messages of a run that writes these pieces, in order and without a gap. */
export class Messages {
  #seq = 0;
  #length = 0;

  started(): DraftingEvent {
    return {
      type: 'started',
      seq: this.#seq++,
      runId: 'r1',
      draftId: 'd1',
      modelName: 'SmolLM2 135M',
      onThisComputer: true,
    };
  }

  delta(text: string): DraftingEvent {
    this.#length += text.length;
    return { type: 'delta', seq: this.#seq++, text, length: this.#length };
  }

  finished(reason: 'complete' | 'length' | 'stopped' = 'complete'): DraftingEvent {
    return { type: 'finished', seq: this.#seq++, reason, draftId: 'd1', length: this.#length };
  }

  /** Without a `failure` of the provider's it is the store that failed. */
  failed(code: string, message: string, failure?: ProviderFailure): DraftingEvent {
    const whose = failure === undefined ? {} : { failure };
    return { type: 'failed', seq: this.#seq++, code, message, ...whose, length: this.#length };
  }
}
