/** How wide the user likes the panels beside the sheet. A matter of this window, kept in it. */
export type Panel = 'list' | 'side';

const STORED_AS = 'copydeck.panels';

export const panelBounds: Record<Panel, { least: number; most: number; usual: number }> = {
  list: { least: 200, most: 420, usual: 270 },
  side: { least: 300, most: 520, usual: 348 },
};

export class PanelWidths {
  list = $state(panelBounds.list.usual);
  side = $state(panelBounds.side.usual);

  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    const stored = read(storage);
    for (const panel of ['list', 'side'] as const) {
      const width = stored[panel];
      if (typeof width === 'number') this.#set(panel, width);
    }
  }

  resize(panel: Panel, width: number): void {
    this.#set(panel, width);
    this.#storage.setItem(STORED_AS, JSON.stringify({ list: this.list, side: this.side }));
  }

  #set(panel: Panel, width: number): void {
    const { least, most } = panelBounds[panel];
    this[panel] = Math.round(Math.min(most, Math.max(least, width)));
  }
}

/** What was stored, if it can be read; a width nobody can read is no reason to fail. */
function read(storage: Storage): Partial<Record<Panel, unknown>> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORED_AS) ?? '{}');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    return {};
  }
}
