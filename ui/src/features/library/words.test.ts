import { expect, test } from 'vitest';

import { nameFromLabel } from './words';

test.each([
  ['Call to action', 'call_to_action'],
  ['What is new?', 'what_is_new'],
  ['Größe (cm)', 'große_cm'],
  ['3 benefits', 'benefits'],
  ['…', ''],
])('a field labelled “%s” is called %s in the instructions', (label, name) => {
  expect(nameFromLabel(label)).toBe(name);
});
