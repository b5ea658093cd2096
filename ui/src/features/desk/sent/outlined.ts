/** A request's body to be read: what JSON holds, one thing a line, and texts as they are. */

const STEP = '  ';

/** The body as an outline; as it is where it is no JSON. */
export function outlined(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  return typeof value === 'object' && value !== null
    ? linesOf(value, '').join('\n')
    : String(value);
}

function linesOf(value: object, indent: string): string[] {
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item) => ['-', item])
    : Object.entries(value).map(([name, item]) => [`${name}:`, item]);
  return entries.flatMap(([name, item]) => {
    if (typeof item === 'object' && item !== null) {
      const [first, ...rest] = linesOf(item, indent + STEP);
      if (first === undefined) return [`${indent}${name} ${Array.isArray(item) ? '[]' : '{}'}`];
      // A thing of a list begins on the line of its dash.
      return name === '-'
        ? [`${indent}- ${first.trimStart()}`, ...rest]
        : [indent + name, first, ...rest];
    }
    if (typeof item === 'string' && item.includes('\n')) {
      return [indent + name, ...item.split('\n').map((line) => indent + STEP + line)];
    }
    return [`${indent}${name} ${String(item)}`];
  });
}
