import { expect, test, vi } from 'vitest';

import { backendWith, Messages, run } from '../../../../tests/support';
import { CommandFailure, type Backend } from '../../../ipc/backend';
import type { Brief, Variant, VariantEvent, VariantRound } from '../../../ipc/bindings/types';
import { VariantsState } from './variants.svelte';

const brief: Brief = {
  values: {},
  tone: { formality: 3, energy: 3, seriousness: 3 },
  model: { kind: 'local' },
};
const owner = { id: 'd1', template: 'launch-email', brief: () => brief };

function variant(number: number, more: Partial<Variant> = {}): Variant {
  return {
    runId: `r${String(number)}`,
    number,
    modelName: 'SmolLM2 135M',
    onThisComputer: true,
    text: '',
    state: { state: 'live' },
    ...more,
  };
}

function round(variants: Variant[], more: Partial<VariantRound> = {}): VariantRound {
  const startedAt = '2026-11-24T09:00:00Z';
  return { draftId: 'd1', round: 1, rounds: 1, startedAt, variants, ...more };
}

const three = [variant(1), variant(2), variant(3)];

async function started(more: Partial<Backend> = {}, early: VariantEvent[] = []) {
  let send: (event: VariantEvent) => void = () => undefined;
  const backend = {
    startVariants: (...call: Parameters<Backend['startVariants']>) => {
      send = call[4];
      early.forEach(send);
      return Promise.resolve(round(three));
    },
    getVariants: vi.fn(() => Promise.resolve(round(three))),
    cancelDrafting: vi.fn(() => Promise.resolve()),
  };
  const state = new VariantsState(backendWith({ ...backend, ...more }), owner);
  state.count = 3;
  await state.start('d1');
  return {
    state,
    backend,
    send: (number: number, event: ReturnType<Messages['delta']>) => {
      send({ variant: number, ...event });
    },
  };
}

const texts = (state: VariantsState) => state.columns.map(({ text }) => text.text);

test('each variant takes its own words, and one that is stopped leaves the others', async () => {
  const { state, send, backend } = await started();
  expect(state.shown).toBe(true);
  const messages = [new Messages(), new Messages(), new Messages()] as const;
  messages.forEach((own, index) => {
    send(index + 1, own.started());
    send(index + 1, own.delta(`Words of ${String(index + 1)}`));
  });
  await state.columns[1]?.run.stop();
  expect(backend.cancelDrafting).toHaveBeenCalledExactlyOnceWith('r2');
  send(2, messages[1].finished('stopped'));
  send(1, messages[0].delta(' and more'));
  send(1, messages[0].finished());
  await vi.waitFor(() => {
    expect(texts(state)).toEqual(['Words of 1 and more', 'Words of 2', 'Words of 3']);
  });
  expect(state.columns.map(({ live }) => live)).toEqual([false, false, true]);
  expect(state.columns.map(({ usable }) => usable)).toEqual([true, true, false]);
  expect(state.spoken).toBe('Variant A: Draft complete');
  expect(state.live).toBe(true);
});

test('words that overtake the answer are not lost', async () => {
  const first = new Messages();
  const early = [first.started(), first.delta('Cold at '), first.delta('mile twenty')];
  const { state } = await started(
    {},
    early.map((event) => ({ variant: 1, ...event })),
  );
  await vi.waitFor(() => {
    expect(texts(state)[0]).toBe('Cold at mile twenty');
  });
});

test('what was written anew stands there in the end', async () => {
  const done = variant(1, {
    text: 'A bottle that never sweats',
    state: { state: 'finished', reason: 'complete' },
  });
  const getVariants = () => Promise.resolve(round([done, variant(2), variant(3)]));
  const { state, send } = await started({ getVariants });
  const first = new Messages();
  send(1, first.started());
  send(1, first.delta('The hiking bottle that never sweats on you'));
  send(1, first.finished());
  await vi.waitFor(() => {
    expect(texts(state)[0]).toBe('A bottle that never sweats');
  });
});

test('a round of earlier opens as it ended, and one still live is followed on', async () => {
  const variants = [
    variant(1, { text: 'One', state: { state: 'finished', reason: 'complete' } }),
    variant(2, { text: 'Two', state: { state: 'interrupted' }, pickedAt: '2026-11-24T09:00:00Z' }),
    variant(3, { text: 'Thr' }),
  ];
  const ended = { state: { state: 'finished', reason: 'complete' } } as const;
  const backend = backendWith({
    getVariants: () => Promise.resolve(round(variants, { round: 2, rounds: 2 })),
    getRun: (id) => Promise.resolve(run({ id, text: 'Three', ...ended })),
  });
  const state = new VariantsState(backend, owner);
  state.rounds = 2;
  await state.open();
  await vi.waitFor(() => {
    expect(texts(state)).toEqual(['One', 'Two', 'Three']);
  });
  expect(state.columns.map(({ run }) => run.outcome?.kind)).toEqual([
    'finished',
    'interrupted',
    'finished',
  ]);
  expect(state.columns.map(({ picked }) => picked)).toEqual([false, true, false]);
});

test('a round that can’t be read says why', async () => {
  const error = { code: 'store', message: 'The disk did not answer.' };
  const backend = backendWith({ getVariants: () => Promise.reject(new CommandFailure(error)) });
  const state = new VariantsState(backend, owner);
  state.rounds = 1;
  await state.open();
  expect(state.error?.message).toBe('The disk did not answer.');
});
