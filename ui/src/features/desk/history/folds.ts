/** A comparison with its long stretches of unchanged lines folded away. */
import type { Segment } from '../../../ipc/bindings/types';

/** Unchanged lines that stay in sight on either side of a change. */
const CONTEXT = 2;
/** Fewer lines than these are not worth a fold. */
const LEAST_FOLDED = 4;

export type Line = readonly Segment[];
export type Part =
  | { kind: 'lines'; from: number; lines: readonly Line[] }
  | { kind: 'fold'; from: number; lines: readonly Line[] };

/** The lines in parts, in order and without a gap; `from` is the index of a part's first line. */
export function foldUnchanged(lines: readonly Line[]): Part[] {
  const near = new Uint8Array(lines.length);
  lines.forEach((line, index) => {
    if (line.every((segment) => segment.kind === 'kept')) return;
    near.fill(1, Math.max(0, index - CONTEXT), index + CONTEXT + 1);
  });
  if (!near.includes(1)) return lines.length === 0 ? [] : [{ kind: 'lines', from: 0, lines }];
  const parts: Part[] = [];
  for (let from = 0; from < lines.length;) {
    let to = from;
    while (to < lines.length && near[to] === near[from]) to += 1;
    const stretch = lines.slice(from, to);
    const last = parts.at(-1);
    if (near[from] === 0 && stretch.length >= LEAST_FOLDED) {
      parts.push({ kind: 'fold', from, lines: stretch });
    } else if (last?.kind === 'lines') {
      parts[parts.length - 1] = { ...last, lines: [...last.lines, ...stretch] };
    } else {
      parts.push({ kind: 'lines', from, lines: stretch });
    }
    from = to;
  }
  return parts;
}
