/** Which draft's menu is open, and where. */
import type { DraftSummary } from '../../ipc/bindings/types';

export type MenuAnchor = HTMLElement | { getBoundingClientRect: () => DOMRect };

export type DraftMenuState = { draft: DraftSummary; anchor: MenuAnchor };
