/** A provider as the user is describing it, and what is still wrong with that. */
import type { ProviderDetails, ProviderSummary } from '../../ipc/bindings/types';

export type KeyPlace = 'keyring' | 'environment' | 'none';

/** What is typed, as it is. The key is never part of it. */
export type ProviderDraft = {
  name: string;
  baseUrl: string;
  model: string;
  keyPlace: KeyPlace;
  /** Counts only where the key is in the environment. */
  keyVariable: string;
};

export function emptyDraft(): ProviderDraft {
  return { name: '', baseUrl: '', model: '', keyPlace: 'keyring', keyVariable: '' };
}

const places = { none: 'none', vault: 'keyring', environment: 'environment' } as const;

export function draftOf({ name, baseUrl, model, key }: ProviderSummary): ProviderDraft {
  return {
    name,
    baseUrl,
    model: model ?? '',
    keyPlace: places[key.source],
    keyVariable: key.source === 'environment' ? key.variable : '',
  };
}

export function detailsOf(draft: ProviderDraft): ProviderDetails {
  const model = draft.model.trim();
  return {
    name: draft.name.trim(),
    baseUrl: draft.baseUrl.trim(),
    ...(model === '' ? {} : { model }),
    ...(draft.keyPlace === 'environment' ? { keyVariable: variableIn(draft) } : {}),
  };
}

/** By field name; empty when nothing is wrong. */
export function errorsIn(draft: ProviderDraft): Record<string, string> {
  const errors: Record<string, string> = {};
  if (draft.name.trim() === '') errors.name = 'Give it a name.';
  const address = draft.baseUrl.trim();
  if (!URL.canParse(address) || !/^https?:$/u.test(new URL(address).protocol)) {
    errors.baseUrl = 'Write the whole address, beginning with https:// or http://.';
  }
  if (draft.keyPlace === 'environment' && variableIn(draft) === '') {
    errors.keyVariable = 'Name the variable.';
  }
  return errors;
}

/** The variable's name, also where it was written as a shell writes it. */
function variableIn({ keyVariable }: ProviderDraft): string {
  return keyVariable.trim().replace(/^\$/u, '');
}
