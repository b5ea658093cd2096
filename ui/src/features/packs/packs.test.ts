import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../tests/support';
import { CommandFailure, type Backend } from '../../ipc/backend';
import type { PackItemPreview, PackPreview } from '../../ipc/bindings/types';
import { PacksState } from './packs.svelte';

const item = (name: string, state: PackItemPreview['state']): PackItemPreview => ({
  name,
  kind: 'template',
  title: name,
  state,
  merges: false,
  warnings: [],
});

const preview = (more: Partial<PackPreview> = {}): PackPreview => ({
  open: 'o1',
  id: 'brightleaf',
  name: 'Brightleaf',
  version: '4.1',
  publisher: 'Brightleaf Marketing',
  key: 'RWQ',
  trust: 'trusted',
  licence: '',
  description: '',
  readme: '',
  items: [item('same', 'same'), item('new', 'new'), item('both', 'conflict')],
  warnings: [],
  ...more,
});

const installed = {
  id: 'brightleaf',
  name: 'Brightleaf',
  version: '4.1',
  author: 'Brightleaf Marketing',
  licence: '',
  description: '',
  items: 3,
  edited: 1,
  installedAt: '2026-11-24T09:00:00Z',
  updatedAt: '2026-11-24T09:00:00Z',
};

const library = { flush: () => Promise.resolve(true), changed: () => undefined };

function opened(pack: PackPreview, more: Partial<Backend> = {}) {
  const importPack = vi.fn(() =>
    Promise.resolve({ change: 'c1', pack: installed, changed: 2, left: [] }),
  );
  const show = vi.fn<(message: string, action?: { label: string; run: () => void }) => void>();
  const backend = backendWith({
    choosePack: () => Promise.resolve(pack),
    listPacks: () => Promise.resolve([installed]),
    closePack: () => Promise.resolve(),
    importPack,
    ...more,
  });
  return { packs: new PacksState(backend, { show }, library), importPack, show };
}

test('what needs the eye comes first, and a conflict is left until each passage has a side', async () => {
  const conflict = { kind: 'conflict' as const, base: '', mine: 'a', theirs: 'b' };
  const { packs, importPack } = opened(preview(), {
    getPackItem: () =>
      Promise.resolve({
        comparison: { lines: [], added: 0, removed: 0 },
        parts: [conflict, { kind: 'settled', text: 'x' }, conflict],
      }),
  });
  await packs.pick();
  const { sheet } = packs;
  expect(sheet?.rows.map(({ item }) => item.name)).toEqual(['both', 'new', 'same']);
  expect(sheet?.isDecided(2)).toBe(false);
  expect(sheet?.choices).toContainEqual({ item: 2, choice: { type: 'skip' } });

  await sheet?.look(2);
  sheet?.choose(2, 0, 'mine');
  expect(sheet?.taken.has(2)).toBe(false);
  sheet?.choose(2, 1, 'theirs');
  expect(sheet?.taken.has(2)).toBe(true);
  await packs.import();
  expect(importPack).toHaveBeenCalledWith(
    'o1',
    [
      { item: 2, choice: { type: 'join', sides: ['mine', 'theirs'] } },
      { item: 1, choice: { type: 'take' } },
    ],
    undefined,
  );
  expect(packs.sheet).toBeNull();
});

test('a changed key is accepted by the user or not at all', async () => {
  const { packs, importPack } = opened(preview({ trust: 'changed' }));
  await packs.pick();
  await packs.import();
  expect(importPack).not.toHaveBeenCalled();
  if (packs.sheet) packs.sheet.keyAccepted = true;
  await packs.import();
  expect(importPack).toHaveBeenCalledWith('o1', expect.anything(), 'RWQ');
});

test('an import can be undone', async () => {
  const undoPackChange = vi.fn(() => Promise.resolve());
  const { packs, show } = opened(preview(), { undoPackChange });
  await packs.pick();
  await packs.import();
  const [message, action] = show.mock.calls[0] ?? [];
  expect(message).toBe('Brightleaf 4.1: 2 items taken.');
  action?.run();
  expect(undoPackChange).toHaveBeenCalledWith('c1');
});

test('a refused pack opens nothing and says why', async () => {
  const failure = new CommandFailure({ code: 'pack_bomb', message: 'A bomb.' });
  const { packs } = opened(preview(), { choosePack: () => Promise.reject(failure) });
  await packs.pick();
  expect(packs.sheet).toBeNull();
  expect(packs.refusal?.code).toBe('pack_bomb');
});
