/** What the palette offers: all that can be done or gone to by name, as the window stands now. */
import type { DraftSummary } from '../../ipc/bindings/types';
import { shortTime } from '../../lib/time';
import { pages } from '../settings/pages';
import type { AppState } from './app.svelte';
import { commands } from './commands';

export type PaletteEntry = {
  /** The same each time, so that it is known again. */
  id: string;
  title: string;
  /** What it is, or where it leads. */
  detail: string;
  /** Other words it is found by. */
  words?: string[];
  keys?: string;
  run: () => void;
};

/** How many drafts come before all else, where nothing was typed yet. */
const DRAFTS_FIRST = 4;

export function paletteEntries(app: AppState, now: Date): PaletteEntry[] {
  const drafts = draftEntries(app, now);
  return [
    ...drafts.slice(0, DRAFTS_FIRST),
    ...commandEntries(app),
    ...templateEntries(app),
    ...drafts.slice(DRAFTS_FIRST),
    ...settingsEntries(app),
    ...modelEntries(app),
  ];
}

function commandEntries(app: AppState): PaletteEntry[] {
  return commands
    .filter((command) => command.id !== 'palette' && command.available?.(app) !== false)
    .map((command) => ({
      id: `command:${command.id}`,
      title: command.title,
      detail: command.group === 'Going somewhere' ? 'Go to' : 'Do',
      ...(command.keys === undefined ? {} : { keys: command.keys }),
      run: () => {
        command.run(app);
      },
    }));
}

function templateEntries(app: AppState): PaletteEntry[] {
  return app.desk.templates.map((template) => ({
    id: `template:${template.name}`,
    title: `New: ${template.title}`,
    detail: 'Template',
    words: template.tags,
    run: () => {
      app.area = 'desk';
      app.desk.startNew(template);
    },
  }));
}

function draftEntries(app: AppState, now: Date): PaletteEntry[] {
  const others = app.desk.list.items.filter(({ id }) => id !== app.desk.openId);
  return others.map((draft) => draftEntry(app, draft, now));
}

function draftEntry(app: AppState, draft: DraftSummary, now: Date): PaletteEntry {
  return {
    id: `draft:${draft.id}`,
    title: draft.title,
    detail: `Draft · ${shortTime(new Date(draft.updatedAt), now)}`,
    run: () => {
      app.area = 'desk';
      void app.desk.open(draft.id);
    },
  };
}

/** Drafts with these words anywhere in them, also those that the list has not read yet. */
export async function draftsWith(app: AppState, words: string, now: Date): Promise<PaletteEntry[]> {
  const query = { place: 'desk', sort: 'changed', text: words } as const;
  const { items } = await app.backend.listDrafts(query);
  return items.map((draft) => draftEntry(app, draft, now));
}

function settingsEntries(app: AppState): PaletteEntry[] {
  const { settings } = app;
  const themes = [
    { appearance: 'system', title: 'Theme: as the system has it' },
    { appearance: 'light', title: 'Theme: light' },
    { appearance: 'dark', title: 'Theme: dark' },
  ] as const;
  return [
    ...pages.map(({ id, label }) => ({
      id: `settings:${id}`,
      title: `Settings: ${label}`,
      detail: 'Go to',
      run: () => {
        app.openSettings(id);
      },
    })),
    ...themes
      .filter(({ appearance }) => appearance !== settings.value.appearance)
      .map(({ appearance, title }) => ({
        id: `theme:${appearance}`,
        title,
        detail: 'Do',
        words: ['appearance', 'mode'],
        run: () => void settings.setAppearance(appearance),
      })),
    {
      id: 'spelling',
      title: settings.value.checkSpelling ? 'Stop checking spelling' : 'Check spelling',
      detail: 'Do',
      run: () => void settings.setCheckSpelling(!settings.value.checkSpelling),
    },
  ];
}

function modelEntries(app: AppState): PaletteEntry[] {
  return app.models.options.map((option) => ({
    id: `model:${option.value}`,
    title: `Draft with ${option.label}`,
    detail: 'Model',
    words: [option.where],
    run: () => {
      app.chooseModel(option.choice);
    },
  }));
}
