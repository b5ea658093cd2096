import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import { backendWith, draft, Messages, summary, template } from '../tests/support';
import App from './App.svelte';
import type { Backend } from './ipc/backend';
import type { DraftingEvent, Startup } from './ipc/bindings/types';

const startup: Startup = { dataFolder: '/home/ada/.local/share/copydeck', version: '0.1.0' };

function show(more: Partial<Backend> = {}) {
  let send: (event: DraftingEvent) => void = () => undefined;
  let close: () => void = () => undefined;
  const saved = () => Promise.resolve(summary('d1', '2026-11-24T09:00:01Z'));
  const backend = {
    getStartup: vi.fn(() => Promise.resolve(startup)),
    getSettings: () => Promise.resolve({ appearance: 'system', model: { kind: 'local' } } as const),
    listModels: () =>
      Promise.resolve({ bundled: { name: 'SmolLM2 135M' }, local: [], providers: [] }),
    listTemplates: () => Promise.resolve([template]),
    listDrafts: () => Promise.resolve({ items: [] }),
    createDraft: () => Promise.resolve(draft()),
    saveBrief: saved,
    saveText: vi.fn(saved),
    startDrafting: (...call: Parameters<Backend['startDrafting']>) => {
      send = call[3];
      return Promise.resolve({ runId: 'r1' });
    },
    cancelDrafting: vi.fn(() => Promise.resolve()),
    onClosing: (handler: () => void) => {
      close = handler;
      return Promise.resolve(() => undefined);
    },
    finishClosing: vi.fn(() => Promise.resolve()),
    keepOpen: vi.fn(() => Promise.resolve()),
  };
  render(App, { backend: backendWith({ ...backend, ...more }) });
  return {
    backend,
    send: (event: DraftingEvent) => {
      send(event);
    },
    close: () => {
      close();
    },
  };
}

const editor = () => screen.getByRole('textbox', { name: 'Draft' });

test('from the first launch to a finished draft', async () => {
  const { send } = show();
  await userEvent.click(await screen.findByRole('button', { name: /^Launch email/u }));
  const product = screen.getByRole('textbox', { name: 'Product' });
  await waitFor(() => {
    expect(document.activeElement).toBe(product);
  });
  await userEvent.type(product, 'Brightleaf bottle');
  await userEvent.click(screen.getByRole('button', { name: 'Draft' }));

  await screen.findByTestId('stream-pill');
  const messages = new Messages();
  send(messages.started());
  send(messages.delta('Cold at mile twenty'));
  await waitFor(() => {
    expect(editor().textContent).toBe('Cold at mile twenty');
  });
  send(messages.finished());
  await waitFor(() => {
    expect(screen.getByTestId('stream-pill').textContent).toContain('Draft complete · 4 words');
  });
  await waitFor(() => {
    expect(screen.getByTestId('saved-state').dataset.state).toBe('saved');
  });
});

test('Escape stops the run', async () => {
  const { send, backend } = show();
  await userEvent.click(await screen.findByRole('button', { name: /^Launch email/u }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Product' }), 'Bottle');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await screen.findByTestId('stream-pill');
  send(new Messages().started());
  await userEvent.keyboard('{Escape}');
  expect(backend.cancelDrafting).toHaveBeenCalledWith('r1');
});

test('drafting without what it needs puts the user in the field', async () => {
  show();
  await userEvent.click(await screen.findByRole('button', { name: /^Launch email/u }));
  await userEvent.click(screen.getByRole('button', { name: 'Draft' }));
  const product = screen.getByRole('textbox', { name: 'Product' });
  await waitFor(() => {
    expect(product.getAttribute('aria-invalid')).toBe('true');
  });
  expect(document.activeElement).toBe(product);
  expect(screen.queryByTestId('stream-pill')).toBeNull();
});

test('a store that did not open fills the window, and can be tried again', async () => {
  const problem = {
    code: 'store_unwritable',
    message: 'The folder can’t be written to.',
    remedy: 'Check who owns it.',
  };
  const getStartup = vi
    .fn<Backend['getStartup']>()
    .mockResolvedValueOnce({ ...startup, problem })
    .mockResolvedValueOnce(startup);
  show({ getStartup });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The folder can’t be written to.');
  expect(alert.textContent).toContain('Check who owns it.');
  expect(alert.textContent).toContain(startup.dataFolder);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('button', { name: 'New' });
});

test('closing waits until everything is saved', async () => {
  const { backend, close } = show({
    listDrafts: () => Promise.resolve({ items: [summary('d1', '2026-11-24T09:00:00Z')] }),
    getDraft: () => Promise.resolve({ draft: draft({ text: 'Cold' }) }),
  });
  const title = await screen.findByRole('textbox', { name: 'Title' });
  expect(title).toBeDefined();
  const order: string[] = [];
  backend.saveText.mockImplementation(() => {
    order.push('saved');
    return Promise.resolve(summary('d1', '2026-11-24T09:00:01Z'));
  });
  backend.finishClosing.mockImplementation(() => {
    order.push('closed');
    return Promise.resolve();
  });
  const product = screen.getByRole('textbox', { name: 'Product' });
  await userEvent.type(product, 's');
  close();
  await waitFor(() => {
    expect(order.at(-1)).toBe('closed');
  });
});

test('closing asks first when something cannot be saved', async () => {
  const { backend, close } = show({
    listDrafts: () => Promise.resolve({ items: [summary('d1', '2026-11-24T09:00:00Z')] }),
    getDraft: () => Promise.resolve({ draft: draft() }),
    saveBrief: () => Promise.reject(new Error('gone')),
  });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await userEvent.type(await screen.findByRole('textbox', { name: 'Product' }), 's');
  close();
  await screen.findByRole('alertdialog');
  expect(backend.finishClosing).not.toHaveBeenCalled();
  expect(backend.keepOpen).toHaveBeenCalledOnce();
  await userEvent.click(screen.getByRole('button', { name: 'Close without saving' }));
  expect(backend.finishClosing).toHaveBeenCalledOnce();
});

test('the theme that was chosen is the window’s', async () => {
  show({
    getSettings: () => Promise.resolve({ appearance: 'dark', model: { kind: 'local' } }),
  });
  await screen.findByRole('button', { name: 'New' });
  expect(document.documentElement.style.colorScheme).toBe('dark');
});
