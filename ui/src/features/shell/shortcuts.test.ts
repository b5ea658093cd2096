import { expect, test } from 'vitest';

import { commands } from './commands';
import { shortcuts } from './shortcuts';
import type { AppState } from './app.svelte';

/** As much of the window as the keys look at. */
function keyboard(
  more: {
    live?: boolean;
    finding?: boolean;
    drawerShows?: boolean;
    /** Whether the variants show, and whether they are being written. */
    variants?: 'live' | 'ended';
  } = {},
) {
  const done: string[] = [];
  const say = (what: string) => () => done.push(what);
  const document = {
    finding: more.finding ?? false,
    openFind: say('find'),
    closeFind: say('close find'),
  };
  const layout = {
    focusMode: true,
    drawerShows: more.drawerShows ?? false,
    toggleFocus: say('focus'),
    set drawerOpen(open: boolean) {
      done.push(open ? 'open drawer' : 'close drawer');
    },
  };
  const app = {
    phase: { kind: 'ready' },
    area: 'desk',
    overlay: null,
    focusing: true,
    layout,
    settings: { resizeCopy: (by: number) => done.push(`size ${String(by)}`) },
    saveNow: say('save'),
    desk: {
      session: {
        live: more.live ?? false,
        refining: { live: false },
        document,
        variants: {
          shown: more.variants !== undefined,
          live: more.variants === 'live',
          close: say('close variants'),
        },
      },
      draft: say('draft'),
      stop: say('stop'),
      pickTemplate: say('new'),
    },
  };
  const handle = shortcuts(app as unknown as AppState);
  const press = (init: KeyboardEventInit) => {
    const event = new KeyboardEvent('keydown', { ctrlKey: true, cancelable: true, ...init });
    handle(event);
    return event;
  };
  return { app, done, press };
}

test('a key does what its command does, and nothing else hears of it', () => {
  const { done, press } = keyboard();
  const event = press({ key: 's' });
  expect(done).toEqual(['save']);
  expect(event.defaultPrevented).toBe(true);
  expect(press({ key: 'b' }).defaultPrevented).toBe(false);
});

test('what cannot be done now leaves its keys alone', () => {
  const { app, done, press } = keyboard();
  app.area = 'settings';
  expect(press({ key: 'f' }).defaultPrevented).toBe(false);
  expect(done).toEqual([]);
});

test('a word being composed has the keyboard to itself', () => {
  const { done, press } = keyboard({ live: true });
  press({ key: 'Escape', ctrlKey: false, isComposing: true });
  expect(done).toEqual([]);
});

test('so has a dialog', () => {
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  document.body.append(dialog);
  const { done, press } = keyboard({ live: true });
  press({ key: 'Escape', ctrlKey: false });
  press({ key: 'n' });
  dialog.remove();
  expect(done).toEqual([]);
});

test('Escape puts away find, then the drawer, then stops, then leaves focus', () => {
  const escape = { key: 'Escape', ctrlKey: false };
  for (const [state, expected] of [
    [{ finding: true, drawerShows: true, live: true }, 'close find'],
    [{ drawerShows: true, live: true }, 'close drawer'],
    [{ live: true }, 'stop'],
    [{ variants: 'live' }, 'stop'],
    [{ variants: 'ended' }, 'close variants'],
    [{}, 'focus'],
  ] as const) {
    const { done, press } = keyboard(state);
    press(escape);
    expect(done).toEqual([expected]);
  }
});

test('no two commands share their keys', () => {
  const keys = commands.flatMap((command) => command.keys ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the palette is opened and the size changed from the keyboard', () => {
  const { app, done, press } = keyboard();
  press({ key: '+', shiftKey: true });
  press({ key: '-' });
  press({ key: 'k' });
  expect(done).toEqual(['size 1', 'size -1']);
  expect(app.overlay).toBe('palette');
});
