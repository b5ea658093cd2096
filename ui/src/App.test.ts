import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import { backendWith, draft, Messages, settings, summary, template } from '../tests/support';
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
    getSettings: () => Promise.resolve(settings()),
    listModels: () =>
      Promise.resolve({ bundled: { name: 'SmolLM2 135M' }, local: [], providers: [] }),
    listTemplates: () => Promise.resolve([template]),
    listDrafts: () => Promise.resolve({ items: [] }),
    createDraft: () => Promise.resolve(draft()),
    saveBrief: saved,
    saveText: vi.fn(saved),
    startDrafting: (...call: Parameters<Backend['startDrafting']>) => {
      send = call[4];
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
    getSettings: () => Promise.resolve(settings({ appearance: 'dark' })),
  });
  await screen.findByRole('button', { name: 'New' });
  expect(document.documentElement.style.colorScheme).toBe('dark');
});

const oneDraft = {
  listDrafts: () => Promise.resolve({ items: [summary('d1', '2026-11-24T09:00:00Z')] }),
  getDraft: () => Promise.resolve({ draft: draft({ text: 'Cold at mile twenty, cold at dawn' }) }),
};

test('a new draft is begun from the palette, by keyboard alone', async () => {
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.type(
    await screen.findByRole('combobox', { name: 'Find anything by name' }),
    'launch email',
  );
  await userEvent.keyboard('{Enter}');
  await waitFor(() => {
    expect(screen.queryByRole('dialog')).toBeNull();
  });
  const product = screen.getByRole('textbox', { name: 'Product' });
  await waitFor(() => {
    expect(document.activeElement).toBe(product);
  });
  expect(product).toHaveProperty('value', '');
});

test('closing the palette puts the user back where they were', async () => {
  show(oneDraft);
  const title = await screen.findByRole('textbox', { name: 'Title' });
  title.focus();
  await userEvent.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox', { name: 'Find anything by name' });
  await waitFor(() => {
    expect(document.activeElement).toBe(field);
  });
  await userEvent.keyboard('{Escape}');
  await waitFor(() => {
    expect(document.activeElement).toBe(title);
  });
});

test('the sheet of shortcuts shows what the keys do', async () => {
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.keyboard('{Control>}{Shift>}?{/Shift}{/Control}');
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  expect(sheet.textContent).toContain('Find and replace in the draft');
  expect(sheet.textContent).toContain('Ctrl F');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => {
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

test('something is found in the draft, and replaced', async () => {
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.keyboard('{Control>}f{/Control}');
  await userEvent.type(await screen.findByRole('textbox', { name: 'Find' }), 'cold');
  const count = screen.getByTestId('find-count');
  await waitFor(() => {
    expect(count.textContent.trim()).toBe('1 of 2');
  });
  await userEvent.keyboard('{Enter}');
  await waitFor(() => {
    expect(count.textContent.trim()).toBe('2 of 2');
  });
  await userEvent.type(screen.getByRole('textbox', { name: 'Replace with' }), 'warm');
  await userEvent.click(screen.getByRole('button', { name: 'Replace all' }));
  expect(editor().textContent).toBe('warm at mile twenty, warm at dawn');
  await userEvent.keyboard('{Escape}');
  expect(screen.queryByRole('textbox', { name: 'Find' })).toBeNull();
  expect(document.activeElement).toBe(editor());
});

test('in focus mode there is the draft and a way out', async () => {
  localStorage.clear();
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.keyboard('{F8}');
  await waitFor(() => {
    expect(screen.queryByRole('navigation', { name: 'Areas' })).toBeNull();
  });
  await userEvent.click(screen.getByRole('button', { name: 'Leave focus' }));
  await screen.findByRole('navigation', { name: 'Areas' });
});

test('Save now says that it has', async () => {
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.keyboard('{Control>}s{/Control}{Control>}s{/Control}');
  await screen.findByText('Saved.');
  expect(screen.getAllByText('Saved.')).toHaveLength(1);
});

test('the copy is as large as the user likes it', async () => {
  const saveSettings = vi.fn<Backend['saveSettings']>(() => Promise.resolve());
  show({ ...oneDraft, saveSettings });
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.keyboard('{Control>}={/Control}');
  expect(saveSettings).toHaveBeenLastCalledWith(settings({ copySize: 19 }));
  await userEvent.keyboard('{Control>}0{/Control}');
  expect(saveSettings).toHaveBeenLastCalledWith(settings());
});

test('the words of the draft are counted below it', async () => {
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  await waitFor(() => {
    expect(screen.getByTestId('copy-counts').textContent).toContain('7 words · 33 characters');
  });
});
