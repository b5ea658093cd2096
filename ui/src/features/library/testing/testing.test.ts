import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../../tests/support';
import { CommandFailure } from '../../../ipc/backend';
import type { TemplateTestEvent, TemplateTestRun, TestResult } from '../../../ipc/bindings/types';
import { expectationKinds } from './expectations';
import { Testing } from './testing.svelte';

const local = { kind: 'local' } as const;

function result(number: number, passed: boolean): TestResult {
  return { test: number, passed, draft: '', findings: [] };
}

function run(version: number, ...results: TestResult[]): TemplateTestRun {
  return { version, model: 'A', ranAt: '2026-11-24T09:00:00Z', results };
}

test('results show one by one while the tests run, and the run is kept', async () => {
  let tell: (event: TemplateTestEvent) => void = () => undefined;
  let end: (run: TemplateTestRun) => void = () => undefined;
  const kept = [run(1, result(1, true))];
  const cancelDrafting = vi.fn(() => Promise.resolve());
  const testing = new Testing(
    backendWith({
      listTemplateTests: () => Promise.resolve(kept),
      runTemplateTests: (_id, _text, _model, _judged, onEvent) => {
        tell = onEvent;
        return new Promise((resolve) => {
          end = resolve;
        });
      },
      cancelDrafting,
    }),
    't1',
  );
  await testing.load();
  expect(testing.shown).toEqual([result(1, true)]);

  const running = testing.run('text', local, false);
  expect(testing.shown).toEqual([]);
  tell({ type: 'began', test: 1, runId: 'r1' });
  expect(testing.writing).toBe(1);
  await testing.stop();
  expect(cancelDrafting).toHaveBeenCalledWith('r1');
  tell({ type: 'ended', result: result(1, false) });
  expect([testing.writing, testing.shown]).toEqual([null, [result(1, false)]]);
  const made = run(2, result(1, false));
  kept.unshift(made);
  end(made);
  await running;
  expect([testing.live, testing.unkept, testing.runs.length]).toEqual([false, false, 2]);
  expect(testing.shown).toEqual([result(1, false)]);
});

test('what came of a text that is no version is shown, and said not to be kept', async () => {
  const testing = new Testing(
    backendWith({
      listTemplateTests: () => Promise.resolve([run(1, result(1, true))]),
      runTemplateTests: () => Promise.resolve(run(0, result(1, false))),
    }),
    't1',
  );
  await testing.run('text', local, false);
  expect([testing.unkept, testing.shown]).toEqual([true, [result(1, false)]]);
  const [earlier] = testing.runs;
  if (earlier) testing.look(earlier);
  expect([testing.unkept, testing.shown]).toEqual([false, [result(1, true)]]);
});

test('tests that can’t be run leave what was there and say why', async () => {
  const testing = new Testing(
    backendWith({
      listTemplateTests: () => Promise.resolve([run(1, result(1, true))]),
      runTemplateTests: () =>
        Promise.reject(new CommandFailure({ code: 'no_model', message: 'There is no model.' })),
    }),
    't1',
  );
  await testing.load();
  await testing.run('text', local, true);
  expect(testing.error?.message).toBe('There is no model.');
  expect(testing.shown).toEqual([result(1, true)]);
});

test('what is expected is written as the file has it', () => {
  const written = expectationKinds.map((kind) => kind.written('12'));
  expect(written).toEqual([
    { contains: '12' },
    { length: { most: 12 } },
    { length: { least: 12 } },
    { within: 'format' },
    { no: 'placeholders' },
    { no: 'unsupported-numbers' },
    { json: '12' },
    { matches: '12' },
    { judged: '12' },
  ]);
});
