/** Files of plain text that a user drops or picks, read in the page: nothing of them is stored. */

/** The endings that are read; what is in other files is not only text. */
export const TEXT_FILE_ENDINGS = ['.txt', '.text', '.md', '.markdown', '.csv', '.tsv'];

/** As much as a field of the brief holds, in bytes of UTF-8. */
export const MOST_BYTES = 1 << 20;

export type TextFile =
  { kind: 'text'; name: string; text: string } | { kind: 'refused'; why: string };

/** The text of a file, or why it can't be had. `taken` is how many bytes of the room are in use. */
export async function readTextFile(files: readonly File[], taken: number): Promise<TextFile> {
  const [file, ...others] = files;
  const refused = (why: string): TextFile => ({ kind: 'refused', why });
  if (!file) return refused('Drop a file from a folder of yours.');
  if (others.length > 0) return refused('One file at a time, please.');
  const name = `“${file.name}”`;
  if (!TEXT_FILE_ENDINGS.some((ending) => file.name.toLowerCase().endsWith(ending))) {
    return refused(`${name} can’t be read here. Save it as .txt, .md or .csv first.`);
  }
  if (taken + file.size > MOST_BYTES) return refused(`${name} is too large: a field holds 1 MB.`);

  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return refused(`${name} could not be read. Is it still there?`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('\0')) return refused(`${name} is not text.`);
    return { kind: 'text', name: file.name, text: text.replace(/\r\n?/gu, '\n') };
  } catch {
    return refused(`${name} is not in UTF-8. Save it as UTF-8 text, and drop it again.`);
  }
}

/** How many bytes a text is in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Whether something dragged is files, and not words from a page. */
export function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
