/** Made-up histories. */
import type {
  Comparison,
  Revision,
  RevisionCause,
  RevisionSummary,
} from '../../src/ipc/bindings/types';

export type FakeRevision = RevisionSummary & Revision;

const kept: { cause: RevisionCause; minutes: number; text: (copy: string) => string }[] = [
  { cause: 'beforeDrafting', minutes: 4, text: (copy) => copy.replace('Cold at', 'Thirsty at') },
  { cause: 'drafted', minutes: 31, text: (copy) => copy.replace('24 hours', '36 hours') },
  { cause: 'typed', minutes: 40, text: (copy) => copy.replace('packed smart', 'packed well') },
  { cause: 'restored', minutes: 55, text: (copy) => copy.slice(0, copy.length / 2) },
  { cause: 'drafted', minutes: 60 * 26, text: (copy) => `${copy}\n\nThe trail is waiting.` },
  { cause: 'beforeDrafting', minutes: 60 * 24 * 9, text: () => 'Notes: cold, light, Friday.' },
];

/** `count` revisions of a draft that now says `copy`, newest first. */
export function revisionsOf(draftId: string, copy: string, count: number): FakeRevision[] {
  return Array.from({ length: count }, (_, index) => {
    const model = kept[index % kept.length];
    if (!model) throw new Error('there are some');
    const minutes = model.minutes + Math.floor(index / kept.length) * 60 * 24 * 10;
    return {
      id: `${draftId}-v${String(count - index).padStart(6, '0')}`,
      draftId,
      cause: model.cause,
      ...(model.cause === 'drafted' ? { modelName: 'SmolLM2 135M', runId: 'r0' } : {}),
      ...(index % kept.length === 2 ? { name: 'Launch day version' } : {}),
      words: 84,
      added: (index * 7) % 40,
      removed: (index * 3) % 20,
      excerpt: 'past the second ridge you will want water',
      text: model.text(copy),
      createdAt: new Date(Date.now() - minutes * 60_000).toISOString(),
    };
  });
}

/** A comparison line by line, which is enough to look at. */
export function compared(old: string, now: string): Comparison {
  const lines = old.split(/(?<=\n)/u);
  const present = now.split(/(?<=\n)/u);
  return {
    added: 3,
    removed: 2,
    lines: present.map((text, index) => {
      const was = lines[index] ?? '';
      if (was === text) return [{ kind: 'kept', text }];
      const middle = text.length / 2;
      return [
        { kind: 'kept', text: text.slice(0, middle) },
        { kind: 'deleted', text: was.slice(middle, middle + 12) },
        { kind: 'inserted', text: text.slice(middle, middle + 16) },
        { kind: 'kept', text: text.slice(middle + 16) },
      ];
    }),
  };
}
