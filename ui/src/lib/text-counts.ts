/**
 * Words and characters of a text, as a reader counts them: an emoji of several parts or a letter
 * with its accents is one character. Counted in steps, so that a long text never holds anything up.
 */
import { WordCounter } from './words';

export type TextCounts = { words: number; characters: number };

/** Adults read English prose at this pace, silently (Brysbaert, 2019). */
const WORDS_A_MINUTE = 238;

/** How much is looked at in one step, in UTF-16 units. */
const STEP = 4096;
const WINDOW = 512;

/** Every character of these is one of its own, whatever stands beside it. */
const SIMPLE = /^[\n\u{20}-\u{7E}\u{A0}-\u{AC}\u{AE}-\u{2FF}]*$/u;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Counts a text, pausing at each `yield`. */
export function* countText(text: string): Generator<undefined, TextCounts> {
  const words = new WordCounter();
  for (let from = 0; from < text.length; from += STEP) {
    words.add(text.slice(from, from + STEP));
    yield;
  }
  const characters = SIMPLE.test(text) ? text.length : yield* countCharacters(text);
  return { words: words.count, characters };
}

/** In windows, because the engines take far longer with one long text than with its parts. */
function* countCharacters(text: string): Generator<undefined, number> {
  let characters = 0;
  for (let from = 0; from < text.length;) {
    const window = [...graphemes.segment(text.slice(from, from + WINDOW))];
    const isLast = from + WINDOW >= text.length;
    // The last one may go on beyond the window: the next window begins with it.
    const open = !isLast && window.length > 1 ? window.pop() : undefined;
    characters += window.length;
    from += open?.index ?? WINDOW;
    yield;
  }
  return characters;
}

/** “35 s to read”, “4 min to read”; nothing for a text without words. */
export function readingTimeInWords(words: number): string {
  if (words === 0) return '';
  const seconds = (words / WORDS_A_MINUTE) * 60;
  if (seconds < 57.5) return `${String(Math.max(5, Math.round(seconds / 5) * 5))} s to read`;
  return `${Math.round(seconds / 60).toLocaleString('en')} min to read`;
}

/** “84 words · 512 characters · 20 s to read”; of what is selected, where something is. */
export function countsInWords(all: TextCounts, selected: TextCounts | null): string {
  const of = (part: number | undefined, whole: number, noun: string) => {
    const name = whole === 1 ? noun : `${noun}s`;
    const total = `${whole.toLocaleString('en')} ${name}`;
    return part === undefined ? total : `${part.toLocaleString('en')} of ${total}`;
  };
  return [
    of(selected?.words, all.words, 'word'),
    of(selected?.characters, all.characters, 'character'),
    readingTimeInWords((selected ?? all).words),
  ]
    .filter(Boolean)
    .join(' · ');
}
