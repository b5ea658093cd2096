/** The app as a whole: starting, which area shows, and closing without losing anything. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { CommandError, Startup } from '../../ipc/bindings/types';
import { DeskState } from '../desk/desk.svelte';
import { ModelsState } from '../models/models.svelte';
import { ProvidersState } from '../settings/providers.svelte';
import { SettingsState } from '../settings/settings.svelte';
import { Toasts } from './toasts.svelte';

export type Area = 'desk' | 'settings';

export type AppPhase =
  | { kind: 'starting' }
  | { kind: 'ready' }
  /** The window can show nothing else: the store is not there. */
  | { kind: 'failed'; error: CommandError };

export class AppState {
  phase = $state.raw<AppPhase>({ kind: 'starting' });
  area = $state<Area>('desk');
  startup = $state.raw<Startup | null>(null);
  /** Closing was asked for, but something could not be saved. */
  closingBlocked = $state(false);

  readonly backend: Backend;
  readonly toasts = new Toasts();
  readonly settings: SettingsState;
  readonly models: ModelsState;
  readonly providers: ProvidersState;
  readonly desk: DeskState;

  constructor(backend: Backend) {
    this.backend = backend;
    this.settings = new SettingsState(backend);
    this.models = new ModelsState(backend);
    this.providers = new ProvidersState(backend, this.models, this.toasts);
    this.desk = new DeskState(backend, this.toasts, () => this.settings.value.model);
  }

  async start(): Promise<void> {
    this.phase = { kind: 'starting' };
    try {
      this.startup = await this.backend.getStartup();
      if (this.startup.problem) {
        this.phase = { kind: 'failed', error: this.startup.problem };
        return;
      }
      await Promise.all([this.settings.load(), this.models.load(), this.desk.load()]);
      this.phase = { kind: 'ready' };
    } catch (thrown) {
      this.phase = { kind: 'failed', error: asCommandError(thrown) };
    }
  }

  /** Saves what is open, then lets the window close. */
  async close(): Promise<void> {
    this.closingBlocked = !(await this.desk.flush());
    await (this.closingBlocked ? this.backend.keepOpen() : this.backend.finishClosing());
  }
}
