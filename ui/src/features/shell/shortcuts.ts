/** The keyboard's ways to what the window can do. Ctrl, or Cmd on a Mac. */
import type { AppState } from './app.svelte';

/** Handles a key before any editor or field sees it, and only the keys that are the window's. */
export function shortcuts(app: AppState): (event: KeyboardEvent) => void {
  return (event) => {
    if (app.phase.kind !== 'ready' || event.isComposing || dialogIsOpen()) return;
    const action = actionFor(app, event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
}

function actionFor(app: AppState, event: KeyboardEvent): (() => void) | undefined {
  const { desk } = app;
  if (event.key === 'Escape') {
    // Only a live run takes the key; everything else has its own use for it.
    return app.area === 'desk' && desk.session?.live ? () => void desk.stop() : undefined;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return undefined;
  switch (event.key) {
    case 'n':
      return () => {
        app.area = 'desk';
        desk.pickTemplate();
      };
    case 'Enter':
      return app.area === 'desk' ? () => void desk.draft() : undefined;
    case 's':
      return () => void desk.flush();
    case ',':
      return () => {
        app.area = 'settings';
      };
    case '1':
      return () => {
        app.area = 'desk';
      };
    default:
      return undefined;
  }
}

function dialogIsOpen(): boolean {
  return document.querySelector('[role="alertdialog"]') !== null;
}
