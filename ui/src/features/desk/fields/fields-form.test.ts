import { expect, test } from 'vitest';

import { backendWith } from '../../../../tests/support';
import type { FormField, FormText } from '../../../ipc/bindings/types';
import { CopyDocument } from '../editor/copy-document';
import { FieldsForm, guarded } from './fields-form.svelte';

const fields: FormField[] = [
  { name: 'subject', label: 'Subject', required: true },
  { name: 'headlines', label: 'Headlines', required: true, most: 15 },
];

/** Finds a subject and lines, as the backend does. */
function found(text: string): FormText[] {
  const texts: FormText[] = [];
  const add = (path: string, from: number, to: number, before = '') => {
    texts.push({ path, from, to, before, text: text.slice(from, to), long: false });
  };
  const subject = /^\*\*Subject:\*\* (.*)$/m.exec(text);
  if (subject) add('subject', subject.index + 13, subject.index + subject[0].length);
  else add('subject', text.length, text.length, `${text === '' ? '' : '\n\n'}**Subject:** `);
  const lines = [...text.matchAll(/^- (.*)$/gm)];
  lines.forEach((line, index) => {
    add(`headlines/${String(index)}`, line.index + 2, line.index + line[0].length);
  });
  const before = lines.length > 0 ? '\n- ' : '\n\n**Headlines:**\n\n- ';
  add(`headlines/${String(lines.length)}`, text.length, text.length, before);
  return texts;
}

async function formOf(text: string) {
  let edits = 0;
  const document = new CopyDocument(text, () => (edits += 1));
  const backend = backendWith({
    readFields: (_template, text) => Promise.resolve(found(text)),
  });
  const form = new FieldsForm(backend, 'search-ad', fields, document);
  form.open();
  await settled();
  const text_ = (path: string) => {
    const text = form.groups.flatMap(({ texts }) => texts).find((text) => text.path === path);
    if (!text) throw new Error(`no ${path}`);
    return text;
  };
  return { document, form, text: text_, edits: () => edits };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const COPY = '**Subject:** Cold\n\n**Headlines:**\n\n- One\n- Two';

test('what is typed in a field changes the copy in that place, as an edit of the user', async () => {
  const { document, form, text, edits } = await formOf(COPY);
  form.write(text('headlines/0'), 'One\nand a half');
  form.write(text('subject'), 'Cold at mile twenty');
  expect(document.text).toBe(
    '**Subject:** Cold at mile twenty\n\n**Headlines:**\n\n- One and a half\n- Two',
  );
  expect(edits()).toBe(2);
  document.undo();
  expect(document.text).toContain('**Subject:** Cold\n');
});

test('the empty line behind a list becomes a line of its own', async () => {
  const { document, form, text } = await formOf(COPY);
  form.write(text('headlines/2'), 'T');
  form.write(text('headlines/2'), 'Th');
  expect(document.text).toBe(`${COPY}\n- Th`);
  await settled();
  expect(text('headlines/3').text).toBe('');
});

test('a field that is not there is written with its label', async () => {
  const { document, form, text } = await formOf('');
  form.write(text('subject'), 'Cold');
  expect(document.text).toBe('**Subject:** Cold');
  await settled();
  form.write(text('headlines/0'), 'One');
  expect(document.text).toBe('**Subject:** Cold\n\n**Headlines:**\n\n- One');
});

test('a line is taken out whole', async () => {
  const { document, form, text } = await formOf(COPY);
  form.remove(text('headlines/1'));
  expect(document.text).toBe('**Subject:** Cold\n\n**Headlines:**\n\n- One');
  document.undo();
  form.remove(text('headlines/0'));
  expect(document.text).toBe('**Subject:** Cold\n\n**Headlines:**\n\n- Two');
});

test('text that streams in while the user types in a field goes where it belongs', async () => {
  const { document, form, text } = await formOf(COPY);
  document.resumeStream({ runId: 'r1', received: 0, insertAt: COPY.length });
  const line = text('headlines/0');
  document.insertStreamed('\n- Three');
  form.write(line, 'Mine');
  document.insertStreamed(' more');
  await settled();
  expect(document.text).toBe('**Subject:** Cold\n\n**Headlines:**\n\n- Mine\n- Two\n- Three more');
  expect(text('headlines/2').text).toBe('Three more');
});

test('a line of a text that would begin a field gets a backslash', () => {
  expect(guarded('One\n**Subject:** no\n\\### two\n#### three', fields)).toBe(
    'One\n\\**Subject:** no\n\\\\### two\n#### three',
  );
});
