import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../../tests/support';
import type { CopyMeasure } from '../../../ipc/bindings/types';
import { CopyDocument } from '../editor/copy-document';
import { Lengths } from './lengths.svelte';
import { Sending } from './sending.svelte';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('the copy is measured as it changes, one question at a time, and last as it stands', async () => {
  const answers: ((measure: CopyMeasure) => void)[] = [];
  const measureCopy = vi.fn(
    () =>
      new Promise<CopyMeasure>((resolve) => {
        answers.push(resolve);
      }),
  );
  const document = new CopyDocument('One', () => undefined);
  const lengths = new Lengths(backendWith({ measureCopy }), 'sms', document);
  const close = lengths.open();
  document.write(3, 3, ' and');
  document.write(7, 7, ' two');
  answers[0]?.({ title: 'first', fields: [] });
  await settled();
  expect(measureCopy.mock.calls).toEqual([
    ['sms', 'One'],
    ['sms', 'One and two'],
  ]);
  answers[1]?.({ title: 'second', fields: [] });
  await settled();
  expect(lengths.measure?.title).toBe('second');
  close();
  document.write(0, 0, 'x');
  await settled();
  expect(measureCopy).toHaveBeenCalledTimes(2);
});

test('a dear character is replaced wherever it stands, and that can be undone', () => {
  const document = new CopyDocument('A — b — c…', () => undefined);
  const lengths = new Lengths(
    backendWith({ measureCopy: () => Promise.resolve(null) }),
    'sms',
    document,
  );
  lengths.replace('—', '-');
  expect(document.text).toBe('A - b - c…');
  lengths.replace('…', '...');
  expect(document.text).toBe('A - b - c...');
  document.undo();
  document.undo();
  expect(document.text).toContain('—');
});

test('the cost is that of all parts to everybody, and the numbers are there again', () => {
  const sending = new Sending(localStorage);
  sending.set('recipients', null);
  expect(sending.cost(2)).toBeNull();
  sending.set('recipients', 12_000);
  sending.set('price', 0.05);
  expect(sending.cost(2)).toBeCloseTo(1_200);
  expect(new Sending(localStorage).cost(1)).toBeCloseTo(600);
  sending.set('price', -1);
  expect(sending.cost(1)).toBeNull();
  localStorage.setItem('copydeck.sending', 'spoilt');
  expect(new Sending(localStorage).recipients).toBeNull();
});
