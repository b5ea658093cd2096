import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';

import { backendWith, draft, summary, template } from '../../../tests/support';
import type { Backend } from '../../ipc/backend';
import type { DraftPlace, DraftQuery, DraftSummary } from '../../ipc/bindings/types';
import { Toasts } from '../shell/toasts.svelte';
import { DeskState } from './desk.svelte';
import DraftList from './DraftList.svelte';

// Without a layout there is nothing to virtualise: all lines show.
vi.mock('virtua/svelte', async () => ({
  VList: (await import('../../../tests/PlainList.svelte')).default,
}));

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T09:00:00Z`;
const bin = { deletedAt: day(20), until: '2026-12-20T09:00:00Z' };

beforeEach(() => {
  localStorage.clear();
});

/** A desk over a few drafts that are really moved about. */
async function show(drafts: DraftSummary[], more: Partial<Backend> = {}) {
  const store = new Map(drafts.map((one) => [one.id, one]));
  const change = (id: string, changes: Partial<DraftSummary>) => {
    const changed = { ...summary(id, day(1)), ...store.get(id) };
    delete changed.bin;
    Object.assign(changed, changes);
    store.set(id, changed);
    return Promise.resolve(changed);
  };
  const placeOf = (one: DraftSummary): DraftPlace =>
    one.bin ? 'bin' : one.archived ? 'archive' : 'desk';
  const listDrafts = vi.fn((query: DraftQuery) =>
    Promise.resolve({
      items: [...store.values()]
        .filter((one) => placeOf(one) === query.place)
        .filter((one) => one.title.toLowerCase().includes(query.text.toLowerCase()))
        .map((one) =>
          query.text === ''
            ? one
            : {
                ...one,
                found: {
                  title: { text: one.title, marks: [{ from: 0, to: query.text.length }] },
                  passage: { text: `has ${query.text} in it`, marks: [] },
                  inBrief: false,
                },
              },
        ),
    }),
  );
  const toasts = new Toasts();
  const backend = {
    listTemplates: () => Promise.resolve([template]),
    listDrafts,
    getDraft: (id: string) => {
      const { title, bin: binned } = store.get(id) ?? summary(id, day(1));
      return Promise.resolve({
        draft: draft({ id, title, text: 'Cold', ...(binned ? { bin: binned } : {}) }),
      });
    },
    deleteDraft: vi.fn((id: string) => change(id, { bin })),
    undeleteDraft: vi.fn((id: string) => change(id, {})),
    archiveDraft: vi.fn((id: string, archived: boolean) => change(id, { archived })),
    setDraftStatus: vi.fn((id: string, status: 'draft' | 'ready') => change(id, { status })),
    addTag: vi.fn((id: string, tag: string) => change(id, { tags: [tag] })),
    listTags: () => Promise.resolve(['spring']),
    emptyBin: vi.fn(() => {
      for (const one of store.values()) if (one.bin) store.delete(one.id);
      return Promise.resolve(1);
    }),
    ...more,
  };
  const desk = new DeskState(backendWith(backend), toasts, () => ({ kind: 'local' }));
  await desk.load();
  render(DraftList, { desk, onchosen: () => undefined });
  return { desk, backend, toasts };
}

const three = () => [
  summary('c', day(9), { title: 'Cold bottle' }),
  summary('b', day(8), { title: 'Brightleaf' }),
  summary('a', day(7), { title: 'Autumn' }),
];
const titles = () =>
  screen
    .queryAllByTestId('draft-item')
    .map((line) => line.querySelector('.title')?.textContent.trim());
const line = (title: string) => screen.getByRole('button', { name: new RegExp(`^${title}`, 'u') });
const field = () => screen.getByRole('searchbox', { name: 'Search drafts' });

/** Without a layout a menu never gets its place, and is hidden for want of it: no roles, no names. */
function findInMenu(entry: string) {
  return screen.findByText(new RegExp(`^\\s*${entry}`, 'u'), { selector: '[role^=menuitem]' });
}

async function choose(title: string, entry: string) {
  await userEvent.click(screen.getByRole('button', { name: `More for ${title}` }));
  await userEvent.click(await findInMenu(entry));
}

async function lookIn(place: string) {
  await userEvent.click(screen.getByRole('button', { name: /^Look in/u }));
  await userEvent.click(await findInMenu(place));
}

test('what is typed is found as it is typed, and marked', async () => {
  await show(three());
  await userEvent.type(field(), 'cold');
  await waitFor(() => {
    expect(titles()).toEqual(['Cold bottle']);
  });
  expect(within(line('Cold')).getByText('Cold').tagName).toBe('MARK');
  expect(screen.getByText('1 draft found')).toBeDefined();
  await userEvent.keyboard('{Escape}');
  await waitFor(() => {
    expect(titles()).toHaveLength(3);
  });
  expect(field()).toHaveProperty('value', '');
});

test('nothing found says so, and clears', async () => {
  await show(three());
  await userEvent.type(field(), 'umbrella');
  expect(await screen.findByText(/No draft has/u)).toBeDefined();
  await userEvent.click(screen.getByText('Clear the search', { selector: 'button' }));
  await waitFor(() => {
    expect(titles()).toHaveLength(3);
  });
});

test('the arrow keys lead from the field into the list and back', async () => {
  await show(three());
  field().focus();
  await userEvent.keyboard('{ArrowDown}');
  await waitFor(() => {
    expect(document.activeElement).toBe(line('Cold bottle'));
  });
  await userEvent.keyboard('{ArrowDown}');
  await waitFor(() => {
    expect(document.activeElement).toBe(line('Brightleaf'));
  });
  await userEvent.keyboard('{Home}');
  await waitFor(() => {
    expect(document.activeElement).toBe(line('Cold bottle'));
  });
  await userEvent.keyboard('{ArrowUp}');
  await waitFor(() => {
    expect(document.activeElement).toBe(field());
  });
});

test('a draft is deleted by key and brought back by Undo, to where it was open', async () => {
  const { desk, toasts, backend } = await show(three());
  line('Cold bottle').focus();
  await userEvent.keyboard('{Delete}');
  await waitFor(() => {
    expect(titles()).toEqual(['Brightleaf', 'Autumn']);
  });
  await waitFor(() => {
    expect(desk.openId).toBe('b');
    expect(document.activeElement).toBe(line('Brightleaf'));
  });
  const [toast] = toasts.list;
  expect(toast?.message).toBe('“Cold bottle” is in the bin.');
  toast?.action?.run();
  await waitFor(() => {
    expect(titles()).toEqual(['Cold bottle', 'Brightleaf', 'Autumn']);
    expect(desk.openId).toBe('c');
  });
  expect(backend.undeleteDraft).toHaveBeenCalledWith('c');
});

test('a draft that cannot be saved is not put away', async () => {
  const { desk, toasts, backend } = await show(three(), {
    saveText: () => Promise.reject(new Error('full')),
  });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  desk.session?.document.replace('Mine');
  line('Cold bottle').focus();
  await userEvent.keyboard('{Delete}');
  await waitFor(() => {
    expect(toasts.list[0]?.message).toMatch(/could not be saved/u);
  });
  expect(backend.deleteDraft).not.toHaveBeenCalled();
});

test('a draft is marked ready from its menu, and back', async () => {
  await show(three());
  await choose('Autumn', 'Mark as ready');
  await waitFor(() => {
    expect(within(line('Autumn')).getByText('Ready')).toBeDefined();
  });
  await choose('Autumn', 'Back to draft');
  await waitFor(() => {
    expect(within(line('Autumn')).queryByText('Ready')).toBeNull();
  });
});

test('a tag typed in the dialog is on the draft', async () => {
  const { backend } = await show(three());
  await choose('Autumn', 'Tags');
  const dialog = await screen.findByRole('dialog', { name: 'Tags' });
  await userEvent.type(within(dialog).getByLabelText('Add a tag'), 'Black Friday{Enter}');
  await waitFor(() => {
    expect(within(dialog).getByText('Black Friday')).toBeDefined();
  });
  expect(backend.addTag).toHaveBeenCalledWith('a', 'Black Friday');
});

test('what is archived is in the archive, and comes back from there', async () => {
  await show(three());
  await choose('Autumn', 'Archive');
  await waitFor(() => {
    expect(titles()).toEqual(['Cold bottle', 'Brightleaf']);
  });
  await lookIn('Archive');
  await waitFor(() => {
    expect(titles()).toEqual(['Autumn']);
  });
  await choose('Autumn', 'Back to the desk');
  expect(await screen.findByText(/The archive is empty/u)).toBeDefined();
});

test('a draft in the bin can be read and restored, and emptying the bin asks', async () => {
  const { desk, backend } = await show([
    ...three(),
    summary('z', day(1), { title: 'Zebra', bin }),
    summary('y', day(1), { title: 'Yak', bin }),
  ]);
  await lookIn('Bin');
  await waitFor(() => {
    expect(titles()).toEqual(['Zebra', 'Yak']);
  });
  await userEvent.click(line('Zebra'));
  await waitFor(() => {
    expect(desk.view.kind).toBe('binned');
  });
  await choose('Zebra', 'Restore');
  await waitFor(() => {
    expect(desk.session?.id).toBe('z');
    expect(titles()).toEqual(['Yak']);
  });

  await userEvent.click(screen.getByRole('button', { name: 'Empty the bin…' }));
  const dialog = await screen.findByRole('alertdialog');
  expect(backend.emptyBin).not.toHaveBeenCalled();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Empty the bin' }));
  expect(await screen.findByText(/The bin is empty/u)).toBeDefined();
});
