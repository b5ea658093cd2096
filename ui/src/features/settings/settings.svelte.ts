/** The user's settings, and the theme they put the window in. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  Appearance,
  CommandError,
  LineWidth,
  ModelChoice,
  Settings,
} from '../../ipc/bindings/types';

/** In CSS pixels; the backend holds every size to these bounds. */
export const copySizes = { least: 14, usual: 18, most: 28 };

export class SettingsState {
  value = $state.raw<Settings>({
    appearance: 'system',
    model: { kind: 'local' },
    copySize: copySizes.usual,
    lineWidth: 'usual',
    checkSpelling: true,
  });
  /** Why the last change was not saved. It holds for this run all the same. */
  error = $state<CommandError | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    this.value = await this.#backend.getSettings();
    this.#show();
  }

  async setAppearance(appearance: Appearance): Promise<void> {
    await this.#change({ ...this.value, appearance });
  }

  /** The model that new drafts begin with: the one chosen last. */
  async setModel(model: ModelChoice): Promise<void> {
    await this.#change({ ...this.value, model });
  }

  async setCopySize(copySize: number): Promise<void> {
    const bounded = Math.min(copySizes.most, Math.max(copySizes.least, Math.round(copySize)));
    if (bounded !== this.value.copySize) await this.#change({ ...this.value, copySize: bounded });
  }

  async resizeCopy(by: number): Promise<void> {
    await this.setCopySize(this.value.copySize + by);
  }

  async resetCopySize(): Promise<void> {
    await this.setCopySize(copySizes.usual);
  }

  async setLineWidth(lineWidth: LineWidth): Promise<void> {
    await this.#change({ ...this.value, lineWidth });
  }

  async setCheckSpelling(checkSpelling: boolean): Promise<void> {
    await this.#change({ ...this.value, checkSpelling });
  }

  async #change(settings: Settings): Promise<void> {
    this.value = settings;
    this.#show();
    try {
      await this.#backend.saveSettings(settings);
      this.error = null;
    } catch (thrown) {
      this.error = asCommandError(thrown);
    }
  }

  #show(): void {
    const { appearance, checkSpelling } = this.value;
    const root = document.documentElement;
    // Every colour is a `light-dark()` pair, so the scheme of the root decides.
    root.style.colorScheme = appearance === 'system' ? '' : appearance;
    // Fields and the editor take it from here, except those that hold no prose.
    root.spellcheck = checkSpelling;
  }
}
