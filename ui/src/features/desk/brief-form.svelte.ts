/**
 * The Brief's fields as the user types in them. What is typed is kept as it is, right or wrong,
 * also while another template is chosen; only what is right counts when drafting.
 */
import type { Variable, VariableValues } from '../../ipc/bindings/types';

export type FieldErrors = Record<string, string>;

export class BriefForm {
  /** By variable name. A number that is not one yet stays the text that was typed. */
  values = $state<VariableValues>({});
  errors = $state<FieldErrors>({});

  constructor(values: VariableValues = {}) {
    this.values = { ...values };
  }

  /** The answers as drafting takes them: a list without its empty lines. */
  get answers(): VariableValues {
    return Object.fromEntries(
      Object.entries(this.values).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.filter((item) => !isBlank(item)) : value,
      ]),
    );
  }

  /** Whether nothing was filled in. */
  get isEmpty(): boolean {
    return Object.values(this.values).every(isBlank);
  }

  /** Fills in all of it anew. */
  fill(values: VariableValues): void {
    this.values = { ...values };
    this.errors = {};
  }

  /** What a field shows for a variable. */
  shown(variable: Variable): string {
    return shownAs(this.values[variable.name]);
  }

  /** Whether a yes-or-no field is on. */
  checked(variable: Variable): boolean {
    return (this.values[variable.name] ?? variable.default) === true;
  }

  /** Takes what the user typed or picked. */
  set(variable: Variable, input: string | boolean): void {
    const value = typeof input === 'string' ? valueFrom(variable, input) : input;
    if (value === undefined) {
      this.values = Object.fromEntries(
        Object.entries(this.values).filter(([name]) => name !== variable.name),
      );
    } else {
      this.values = { ...this.values, [variable.name]: value };
    }
    if (variable.name in this.errors) {
      const error = errorIn(variable, this.values[variable.name]);
      this.errors = withError(this.errors, variable.name, error);
    }
  }

  /** Says in place what is wrong with one field once the user leaves it. An empty one may wait. */
  leave(variable: Variable): void {
    const value = this.values[variable.name];
    const error = value === undefined ? undefined : errorIn(variable, value);
    this.errors = withError(this.errors, variable.name, error);
  }

  /** Checks all that a template asks for; the name of the first field that is not right. */
  check(variables: readonly Variable[]): string | undefined {
    this.errors = {};
    for (const variable of variables) {
      const error = errorIn(variable, this.values[variable.name]);
      if (error !== undefined) this.errors[variable.name] = error;
    }
    return variables.find((variable) => variable.name in this.errors)?.name;
  }
}

function withError(errors: FieldErrors, name: string, error: string | undefined): FieldErrors {
  const others = Object.fromEntries(Object.entries(errors).filter(([key]) => key !== name));
  return error === undefined ? others : { ...others, [name]: error };
}

/** A value as a text field shows it: the items of a list on a line each. */
export function shownAs(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(shownAs).join('\n');
  return '';
}

function valueFrom(variable: Variable, input: string): unknown {
  if (input === '') return undefined;
  switch (variable.kind.type) {
    case 'number':
      return isNumber(input) ? Number(input.trim()) : input;
    case 'list':
      return input.split('\n');
    default:
      return input;
  }
}

function isNumber(input: string): boolean {
  return /^\s*-?\d+(\.\d+)?\s*$/u.test(input);
}

/** What is wrong with a value; undefined when nothing is. */
function errorIn(variable: Variable, value: unknown): string | undefined {
  if (isBlank(value)) {
    return variable.required && variable.default === undefined
      ? 'Fill this in to draft.'
      : undefined;
  }
  const { kind } = variable;
  switch (kind.type) {
    case 'number':
      if (typeof value !== 'number') return 'Write a number, such as 12 or 4.5.';
      return kind.integer && !Number.isInteger(value) ? 'Write a whole number.' : undefined;
    case 'choice':
      return typeof value === 'string' && kind.options.includes(value)
        ? undefined
        : 'Choose one of those offered.';
    case 'date':
      return typeof value === 'string' && isDay(value)
        ? undefined
        : 'Write the day as year-month-day, such as 2026-11-24.';
    case 'link':
      return typeof value === 'string' && isLink(value)
        ? undefined
        : 'Write a whole web address, such as https://example.com.';
    default:
      return undefined;
  }
}

function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.every(isBlank);
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/u.test(text) &&
    !Number.isNaN(day.getTime()) &&
    day.toISOString().startsWith(text)
  );
}

function isLink(text: string): boolean {
  const address = text.trim();
  return URL.canParse(address) && /^https?:$/u.test(new URL(address).protocol);
}
