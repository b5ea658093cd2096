import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../tests/support';
import { CommandFailure, type Backend } from '../../ipc/backend';
import { Exports } from './export.svelte';

const source = {
  id: 'd1',
  document: { text: 'Cold' },
  flush: () => Promise.resolve(true),
};

function exports(commands: Partial<Backend>) {
  const show = vi.fn<(message: string) => void>();
  return { exports: new Exports(backendWith(commands), { show }), show };
}

test('a draft is saved before it is taken out, and the word says where it went', async () => {
  const order: string[] = [];
  const { exports: out, show } = exports({
    chooseExportFile: () => Promise.resolve('~/Cold.docx'),
    exportDraft: (id, format, path) => {
      order.push(`${id} ${format} ${path}`);
      return Promise.resolve();
    },
  });
  const flush = () => {
    order.push('saved');
    return Promise.resolve(true);
  };
  await out.save({ ...source, flush }, 'docx');
  expect(order).toEqual(['saved', 'd1 docx ~/Cold.docx']);
  expect(show).toHaveBeenCalledWith('Saved to ~/Cold.docx');
});

test('nothing is written or said when no file was picked', async () => {
  const { exports: out, show } = exports({ chooseExportFile: () => Promise.resolve(null) });
  await out.save(source, 'html');
  expect(show).not.toHaveBeenCalled();
});

test('what fails is said in words', async () => {
  const { exports: out, show } = exports({
    copyDraft: () =>
      Promise.reject(
        new CommandFailure({ code: 'clipboard_unusable', message: 'The clipboard is gone.' }),
      ),
  });
  await out.copy(source, 'rich');
  expect(show).toHaveBeenCalledWith('The clipboard is gone.');
  await out.copy({ ...source, flush: () => Promise.resolve(false) }, 'rich');
  expect(show).toHaveBeenLastCalledWith('The draft could not be saved, so it was not exported.');
  await out.copy({ ...source, id: null }, 'rich');
  expect(show).toHaveBeenLastCalledWith('There is nothing to export yet.');
});

test('printing puts the copy, and only the latest, on paper', async () => {
  const printWindow = vi.fn(() => Promise.resolve());
  const { exports: out } = exports({
    updatePreview: (_id, update) =>
      Promise.resolve({
        version: 1,
        keep: 0,
        remove: 0,
        insert: [{ id: 1, html: `<p>${update.kind === 'whole' ? update.text : ''}</p>` }],
        changed: [],
      }),
    closePreview: () => Promise.resolve(),
    printWindow,
  });
  await out.print(source);
  await out.print({ ...source, document: { text: 'Warm' } });
  expect(printWindow).toHaveBeenCalledTimes(2);
  const papers = [...document.querySelectorAll('.printed')].map((paper) => paper.textContent);
  expect(papers).toEqual(['Warm']);
});
