/** The app as a whole: starting, which area shows, and closing without losing anything. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  BackupSummary,
  CommandError,
  ModelChoice,
  Recovery,
  Startup,
} from '../../ipc/bindings/types';
import { momentInWords } from '../../lib/time';
import { DeskState } from '../desk/desk.svelte';
import type { DraftSession } from '../desk/draft-session.svelte';
import { DeskLayout } from '../desk/layout.svelte';
import { SentState } from '../desk/sent/sent.svelte';
import { Exports } from '../export/export.svelte';
import { ModelsState } from '../models/models.svelte';
import { BackupsState } from '../settings/backups.svelte';
import type { PageId } from '../settings/pages';
import { ProvidersState } from '../settings/providers.svelte';
import { SettingsState } from '../settings/settings.svelte';
import type { Area } from './areas';
import { Toasts } from './toasts.svelte';

/** What lies over the window, whatever the area. */
export type Overlay = 'palette' | 'shortcuts';

export type AppPhase =
  | { kind: 'starting' }
  | { kind: 'ready' }
  /** The window can show nothing else: the store is not there. */
  | { kind: 'failed'; error: CommandError; recovery?: Recovery };

export class AppState {
  phase = $state.raw<AppPhase>({ kind: 'starting' });
  area = $state<Area>('desk');
  settingsPage = $state<PageId>('models');
  overlay = $state<Overlay | null>(null);
  startup = $state.raw<Startup | null>(null);
  /** Closing was asked for, but something could not be saved. */
  closingBlocked = $state(false);
  /** Another one after everything was put back as it was in a backup. */
  desk: DeskState;

  readonly backend: Backend;
  readonly toasts = new Toasts();
  readonly layout = new DeskLayout(localStorage);
  readonly settings: SettingsState;
  readonly models: ModelsState;
  readonly providers: ProvidersState;
  readonly backups: BackupsState;
  readonly exports: Exports;
  readonly sent: SentState;

  constructor(backend: Backend) {
    this.backend = backend;
    this.settings = new SettingsState(backend);
    this.models = new ModelsState(backend);
    this.providers = new ProvidersState(backend, this.models, this.toasts);
    this.exports = new Exports(backend, this.toasts);
    this.backups = new BackupsState(backend);
    this.sent = new SentState(backend);
    this.desk = $state.raw(this.#newDesk());
  }

  /** Whether the draft has the window to itself. */
  get focusing(): boolean {
    return this.area === 'desk' && this.layout.focusMode && this.desk.session !== null;
  }

  async start(): Promise<void> {
    this.phase = { kind: 'starting' };
    try {
      this.startup = await this.backend.getStartup();
      const { problem, recovery, readOnly } = this.startup;
      if (problem) {
        this.phase = { kind: 'failed', error: problem, ...(recovery ? { recovery } : {}) };
        return;
      }
      this.desk.readOnly = readOnly ?? null;
      await Promise.all([this.settings.load(), this.models.load(), this.desk.load()]);
      this.phase = { kind: 'ready' };
    } catch (thrown) {
      this.phase = { kind: 'failed', error: asCommandError(thrown) };
    }
  }

  openSettings(page: PageId): void {
    this.settingsPage = page;
    this.area = 'settings';
  }

  /** Asks for another key in the place of the one a draft's provider refused, then comes back. */
  replaceKeyOf({ model }: DraftSession): void {
    this.openSettings('models');
    if (model.kind !== 'provider') return;
    this.providers.askForKey(model.providerId, () => {
      this.area = 'desk';
      this.toasts.show('The key is replaced. Redo the draft when you are ready.');
    });
  }

  /** Who writes the open draft, and new ones from now on. */
  chooseModel(choice: ModelChoice): void {
    const { session } = this.desk;
    if (session) {
      session.model = choice;
      session.briefChanged();
    }
    void this.settings.setModel(choice);
  }

  /** Saves at the user's word, and says so. Where it fails, the sheet says why. */
  async saveNow(): Promise<void> {
    if (await this.desk.flush()) this.toasts.show('Saved.');
  }

  /** Puts everything back as it was in a backup, and offers the way back. */
  async restore(backup: BackupSummary): Promise<void> {
    if (!(await this.desk.flush())) return;
    const wayBack = await this.backups.restore(backup);
    if (!wayBack) return;
    this.desk = this.#newDesk();
    await this.start();
    this.toasts.show(
      `Everything is as it was ${momentInWords(new Date(backup.madeAt), new Date())}.`,
      { label: 'Undo', run: () => void this.restore(wayBack) },
    );
  }

  /** Saves what is open, then lets the window close. */
  async close(): Promise<void> {
    this.closingBlocked = !(await this.desk.leaveAll());
    await (this.closingBlocked ? this.backend.keepOpen() : this.backend.finishClosing());
  }

  #newDesk(): DeskState {
    return new DeskState(this.backend, this.toasts, () => this.settings.value.model);
  }
}
