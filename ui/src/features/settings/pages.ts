/** The pages of Settings, in their order. */
export const pages = [
  { id: 'models', label: 'Models and keys' },
  { id: 'appearance', label: 'Appearance' },
  { id: 'packs', label: 'Packs' },
  { id: 'data', label: 'Data' },
  { id: 'about', label: 'About' },
] as const;

export type PageId = (typeof pages)[number]['id'];
