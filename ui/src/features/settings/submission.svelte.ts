/** What a form sends to the backend: whether it is on its way, and why it was not taken. */
import type { CommandError } from '../../ipc/bindings/types';
import type { Outcome } from './providers.svelte';

export class Submission {
  busy = $state(false);
  error = $state<CommandError | null>(null);

  /** Sends it, unless it is on its way already. True once it was taken. */
  async send(command: () => Outcome): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = (await command()) ?? null;
    this.busy = false;
    return this.error === null;
  }
}
