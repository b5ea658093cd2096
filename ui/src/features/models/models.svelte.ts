/** The models there are to choose from, and how a choice is put to the user. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  ModelChoice,
  ModelList,
  ProviderSummary,
} from '../../ipc/bindings/types';

export type ModelOption = {
  /** Tells it from the others, in a form. */
  value: string;
  label: string;
  /** Which model, and where it runs: the line under the choice. */
  where: string;
  choice: ModelChoice;
};

export class ModelsState {
  list = $state.raw<ModelList | null>(null);
  error = $state<CommandError | null>(null);
  readonly options = $derived(this.list ? optionsOf(this.list) : []);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    try {
      this.list = await this.#backend.listModels();
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  /** The option a choice stands for; undefined when what it names is gone. */
  find(choice: ModelChoice): ModelOption | undefined {
    return this.options.find((option) => option.value === valueOf(choice));
  }
}

function valueOf(choice: ModelChoice): string {
  return choice.kind === 'local' ? `local:${choice.modelId ?? ''}` : choice.providerId;
}

function optionsOf(list: ModelList): ModelOption[] {
  const options: ModelOption[] = [];
  const add = (label: string, where: string, choice: ModelChoice) => {
    options.push({ value: valueOf(choice), label, where, choice });
  };
  if (list.bundled) {
    add('On this computer', `${list.bundled.name} · free, nothing leaves this computer`, {
      kind: 'local',
    });
  }
  for (const model of list.local) {
    add(model.name, `${model.name} · free, nothing leaves this computer`, {
      kind: 'local',
      modelId: model.id,
    });
  }
  for (const provider of list.providers) {
    add(provider.name, whereOf(provider), { kind: 'provider', providerId: provider.id });
  }
  return options;
}

function whereOf(provider: ProviderSummary): string {
  const host = hostOf(provider.baseUrl);
  return provider.model === undefined ? `at ${host}` : `${provider.model} at ${host}`;
}

/** The host of an address, as people name a server. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
