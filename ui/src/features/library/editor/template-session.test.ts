import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../../tests/support';
import type { Backend } from '../../../ipc/backend';
import type { LibraryItem, TemplateReading } from '../../../ipc/bindings/types';
import { Toasts } from '../../shell/toasts.svelte';
import { patched, TemplateSession } from './template-session.svelte';

const HEAD = '---\nname: note\n---\n';

const item: LibraryItem = {
  id: 't1',
  kind: 'template',
  name: 'note',
  title: 'Note',
  description: '',
  tags: [],
  folder: '',
  favourite: false,
  origin: { type: 'own' },
  edited: false,
  unsaved: false,
  version: 1,
  createdAt: '2026-11-24T09:00:00Z',
  updatedAt: '2026-11-24T09:00:00Z',
  text: `${HEAD}Write.`,
};

function readingOf(text: string): TemplateReading {
  const bodyFrom = text.indexOf('---\n', 4) + 4;
  return { parts: [], fieldsEditable: true, tests: [], bodyFrom, problems: [] };
}

async function opened(commands: Partial<Backend> = {}, kept: LibraryItem = item) {
  const backend = backendWith({
    readTemplate: (_name, text) => Promise.resolve(readingOf(text)),
    previewTemplate: (_name, _text, values) =>
      Promise.resolve({ messages: [], estimatedTokens: 0, values }),
    getWritingAids: () => Promise.resolve({ helpers: [], partials: [] }),
    keepWorkingText: () => Promise.resolve(item),
    ...commands,
  });
  const session = TemplateSession.open(backend, new Toasts(), kept, () => undefined);
  await vi.waitFor(() => {
    expect(session.body).not.toBe('');
  });
  return session;
}

test('the instructions and the source are views of one text', async () => {
  const session = await opened();
  expect([session.head, session.body]).toEqual([HEAD, 'Write.']);
  session.writeBody('Write it.');
  expect(session.text).toBe(`${HEAD}Write it.`);
  session.writeSource('---\nname: other\n---\nSay it.');
  await vi.waitFor(() => {
    expect(session.body).toBe('Say it.');
  });
});

test('what was being written is there again', async () => {
  const session = await opened({}, { ...item, working: `${HEAD}Half a thought`, unsaved: true });
  expect(session.body).toBe('Half a thought');
  expect(session.unsaved).toBe(true);
});

test('what is typed is kept, and kept no more once it is the saved text again', async () => {
  const keepWorkingText = vi.fn(() => Promise.resolve(item));
  const session = await opened({ keepWorkingText });
  session.writeBody('Write it.');
  expect(await session.flush()).toBe(true);
  expect(keepWorkingText).toHaveBeenLastCalledWith('t1', `${HEAD}Write it.`);
  session.writeBody('Write.');
  await session.flush();
  expect(keepWorkingText).toHaveBeenLastCalledWith('t1', null);
});

test('a change of the form that can’t be made leaves the text and says why', async () => {
  const session = await opened({
    editTemplate: () => Promise.reject(new Error('no')),
  });
  vi.spyOn(console, 'error').mockReturnValue();
  expect(await session.edit({ type: 'title', title: 'New' })).not.toBeNull();
  expect(session.text).toBe(item.text);
});

test('a fix exchanges one piece of the text', () => {
  const edit = { range: { from: 2, to: 4 }, insert: 'XYZ' };
  expect(patched('abcdef', edit)).toBe('abXYZef');
});
