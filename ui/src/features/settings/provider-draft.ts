/** A provider as the user is describing it, and what is still wrong with that. */
import type { ProviderDetails, ProviderSummary } from '../../ipc/bindings/types';
import { kindForms, type KindChoice } from './kinds';

export type KeyPlace = 'keyring' | 'environment' | 'none';

/** What is typed, as it is. The key is never part of it. */
export type ProviderDraft = {
  /** What kind it is to be; none for a provider that is there, which stays what it is. */
  choice?: KindChoice;
  name: string;
  baseUrl: string;
  /** These two count only for a new provider on Azure. */
  deployment: string;
  apiVersion: string;
  model: string;
  keyPlace: KeyPlace;
  /** Counts only where the key is in the environment. */
  keyVariable: string;
};

/** The version of Azure's interface that is the latest to be kept as it is. */
const AZURE_VERSION = '2024-10-21';

export function emptyDraft(): ProviderDraft {
  return {
    choice: 'openai',
    name: kindForms.openai.name,
    baseUrl: '',
    deployment: '',
    apiVersion: AZURE_VERSION,
    model: '',
    keyPlace: 'keyring',
    keyVariable: '',
  };
}

const places = { none: 'none', vault: 'keyring', environment: 'environment' } as const;

export function draftOf({ name, baseUrl, model, key }: ProviderSummary): ProviderDraft {
  return {
    name,
    baseUrl,
    deployment: '',
    apiVersion: '',
    model: model ?? '',
    keyPlace: places[key.source],
    keyVariable: key.source === 'environment' ? key.variable : '',
  };
}

/** The same as another kind. A name that only said the kind says the new one. */
export function ofKind(draft: ProviderDraft, choice: KindChoice): ProviderDraft {
  const before = draft.choice && kindForms[draft.choice].name;
  const named = draft.name.trim() !== '' && draft.name !== before;
  return { ...draft, choice, name: named ? draft.name : kindForms[choice].name };
}

export function detailsOf(draft: ProviderDraft): ProviderDetails {
  const { choice } = draft;
  const azure = choice === 'azure';
  const given = (name: string, typed: string) =>
    typed.trim() === '' ? {} : { [name]: typed.trim() };
  return {
    name: draft.name.trim(),
    ...(choice === undefined ? {} : { kind: kindForms[choice].kind }),
    baseUrl: draft.baseUrl.trim(),
    ...(azure ? given('deployment', draft.deployment) : {}),
    ...(azure ? given('apiVersion', draft.apiVersion) : {}),
    ...given('model', azure && draft.model.trim() === '' ? draft.deployment : draft.model),
    ...(draft.keyPlace === 'environment' ? { keyVariable: variableIn(draft) } : {}),
  };
}

/** By field name; empty when nothing is wrong. */
export function errorsIn(draft: ProviderDraft): Record<string, string> {
  const { choice } = draft;
  const errors: Record<string, string> = {};
  if (draft.name.trim() === '') errors.name = 'Give it a name.';
  const address = draft.baseUrl.trim();
  const mayBeEmpty = choice !== undefined && kindForms[choice].address.optional;
  if (!(mayBeEmpty && address === '') && !isWebAddress(address)) {
    errors.baseUrl = 'Write the whole address, beginning with https:// or http://.';
  }
  if (choice === 'azure' && draft.deployment.trim() === '') {
    errors.deployment = 'Write the name of the deployment.';
  }
  if (choice === 'azure' && draft.apiVersion.trim() === '') {
    errors.apiVersion = `Write the version, such as ${AZURE_VERSION}.`;
  }
  if (draft.keyPlace === 'environment' && variableIn(draft) === '') {
    errors.keyVariable = 'Name the variable.';
  }
  return errors;
}

function isWebAddress(typed: string): boolean {
  return URL.canParse(typed) && /^https?:$/u.test(new URL(typed).protocol);
}

/** The variable's name, also where it was written as a shell writes it. */
function variableIn({ keyVariable }: ProviderDraft): string {
  return keyVariable.trim().replace(/^\$/u, '');
}
