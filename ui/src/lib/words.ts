/**
 * Counts the words of a text that arrives in pieces, without reading any piece twice. A word is
 * a run of non-space characters with a letter or a digit in it, so that Markdown's marks and
 * dashes count for nothing.
 */
export class WordCounter {
  count = 0;
  /** Whether the chunk at the end, which the next piece may continue, is counted already. */
  #chunkCounted = false;

  add(text: string): void {
    for (const [piece] of text.matchAll(/\s+|\S+/gu)) {
      if (/^\s/u.test(piece)) {
        this.#chunkCounted = false;
      } else if (!this.#chunkCounted && /[\p{L}\p{N}]/u.test(piece)) {
        this.#chunkCounted = true;
        this.count += 1;
      }
    }
  }
}

/** “1 word”, “84 words”. */
export function wordsInWords(count: number): string {
  return count === 1 ? '1 word' : `${count.toLocaleString('en')} words`;
}
