/** Models, providers and their keys. */
import type { Backend } from '../../src/ipc/backend';
import type { ProviderKey, ProviderSummary } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, fail, pause } from './help';

export function providers(desk: FakeDesk) {
  const models = copied(desk.scene.models);

  function provider(id: string): ProviderSummary {
    const found = models.providers.find((one) => one.id === id);
    if (!found) fail({ code: 'store', message: 'There is no such provider.' });
    return found;
  }

  function listKeys(id: string): Promise<ProviderKey[]> {
    const { key } = provider(id);
    if (key.source !== 'vault') return Promise.resolve([]);
    const { credentialId, lastFour } = key;
    return Promise.resolve([{ id: credentialId, label: 'Key', lastFour, inUse: true }]);
  }

  return {
    async listModels() {
      return Promise.resolve(copied(models));
    },

    async chooseModelFile() {
      return Promise.resolve('~/models/qwen3-4b-q4.gguf');
    },

    async addLocalModel(path: string) {
      await pause(300);
      if (desk.scene.fileProblem) fail(desk.scene.fileProblem);
      const model = { id: desk.id(), name: 'Qwen3 4B', path, sizeBytes: 2_500_000_000 };
      models.local.push(model);
      return model;
    },

    async removeLocalModel(id: string) {
      models.local = models.local.filter((model) => model.id !== id);
      return Promise.resolve();
    },

    async addProvider(...[details, key, hold]: Parameters<Backend['addProvider']>) {
      await pause(100);
      if (key !== undefined && !hold && desk.scene.keyringProblem) {
        fail(desk.scene.keyringProblem);
      }
      const { name, baseUrl, model, keyVariable } = details;
      const added: ProviderSummary = {
        id: desk.id(),
        name,
        kind: 'openai-compatible',
        baseUrl,
        ...(model === undefined ? {} : { model }),
        key:
          keyVariable !== undefined
            ? { source: 'environment', variable: keyVariable }
            : key === undefined
              ? { source: 'none' }
              : { source: 'vault', credentialId: desk.id(), lastFour: key.slice(-4) },
        keyForThisRunOnly: hold,
      };
      models.providers.push(added);
      return copied(added);
    },

    async updateProvider(...[id, details]: Parameters<Backend['updateProvider']>) {
      const changed = provider(id);
      Object.assign(changed, details);
      return Promise.resolve(copied(changed));
    },

    async replaceKey(id: string, key: string, hold: boolean) {
      if (!hold && desk.scene.keyringProblem) fail(desk.scene.keyringProblem);
      const changed = provider(id);
      changed.key = { source: 'vault', credentialId: desk.id(), lastFour: key.slice(-4) };
      changed.keyForThisRunOnly = hold;
      return Promise.resolve(copied(changed));
    },

    async removeProvider(id: string) {
      models.providers = models.providers.filter((one) => one.id !== id);
      return Promise.resolve();
    },

    listKeys,

    addKey(id: string): Promise<ProviderKey[]> {
      return listKeys(id);
    },

    useKey(id: string): Promise<ProviderSummary> {
      return Promise.resolve(provider(id));
    },

    removeKey(id: string): Promise<ProviderKey[]> {
      return listKeys(id);
    },

    async testProvider(id: string) {
      await pause(500);
      const refused = provider(id).name === 'Studio server';
      return {
        works: !refused,
        ...(refused ? {} : { firstTextMs: 412 }),
        steps: [
          { ok: true, message: `${provider(id).name} answers at its address.` },
          refused
            ? { ok: false, message: 'It refused the key. Replace the key to go on.' }
            : { ok: true, message: 'The key is accepted.' },
          ...(refused ? [] : [{ ok: true, message: 'The first words came after 0.4 s.' }]),
        ],
      };
    },
  } satisfies Partial<Backend>;
}
