/** Copy held to a format, as far as the pictures need it. */
import type { Backend } from '../../src/ipc/backend';
import type { Combination, CopyMeasure, Measure } from '../../src/ipc/bindings/types';
import { readFields } from './fields';
import { templates } from './templates';

function message(text: string): CopyMeasure {
  const dear = text.includes('—');
  const parts = Math.ceil(text.length / (dear ? 67 : 153));
  const measure: Measure = {
    count: text.length,
    limit: { kind: 'soft', length: dear ? 70 : 160 },
    verdict: parts > 1 ? 'over-recommended' : 'fits',
    sms: {
      alphabet: dear ? 'ucs2' : 'gsm7',
      parts,
      left: 12,
      dear: dear ? [{ character: '—', at: 9, times: 1, replacement: '-' }] : [],
      ...(dear ? { cheaper: { text: text.replace('—', '-'), parts: 1 } } : {}),
    },
  };
  const fields = [{ name: 'message', label: 'Message', items: [measure], issues: [] }];
  return { title: 'SMS', fields };
}

const combination = (number: number): Combination => ({
  number,
  shown: [
    ['Cold for 24 hours', 'Opens with one hand', `Shop now ${String(number)}`],
    ['Keeps ice for a day. Shop now.'],
  ],
  repeats: number % 3 === 0,
});

export function lengths() {
  return {
    async readFormat(name, text) {
      if (text.includes('oops')) {
        return Promise.resolve({
          problem: `${name}.yaml, line 4: “oops” is not a key of a field.`,
        });
      }
      return Promise.resolve({
        format: {
          name,
          title: 'X post',
          description: 'One post, without the longer ones that paying accounts may write',
          checked: '2026-11-24',
          sources: ['https://docs.x.com/fundamentals/counting-characters'],
          fields: [
            {
              name: 'post',
              label: 'Post',
              counting: 'x-weighted',
              optional: false,
              most: 280,
              least: null,
              mostBytes: null,
              mostParts: null,
              mostHashtags: null,
              recommended: null,
              folds: [],
              items: null,
              oneWithin: null,
              evidence: 'primary',
            },
          ],
          together: [],
        },
      });
    },

    async measureCopy(name, text) {
      const template = templates.find((form) => form.name === name);
      if (template?.format === undefined) return Promise.resolve(null);
      if (template.format === 'sms') return Promise.resolve(message(text));
      const lines = text.split('\n').filter((line) => line !== '');
      const labelled = `**Headlines:**\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
      const copy = text.includes('**') ? text : labelled;
      const found = readFields(name, copy).filter((field) => field.text !== '');
      const itemsOf = (field: string) =>
        found.filter(({ path }) => path.startsWith(field)).flatMap(({ measure }) => measure ?? []);
      const named = (field: string, label: string) => ({
        name: field,
        label,
        items: itemsOf(field),
        issues: [],
      });
      const at = (field: number, text: number) => ({ field, text });
      return Promise.resolve({
        title: 'Google responsive search ad',
        fields: [named('headlines', 'Headlines'), named('descriptions', 'Descriptions')],
        mix: {
          labels: ['Headlines', 'Descriptions'],
          texts: [],
          combinations: 43_680,
          repeating: 5_120,
          repeats: [
            {
              first: at(0, 1),
              second: at(1, 0),
              words: 'opens with one hand',
              combinations: 3_900,
            },
            { first: at(0, 2), second: at(1, 1), words: 'shop now', combinations: 1_220 },
          ],
        },
      });
    },

    async listCombinations(_template, _text, from, repeating) {
      const step = repeating ? 3 : 1;
      const all = Array.from({ length: 100 }, (_, index) => combination(from + index * step));
      return Promise.resolve(all);
    },
  } satisfies Partial<Backend>;
}
