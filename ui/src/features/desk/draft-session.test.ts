import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import {
  backendWith,
  draft,
  Messages,
  run,
  summary,
  template,
  variable,
} from '../../../tests/support';
import { CommandFailure, type Backend } from '../../ipc/backend';
import type { DraftingEvent } from '../../ipc/bindings/types';
import { DraftSession, type SessionListener } from './draft-session.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const local = { kind: 'local' } as const;
const saved = () => Promise.resolve(summary('d1', '2026-11-24T09:00:01Z'));
const aFrame = () => vi.advanceTimersByTimeAsync(100);

/** A session on a backend that takes everything, and hands the run's messages to the test. */
function setUp(more: Partial<Backend> = {}) {
  let send: (event: DraftingEvent) => void = () => undefined;
  const backend = {
    createDraft: vi.fn(() => Promise.resolve(draft())),
    saveBrief: vi.fn(saved),
    saveText: vi.fn<Backend['saveText']>(saved),
    renameDraft: vi.fn(saved),
    cancelDrafting: vi.fn(() => Promise.resolve()),
    startDrafting: vi.fn((...call: Parameters<Backend['startDrafting']>) => {
      send = call[4];
      return Promise.resolve({ runId: 'r1' });
    }),
  };
  const whole = backendWith({ ...backend, ...more });
  const listener: SessionListener = { summarised: vi.fn(), drafting: vi.fn() };
  return {
    backend,
    listener,
    begin: () => DraftSession.begin(whole, listener, template, local),
    open: (...[document]: [Parameters<typeof DraftSession.open>[2]]) =>
      DraftSession.open(whole, listener, document),
    send: (event: DraftingEvent) => {
      send(event);
    },
  };
}

const [product = variable('product', { type: 'text' })] = template.variables;

describe('a new draft', () => {
  test('is not made before something is written in it', async () => {
    const { begin, backend } = setUp();
    const session = begin();
    await session.flush();
    expect(session.settled).toBe(true);
    expect(backend.createDraft).not.toHaveBeenCalled();
  });

  test('is made once, with its first words', async () => {
    const { begin, backend } = setUp();
    const session = begin();
    session.form.set(product, 'Bottle');
    session.briefChanged();
    session.document.replace('My own words');
    session.rename('Trail season');
    await session.flush();
    expect(backend.createDraft).toHaveBeenCalledOnce();
    expect(backend.saveText).toHaveBeenLastCalledWith('d1', 'My own words', undefined);
    expect(backend.renameDraft).toHaveBeenLastCalledWith('d1', 'Trail season');
  });
});

describe('a title', () => {
  test('follows the brief until the user chooses one', async () => {
    const titled = (title: string) => () =>
      Promise.resolve(summary('d1', '2026-11-24T09:00:01Z', { title }));
    const { open, backend } = setUp({ renameDraft: titled('Mine') });
    const session = open({ draft: draft() });
    backend.saveBrief.mockImplementation(titled('Flask: launch email'));
    session.briefChanged();
    await session.flush();
    expect(session.title).toBe('Flask: launch email');

    session.rename('Mine');
    await session.flush();
    session.briefChanged();
    await session.flush();
    expect(session.title).toBe('Mine');
  });

  test('that was emptied is as it was before', () => {
    const { open, backend } = setUp();
    const session = open({ draft: draft({ title: 'Trail season' }) });
    session.rename('');
    session.leaveTitle();
    expect(session.title).toBe('Trail season');
    expect(backend.renameDraft).not.toHaveBeenCalled();
  });
});

describe('drafting', () => {
  test('waits for the brief, and says which field to look at', async () => {
    const { begin, backend } = setUp();
    const session = begin();
    expect(await session.draft(template)).toEqual({ kind: 'briefIncomplete', field: 'product' });
    expect(session.run).toBeNull();
    expect(backend.startDrafting).not.toHaveBeenCalled();
  });

  test('saves what is open first, then writes into an empty sheet', async () => {
    const { open, send, backend } = setUp();
    const session = open({ draft: draft({ text: 'Earlier copy' }) });
    session.document.replace('Earlier copy, changed');
    const attempt = session.draft(template);
    await aFrame();
    expect(await attempt).toEqual({ kind: 'begun' });
    expect(backend.saveText.mock.calls[0]?.[1]).toBe('Earlier copy, changed');

    const messages = new Messages();
    send(messages.started());
    send(messages.delta('Cold at mile'));
    await aFrame();
    expect(session.document.text).toBe('Cold at mile');
  });

  test('tells of the copy it replaced', async () => {
    const started = () => Promise.resolve({ runId: 'r1', replaced: 'v1' });
    const { open } = setUp({ startDrafting: vi.fn(started) });
    const session = open({ draft: draft({ text: 'Earlier copy' }) });
    expect(await session.draft(template)).toEqual({ kind: 'begun', replaced: 'v1' });
  });

  test('sends the mark with what the user types meanwhile, and none once it has ended', async () => {
    const { open, send, backend } = setUp();
    const session = open({ draft: draft() });
    await session.draft(template);
    const messages = new Messages();
    send(messages.started());
    send(messages.delta('Cold'));
    await aFrame();
    expect(backend.saveText).not.toHaveBeenCalled();

    session.document.replace('Mine. Cold');
    await vi.advanceTimersByTimeAsync(200);
    expect(backend.saveText).toHaveBeenLastCalledWith('d1', 'Mine. Cold', {
      runId: 'r1',
      received: 4,
      insertAt: expect.any(Number) as number,
    });

    send(messages.finished());
    await vi.advanceTimersByTimeAsync(200);
    expect(backend.saveText).toHaveBeenLastCalledWith('d1', session.document.text, undefined);
    expect(session.live).toBe(false);
  });

  test('whose end the store could not take is saved so that its text is not added again', async () => {
    const { open, send, backend } = setUp();
    const session = open({ draft: draft() });
    await session.draft(template);
    const messages = new Messages();
    send(messages.started());
    send(messages.delta('Cold'));
    await aFrame();
    send(messages.failed('disk_full', 'The disk is full.'));
    await vi.advanceTimersByTimeAsync(200);
    expect(backend.saveText).toHaveBeenLastCalledWith('d1', 'Cold', {
      runId: 'r1',
      received: 4,
      insertAt: 0,
    });
    session.document.replace('Mine');
    await vi.advanceTimersByTimeAsync(200);
    expect(backend.saveText).toHaveBeenLastCalledWith('d1', 'Mine', {
      runId: 'r1',
      received: 4,
      insertAt: 0,
    });
  });

  test('puts the backend’s word on a field beside that field', async () => {
    const incomplete = new CommandFailure({
      code: 'brief_incomplete',
      message: 'The brief is not complete.',
      fields: { news: 'This is longer than the model can read.' },
    });
    const { open } = setUp({ startDrafting: vi.fn(() => Promise.reject(incomplete)) });
    const session = open({ draft: draft({ text: 'Earlier copy' }) });
    expect(await session.draft(template)).toEqual({ kind: 'briefIncomplete', field: 'news' });
    expect(session.form.errors.news).toBe('This is longer than the model can read.');
    expect(session.document.text).toBe('Earlier copy');
    expect(session.run).toBeNull();
  });

  test('that cannot begin keeps the copy and says why', async () => {
    const refused = new CommandFailure({ code: 'key_missing', message: 'There is no key.' });
    const { open } = setUp({ startDrafting: vi.fn(() => Promise.reject(refused)) });
    const session = open({ draft: draft({ text: 'Earlier copy' }) });
    expect(await session.draft(template)).toEqual({ kind: 'failed' });
    expect(session.run?.outcome).toMatchObject({ kind: 'failed', code: 'key_missing' });
    expect(session.document.text).toBe('Earlier copy');
  });

  test('does not begin while the copy it would replace cannot be saved', async () => {
    const full = new CommandFailure({ code: 'store', message: 'The disk is full.' });
    const { open, backend } = setUp({ saveText: vi.fn(() => Promise.reject(full)) });
    const session = open({ draft: draft() });
    session.document.replace('Mine');
    expect(await session.draft(template)).toEqual({ kind: 'failed' });
    expect(backend.startDrafting).not.toHaveBeenCalled();
    expect(session.document.text).toBe('Mine');
  });
});

describe('opening a draft', () => {
  test('whose run is live joins the text where the run writes', async () => {
    const getRun = () => Promise.resolve(run({ text: 'Cold at mile twenty' }));
    const { open } = setUp({ getRun: vi.fn(getRun) });
    const session = open({
      draft: draft({
        text: 'Cold \n\nMine.',
        streamMark: { runId: 'r1', received: 5, insertAt: 5 },
      }),
      lastRun: run({ text: 'Cold at ' }),
    });
    await aFrame();
    expect(session.document.text).toBe('Cold at \n\nMine.');
    await vi.advanceTimersByTimeAsync(400);
    expect(session.document.text).toBe('Cold at mile twenty\n\nMine.');
    expect(session.live).toBe(true);
  });

  test('that was cut short by the end of Copydeck says so', () => {
    const { open } = setUp();
    const session = open({
      draft: draft({ text: 'Cold' }),
      lastRun: run({ state: { state: 'interrupted' } }),
    });
    expect(session.run?.outcome).toEqual({ kind: 'interrupted' });
  });

  test('that ended in order has nothing to say about it', () => {
    const { open } = setUp();
    const session = open({
      draft: draft({ text: 'Cold' }),
      lastRun: run({ state: { state: 'finished', reason: 'complete' } }),
    });
    expect(session.run).toBeNull();
  });
});

test('going on adds to the copy where it stopped, and undo takes that away again', async () => {
  const { open, send, backend } = setUp();
  const session = open({ draft: draft({ text: 'Cold at' }) });
  await session.draft(template, true);
  expect(backend.startDrafting.mock.calls[0]?.[3]).toEqual({ kind: 'continue', at: 7 });
  const messages = new Messages();
  send(messages.started());
  send(messages.delta(' mile twenty'));
  send(messages.finished());
  await vi.advanceTimersByTimeAsync(500);
  expect(session.document.text).toBe('Cold at mile twenty');
  session.document.undo();
  expect(session.document.text).toBe('Cold at');
});

test('an empty sheet is drafted afresh, whatever was asked', async () => {
  const { open, backend } = setUp();
  const session = open({ draft: draft() });
  await session.draft(template, true);
  expect(backend.startDrafting.mock.calls[0]?.[3]).toEqual({ kind: 'afresh' });
});

test('what was brought back can be undone, in the editor’s history', async () => {
  const restoreRevision = () =>
    Promise.resolve({ draft: draft({ text: 'Earlier' }), replaced: 'v2' });
  const { open } = setUp({ restoreRevision: vi.fn(restoreRevision) });
  const session = open({ draft: draft({ text: 'Present' }) });
  const back = await session.restore('v1');
  expect(session.document.text).toBe('Earlier');
  await back();
  expect(session.document.text).toBe('Present');
});

test('bringing the earlier copy back stops the run first', async () => {
  const { open, send, backend } = setUp({
    restoreRevision: vi.fn(() => Promise.resolve({ draft: draft({ text: 'Earlier copy' }) })),
  });
  const session = open({ draft: draft({ text: 'Earlier copy' }) });
  await session.draft(template);
  const messages = new Messages();
  send(messages.started());
  const restored = session.restore('v1');
  await aFrame();
  expect(backend.cancelDrafting).toHaveBeenCalledWith('r1');
  send(messages.finished('stopped'));
  await vi.advanceTimersByTimeAsync(500);
  await restored;
  expect(session.document.text).toBe('Earlier copy');
});
