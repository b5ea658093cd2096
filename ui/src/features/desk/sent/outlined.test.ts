import { expect, test } from 'vitest';

import { outlined } from './outlined';

test('a body is laid out with its texts as they are', () => {
  const body = {
    model: 'gpt-5-mini',
    input: [
      { role: 'system', content: 'Write copy.\nBe brief.' },
      { role: 'user', content: [{ type: 'input_text', text: 'Zoë’s runner 👟' }] },
    ],
    stream: true,
    tools: [],
    seed: null,
  };
  expect(outlined(JSON.stringify(body))).toBe(
    [
      'model: gpt-5-mini',
      'input:',
      '  - role: system',
      '    content:',
      '      Write copy.',
      '      Be brief.',
      '  - role: user',
      '    content:',
      '      - type: input_text',
      '        text: Zoë’s runner 👟',
      'stream: true',
      'tools: []',
      'seed: null',
    ].join('\n'),
  );
});

test('what is no JSON is shown as it is', () => {
  expect(outlined('{"model":')).toBe('{"model":');
});
