/** Which parts of the Desk show, and how wide they are. A matter of this window, kept in it. */
import { MediaQuery } from 'svelte/reactivity';

import { PanelWidths } from '../../lib/panels.svelte';

const FOCUS_STORED_AS = 'copydeck.focus';

export class DeskLayout {
  readonly widths: PanelWidths;
  /** Where the Brief is a drawer: whether it is pulled out. */
  drawerOpen = $state(false);
  /** Where the list and the sheet take turns: whether it is the list's. */
  listOpen = $state(false);
  #focusMode = $state(false);

  readonly #storage: Storage;
  readonly #narrow = new MediaQuery('max-width: 1099.5px');
  readonly #single = new MediaQuery('max-width: 719.5px');

  constructor(storage: Storage) {
    this.#storage = storage;
    this.widths = new PanelWidths(storage);
    this.#focusMode = storage.getItem(FOCUS_STORED_AS) === 'on';
  }

  /** So narrow that the Brief is a drawer. */
  get narrow(): boolean {
    return this.#narrow.current;
  }

  /** So narrow, or so enlarged, that the list and the sheet take turns. */
  get single(): boolean {
    return this.#single.current;
  }

  get drawerShows(): boolean {
    return this.narrow && this.drawerOpen;
  }

  /** Whether an open draft has the window to itself. */
  get focusMode(): boolean {
    return this.#focusMode;
  }

  toggleFocus(): void {
    this.#setFocus(!this.#focusMode);
  }

  /** Something is needed that focus mode hides. */
  leaveFocus(): void {
    if (this.#focusMode) this.#setFocus(false);
  }

  #setFocus(on: boolean): void {
    this.#focusMode = on;
    if (on) this.drawerOpen = this.listOpen = false;
    this.#storage.setItem(FOCUS_STORED_AS, on ? 'on' : 'off');
  }
}
