import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../../tests/support';
import type { Backend } from '../../../ipc/backend';
import type { BriefSources, SourceSummary } from '../../../ipc/bindings/types';
import { SourcesState } from './sources.svelte';

const report: SourceSummary = {
  id: 's1',
  name: 'report.pdf',
  kind: 'pdf',
  passages: 4,
  words: 900,
};
const all: BriefSources = {
  sources: [report],
  chosen: [
    { sourceId: 's1', index: 0 },
    { sourceId: 's1', index: 3 },
  ],
  tokens: 610,
  budget: 900,
};

function attachedTo(commands: Partial<Backend>) {
  const draft = {
    id: null as string | null,
    create: vi.fn(() => {
      draft.id = 'd1';
      return Promise.resolve('d1');
    }),
    brief: () => ({
      values: {},
      tone: { formality: 3, energy: 3, seriousness: 3 } as const,
      model: { kind: 'local' } as const,
    }),
  };
  return { draft, sources: new SourcesState(backendWith(commands), draft) };
}

test('a draft that nobody wrote in is made for its first document', async () => {
  const attachSource = vi.fn(() => Promise.resolve(report));
  const { draft, sources } = attachedTo({ attachSource, listSources: () => Promise.resolve(all) });
  await sources.refresh();
  expect(sources.all).toBeNull();
  await sources.add([new File(['%PDF'], 'report.pdf')]);
  expect(draft.create).toHaveBeenCalledOnce();
  expect(attachSource).toHaveBeenCalledWith('d1', 'report.pdf', new Uint8Array([37, 80, 68, 70]));
  expect(sources.used('s1')).toBe(2);
  expect([0, 1, 2, 3].filter((index) => sources.isIn('s1', index))).toEqual([0, 3]);
});

test('one that cannot be used is named, and the others are taken', async () => {
  const attachSource = vi
    .fn<Backend['attachSource']>()
    .mockRejectedValueOnce({ code: 'source_locked', message: 'a.pdf can’t be used. It is locked.' })
    .mockResolvedValueOnce(report);
  const { sources } = attachedTo({ attachSource, listSources: () => Promise.resolve(all) });
  await sources.add([new File(['a'], 'a.pdf'), new File(['b'], 'report.pdf')]);
  expect(sources.refusals).toEqual([{ name: 'a.pdf', why: 'a.pdf can’t be used. It is locked.' }]);
  expect(sources.reading).toEqual([]);
  expect(sources.list).toEqual([report]);
});

test('what was taken away can be brought back', async () => {
  const removeSource = vi.fn(() => Promise.resolve());
  const restoreSource = vi.fn(() => Promise.resolve());
  const listSources = () => Promise.resolve(all);
  const { draft, sources } = attachedTo({ removeSource, restoreSource, listSources });
  draft.id = 'd1';
  const undo = await sources.remove('s1');
  await undo();
  expect(removeSource).toHaveBeenCalledWith('s1');
  expect(restoreSource).toHaveBeenCalledWith('s1');
});
