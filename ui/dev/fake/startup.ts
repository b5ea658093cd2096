/** Starting, backups, settings and closing. */
import type { Backend } from '../../src/ipc/backend';
import type { BackupSummary, Settings } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, fail, pause } from './help';

export function startup(desk: FakeDesk) {
  const backups = copied(desk.scene.backups ?? []);
  let settings: Settings = {
    appearance: 'system',
    model: { kind: 'local' },
    copySize: 18,
    lineWidth: 'usual',
    checkSpelling: true,
  };

  async function backUpNow(): Promise<BackupSummary> {
    await pause(300);
    const made = {
      name: desk.id(),
      madeAt: new Date().toISOString(),
      reason: 'byHand' as const,
      sizeBytes: 5_100_000,
      drafts: desk.drafts.size,
    };
    backups.unshift(made);
    return made;
  }

  return {
    async getStartup() {
      if (desk.scene.stuck) await new Promise(() => undefined);
      const { startupProblem, readOnly, spoiltCopy, damaged } = desk.scene;
      const dataFolder = '~/.local/share/copydeck';
      const recovery = {
        file: `${dataFolder}/copydeck.db`,
        keptIn: `${dataFolder}/damaged`,
        details: 'Tree 4 page 1893: btreeInitPage() returns error code 11',
        backups,
      };
      return {
        dataFolder,
        version: '0.1.0',
        ...(startupProblem ? { problem: startupProblem } : {}),
        ...(damaged ? { recovery } : {}),
        ...(readOnly ? { readOnly } : {}),
        ...(spoiltCopy === undefined ? {} : { spoiltCopy }),
      };
    },

    async reopenStore() {
      return Promise.resolve();
    },

    async restoreOverDamage() {
      await pause(200);
      if (desk.scene.restoreProblem) fail(desk.scene.restoreProblem);
    },

    async beginAnew() {
      return Promise.resolve();
    },

    async listBackups() {
      return Promise.resolve(copied(backups));
    },

    backUpNow,

    async restoreBackup() {
      await pause(200);
      if (desk.scene.restoreProblem) fail(desk.scene.restoreProblem);
      return backUpNow();
    },

    async openDataFolder() {
      return Promise.resolve();
    },

    async getSettings() {
      return Promise.resolve(copied(settings));
    },

    async saveSettings(changed: Settings) {
      settings = copied(changed);
      return Promise.resolve();
    },

    async onClosing() {
      return Promise.resolve(() => undefined);
    },

    async finishClosing() {
      return Promise.resolve();
    },

    async keepOpen() {
      return Promise.resolve();
    },
  } satisfies Partial<Backend>;
}
