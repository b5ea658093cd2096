/** Where a word about how it went is said, with a way back. */
export interface Notes {
  show(message: string, action?: { label: string; run: () => void }): void;
}
