/**
 * Key combinations as they are written in code, `Mod+Shift+F`: whether a press is one of them, and
 * how it is told. `Mod` is Ctrl, or Cmd on a Mac.
 */

const onMac = /^(?:Mac|iP)/u.test(navigator.platform);

type Combination = { key: string; mod: boolean; shift: boolean };

function parse(keys: string): Combination {
  // The key comes last, and may itself be a plus.
  const [, held = '', key = ''] = /^((?:\w+\+)*)(.+)$/u.exec(keys) ?? [];
  return { key, mod: held.includes('Mod+'), shift: held.includes('Shift+') };
}

/** How the keyboard's layout says a press: by what the key writes, or by where it lies. */
export type Reading = 'written' | 'placed';

/**
 * Whether a press is this combination. Signs such as `?` may need Shift on one layout and not on
 * another, so for them it does not count.
 */
export function isPress(keys: string, event: KeyboardEvent, reading: Reading): boolean {
  const { key, mod, shift } = parse(keys);
  const [held, other] = onMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (held !== mod || other || event.altKey) return false;
  if (!isSign(key) && event.shiftKey !== shift) return false;
  return reading === 'written' ? writes(event, key) : liesWhere(event, key);
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[A-Z]/u.test(key);
}

function writes(event: KeyboardEvent, key: string): boolean {
  // Next to each other on the key, and only one of them without Shift.
  if (key === '+' && event.key === '=') return true;
  return event.key === key || (key.length === 1 && event.key.toUpperCase() === key);
}

/** For digits that need Shift, as in French, and for letters of another script. */
function liesWhere(event: KeyboardEvent, key: string): boolean {
  if (/^\d$/u.test(key)) return !event.shiftKey && event.code === `Digit${key}`;
  return /^[A-Z]$/u.test(key) && /^[^\p{ASCII}]$/u.test(event.key) && event.code === `Key${key}`;
}

/** Whether the press belongs to a word that is still being composed, as in Japanese. */
export function isComposing(event: KeyboardEvent): boolean {
  // WebKit says 229 of the press that ends the word, and no longer that it composes.
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells
  return event.isComposing || event.keyCode === 229;
}

const names: Record<string, string> = { Escape: 'Esc' };
const macNames: Record<string, string> = { Escape: 'esc', Enter: '↩' };

/** As it stands on the keys: “Ctrl Shift F”, or “⇧⌘F” on a Mac. */
export function keysInWords(keys: string, mac = onMac): string {
  const { key, mod, shift } = parse(keys);
  if (mac) return `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${macNames[key] ?? key}`;
  return [mod && 'Ctrl', shift && 'Shift', names[key] ?? key].filter(Boolean).join(' ');
}

/** For `aria-keyshortcuts`. */
export function keysForAria(keys: string, mac = onMac): string {
  const { key, mod, shift } = parse(keys);
  const held = mac ? 'Meta' : 'Control';
  return [mod && held, shift && 'Shift', key === '+' ? 'Plus' : key].filter(Boolean).join('+');
}
