/** A provider as the user is describing it, and what is still wrong with that. */
import type { ProviderDetails, ProviderSummary } from '../../ipc/bindings/types';

/** What is typed, as it is. The key is never part of it. */
export type ProviderDraft = {
  name: string;
  baseUrl: string;
  model: string;
  keyVariable: string;
};

export function emptyDraft(): ProviderDraft {
  return { name: '', baseUrl: '', model: '', keyVariable: '' };
}

export function draftOf({ name, baseUrl, model, key }: ProviderSummary): ProviderDraft {
  const keyVariable = key.source === 'environment' ? key.variable : '';
  return { name, baseUrl, model: model ?? '', keyVariable };
}

export function detailsOf(draft: ProviderDraft): ProviderDetails {
  const model = draft.model.trim();
  const keyVariable = draft.keyVariable.trim().replace(/^\$/u, '');
  return {
    name: draft.name.trim(),
    baseUrl: draft.baseUrl.trim(),
    ...(model === '' ? {} : { model }),
    ...(keyVariable === '' ? {} : { keyVariable }),
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
  return errors;
}
