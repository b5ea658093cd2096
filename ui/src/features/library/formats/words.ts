/** A channel's rules in words. */
import type { FormatField } from '../../../ipc/bindings/types';

const countings: Record<FormatField['counting'], string> = {
  'code-points': 'Counts characters as computers store them',
  graphemes: 'Counts characters as readers see them',
  'x-weighted': 'Counts as X does: a link 23, an emoji 2, Chinese, Japanese and Korean 2',
  sms: 'Counts as text messages are sent',
  'double-width': 'Counts wide characters as 2',
};

export function rulesInWords(field: FormatField): string[] {
  const rules: string[] = [];
  const add = (value: unknown, words: string) => {
    if (value !== null && value !== undefined) rules.push(words);
  };
  const { items, recommended } = field;
  if (items) {
    const shown =
      items.shown === undefined ? '' : `, of which readers see ${String(items.shown)} at once`;
    rules.push(`${String(items.least)} to ${String(items.most)} of them${shown}`);
  }
  add(field.most, `At most ${String(field.most)}`);
  add(field.least, `At least ${String(field.least)}`);
  if (recommended) {
    const from = recommended.from > 0 ? `${String(recommended.from)} to ` : 'up to ';
    rules.push(`Works well with ${from}${String(recommended.to)}`);
  }
  for (const fold of field.folds) {
    rules.push(`The first ${String(fold.after)} show ${fold.where}`);
  }
  add(field.mostParts, `At most ${String(field.mostParts)} messages to be sent as`);
  add(field.mostBytes, `At most ${String(field.mostBytes)} bytes`);
  add(field.mostHashtags, `At most ${String(field.mostHashtags)} hashtags`);
  add(field.oneWithin, `One of them at most ${String(field.oneWithin)}`);
  rules.push(countings[field.counting]);
  if (field.optional) rules.push('May be left out');
  if (field.evidence === 'secondary') {
    rules.push('Others say so; the channel’s own words were not found');
  }
  return rules;
}
