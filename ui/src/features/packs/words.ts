/** How packs are spoken of. */
import type { PackItemPreview, PackPreview } from '../../ipc/bindings/types';
import { momentInWords } from '../../lib/time';

export function counted(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? '' : 's'}`;
}

/** What would become of an item. */
export function stateInWords({ state, merges }: PackItemPreview): string {
  switch (state) {
    case 'new':
      return 'new';
    case 'same':
      return 'stays as it is';
    case 'update':
      return merges ? 'update, merges with your edits' : 'update';
    case 'conflict':
      return 'you both changed it';
  }
}

export type TrustWords = { tone: 'ok' | 'warn' | 'bad'; message: string };

/** Who made a pack, and how far that can be believed. */
export function trustInWords(preview: PackPreview, now: Date): TrustWords {
  const { publisher, trust, trustedSince, fingerprint } = preview;
  switch (trust) {
    case 'trusted': {
      const since = trustedSince ? ` since ${momentInWords(new Date(trustedSince), now)}` : '';
      return { tone: 'ok', message: `Signed by ${publisher}, whose key you have trusted${since}.` };
    }
    case 'new':
      return {
        tone: 'warn',
        message: `Signed by ${publisher}, with a key you have not seen before. Importing trusts it from now on. Ask them whether this is theirs: ${fingerprint ?? ''}`,
      };
    case 'changed':
      return {
        tone: 'bad',
        message: `Careful: this says it is from ${publisher}, but it is signed with another key than before. Somebody else may have made it. Ask them, not in answer to the message it came with, whether this key is theirs: ${fingerprint ?? ''}`,
      };
    case 'unsigned':
      return {
        tone: 'warn',
        message: `Not signed, so nobody can tell whether it comes from ${publisher}.`,
      };
  }
}
