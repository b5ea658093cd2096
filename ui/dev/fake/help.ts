/** What every part of the made-up backend needs. */
import { CommandFailure } from '../../src/ipc/backend';
import type { CommandError } from '../../src/ipc/bindings/types';

export const copied = <T>(value: T): T => structuredClone(value);

export function fail(detail: CommandError): never {
  throw new CommandFailure(detail);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
