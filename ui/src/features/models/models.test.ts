import { expect, test } from 'vitest';

import { backendWith, provider } from '../../../tests/support';
import type { ModelList } from '../../ipc/bindings/types';
import { ModelsState } from './models.svelte';

async function modelsOf(list: Partial<ModelList>): Promise<ModelsState> {
  const whole: ModelList = { local: [], providers: [], ...list };
  const models = new ModelsState(backendWith({ listModels: () => Promise.resolve(whole) }));
  await models.load();
  return models;
}

test('the bundled model is “On this computer”, and says that nothing leaves it', async () => {
  const models = await modelsOf({ bundled: { name: 'SmolLM2 135M' } });
  expect(models.options).toMatchObject([
    {
      label: 'On this computer',
      where: 'SmolLM2 135M · free, nothing leaves this computer',
      choice: { kind: 'local' },
    },
  ]);
});

test('a provider says which model at which server', async () => {
  const models = await modelsOf({
    providers: [provider({ model: 'studio-large' }), provider({ id: 'p2', name: 'Other' })],
  });
  expect(models.options.map((option) => option.where)).toEqual([
    'studio-large at llm.studio.example',
    'at llm.studio.example',
  ]);
});

test('a choice whose provider was removed is not mistaken for another', async () => {
  const models = await modelsOf({ bundled: { name: 'SmolLM2 135M' }, providers: [provider()] });
  expect(models.find({ kind: 'provider', providerId: 'p1' })?.label).toBe('Studio server');
  expect(models.find({ kind: 'provider', providerId: 'gone' })).toBeUndefined();
  expect(models.find({ kind: 'local', modelId: 'gone' })).toBeUndefined();
});
