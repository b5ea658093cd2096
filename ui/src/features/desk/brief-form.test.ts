import { describe, expect, test } from 'vitest';

import { variable } from '../../../tests/support';
import type { VariableKind } from '../../ipc/bindings/types';
import { BriefForm } from './brief-form.svelte';

function errorFor(kind: VariableKind, input: string): string | undefined {
  const field = variable('field', kind);
  const form = new BriefForm();
  form.set(field, input);
  form.check([field]);
  return form.errors.field;
}

describe('checking before a draft', () => {
  test('names the first field that is not right, in the form’s order', () => {
    const fields = [
      variable('product', { type: 'text' }, { required: true }),
      variable('news', { type: 'text' }, { required: true }),
    ];
    const form = new BriefForm({ product: 'Bottle' });
    expect(form.check(fields)).toBe('news');
    expect(form.errors).toEqual({ news: 'Fill this in to draft.' });
  });

  test('spaces are not an answer', () => {
    const field = variable('product', { type: 'text' }, { required: true });
    const form = new BriefForm({ product: '  \n' });
    expect(form.check([field])).toBe('product');
  });

  test('a required field with a default may stay empty', () => {
    const field = variable('cta', { type: 'text' }, { required: true, default: 'Shop now' });
    expect(new BriefForm().check([field])).toBeUndefined();
  });

  test.each([
    [{ type: 'number', integer: false }, '4.5'],
    [{ type: 'number', integer: true }, ' 12 '],
    [{ type: 'date' }, '2026-11-24'],
    [{ type: 'link' }, 'https://example.com/a?b=c'],
    [{ type: 'choice', options: ['Press'] }, 'Press'],
  ] satisfies [VariableKind, string][])('%o takes “%s”', (kind, input) => {
    expect(errorFor(kind, input)).toBeUndefined();
  });

  test.each([
    [{ type: 'number', integer: false }, 'a dozen', 'Write a number, such as 12 or 4.5.'],
    [{ type: 'number', integer: true }, '4.5', 'Write a whole number.'],
    [{ type: 'date' }, '2026-02-31', 'Write the day as year-month-day, such as 2026-11-24.'],
    [{ type: 'date' }, 'Friday', 'Write the day as year-month-day, such as 2026-11-24.'],
    [{ type: 'link' }, 'example.com', 'Write a whole web address, such as https://example.com.'],
    [
      { type: 'link' },
      'javascript:alert(1)',
      'Write a whole web address, such as https://example.com.',
    ],
    [{ type: 'choice', options: ['Press'] }, 'Hikers', 'Choose one of those offered.'],
  ] satisfies [VariableKind, string, string][])('%o refuses “%s”', (kind, input, message) => {
    expect(errorFor(kind, input)).toBe(message);
  });
});

describe('what is typed', () => {
  test('stays as it is while it is wrong', () => {
    const field = variable('count', { type: 'number', integer: true });
    const form = new BriefForm();
    form.set(field, 'a doz');
    expect(form.shown(field)).toBe('a doz');
    expect(form.answers).toEqual({ count: 'a doz' });
  });

  test('stays for a template that does not ask for it', () => {
    const form = new BriefForm({ offer: '20% off' });
    form.set(variable('product', { type: 'text' }), 'Bottle');
    expect(form.answers).toEqual({ offer: '20% off', product: 'Bottle' });
  });

  test('keeps a list’s empty lines on the screen and out of the answers', () => {
    const field = variable('keywords', { type: 'list' });
    const form = new BriefForm();
    form.set(field, 'steel bottle\n\nhiking\n');
    expect(form.shown(field)).toBe('steel bottle\n\nhiking\n');
    expect(form.answers).toEqual({ keywords: ['steel bottle', 'hiking'] });
  });

  test('is no answer any more once it is deleted', () => {
    const field = variable('product', { type: 'text' });
    const form = new BriefForm({ product: 'Bottle' });
    form.set(field, '');
    expect(form.answers).toEqual({});
  });
});

test('an error goes as soon as the answer is right', () => {
  const field = variable('page', { type: 'link' });
  const form = new BriefForm();
  form.set(field, 'example.com');
  form.leave(field);
  expect(form.errors).toHaveProperty('page');
  form.set(field, 'https://example.com');
  expect(form.errors).toEqual({});
});

test('leaving a field empty is no mistake yet', () => {
  const field = variable('product', { type: 'text' }, { required: true });
  const form = new BriefForm();
  form.leave(field);
  expect(form.errors).toEqual({});
});

test('a yes-or-no field starts from its default', () => {
  const field = variable('question', { type: 'yesNo' }, { default: true });
  const form = new BriefForm();
  expect(form.checked(field)).toBe(true);
  form.set(field, false);
  expect(form.checked(field)).toBe(false);
});
