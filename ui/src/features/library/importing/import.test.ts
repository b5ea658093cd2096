import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../../tests/support';
import { CommandFailure } from '../../../ipc/backend';
import type { ImportedTemplate, ImportPreview } from '../../../ipc/bindings/types';
import { guessInWords } from '../words';
import { Import } from './import.svelte';

function found(title: string, problem?: string): ImportedTemplate {
  const rest = { title, name: title, isThere: false, guesses: [] };
  return problem === undefined ? rest : { ...rest, problem };
}

const preview: ImportPreview = {
  id: 'i1',
  name: 'prompts',
  cutShort: false,
  templates: [found('a'), found('b', 'It is never closed.'), found('c')],
};

test('what can be used is chosen, and only what is chosen is taken', async () => {
  const takeImport = vi.fn(() => Promise.resolve(['t1', 't2']));
  const importing = new Import(
    backendWith({ chooseImportFolder: () => Promise.resolve(preview), takeImport }),
  );
  await importing.chooseFolder();
  expect([...importing.chosen]).toEqual([0, 2]);
  importing.toggle(0, false);
  importing.toggle(1, true);
  expect(await importing.take()).toEqual(['t1', 't2']);
  expect(takeImport).toHaveBeenCalledWith('i1', [1, 2]);
});

test('no choice in the dialog leaves things as they are, and a failure keeps what was chosen', async () => {
  const error = { code: 'disk_full', message: 'The disk is full.' };
  const importing = new Import(
    backendWith({
      chooseImportFile: vi
        .fn<() => Promise<ImportPreview | null>>()
        .mockResolvedValueOnce(null)
        .mockResolvedValueOnce(preview),
      takeImport: () => Promise.reject(new CommandFailure(error)),
    }),
  );
  await importing.chooseFile();
  expect(importing.preview).toBeNull();
  await importing.chooseFile();
  expect(await importing.take()).toBeNull();
  expect([importing.error, importing.preview, importing.chosen.size]).toEqual([error, preview, 2]);
});

test('a guess is told in words', () => {
  const guess = { written: '[WHAT THEY SAID]', name: 'what_they_said', kind: 'long-text' };
  expect(guessInWords(guess)).toBe('becomes “what they said”, a long text');
});
