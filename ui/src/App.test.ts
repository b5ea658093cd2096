import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import { backendWith, draft, Messages, run, settings, summary, template } from '../tests/support';
import App from './App.svelte';
import { CommandFailure, type Backend } from './ipc/backend';
import type {
  BackupSummary,
  DraftingEvent,
  Recovery,
  Startup,
  VariantEvent,
} from './ipc/bindings/types';

const startup: Startup = { dataFolder: '~/.local/share/copydeck', version: '0.1.0' };

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
    listSources: () => Promise.resolve({ sources: [], chosen: [], tokens: 0, budget: 900 }),
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
    onPackOffered: () => Promise.resolve(() => undefined),
    takeOfferedPack: () => Promise.resolve(null),
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
  const reopenStore = vi.fn(() => Promise.resolve());
  show({ getStartup, reopenStore });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The folder can’t be written to.');
  expect(alert.textContent).toContain('Check who owns it.');
  expect(alert.textContent).toContain(startup.dataFolder);
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('button', { name: 'New' });
  expect(reopenStore).toHaveBeenCalledOnce();
});

const backup: BackupSummary = {
  name: 'copydeck-20261123T101203Z-daily.db',
  madeAt: new Date(Date.now() - 86_400_000).toISOString(),
  reason: 'daily',
  sizeBytes: 5_100_000,
  drafts: 84,
};

const recovery: Recovery = {
  file: '~/.local/share/copydeck/copydeck.db',
  keptIn: '~/.local/share/copydeck/damaged',
  details: 'file is not a database',
  backups: [backup],
};

const damaged: Startup = {
  ...startup,
  problem: { code: 'store_damaged', message: 'The file that holds your drafts is damaged.' },
  recovery,
};

test('a damaged store offers its newest backup, and restoring it opens the window', async () => {
  const getStartup = vi
    .fn<Backend['getStartup']>()
    .mockResolvedValueOnce(damaged)
    .mockResolvedValueOnce(startup);
  const restoreOverDamage = vi.fn(() => Promise.resolve());
  show({ getStartup, restoreOverDamage });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('is damaged');
  expect(alert.textContent).toContain(recovery.keptIn);
  const restore = screen.getByRole('button', {
    name: /^Restore the backup of yesterday .*84 drafts/u,
  });
  await userEvent.click(restore);
  expect(restoreOverDamage).toHaveBeenCalledWith(backup.name);
  await screen.findByRole('button', { name: 'New' });
});

test('a damaged store that cannot be restored says why and stays', async () => {
  const inUse = new CommandFailure({
    code: 'store_in_use',
    message: 'Another Copydeck is at work.',
  });
  show({
    getStartup: () => Promise.resolve(damaged),
    restoreOverDamage: () => Promise.reject(inUse),
  });
  await userEvent.click(await screen.findByRole('button', { name: /^Restore the backup/u }));
  await screen.findByText('Another Copydeck is at work.');
  expect(screen.getByRole('button', { name: 'Start with an empty desk' })).toBeDefined();
});

test('a store that can only be read is read, and says why it cannot be changed', async () => {
  const { backend } = show({
    getStartup: () =>
      Promise.resolve({
        ...startup,
        readOnly: {
          code: 'store_read_only',
          message: 'A newer Copydeck has used this data folder.',
        },
      }),
    listDrafts: () => Promise.resolve({ items: [summary('d1', '2026-11-24T09:00:00Z')] }),
    getDraft: () => Promise.resolve({ draft: draft({ text: 'Cold' }) }),
  });
  await screen.findByText(/A newer Copydeck has used this data folder/u);
  expect(editor().textContent).toBe('Cold');
  await userEvent.type(editor(), 'Warm');
  expect(editor().textContent).toBe('Cold');
  expect(screen.getByRole('button', { name: 'Draft' })).toHaveProperty('disabled', true);
  expect(screen.getByRole('button', { name: 'New' })).toHaveProperty('disabled', true);
  expect(screen.getByRole('textbox', { name: 'Product' }).matches(':disabled')).toBe(true);
  expect(screen.getByRole('textbox', { name: 'Title' })).toHaveProperty('readOnly', true);
  await userEvent.keyboard('{Control>}n{/Control}');
  expect(editor().textContent).toBe('Cold');
  expect(backend.saveText).not.toHaveBeenCalled();
});

test('a full disk is said where it is seen, and the word goes when there is room', async () => {
  const full = new CommandFailure({ code: 'disk_full', message: 'The disk is full.' });
  const saveText = vi.fn<Backend['saveText']>().mockRejectedValue(full);
  show({
    listDrafts: () => Promise.resolve({ items: [summary('d1', '2026-11-24T09:00:00Z')] }),
    getDraft: () => Promise.resolve({ draft: draft({ text: 'Cold' }) }),
    saveText,
  });
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.type(editor(), 'er');
  await screen.findByText(
    /the disk is full\. Your text is kept here and saved as soon as there is room/u,
  );
  saveText.mockResolvedValue(summary('d1', '2026-11-24T09:00:01Z'));
  await waitFor(
    () => {
      expect(screen.queryByText(/the disk is full/u)).toBeNull();
    },
    { timeout: 4000 },
  );
});

test('restoring a backup asks first, reads everything anew, and can be undone', async () => {
  const wayBack = { ...backup, name: 'the-way-back', reason: 'beforeRestore' as const };
  const restoreBackup = vi.fn(() => Promise.resolve(wayBack));
  const listDrafts = vi.fn(() =>
    Promise.resolve({ items: [summary('d1', '2026-11-24T09:00:00Z')] }),
  );
  show({
    listBackups: () => Promise.resolve([backup]),
    restoreBackup,
    listDrafts,
    getDraft: () =>
      Promise.resolve({
        draft: draft({ text: 'Cold' }),
        lastRun: run({ state: { state: 'finished', reason: 'complete' } }),
      }),
  });
  await screen.findByRole('button', { name: 'New' });
  await userEvent.click(screen.getByRole('button', { name: 'Settings' }));
  await userEvent.click(screen.getByRole('button', { name: 'Data' }));
  await userEvent.click(
    await screen.findByRole('button', { name: /^Restore the backup of yesterday/u }),
  );
  const dialog = await screen.findByRole('alertdialog');
  expect(dialog.textContent).toContain('backed up first');
  expect(restoreBackup).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'Restore' }));
  expect(restoreBackup).toHaveBeenCalledWith(backup.name);
  await screen.findByText(/Everything is as it was yesterday/u);
  expect(listDrafts).toHaveBeenCalledTimes(2);
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => {
    expect(restoreBackup).toHaveBeenLastCalledWith('the-way-back');
  });
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

test('an example is drafted with one click on the first launch', async () => {
  const startDrafting = vi.fn<Backend['startDrafting']>(() => Promise.resolve({ runId: 'r1' }));
  const sample = { product: 'Brightleaf trail bottle' };
  show({ startDrafting, listTemplates: () => Promise.resolve([{ ...template, sample }]) });
  await userEvent.click(await screen.findByRole('button', { name: 'Try it with an example' }));
  await screen.findByTestId('stream-pill');
  expect(startDrafting.mock.calls[0]?.[2].values).toEqual(sample);
});

test('an empty brief can be filled in with the template’s example', async () => {
  const sample = { product: 'Brightleaf trail bottle' };
  show({ listTemplates: () => Promise.resolve([{ ...template, sample }]) });
  await userEvent.click(await screen.findByRole('button', { name: /^Launch email/u }));
  await userEvent.click(screen.getByRole('button', { name: 'Fill in an example' }));
  const product = screen.getByRole('textbox', { name: 'Product' });
  expect(product).toHaveProperty('value', 'Brightleaf trail bottle');
  expect(screen.queryByRole('button', { name: 'Fill in an example' })).toBeNull();
});

test('a file that misses its field leaves everything as it was', async () => {
  show(oneDraft);
  await screen.findByRole('textbox', { name: 'Title' });
  const dataTransfer = { types: ['Files'], files: [new File(['x'], 'x.txt')] };
  const undisturbed = await fireEvent.drop(editor(), { dataTransfer });
  expect(undisturbed).toBe(false);
  await screen.findByText('Drop a text file on a long field of the brief, or a pack anywhere.');
  expect(editor().textContent).toBe('Cold at mile twenty, cold at dawn');
});

test('to find something in the draft, the draft comes back into view', async () => {
  show({ ...oneDraft, listRevisions: () => Promise.resolve({ items: [] }) });
  await screen.findByRole('textbox', { name: 'Title' });
  await userEvent.click(screen.getByRole('tab', { name: 'History' }));
  await userEvent.keyboard('{Control>}f{/Control}');
  const find = await screen.findByRole('textbox', { name: 'Find' });
  await waitFor(() => {
    expect(document.activeElement).toBe(find);
  });
  expect(screen.getByRole('tab', { name: 'Write' }).getAttribute('aria-selected')).toBe('true');
});

test('three variants side by side, one stopped, one picked and taken back', async () => {
  let send: (event: VariantEvent) => void = () => undefined;
  const variants = [1, 2, 3].map((number) => ({
    runId: `r${String(number)}`,
    number,
    modelName: 'SmolLM2 135M',
    onThisComputer: true,
    text: '',
    state: { state: 'live' as const },
  }));
  const startedAt = '2026-11-24T09:00:00Z';
  const round = { draftId: 'd1', round: 1, rounds: 1, startedAt, variants };
  const { backend } = show({
    startVariants: (...call: Parameters<Backend['startVariants']>) => {
      send = call[4];
      return Promise.resolve(round);
    },
    getVariants: () => Promise.resolve(round),
    pickVariant: () => Promise.resolve({ draft: draft({ text: 'Two' }) }),
  });
  await userEvent.click(await screen.findByRole('button', { name: /^Launch email/u }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Product' }), 'Brightleaf bottle');
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'How many variants' }), '3');
  await userEvent.click(screen.getByRole('button', { name: 'Draft 3 variants' }));

  const card = (name: string) => within(screen.getByRole('article', { name: `Variant ${name}` }));
  await screen.findByRole('article', { name: 'Variant C' });
  const own = variants.map(() => new Messages());
  for (const [index, text] of ['One', 'Two', 'Three'].entries()) {
    const [variant, messages] = [index + 1, own[index] ?? new Messages()];
    send({ variant, ...messages.started() });
    send({ variant, ...messages.delta(text) });
    if (variant < 3) send({ variant, ...messages.finished() });
  }
  await card('B').findByRole('button', { name: 'Use this' });
  await userEvent.click(card('C').getByRole('button', { name: 'Stop' }));
  expect(backend.cancelDrafting).toHaveBeenCalledExactlyOnceWith('r3');
  await userEvent.click(card('B').getByRole('button', { name: 'Use this' }));

  await waitFor(() => {
    expect(editor().textContent).toBe('Two');
  });
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => {
    expect(editor().textContent).not.toContain('Two');
  });
  // They stay with the draft.
  await userEvent.click(screen.getByRole('button', { name: 'Variants' }));
  expect(card('C').getByText('1 word')).toBeTruthy();
});
