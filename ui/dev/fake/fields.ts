/** Copy in fields, as far as the pictures need it: lines and lists of lines. */
import type { FormText } from '../../src/ipc/bindings/types';
import { templates } from './templates';

export function readFields(name: string, text: string): FormText[] {
  const fields = templates.find((template) => template.name === name)?.fields ?? [];
  const found: FormText[] = [];
  for (const field of fields) {
    const label = `**${field.label}:**`;
    const at = text.indexOf(label);
    const start = at < 0 ? text.length : at + label.length;
    const next = text.indexOf('\n\n**', start);
    const end = next < 0 ? text.length : next;
    const most = field.name === 'descriptions' ? 90 : 30;
    const add = (path: string, from: number, to: number, before = '') => {
      const value = text.slice(from, to);
      const count = value.length;
      found.push({
        path,
        text: value,
        from,
        to,
        before,
        long: field.name === 'body',
        measure: {
          count,
          limit: { kind: 'hard', length: most },
          verdict: count > most ? 'too-long' : 'fits',
        },
        ...(count > most ? { problem: { problem: 'tooLong', count, most } } : {}),
      });
    };
    if (field.most === undefined) {
      const from = at < 0 ? end : start + (text[start] === ' ' ? 1 : 2);
      add(field.name, from, end, at < 0 ? `\n\n${label} ` : '');
      continue;
    }
    let index = 0;
    for (const line of text.slice(start, end).matchAll(/^- (.*)$/gm)) {
      const from = start + line.index + 2;
      add(`${field.name}/${String(index)}`, from, from + (line[1] ?? '').length);
      index += 1;
    }
    add(`${field.name}/${String(index)}`, end, end, at < 0 ? `\n\n${label}\n\n- ` : '\n- ');
  }
  return found;
}
