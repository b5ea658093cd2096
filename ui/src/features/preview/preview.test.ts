import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';

import { backendWith } from '../../../tests/support';
import { CommandFailure, type Backend } from '../../ipc/backend';
import type { PreviewPatch, PreviewUpdate } from '../../ipc/bindings/types';
import { CopyDocument } from '../desk/editor/copy-document';
import PreviewPane from './PreviewPane.svelte';

const block = (id: number, text: string) => ({ id, html: `<p dir="auto">${text}</p>` });
const whole = (...texts: string[]): PreviewPatch => ({
  version: 1,
  keep: 0,
  remove: 0,
  insert: texts.map((text, index) => block(index + 1, text)),
  changed: [],
});

function show(text: string, answer: (update: PreviewUpdate) => Promise<PreviewPatch>) {
  const source = new CopyDocument(text, () => undefined);
  const updatePreview = vi.fn<Backend['updatePreview']>((_id, update) => answer(update));
  const closePreview = vi.fn(() => Promise.resolve());
  const onopenlink = vi.fn();
  const view = render(PreviewPane, {
    backend: backendWith({ updatePreview, closePreview }),
    source,
    live: false,
    onopenlink,
  });
  return { source, updatePreview, closePreview, onopenlink, view };
}

const shown = () => [...document.querySelectorAll('.block')].map((one) => one.textContent);

test('the whole text is sent first, and then what changes, one message at a time', async () => {
  const answers: ((patch: PreviewPatch) => void)[] = [];
  const { source, updatePreview } = show(
    'One\n\nTwo',
    () => new Promise((resolve) => answers.push(resolve)),
  );
  expect(updatePreview.mock.calls[0]?.[1]).toEqual({ kind: 'whole', text: 'One\n\nTwo' });
  source.replace('One\n\nTwo!');
  source.replace('One\n\nThree');
  answers[0]?.(whole('One', 'Two'));
  await waitFor(() => {
    expect(updatePreview).toHaveBeenCalledTimes(2);
  });
  expect(shown()).toEqual(['One', 'Two']);
  const second = updatePreview.mock.calls[1]?.[1];
  expect(second).toMatchObject({ kind: 'changes', version: 1 });
  expect(second?.kind === 'changes' && second.changes).toEqual([
    { from: 0, to: 8, insert: 'One\n\nThree' },
  ]);
  answers[1]?.({ version: 2, keep: 1, remove: 1, insert: [block(3, 'Three')], changed: [] });
  await waitFor(() => {
    expect(shown()).toEqual(['One', 'Three']);
  });
});

test('a patch leaves the blocks that stay as they are, and renews those that read differently', async () => {
  let next = whole('One', 'Two', 'Three');
  const { source } = show('text', () => Promise.resolve(next));
  await waitFor(() => {
    expect(shown()).toEqual(['One', 'Two', 'Three']);
  });
  const last = document.querySelector('[data-block="3"]');
  next = { version: 2, keep: 1, remove: 1, insert: [], changed: [block(1, 'First')] };
  source.replace('other');
  await waitFor(() => {
    expect(shown()).toEqual(['First', 'Three']);
  });
  expect(document.querySelector('[data-block="3"]')).toBe(last);
});

test('a preview that lost its place is sent the whole text again', async () => {
  const { source, updatePreview } = show('One', (update) =>
    update.kind === 'whole'
      ? Promise.resolve(whole(update.text))
      : Promise.reject(new CommandFailure({ code: 'preview_out_of_step', message: 'Lost.' })),
  );
  await waitFor(() => {
    expect(shown()).toEqual(['One']);
  });
  source.replace('Two');
  await waitFor(() => {
    expect(shown()).toEqual(['Two']);
  });
  expect(updatePreview).toHaveBeenCalledTimes(3);
});

test('a preview that cannot be shown says why, and can be tried again', async () => {
  let fails = true;
  show('One', () =>
    fails
      ? Promise.reject(new CommandFailure({ code: 'preview_too_long', message: 'Too long.' }))
      : Promise.resolve(whole('One')),
  );
  expect((await screen.findByRole('alert')).textContent).toContain('Too long.');
  fails = false;
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => {
    expect(shown()).toEqual(['One']);
  });
});

test('a link says where it leads, and opens outside only when it is clicked', async () => {
  const html = '<p><a href="https://example.com/" title="https://example.com/">See it</a></p>';
  const { onopenlink, view, closePreview } = show('x', () =>
    Promise.resolve({ ...whole(), insert: [{ id: 1, html }] }),
  );
  const link = await screen.findByRole('link', { name: 'See it' });
  await fireEvent.focusIn(link);
  expect(screen.getByTestId('link-address').textContent).toBe('https://example.com/');
  expect(onopenlink).not.toHaveBeenCalled();
  expect(await fireEvent.click(link)).toBe(false);
  expect(onopenlink).toHaveBeenCalledWith('https://example.com/');
  view.unmount();
  expect(closePreview).toHaveBeenCalledOnce();
});

test('an empty draft says what will show', async () => {
  show('', () => Promise.resolve(whole()));
  await screen.findByText(/Nothing is written yet/u);
});
