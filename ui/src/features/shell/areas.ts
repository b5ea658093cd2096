/** The areas of the window, in the order of the rail. One that does not exist has no entry. */
export const areas = [
  { id: 'desk', label: 'Desk', keys: 'Mod+1' },
  { id: 'library', label: 'Library', keys: 'Mod+2' },
  { id: 'settings', label: 'Settings', keys: 'Mod+,' },
] as const;

export type Area = (typeof areas)[number]['id'];
