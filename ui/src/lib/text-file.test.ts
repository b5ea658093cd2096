import { expect, test } from 'vitest';

import { bytesOf, MOST_BYTES, readTextFile } from './text-file';

const file = (name: string, ...parts: BlobPart[]) => new File(parts, name);
const read = (...files: File[]) => readTextFile(files, 0);

test('a text file is read as it is, with line breaks of one kind', async () => {
  const text = 'Zoë: 24 h\r\nقهوة\r\u{1F331}';
  expect(await read(file('notes.TXT', '\u{FEFF}', text))).toEqual({
    kind: 'text',
    name: 'notes.TXT',
    text: 'Zoë: 24 h\nقهوة\n\u{1F331}',
  });
});

test.each([
  ['a document', [file('brief.docx', 'PK')], '“brief.docx” can’t be read here'],
  ['a folder', [file('Documents', '')], 'can’t be read here'],
  ['several files', [file('a.txt', 'a'), file('b.txt', 'b')], 'One file at a time'],
  ['Latin-1', [file('old.txt', new Uint8Array([0x5a, 0xeb]))], 'not in UTF-8'],
  ['a program by another name', [file('run.txt', 'MZ\0\0')], 'is not text'],
  ['nothing', [], 'Drop a file'],
])('%s is refused with a word on what to do', async (_, files, why) => {
  const result = await read(...files);
  expect(result.kind === 'refused' && result.why).toContain(why);
});

test('a file fits as long as there is room for it', async () => {
  const most = file('most.txt', 'a'.repeat(MOST_BYTES));
  expect((await read(most)).kind).toBe('text');
  expect(await readTextFile([most], 1)).toEqual({
    kind: 'refused',
    why: '“most.txt” is too large: a field holds 1 MB.',
  });
});

test('room is counted in bytes', () => {
  expect(bytesOf('é🌱')).toBe(6);
});
