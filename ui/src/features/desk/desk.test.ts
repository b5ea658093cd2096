import { expect, test, vi } from 'vitest';

import { backendWith, draft, Messages, summary, template } from '../../../tests/support';
import { CommandFailure, type Backend } from '../../ipc/backend';
import type { DraftDocument, DraftingEvent } from '../../ipc/bindings/types';
import { Toasts } from '../shell/toasts.svelte';
import { DeskState } from './desk.svelte';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T09:00:00Z`;

function setUp(more: Partial<Backend> = {}) {
  let send: (event: DraftingEvent) => void = () => undefined;
  const toasts = new Toasts();
  const backend = backendWith({
    listTemplates: () => Promise.resolve([template]),
    listDrafts: () => Promise.resolve({ items: [summary('d1', day(9)), summary('d2', day(8))] }),
    getDraft: (id) => Promise.resolve({ draft: draft({ id, title: `Draft ${id}` }) }),
    saveText: (id) => Promise.resolve(summary(id, day(10))),
    keepTyped: () => Promise.resolve(),
    saveBrief: (id) => Promise.resolve(summary(id, day(10))),
    startDrafting: (...call) => {
      send = call[4];
      return Promise.resolve({ runId: 'r1', replaced: 'v1' });
    },
    ...more,
  });
  const desk = new DeskState(backend, toasts, () => ({ kind: 'local' }));
  return {
    desk,
    toasts,
    send: (event: DraftingEvent) => {
      send(event);
    },
  };
}

test('the draft worked on last is open when the window opens', async () => {
  const { desk } = setUp();
  await desk.load();
  expect(desk.session?.id).toBe('d1');
});

test('with no draft yet there are templates to pick from', async () => {
  const { desk } = setUp({ listDrafts: () => Promise.resolve({ items: [] }) });
  await desk.load();
  expect(desk.view.kind).toBe('picker');
});

test('a new draft puts the user in its first field', async () => {
  const { desk } = setUp();
  await desk.load();
  desk.startNew(template);
  expect(desk.fieldToFocus).toEqual({ name: 'product' });
  expect(desk.openId).toBeNull();
});

test('a slow draft does not take the place of one opened after it', async () => {
  let arrive: (document: DraftDocument) => void = () => undefined;
  const { desk } = setUp({
    getDraft: (id) =>
      id === 'd2'
        ? new Promise((resolve) => {
            arrive = resolve;
          })
        : Promise.resolve({ draft: draft({ id }) }),
  });
  const slow = desk.open('d2');
  await desk.open('d1');
  arrive({ draft: draft({ id: 'd2' }) });
  await slow;
  expect(desk.session?.id).toBe('d1');
});

test('a draft that does not open says why, and can be tried again', async () => {
  const getDraft = vi
    .fn<Backend['getDraft']>()
    .mockRejectedValueOnce(new CommandFailure({ code: 'store', message: 'It is locked.' }))
    .mockResolvedValueOnce({ draft: draft() });
  const { desk } = setUp({ getDraft });
  await desk.open('d1');
  expect(desk.view).toMatchObject({ kind: 'failed', error: { message: 'It is locked.' } });
  await desk.open('d1');
  expect(desk.session?.id).toBe('d1');
});

test('a run goes on while another draft is open, and the list shows it', async () => {
  const { desk, send, toasts } = setUp();
  await desk.load();
  const first = desk.session;
  await desk.draft();
  const messages = new Messages();
  send(messages.started());
  await desk.open('d2');
  send(messages.delta('Cold at mile'));
  expect(desk.list.items.find((item) => item.id === 'd1')?.drafting).toBe(true);

  send(messages.finished());
  expect(first?.document.text).toBe('Cold at mile');
  expect(desk.list.items.find((item) => item.id === 'd1')?.drafting).toBe(false);
  expect(toasts.list.map((toast) => toast.message)).toContain('Draft d1: Draft complete');

  await desk.open('d1');
  expect(desk.session).toBe(first);
});

test('the copy that a draft replaced is offered back', async () => {
  const restoreRevision = vi.fn(() => Promise.resolve({ draft: draft({ text: 'Earlier copy' }) }));
  const { desk, send, toasts } = setUp({ restoreRevision });
  await desk.load();
  await desk.draft();
  const messages = new Messages();
  send(messages.started());
  send(messages.finished());

  const [toast] = toasts.list;
  expect(toast?.message).toBe('The earlier copy is kept.');
  toast?.action?.run();
  await vi.waitFor(() => {
    expect(desk.session?.document.text).toBe('Earlier copy');
  });
  expect(restoreRevision).toHaveBeenCalledWith('d1', 'v1');
});

test('leaving a draft saves it at once', async () => {
  const saveText = vi.fn(() => Promise.resolve(summary('d1', day(10))));
  const { desk } = setUp({ saveText });
  await desk.load();
  desk.session?.document.replace('Mine');
  await desk.open('d2');
  expect(saveText).toHaveBeenCalledWith('d1', 'Mine', undefined);
});
