import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import { backendWith, provider } from '../../../tests/support';
import { CommandFailure, type Backend } from '../../ipc/backend';
import type { ProviderKey, ProviderSummary } from '../../ipc/bindings/types';
import { ModelsState } from '../models/models.svelte';
import { Toasts } from '../shell/toasts.svelte';
import { keyInWords } from './key-words';
import ModelsPage from './ModelsPage.svelte';
import { ProvidersState } from './providers.svelte';

async function show(commands: Partial<Backend>, providers: ProviderSummary[] = []) {
  const backend = backendWith({
    listModels: () => Promise.resolve({ local: [], providers }),
    listKeys: () => Promise.resolve([]),
    ...commands,
  });
  const models = new ModelsState(backend);
  await models.load();
  render(ModelsPage, { models, providers: new ProvidersState(backend, models, new Toasts()) });
}

const button = (name: string | RegExp) => screen.getByRole('button', { name });

async function addServer(): Promise<void> {
  await userEvent.click(button('Add a provider…'));
  await userEvent.click(screen.getByRole('radio', { name: 'Another server' }));
}

async function fillIn(): Promise<void> {
  await addServer();
  await userEvent.type(screen.getByLabelText('Name'), 'Studio server');
  await userEvent.type(screen.getByLabelText('Address'), 'https://llm.studio.example/v1');
  await userEvent.type(screen.getByLabelText('Model'), 'studio-large');
  await userEvent.type(screen.getByLabelText('Key'), ' sk-canary-0123456789 ');
}

const details = {
  name: 'Studio server',
  kind: 'openai-compatible',
  baseUrl: 'https://llm.studio.example/v1',
  model: 'studio-large',
};

test('a provider is added with its key, and the form is gone', async () => {
  const addProvider = vi.fn(() => Promise.resolve(provider()));
  await show({ addProvider });
  await fillIn();
  await userEvent.click(button('Add'));
  expect(addProvider).toHaveBeenCalledWith(details, 'sk-canary-0123456789', false);
  expect(screen.queryByLabelText('Key')).toBeNull();
});

test('without a keyring the key is held for this run only once the user agrees', async () => {
  const absent = new CommandFailure({ code: 'keyring_absent', message: 'No keyring is running.' });
  const addProvider = vi
    .fn<Backend['addProvider']>()
    .mockRejectedValueOnce(absent)
    .mockResolvedValueOnce(provider());
  await show({ addProvider });
  await fillIn();
  await userEvent.click(button('Add'));
  expect(screen.getByRole('alert').textContent).toContain('No keyring is running.');

  await userEvent.click(button('Keep it for this run only'));
  expect(addProvider).toHaveBeenLastCalledWith(details, 'sk-canary-0123456789', true);
});

test('what is missing is said in place, and nothing is sent', async () => {
  await show({});
  await addServer();
  await userEvent.type(screen.getByLabelText('Address'), 'llm.studio.example');
  await userEvent.click(button('Add'));
  expect(screen.getByText('Give it a name.')).toBeDefined();
  expect(screen.getByText(/Write the whole address/u)).toBeDefined();
  expect(screen.getByText('Paste the key.')).toBeDefined();
  expect(screen.getByLabelText<HTMLInputElement>('Address').value).toBe('llm.studio.example');
});

test('a key from the environment is named and never asked for', async () => {
  const addProvider = vi.fn(() => Promise.resolve(provider()));
  await show({ addProvider });
  await addServer();
  await userEvent.type(screen.getByLabelText('Name'), 'Studio server');
  await userEvent.type(screen.getByLabelText('Address'), 'https://llm.studio.example/v1');
  await userEvent.click(screen.getByRole('radio', { name: 'Environment variable' }));
  expect(screen.queryByLabelText('Key')).toBeNull();
  await userEvent.type(screen.getByLabelText('Variable'), '$STUDIO_KEY');
  await userEvent.click(button('Add'));
  expect(addProvider).toHaveBeenCalledWith(
    {
      name: 'Studio server',
      kind: 'openai-compatible',
      baseUrl: 'https://llm.studio.example/v1',
      keyVariable: 'STUDIO_KEY',
    },
    undefined,
    false,
  );
});

test('OpenAI and Anthropic are added without an address, and keep a name of one’s own', async () => {
  const addProvider = vi.fn(() => Promise.resolve(provider()));
  await show({ addProvider });
  await userEvent.click(button('Add a provider…'));
  const name = screen.getByLabelText<HTMLInputElement>('Name');
  expect(name.value).toBe('OpenAI');
  await userEvent.click(screen.getByRole('radio', { name: 'Anthropic' }));
  expect(name.value).toBe('Anthropic');
  await userEvent.type(name, ' of the agency');
  await userEvent.click(screen.getByRole('radio', { name: 'OpenAI' }));
  expect(name.value).toBe('Anthropic of the agency');
  await userEvent.click(screen.getByRole('radio', { name: 'Anthropic' }));
  await userEvent.type(screen.getByLabelText('Model'), 'claude-sonnet-4-5');
  await userEvent.type(screen.getByLabelText('Key'), 'sk-canary-0123456789');
  await userEvent.click(button('Add'));
  const expected = {
    name: 'Anthropic of the agency',
    kind: 'anthropic',
    baseUrl: '',
    model: 'claude-sonnet-4-5',
  };
  expect(addProvider).toHaveBeenCalledWith(expected, 'sk-canary-0123456789', false);
});

test('Azure is asked for its deployment and the version of its interface', async () => {
  const addProvider = vi.fn(() => Promise.resolve(provider()));
  await show({ addProvider });
  await userEvent.click(button('Add a provider…'));
  await userEvent.click(screen.getByRole('radio', { name: 'Azure' }));
  await userEvent.type(screen.getByLabelText('Key'), 'sk-canary-0123456789');
  await userEvent.click(button('Add'));
  expect(screen.getByText('Write the name of the deployment.')).toBeDefined();
  await userEvent.type(screen.getByLabelText('Address'), 'https://agency.openai.azure.com');
  await userEvent.type(screen.getByLabelText('Deployment'), 'copy-4o');
  await userEvent.click(button('Add'));
  const expected = {
    name: 'Azure OpenAI',
    kind: 'openai-compatible',
    baseUrl: 'https://agency.openai.azure.com',
    deployment: 'copy-4o',
    apiVersion: '2024-10-21',
    model: 'copy-4o',
  };
  expect(addProvider).toHaveBeenCalledWith(expected, 'sk-canary-0123456789', false);
});

const twoKeys: ProviderKey[] = [
  { id: 'c1', label: 'Agency', lastFour: '4f2a', inUse: true },
  { id: 'c2', label: 'Client', lastFour: '91c0', inUse: false },
];

async function withTwoKeys(commands: Partial<Backend>): Promise<void> {
  await show({ listKeys: () => Promise.resolve(twoKeys), ...commands }, [
    provider({ key: { source: 'vault', credentialId: 'c1', lastFour: '4f2a' } }),
  ]);
  await screen.findByRole('table', { name: 'Keys of Studio server' });
}

test('of several keys another one is put in use at once', async () => {
  const useKey = vi.fn(() => Promise.resolve(provider()));
  await withTwoKeys({ useKey });
  expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Use the key Agency' }).checked).toBe(
    true,
  );
  await userEvent.click(screen.getByRole('radio', { name: 'Use the key Client' }));
  expect(useKey).toHaveBeenCalledWith('p1', 'c2');
});

test('another key is added with a label', async () => {
  const addKey = vi.fn(() => Promise.resolve(twoKeys));
  await withTwoKeys({ addKey });
  await userEvent.click(button('Add key… of Studio server'));
  await userEvent.click(button('Add key'));
  expect(screen.getByText('Give it a label.')).toBeDefined();
  await userEvent.type(screen.getByLabelText('Label'), 'Team');
  await userEvent.type(screen.getByLabelText('Key'), 'sk-canary-0123456789');
  await userEvent.click(button('Add key'));
  expect(addKey).toHaveBeenCalledWith('p1', 'Team', 'sk-canary-0123456789');
});

test('a key is removed only after it was said that it can not come back', async () => {
  const removeKey = vi.fn(() => Promise.resolve([]));
  await withTwoKeys({ removeKey });
  await userEvent.click(button('Remove the key Client of Studio server…'));
  const dialog = await screen.findByRole('alertdialog');
  expect(dialog.textContent).toContain('keeps no copy to bring back');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
  expect(removeKey).toHaveBeenCalledWith('p1', 'c2');
});

test('what a provider says is left is shown', async () => {
  const allowance = { requests: { left: 59, of: 60 }, tokens: { left: 149_984 } };
  await show({}, [provider({ allowance })]);
  expect(screen.getByText(/Left when it last answered/u).textContent).toContain(
    '59 of 60 requests and 149,984 tokens',
  );
});

test('a test says step by step what works', async () => {
  const report = {
    works: false,
    steps: [
      { ok: true, message: 'It answers.' },
      { ok: false, message: 'It refused the key.' },
    ],
  };
  await show({ testProvider: () => Promise.resolve(report) }, [provider()]);
  await userEvent.click(button('Test Studio server'));
  const steps = within(screen.getByRole('list', { name: 'What the test found' }));
  expect(steps.getAllByRole('listitem').map((step) => step.textContent.trim())).toEqual([
    'It answers.',
    'It refused the key.',
  ]);
  expect(screen.getByText('Does not work')).toBeDefined();
});

test('a provider is removed only after it was asked about', async () => {
  const removeProvider = vi.fn(() => Promise.resolve());
  await show({ removeProvider }, [provider()]);
  await userEvent.click(button('Remove Studio server'));
  const dialog = await screen.findByRole('alertdialog');
  expect(removeProvider).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Remove' }));
  expect(removeProvider).toHaveBeenCalledWith('p1');
});

test('a broken model file is told in place', async () => {
  const broken = new CommandFailure({
    code: 'model_file_unusable',
    message: '“notes.gguf” is cut short.',
  });
  await show({
    chooseModelFile: () => Promise.resolve('/models/notes.gguf'),
    addLocalModel: () => Promise.reject(broken),
  });
  await userEvent.click(button('Add a file…'));
  expect(screen.getByRole('alert').textContent).toContain('“notes.gguf” is cut short.');
});

test.each([
  [{ source: 'none' }, false, 'No key.'],
  [{ source: 'none' }, true, 'A key, held for this run only.'],
  [
    { source: 'vault', credentialId: 'c1', lastFour: '4f2a' },
    false,
    'Keys are in your system keyring.',
  ],
  [
    { source: 'environment', variable: 'STUDIO_KEY' },
    false,
    'Key from $STUDIO_KEY, read each time it is used.',
  ],
] satisfies [ProviderSummary['key'], boolean, string][])(
  'a key from %o is put in words',
  (key, keyForThisRunOnly, words) => {
    expect(keyInWords(provider({ key, keyForThisRunOnly }))).toBe(words);
  },
);

test('what is typed into a form is there again when the user comes back, but for the key', async () => {
  const backend = backendWith({
    listModels: () => Promise.resolve({ local: [], providers: [provider()] }),
    listKeys: () => Promise.resolve([]),
  });
  const models = new ModelsState(backend);
  await models.load();
  const providers = new ProvidersState(backend, models, new Toasts());
  const { unmount } = render(ModelsPage, { models, providers });
  await userEvent.click(button('Edit… Studio server'));
  await userEvent.type(screen.getByLabelText('Name'), ' 2');
  unmount();

  const again = render(ModelsPage, { models, providers });
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Studio server 2');
  await userEvent.click(button('Cancel'));
  await fillIn();
  again.unmount();

  render(ModelsPage, { models, providers });
  expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('Studio server');
  expect(screen.getByLabelText<HTMLInputElement>('Key').value).toBe('');
});
