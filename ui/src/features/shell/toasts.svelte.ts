/** Short notes at the foot of the window, some with one thing to do about them. */
export type Toast = {
  id: number;
  message: string;
  action?: { label: string; run: () => void };
};

/** Long enough to read it and to reach its button. */
const SHOWN_MS = 10_000;

export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** A note that says no more than one that still shows takes its place. */
  show(message: string, action?: Toast['action']): void {
    const said = this.list.find((toast) => toast.message === message && !toast.action);
    if (said && !action) this.dismiss(said.id);
    const id = this.#nextId++;
    this.list = [...this.list, { id, message, ...(action ? { action } : {}) }];
    this.resume(id);
  }

  dismiss(id: number): void {
    this.pause(id);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Keeps a note while the user points at it or is in it. */
  pause(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    this.pause(id);
    this.#timers.set(
      id,
      setTimeout(() => {
        this.dismiss(id);
      }, SHOWN_MS),
    );
  }
}
