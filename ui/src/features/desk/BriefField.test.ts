import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';

import { variable } from '../../../tests/support';
import type { Variable } from '../../ipc/bindings/types';
import { BriefForm } from './brief-form.svelte';
import BriefField from './BriefField.svelte';

function show(field: Variable, form = new BriefForm()) {
  const onchange = vi.fn();
  render(BriefField, { variable: field, form, onchange });
  return { form, onchange };
}

test('a text field is found by its label and keeps each letter', async () => {
  const { form, onchange } = show(variable('product', { type: 'text' }, { label: 'Product' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Product' }), 'Bottle');
  expect(form.answers).toEqual({ product: 'Bottle' });
  expect(onchange).toHaveBeenCalledTimes(6);
});

test('a choice offers its options, and its default is chosen already', async () => {
  const kind = { type: 'choice', options: ['Hikers', 'Press'] } as const;
  const field = variable('audience', { ...kind, options: [...kind.options] }, { default: 'Press' });
  const { form } = show(field);
  const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'audience' });
  expect(select.value).toBe('Press');
  await userEvent.selectOptions(select, 'Hikers');
  expect(form.answers).toEqual({ audience: 'Hikers' });
});

test('an answer that a template no longer offers is still shown', () => {
  const field = variable('audience', { type: 'choice', options: ['Press'] });
  show(field, new BriefForm({ audience: 'Hikers' }));
  expect(screen.getByRole<HTMLSelectElement>('combobox').value).toBe('Hikers');
});

test('a list takes one answer on each line', async () => {
  const { form } = show(variable('keywords', { type: 'list' }));
  await userEvent.type(screen.getByRole('textbox'), 'steel{enter}hiking');
  expect(form.answers).toEqual({ keywords: ['steel', 'hiking'] });
});

test('what is wrong is said beside the field, to eyes and ears', async () => {
  show(variable('page', { type: 'link' }));
  const input = screen.getByRole('textbox');
  await userEvent.type(input, 'example.com');
  await userEvent.tab();
  const error = screen.getByText('Write a whole web address, such as https://example.com.');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(input.getAttribute('aria-describedby')).toContain(error.id);
});

test('a yes-or-no field is a checkbox', async () => {
  const { form } = show(variable('question', { type: 'yesNo' }, { label: 'End with a question' }));
  await userEvent.click(screen.getByRole('checkbox', { name: 'End with a question' }));
  expect(form.answers).toEqual({ question: true });
});

const notes = (text: BlobPart = 'Cold for 24 hours', name = 'notes.txt') => new File([text], name);

test('a file’s text is added to what stands in a long field, and can be taken back', async () => {
  const { form } = show(
    variable('news', { type: 'longText' }, { label: 'What is new' }),
    new BriefForm({ news: 'Weighs 240 grams.' }),
  );
  await userEvent.upload(screen.getByTestId('file-for-news'), notes());
  await screen.findByText('Added notes.txt.');
  expect(form.answers).toEqual({ news: 'Weighs 240 grams.\n\nCold for 24 hours' });
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(form.answers).toEqual({ news: 'Weighs 240 grams.' });
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'What is new' }));
});

test('a file is dropped on its field', async () => {
  const { form } = show(variable('news', { type: 'longText' }));
  const area = screen.getByRole('textbox');
  const dataTransfer = { types: ['Files'], files: [notes()] };
  await fireEvent.dragOver(area, { dataTransfer });
  expect(screen.getByText('Drop it to add its text')).toBeDefined();
  await fireEvent.drop(area, { dataTransfer });
  await screen.findByText('Added notes.txt.');
  expect(form.answers).toEqual({ news: 'Cold for 24 hours' });
});

test('a file that is no text is refused in place, and nothing is lost', async () => {
  const { form } = show(variable('news', { type: 'longText' }), new BriefForm({ news: 'Kept' }));
  const area = screen.getByRole('textbox');
  const dataTransfer = { types: ['Files'], files: [notes('PK', 'brief.docx')] };
  await fireEvent.drop(area, { dataTransfer });
  const error = await screen.findByText(/can’t be read here/u);
  expect(area.getAttribute('aria-describedby')).toContain(error.id);
  expect(form.answers).toEqual({ news: 'Kept' });
});
