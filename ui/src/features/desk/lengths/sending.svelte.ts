/** What a text message costs to send. The user's usual numbers, a matter of this window. */

const STORED_AS = 'copydeck.sending';

export class Sending {
  recipients = $state<number | null>(null);
  /** Of one message, in whatever money the user counts. */
  price = $state<number | null>(null);

  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    const { recipients, price } = read(storage);
    if (isAmount(recipients)) this.recipients = recipients;
    if (isAmount(price)) this.price = price;
  }

  set(what: 'recipients' | 'price', amount: number | null): void {
    this[what] = isAmount(amount) ? amount : null;
    const { recipients, price } = this;
    this.#storage.setItem(STORED_AS, JSON.stringify({ recipients, price }));
  }

  /** What so many parts to each cost; null where a number is missing. */
  cost(parts: number): number | null {
    if (this.recipients === null || this.price === null) return null;
    return parts * this.recipients * this.price;
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** What was stored, if it can be read. */
function read(storage: Storage): { recipients?: unknown; price?: unknown } {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORED_AS) ?? '{}');
    return typeof stored === 'object' && stored !== null ? stored : {};
  } catch {
    return {};
  }
}
