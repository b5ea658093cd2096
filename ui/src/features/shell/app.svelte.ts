/** The app as a whole: starting, which area shows, and closing without losing anything. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type {
  BackupSummary,
  CommandError,
  DraftId,
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
import { LibraryState } from '../library/library.svelte';
import { ModelsState } from '../models/models.svelte';
import { PacksState } from '../packs/packs.svelte';
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
  /** The same goes for this. */
  library: LibraryState;

  readonly backend: Backend;
  readonly toasts = new Toasts();
  readonly layout = new DeskLayout(localStorage);
  readonly settings: SettingsState;
  readonly models: ModelsState;
  readonly providers: ProvidersState;
  readonly backups: BackupsState;
  readonly exports: Exports;
  readonly sent: SentState;
  readonly packs: PacksState;

  constructor(backend: Backend) {
    this.backend = backend;
    this.settings = new SettingsState(backend);
    this.models = new ModelsState(backend);
    this.providers = new ProvidersState(backend, this.models, this.toasts);
    this.exports = new Exports(backend, this.toasts);
    this.backups = new BackupsState(backend);
    this.sent = new SentState(backend);
    this.packs = new PacksState(backend, this.toasts, {
      flush: () => this.flush(),
      changed: () => {
        // An open template may hold words that the library no longer has.
        this.library = this.#newLibrary();
        void this.desk.learnTemplates();
      },
    });
    this.desk = $state.raw(this.#newDesk());
    this.library = $state.raw(this.#newLibrary());
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
      await this.packs.takeOffered();
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

  /** Begins a draft with a template of the library. */
  async draftWith(template: string): Promise<void> {
    try {
      const form = await this.backend.getTemplate(template);
      await this.desk.learnTemplates();
      this.area = 'desk';
      this.desk.startNew(form);
    } catch (thrown) {
      this.toasts.show(asCommandError(thrown).message);
    }
  }

  async openDraft(id: DraftId): Promise<void> {
    this.area = 'desk';
    await this.desk.open(id);
  }

  /** Saves everything that is open; false when some of it could not be saved. */
  async flush(): Promise<boolean> {
    const saved = await Promise.all([this.desk.flush(), this.library.flush()]);
    return saved.every(Boolean);
  }

  /** Saves at the user's word, and says so. Where it fails, the sheet says why. */
  async saveNow(): Promise<void> {
    if (await this.flush()) this.toasts.show('Saved.');
  }

  /** Puts everything back as it was in a backup, and offers the way back. */
  async restore(backup: BackupSummary): Promise<void> {
    if (!(await this.flush())) return;
    const wayBack = await this.backups.restore(backup);
    if (!wayBack) return;
    this.desk = this.#newDesk();
    this.library = this.#newLibrary();
    await this.start();
    this.toasts.show(
      `Everything is as it was ${momentInWords(new Date(backup.madeAt), new Date())}.`,
      { label: 'Undo', run: () => void this.restore(wayBack) },
    );
  }

  /** Shows the data folder in the system's own way. */
  async openDataFolder(): Promise<void> {
    try {
      await this.backend.openDataFolder();
    } catch (thrown) {
      this.toasts.show(asCommandError(thrown).message);
    }
  }

  /** Saves what is open, then lets the window close. */
  async close(): Promise<void> {
    const left = await Promise.all([this.desk.leaveAll(), this.library.flush()]);
    this.closingBlocked = !left.every(Boolean);
    await (this.closingBlocked ? this.backend.keepOpen() : this.backend.finishClosing());
  }

  #newLibrary(): LibraryState {
    return new LibraryState(this.backend, this.toasts, () => void this.desk.learnTemplates());
  }

  #newDesk(): DeskState {
    return new DeskState(this.backend, this.toasts, () => this.settings.value.model);
  }
}
