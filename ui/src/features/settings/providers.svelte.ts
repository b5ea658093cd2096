/**
 * Adding, changing, testing and removing providers and local models. A key passes through here on
 * its way to the backend and is never kept.
 */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  CommandError,
  LocalModel,
  ProviderDetails,
  ProviderId,
  ProviderKey,
  ProviderSummary,
  TestReport,
} from '../../ipc/bindings/types';
import type { ModelsState } from '../models/models.svelte';
import type { Toasts } from '../shell/toasts.svelte';
import { draftOf, type ProviderDraft } from './provider-draft';

export type TestState = { kind: 'running' } | { kind: 'done'; report: TestReport };

/** Undefined when it went well. */
export type Outcome = Promise<CommandError | undefined>;

export class ProvidersState {
  /** What the last test of each provider found. */
  tests = $state<Record<ProviderId, TestState>>({});
  /** The new provider that is being described; kept while the user looks elsewhere. */
  adding = $state<ProviderDraft | null>(null);
  /** The changes to providers that are being described, kept likewise. */
  editing = $state<Record<ProviderId, ProviderDraft>>({});
  /** The keys of each provider that were read. */
  keys = $state<Record<ProviderId, readonly ProviderKey[]>>({});
  /** Whose key in use is being replaced, one at a time. */
  replacing = $state<ProviderId | null>(null);
  addingFile = $state(false);
  fileError = $state<CommandError | null>(null);

  #onReplaced: (() => void) | undefined;
  readonly #backend: Backend;
  readonly #models: ModelsState;
  readonly #toasts: Toasts;

  constructor(backend: Backend, models: ModelsState, toasts: Toasts) {
    this.#backend = backend;
    this.#models = models;
    this.#toasts = toasts;
  }

  add(details: ProviderDetails, key: string | undefined, holdKeyForThisRun: boolean): Outcome {
    return this.#change(() => this.#backend.addProvider(details, key, holdKeyForThisRun));
  }

  update(id: ProviderId, details: ProviderDetails): Outcome {
    return this.#change(() => this.#backend.updateProvider(id, details), id);
  }

  /** Puts a key in the place of the one in use, and goes on with what waited for that. */
  async replaceKey(id: ProviderId, key: string, holdForThisRun: boolean): Outcome {
    const replace = () => this.#backend.replaceKey(id, key, holdForThisRun);
    const error = await this.#change(replace, id);
    if (error) return error;
    const onReplaced = this.#onReplaced;
    this.stopReplacing();
    onReplaced?.();
    return undefined;
  }

  /** Asks for a new key in the place of a provider's; `onReplaced` is called once it is there. */
  askForKey(id: ProviderId, onReplaced: () => void): void {
    this.replacing = id;
    this.#onReplaced = onReplaced;
  }

  stopReplacing(): void {
    this.replacing = null;
    this.#onReplaced = undefined;
  }

  async loadKeys(id: ProviderId): Outcome {
    try {
      this.keys[id] = await this.#backend.listKeys(id);
      return undefined;
    } catch (thrown) {
      return asCommandError(thrown);
    }
  }

  addKey(id: ProviderId, label: string, key: string): Outcome {
    return this.#change(() => this.#backend.addKey(id, label, key), id);
  }

  /** Puts a key in use: the next request is made with it. */
  useKey(id: ProviderId, key: ProviderKey): Outcome {
    return this.#change(() => this.#backend.useKey(id, key.id), id);
  }

  removeKey(id: ProviderId, key: ProviderKey): Outcome {
    return this.#change(() => this.#backend.removeKey(id, key.id), id);
  }

  remove(id: ProviderId): Outcome {
    this.stopEditing(id);
    this.tests = without(this.tests, id);
    return this.#change(() => this.#backend.removeProvider(id));
  }

  edit(provider: ProviderSummary): void {
    this.editing[provider.id] = draftOf(provider);
  }

  stopEditing(id: ProviderId): void {
    this.editing = without(this.editing, id);
  }

  async test(id: ProviderId): Promise<void> {
    this.tests[id] = { kind: 'running' };
    let report: TestReport;
    try {
      report = await this.#backend.testProvider(id);
    } catch (thrown) {
      report = { works: false, steps: [{ ok: false, message: asCommandError(thrown).message }] };
    }
    this.tests[id] = { kind: 'done', report };
  }

  /** Lets the user pick a model file, and adds it once the engine has found it usable. */
  async addFile(): Promise<void> {
    this.fileError = null;
    try {
      const path = await this.#backend.chooseModelFile();
      if (path === null) return;
      this.addingFile = true;
      await this.#backend.addLocalModel(path);
      await this.#models.load();
    } catch (thrown) {
      this.fileError = asCommandError(thrown);
    } finally {
      this.addingFile = false;
    }
  }

  async removeFile(model: LocalModel): Promise<void> {
    const error = await this.#change(() => this.#backend.removeLocalModel(model.id));
    if (error) {
      this.#toasts.show(error.message);
      return;
    }
    this.#toasts.show(`${model.name} is off the list. Its file stays where it is.`, {
      label: 'Undo',
      run: () =>
        void this.#change(() => this.#backend.addLocalModel(model.path)).then((failed) => {
          if (failed) this.#toasts.show(failed.message);
        }),
    });
  }

  /** A provider that changed is to be tested anew. */
  async #change(command: () => Promise<unknown>, changed?: ProviderId): Outcome {
    try {
      await command();
    } catch (thrown) {
      return asCommandError(thrown);
    }
    if (changed !== undefined) {
      this.tests = without(this.tests, changed);
      await this.loadKeys(changed);
    }
    await this.#models.load();
    return undefined;
  }
}

function without<T>(all: Record<ProviderId, T>, id: ProviderId): Record<ProviderId, T> {
  return Object.fromEntries(Object.entries(all).filter(([other]) => other !== id));
}

/** Whether a key could not be kept because of the keyring, and may be held in memory instead. */
export function isKeyringTrouble(error: CommandError): boolean {
  return error.code.startsWith('keyring_');
}
