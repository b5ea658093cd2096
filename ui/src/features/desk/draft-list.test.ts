import { expect, test, vi } from 'vitest';

import { backendWith, summary } from '../../../tests/support';
import { CommandFailure } from '../../ipc/backend';
import type { DraftPage, DraftQuery } from '../../ipc/bindings/types';
import { DraftListState } from './draft-list.svelte';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T09:00:00Z`;

function listOf(...pages: DraftPage[]) {
  const listDrafts = vi.fn((_query: DraftQuery, cursor?: string) => {
    const page = pages[Number(cursor ?? 0)];
    return page ? Promise.resolve(page) : Promise.reject(new Error('no such page'));
  });
  return { list: new DraftListState(backendWith({ listDrafts })), listDrafts };
}

const ids = (list: DraftListState) => list.items.map((item) => item.id);

test('pages follow each other until there are no more', async () => {
  const { list, listDrafts } = listOf(
    { items: [summary('a', day(9)), summary('b', day(8))], nextCursor: '1' },
    { items: [summary('c', day(7))] },
  );
  await list.load();
  expect(list.hasMore).toBe(true);
  await list.loadMore();
  expect(ids(list)).toEqual(['a', 'b', 'c']);
  await list.loadMore();
  expect(listDrafts).toHaveBeenCalledTimes(2);
});

test('a page is asked for once, however often the list is scrolled', async () => {
  const { list, listDrafts } = listOf(
    { items: [summary('a', day(9))], nextCursor: '1' },
    { items: [summary('b', day(8))] },
  );
  await list.load();
  await Promise.all([list.loadMore(), list.loadMore()]);
  expect(listDrafts).toHaveBeenCalledTimes(2);
  expect(ids(list)).toEqual(['a', 'b']);
});

test('a draft that moved between two pages is there once', async () => {
  const { list } = listOf(
    { items: [summary('a', day(9))], nextCursor: '1' },
    { items: [summary('a', day(9)), summary('b', day(8))] },
  );
  await list.load();
  await list.loadMore();
  expect(ids(list)).toEqual(['a', 'b']);
});

test('a draft that changed moves to its place by time', async () => {
  const { list } = listOf({ items: [summary('a', day(9)), summary('b', day(8))] });
  await list.load();
  list.upsert(summary('b', day(10), { title: 'Renamed' }));
  list.upsert(summary('c', day(9)));
  expect(ids(list)).toEqual(['b', 'c', 'a']);
  expect(list.items[0]?.title).toBe('Renamed');
});

test('a list that cannot be read says why, and can be read again', async () => {
  const listDrafts = vi
    .fn<() => Promise<DraftPage>>()
    .mockRejectedValueOnce(new CommandFailure({ code: 'store', message: 'It is locked.' }))
    .mockResolvedValueOnce({ items: [summary('a', day(9))] });
  const list = new DraftListState(backendWith({ listDrafts }));
  await list.load();
  expect(list.error?.message).toBe('It is locked.');
  await list.retry();
  expect(list.error).toBeNull();
  expect(ids(list)).toEqual(['a']);
});
