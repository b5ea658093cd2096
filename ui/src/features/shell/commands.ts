/**
 * All that can be done by keyboard or by name: one table for the keys, the palette, the sheet of
 * shortcuts and the hints on buttons, so that they never disagree.
 */
import type { AppState } from './app.svelte';
import { areas } from './areas';

export const groups = ['Writing', 'Looking', 'Going somewhere'] as const;

export type Command = {
  readonly id: string;
  /** As the palette and the sheet have it. */
  readonly title: string;
  readonly group: (typeof groups)[number];
  readonly keys?: string;
  /** Whether there is something to do now. Always, where left out. */
  readonly available?: (app: AppState) => boolean;
  readonly run: (app: AppState) => void;
};

const draftIsOpen = (app: AppState) => app.area === 'desk' && app.desk.session !== null;
const isDrafting = (app: AppState) => {
  const { session } = app.desk;
  return session?.variants.shown ? session.variants.live : (session?.live ?? false);
};
const showsVariants = (app: AppState) => app.desk.session?.variants.shown ?? false;
const isRefining = (app: AppState) => app.desk.session?.refining.live ?? false;

const table = [
  {
    id: 'newDraft',
    title: 'New draft',
    group: 'Writing',
    keys: 'Mod+N',
    run: (app) => {
      app.area = 'desk';
      app.desk.pickTemplate();
    },
  },
  {
    id: 'draft',
    title: 'Draft from the brief',
    group: 'Writing',
    keys: 'Mod+Enter',
    available: (app) => draftIsOpen(app) && !isDrafting(app),
    run: (app) => void app.desk.draft(),
  },
  {
    id: 'stop',
    title: 'Stop writing',
    group: 'Writing',
    keys: 'Escape',
    available: (app) => draftIsOpen(app) && (isDrafting(app) || isRefining(app)),
    run: (app) => void app.desk.stop(),
  },
  {
    id: 'refine',
    title: 'Refine the selected words, or all of the draft',
    group: 'Writing',
    keys: 'Mod+J',
    available: (app) =>
      draftIsOpen(app) && !isDrafting(app) && !isRefining(app) && !showsVariants(app),
    run: (app) => void app.desk.session?.refine(),
  },
  {
    id: 'save',
    title: 'Save now',
    group: 'Writing',
    keys: 'Mod+S',
    run: (app) => void app.saveNow(),
  },
  {
    id: 'find',
    title: 'Find and replace in the draft',
    group: 'Writing',
    keys: 'Mod+F',
    available: draftIsOpen,
    run: (app) => void app.desk.session?.find(),
  },
  {
    id: 'focusMode',
    title: 'Focus on the draft, or leave focus',
    group: 'Looking',
    keys: 'F8',
    available: draftIsOpen,
    run: (app) => {
      app.layout.toggleFocus();
    },
  },
  {
    id: 'larger',
    title: 'Larger copy',
    group: 'Looking',
    keys: 'Mod++',
    run: (app) => void app.settings.resizeCopy(1),
  },
  {
    id: 'smaller',
    title: 'Smaller copy',
    group: 'Looking',
    keys: 'Mod+-',
    run: (app) => void app.settings.resizeCopy(-1),
  },
  {
    id: 'usualSize',
    title: 'Copy at its usual size',
    group: 'Looking',
    keys: 'Mod+0',
    run: (app) => void app.settings.resetCopySize(),
  },
  {
    id: 'searchDrafts',
    title: 'Search drafts',
    group: 'Going somewhere',
    keys: 'Mod+Shift+F',
    run: (app) => {
      app.area = 'desk';
      app.layout.leaveFocus();
      app.layout.listOpen = true;
      app.desk.searchAsked += 1;
    },
  },
  {
    id: 'palette',
    title: 'Find anything by name',
    group: 'Going somewhere',
    keys: 'Mod+K',
    run: (app) => {
      app.overlay = 'palette';
    },
  },
  {
    id: 'shortcuts',
    title: 'Keyboard shortcuts',
    group: 'Going somewhere',
    keys: 'Mod+?',
    run: (app) => {
      app.overlay = 'shortcuts';
    },
  },
] as const satisfies readonly Command[];

const goingTo: readonly Command[] = areas.map(({ id, label, keys }) => ({
  id: `area.${id}`,
  title: label,
  group: 'Going somewhere',
  keys,
  run: (app) => {
    app.area = id;
  },
}));

export const commands: readonly Command[] = [...table, ...goingTo];

/** The keys of a command, for a button that does the same. */
export function keysOf(id: (typeof table)[number]['id']): string {
  return table.find((command) => command.id === id)?.keys ?? '';
}
