/** The backups there are, made and restored. */
import { asCommandError, type Backend } from '../../ipc/backend';
import type { BackupReason, BackupSummary, CommandError } from '../../ipc/bindings/types';

const reasons: Record<BackupReason, string> = {
  daily: 'Daily',
  beforeUpdate: 'Before an update',
  beforeRestore: 'Before a restore',
  byHand: 'Made by you',
};

export function reasonInWords(reason: BackupReason): string {
  return reasons[reason];
}

export class BackupsState {
  /** Null until they have been read. */
  list = $state.raw<readonly BackupSummary[] | null>(null);
  /** What is under way. */
  busy = $state<'making' | 'restoring' | null>(null);
  /** Why the last thing asked for did not go well. */
  error = $state<CommandError | null>(null);

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      this.list = await this.#backend.listBackups();
    });
  }

  async make(): Promise<void> {
    if (this.busy) return;
    this.busy = 'making';
    await this.#try(async () => {
      await this.#backend.backUpNow();
      this.list = await this.#backend.listBackups();
    });
    this.busy = null;
  }

  /** The backup of what stood there before; undefined when it did not go well. */
  async restore(backup: BackupSummary): Promise<BackupSummary | undefined> {
    if (this.busy) return undefined;
    this.busy = 'restoring';
    const wayBack = await this.#try(() => this.#backend.restoreBackup(backup.name));
    this.busy = null;
    return wayBack;
  }

  async #try<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const done = await work();
      this.error = null;
      return done;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return undefined;
    }
  }
}
