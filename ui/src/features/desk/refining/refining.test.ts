import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../../tests/support';
import type { Backend } from '../../../ipc/backend';
import type { DraftingEvent, OpenProposal, Refinement } from '../../../ipc/bindings/types';
import { CopyDocument } from '../editor/copy-document';
import { nearest, RefineState } from './refining.svelte';

const COPY = 'Cold at mile twenty. Light as a shoe. Order now.';

/** Pieces for each word that differs, where both have as many. */
const cutProposal: Backend['cutProposal'] = (_template, text, part, proposal) => {
  const is = proposal.split(' ');
  let at = 0;
  const words = text.slice(part.from, part.to).split(' ');
  const pieces = words.flatMap((word, index) => {
    const from = at;
    at += word.length + 1;
    const insert = is[index] ?? '';
    return word === insert ? [] : [{ from, to: from + word.length, insert }];
  });
  return Promise.resolve({ pieces, tooLong: [] });
};

function setUp(more: Partial<Backend> = {}) {
  let tell: (event: DraftingEvent) => void = () => undefined;
  const decideRefinement = vi.fn<Backend['decideRefinement']>(() => Promise.resolve());
  const backend = backendWith({
    cutProposal,
    decideRefinement,
    startRefining: (_id, part, _ask, onEvent) => {
      tell = onEvent;
      const at = part?.from ?? 0;
      const open: OpenProposal = { passage: COPY.slice(at, part?.to ?? COPY.length).trim(), at };
      return Promise.resolve({ runId: 'r1', open });
    },
    ...more,
  });
  const document = new CopyDocument(COPY, () => undefined);
  const refining = new RefineState(backend, {
    document,
    template: () => 'launch-email',
    savedId: () => Promise.resolve('d1'),
    flush: () => Promise.resolve(true),
    refined: () => undefined,
  });
  const answer = async (text: string, reason: 'complete' | 'stopped' = 'complete') => {
    await settled();
    const started = { runId: 'r1', draftId: 'd1', modelName: 'Loopback', onThisComputer: false };
    tell({ type: 'started', seq: 0, ...started });
    tell({ type: 'delta', seq: 1, text, length: text.length });
    tell({ type: 'finished', seq: 2, reason, length: text.length });
    await vi.waitFor(() => {
      expect(refining.live).toBe(false);
    });
    await settled();
  };
  return { document, refining, answer, decideRefinement };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('the copy changes only by what is taken, and each taking is one step to undo', async () => {
  const { document, refining, answer, decideRefinement } = setUp();
  void refining.start({ from: 0, to: COPY.length }, { kind: 'clearer' });
  await answer('Icy at mile twenty. Light as a feather. Order now.');
  expect(document.text).toBe(COPY);
  expect(refining.shown?.pieces).toHaveLength(2);

  refining.take(0);
  await settled();
  const after = COPY.replace('Cold', 'Icy');
  expect(document.text).toBe(after);
  expect(decideRefinement.mock.calls[0]).toEqual([
    'r1',
    { before: COPY, after },
    { passage: after, at: 0, proposal: 'Icy at mile twenty. Light as a feather. Order now.' },
  ]);

  refining.leave(0);
  await settled();
  expect(document.text).toBe(after);
  expect(refining.open).toBe(false);
  expect(decideRefinement.mock.calls[1]).toEqual(['r1', null, null]);

  document.undo();
  expect(document.text).toBe(COPY);
});

test('all of it is taken as one step, and undone as one', async () => {
  const { document, refining, answer } = setUp();
  void refining.start({ from: 0, to: COPY.length }, { kind: 'clearer' });
  await answer('Icy at mile ten. Light as a feather. Order now.');
  refining.takeAll();
  expect(document.text).toBe('Icy at mile ten. Light as a feather. Order now.');
  document.undo();
  expect(document.text).toBe(COPY);
});

test('a change undone while the rest is open is offered again', async () => {
  const { document, refining, answer } = setUp();
  void refining.start({ from: 0, to: COPY.length }, { kind: 'clearer' });
  await answer('Icy at mile twenty. Light as a feather. Order now.');
  refining.take(0);
  document.undo();
  await vi.waitFor(() => {
    expect(refining.shown?.pieces).toHaveLength(2);
  });
});

test('what is typed elsewhere meanwhile stays, and the pieces follow', async () => {
  const { document, refining, answer } = setUp();
  void refining.start({ from: 21, to: COPY.length }, { kind: 'clearer' });
  await settled();
  document.write(0, 0, 'Ice! ');
  await answer('Light as a feather. Order now.');
  document.write(0, 0, 'More. ');
  refining.takeAll();
  expect(document.text).toBe(`More. Ice! ${COPY.replace('shoe', 'feather')}`);
});

test('words typed in the passage are kept beside the proposal', async () => {
  const { document, refining, answer } = setUp();
  void refining.start({ from: 0, to: COPY.length }, { kind: 'clearer' });
  await answer('Icy at mile twenty. Light as a feather. Order now.');
  document.write(8, 12, 'hour');
  await vi.waitFor(() => {
    expect(refining.shown?.pieces.map(({ insert }) => insert)).toEqual(['Icy', 'mile', 'feather.']);
  });
  expect(document.text).toContain('Cold at hour twenty');
});

test('what a crash left open is offered again', async () => {
  const run = {
    id: 'r1',
    draftId: 'd1',
    model: { kind: 'local' as const },
    modelName: 'SmolLM2 135M',
    text: 'Light as a feather.',
    state: { state: 'interrupted' as const },
    startedAt: '2026-11-24T09:00:00Z',
  };
  const found: Refinement = {
    run,
    ask: { kind: 'clearer' },
    open: { passage: 'Light as a shoe.', at: 40 },
  };
  const { document, refining } = setUp({ getOpenRefinement: () => Promise.resolve(found) });
  await refining.resume();
  expect(refining.shown?.pieces).toHaveLength(1);
  refining.takeAll();
  expect(document.text).toBe(COPY.replace('shoe', 'feather'));

  const gone = { ...found, open: { passage: 'Warm.', at: 0 } };
  const other = setUp({ getOpenRefinement: () => Promise.resolve(gone) });
  await other.refining.resume();
  expect(other.refining.beside).toBe('Light as a feather.');
});

test('of the same words in two places the nearer is meant', () => {
  const text = 'Order now. It is cold. Order now.';
  expect(nearest(text, 'Order now.', 2)).toBe(0);
  expect(nearest(text, 'Order now.', 20)).toBe(23);
  expect(nearest(text, 'Buy now.', 0)).toBeNull();
});
