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

  const keys = new Map<string, ProviderKey[]>();
  for (const { id, key } of models.providers) {
    if (key.source !== 'vault') continue;
    const used = new Date(Date.now() - 130_000).toISOString();
    const { credentialId, lastFour } = key;
    keys.set(id, [
      { id: credentialId, label: 'Agency', lastFour, inUse: true, lastUsedAt: used },
      { id: 'c9', label: 'Brightleaf, the client’s own', lastFour: '91c0', inUse: false },
    ]);
  }

  function listKeys(id: string): Promise<ProviderKey[]> {
    return Promise.resolve(copied(keys.get(id) ?? []));
  }

  function put(id: string, changed: ProviderKey[]): void {
    keys.set(id, changed);
    const used = changed.find((key) => key.inUse);
    provider(id).key = used
      ? { source: 'vault', credentialId: used.id, lastFour: used.lastFour }
      : { source: 'none' };
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
      const { name, kind = 'openai-compatible', baseUrl, model, keyVariable } = details;
      const added: ProviderSummary = {
        id: desk.id(),
        name,
        kind,
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
      const others = (keys.get(id) ?? []).filter((one) => !one.inUse);
      const fresh = { id: desk.id(), label: 'Key', lastFour: key.slice(-4), inUse: true };
      if (!hold) put(id, [...others, fresh]);
      changed.keyForThisRunOnly = hold;
      return Promise.resolve(copied(changed));
    },

    async removeProvider(id: string) {
      models.providers = models.providers.filter((one) => one.id !== id);
      return Promise.resolve();
    },

    listKeys,

    addKey(id: string, label: string, key: string): Promise<ProviderKey[]> {
      const added = { id: desk.id(), label, lastFour: key.slice(-4), inUse: false };
      put(id, [...(keys.get(id) ?? []), added]);
      return listKeys(id);
    },

    useKey(id: string, keyId: string): Promise<ProviderSummary> {
      put(
        id,
        (keys.get(id) ?? []).map((key) => ({ ...key, inUse: key.id === keyId })),
      );
      return Promise.resolve(copied(provider(id)));
    },

    removeKey(id: string, keyId: string): Promise<ProviderKey[]> {
      put(
        id,
        (keys.get(id) ?? []).filter((key) => key.id !== keyId),
      );
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
