/** The user's settings, and the theme they put the window in. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { Appearance, CommandError, ModelChoice, Settings } from '../../ipc/bindings/types';

export class SettingsState {
  value = $state.raw<Settings>({ appearance: 'system', model: { kind: 'local' } });
  /** Why the last change was not saved. It holds for this run all the same. */
  error = $state<CommandError | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    this.value = await this.#backend.getSettings();
    showIn(this.value.appearance);
  }

  async setAppearance(appearance: Appearance): Promise<void> {
    showIn(appearance);
    await this.#change({ ...this.value, appearance });
  }

  /** The model that new drafts begin with: the one chosen last. */
  async setModel(model: ModelChoice): Promise<void> {
    await this.#change({ ...this.value, model });
  }

  async #change(settings: Settings): Promise<void> {
    this.value = settings;
    try {
      await this.#backend.saveSettings(settings);
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }
}

/** Every colour is a `light-dark()` pair, so the scheme of the root decides. */
function showIn(appearance: Appearance): void {
  document.documentElement.style.colorScheme = appearance === 'system' ? '' : appearance;
}
