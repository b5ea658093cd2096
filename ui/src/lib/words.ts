/** Counting words, in scripts that put spaces between them and in those that do not. */

/** Scripts whose words stand side by side. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Beyond this, the beginning of a chunk that does not end is not looked at again. */
const LONGEST_CHUNK = 256;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * Counts the words of a text that arrives in pieces, reading hardly any of it twice. A word is a
 * run of non-space characters with a letter or a digit in it, so that Markdown's marks and dashes
 * count for nothing; in a script without spaces it is what a dictionary says.
 */
export class WordCounter {
  count = 0;
  /** What stands after the last space, which the next piece may continue, and its words so far. */
  #chunk = '';
  #chunkWords = 0;

  add(text: string): void {
    for (const [piece] of text.matchAll(/\s+|\S+/gu)) {
      if (/^\s/u.test(piece)) this.#begin('');
      else this.#continue(piece);
    }
  }

  #begin(chunk: string): void {
    this.#chunk = chunk;
    this.#chunkWords = wordsIn(chunk);
  }

  #continue(piece: string): void {
    const chunk = this.#chunk + piece;
    const words = wordsIn(chunk);
    this.count += words - this.#chunkWords;
    if (chunk.length > LONGEST_CHUNK) {
      this.#begin(chunk.slice(-LONGEST_CHUNK / 4));
    } else {
      this.#chunk = chunk;
      this.#chunkWords = words;
    }
  }
}

/** How many words stand in a run of non-space characters. */
function wordsIn(chunk: string): number {
  if (!/[\p{L}\p{N}]/u.test(chunk)) return 0;
  if (!UNSPACED.test(chunk)) return 1;
  let words = 0;
  for (const { isWordLike } of segmenter.segment(chunk)) if (isWordLike === true) words += 1;
  return words;
}

/** “1 word”, “84 words”. */
export function wordsInWords(count: number): string {
  return count === 1 ? '1 word' : `${count.toLocaleString('en')} words`;
}

/** “1 draft”, “84 drafts”. */
export function draftsInWords(count: number): string {
  return count === 1 ? '1 draft' : `${count.toLocaleString('en')} drafts`;
}
