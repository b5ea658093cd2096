/** Turns presses of keys into the commands of the table, before any editor or field sees them. */
import { isComposing, isPress } from '../../lib/keys';
import type { AppState } from './app.svelte';
import { commands, type Command } from './commands';

export function shortcuts(app: AppState): (event: KeyboardEvent) => void {
  return (event) => {
    if (app.phase.kind !== 'ready' || isComposing(event) || dialogIsOpen()) return;
    if (event.key === 'Escape' && clearsSearch(event.target)) return;
    const act = event.key === 'Escape' ? escape(app) : action(app, event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}

function action(app: AppState, event: KeyboardEvent): (() => void) | undefined {
  const command =
    commands.find((one) => one.keys !== undefined && isPress(one.keys, event, 'written')) ??
    commands.find((one) => one.keys !== undefined && isPress(one.keys, event, 'placed'));
  return command && runnable(app, command);
}

function runnable(app: AppState, command: Command): (() => void) | undefined {
  if (command.available?.(app) === false) return undefined;
  return () => {
    command.run(app);
  };
}

/** Escape puts away what lies on top; where nothing does, it stops the drafting. */
function escape(app: AppState): (() => void) | undefined {
  const { desk, layout } = app;
  if (app.area !== 'desk') return undefined;
  if (desk.session?.document.finding) {
    return () => {
      desk.session?.document.closeFind();
    };
  }
  if (layout.drawerShows) {
    return () => {
      layout.drawerOpen = false;
    };
  }
  const stop = commands.find((command) => command.id === 'stop');
  const stopping = stop && runnable(app, stop);
  if (stopping) return stopping;
  const variants = desk.session?.variants;
  if (variants?.shown) {
    return () => {
      variants.close();
    };
  }
  if (!app.focusing) return undefined;
  return () => {
    layout.toggleFocus();
  };
}

/** Where Escape takes back a search, it must not cost the user a drafting. */
function clearsSearch(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
}

/** What lies over the window has the keyboard to itself. */
function dialogIsOpen(): boolean {
  const over = '[role="dialog"], [role="alertdialog"], [role="menu"]';
  return document.querySelector(over) !== null;
}
