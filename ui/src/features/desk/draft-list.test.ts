import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { backendWith, summary } from '../../../tests/support';
import { CommandFailure } from '../../ipc/backend';
import type { DraftPage, DraftQuery, DraftSummary } from '../../ipc/bindings/types';
import { DraftListState } from './draft-list.svelte';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T09:00:00Z`;

function listOf(...pages: DraftPage[]) {
  const listDrafts = vi.fn((_query: DraftQuery, cursor?: string) => {
    const page = pages[Number(cursor ?? 0)];
    return page ? Promise.resolve(page) : Promise.reject(new Error('no such page'));
  });
  return { list: new DraftListState(backendWith({ listDrafts }), localStorage), listDrafts };
}

/** A list whose answers come when the test says so. */
function listOnCue() {
  const answers: ((page: DraftPage) => void)[] = [];
  const queries: DraftQuery[] = [];
  const listDrafts = (query: DraftQuery) => {
    queries.push(query);
    return new Promise<DraftPage>((resolve) => answers.push(resolve));
  };
  const list = new DraftListState(backendWith({ listDrafts }), localStorage);
  const answer = async (index: number, items: DraftSummary[]) => {
    answers[index]?.({ items });
    await Promise.resolve();
    await Promise.resolve();
  };
  return { list, queries, answer };
}

const ids = (list: DraftListState) => list.items.map((item) => item.id);

beforeEach(() => {
  localStorage.clear();
});

afterEach(() => {
  vi.useRealTimers();
});

test('pages follow each other until there are no more', async () => {
  const { list, listDrafts } = listOf(
    { items: [summary('b', day(9)), summary('a', day(8))], nextCursor: '1' },
    { items: [summary('c', day(7))] },
  );
  await list.load();
  expect(list.hasMore).toBe(true);
  await list.loadMore();
  expect(ids(list)).toEqual(['b', 'a', 'c']);
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
  list.upsert(summary('c', '2026-11-09T09:00:00.500Z'));
  expect(ids(list)).toEqual(['b', 'c', 'a']);
  expect(list.items[0]?.title).toBe('Renamed');
});

test('a draft that belongs behind what was read so far comes with its page', async () => {
  const { list } = listOf({ items: [summary('a', day(9))], nextCursor: '1' });
  await list.load();
  list.upsert(summary('old', day(1)));
  expect(ids(list)).toEqual(['a']);
});

test('by title, a draft stands where its title belongs, whatever its accents', async () => {
  const { list } = listOf({
    items: [
      summary('1', day(9), { title: 'apple' }),
      summary('2', day(1), { title: 'Éclair' }),
      summary('3', day(5), { title: 'zebra' }),
    ],
  });
  await list.sortBy('title');
  list.upsert(summary('4', day(2), { title: 'Banana' }));
  list.upsert(summary('3', day(10), { title: 'ebb' }));
  expect(list.items.map(({ title }) => title)).toEqual(['apple', 'Banana', 'ebb', 'Éclair']);
});

test('the order is remembered', async () => {
  const { list, listDrafts } = listOf({ items: [] });
  await list.sortBy('title');
  expect(listDrafts).toHaveBeenLastCalledWith(
    { place: 'desk', sort: 'title', text: '' },
    undefined,
  );
  expect(listOf().list.sort).toBe('title');
  localStorage.setItem('copydeck.sort', 'nonsense');
  expect(listOf().list.sort).toBe('changed');
});

test('a draft leaves the list when it is no longer what is asked for', async () => {
  const { list } = listOf({
    items: [summary('a', day(9), { status: 'ready' }), summary('b', day(8), { status: 'ready' })],
  });
  await list.showStage('ready');
  list.upsert(summary('a', day(9), { status: 'draft' }));
  list.upsert(
    summary('b', day(8), { status: 'ready', bin: { deletedAt: day(9), until: day(30) } }),
  );
  expect(ids(list)).toEqual([]);
  list.upsert(summary('b', day(8), { status: 'ready' }));
  expect(ids(list)).toEqual(['b']);
});

test('each word is looked for once, when the typing pauses', async () => {
  vi.useFakeTimers();
  const { list, listDrafts } = listOf({ items: [] });
  for (const text of ['c', 'co', 'cold']) list.search(text);
  expect(list.text).toBe('cold');
  await vi.advanceTimersByTimeAsync(200);
  expect(listDrafts.mock.calls.map(([query]) => query.text)).toEqual(['cold']);
});

test('a late answer never takes the place of a newer one', async () => {
  const { list, queries, answer } = listOnCue();
  list.text = 'cold';
  void list.load();
  list.text = 'cold bottle';
  void list.load();
  expect(queries.map(({ text }) => text)).toEqual(['cold', 'cold bottle']);
  await answer(1, [summary('new', day(9))]);
  await answer(0, [summary('old', day(9))]);
  expect(ids(list)).toEqual(['new']);
  expect(list.shown.text).toBe('cold bottle');
  expect(list.loading).toBe(false);
});

test('what a search found stays as found when the draft is saved', async () => {
  const found = {
    title: { text: 'Cold', marks: [{ from: 0, to: 4 }] },
    passage: { text: '', marks: [] },
    inBrief: false,
  };
  const { list } = listOf({
    items: [summary('a', day(1), { found }), summary('b', day(9), { found })],
  });
  list.text = 'cold';
  await list.load();
  list.upsert(summary('a', day(10), { title: 'Colder' }));
  list.upsert(summary('elsewhere', day(10)));
  expect(ids(list)).toEqual(['a', 'b']);
  expect(list.items[0]).toMatchObject({ title: 'Colder', found });
});

test('what was changed elsewhere is taken in without losing what was scrolled to', async () => {
  const pages: DraftPage[] = [
    { items: [summary('c', day(9)), summary('b', day(8))], nextCursor: '1' },
    { items: [summary('a', day(7))] },
  ];
  const listDrafts = (_query: DraftQuery, cursor?: string) =>
    Promise.resolve(pages[Number(cursor ?? 0)] ?? { items: [] });
  const list = new DraftListState(backendWith({ listDrafts }), localStorage);
  await list.load();
  await list.loadMore();
  pages[0] = { items: [summary('d', day(10)), summary('b', day(8))], nextCursor: '1' };
  await list.refresh();
  expect(ids(list)).toEqual(['d', 'b', 'a']);
  expect(list.hasMore).toBe(false);
});

test('a list that cannot be read says why, and can be read again', async () => {
  const listDrafts = vi
    .fn<() => Promise<DraftPage>>()
    .mockRejectedValueOnce(new CommandFailure({ code: 'store', message: 'It is locked.' }))
    .mockResolvedValueOnce({ items: [summary('a', day(9))] });
  const list = new DraftListState(backendWith({ listDrafts }), localStorage);
  await list.load();
  expect(list.error?.message).toBe('It is locked.');
  await list.retry();
  expect(list.error).toBeNull();
  expect(ids(list)).toEqual(['a']);
});

test('among a hundred thousand a draft is found without looking at each', async () => {
  let looked = 0;
  const items = Array.from({ length: 100_000 }, (_, index) => {
    const item = summary(String(index).padStart(6, '0'), day(1));
    const time = new Date(Date.UTC(2026, 0, 1) - index * 60_000).toISOString();
    return Object.defineProperty(item, 'updatedAt', {
      get: () => {
        looked += 1;
        return time;
      },
    });
  });
  const { list } = listOf({ items });
  await list.load();
  expect(list.indexOf('077777')).toBe(77_777);
  list.upsert(summary('077777', day(30)));
  expect(list.items[0]?.id).toBe('077777');
  expect(list.items).toHaveLength(100_000);
  expect(looked).toBeLessThan(500);
});
