/** The kinds of provider as the form offers them, and what each wants to know. */
import type { ProviderKind } from '../../ipc/bindings/types';

/** What the user picks; Azure speaks Chat Completions at addresses of its own. */
export type KindChoice = 'openai' | 'anthropic' | 'azure' | 'other';

export type KindForm = {
  kind: ProviderKind;
  label: string;
  /** The name it begins with. */
  name: string;
  about: string;
  /** What the address looks like; where it may be left out, it is the maker's own. */
  address: { example: string; hint: string; optional: boolean };
  modelHint: string;
};

export const kindForms: Record<KindChoice, KindForm> = {
  openai: {
    kind: 'openai',
    label: 'OpenAI',
    name: 'OpenAI',
    about: 'OpenAI’s own service. You need an account with credit, and a key from it.',
    address: {
      example: 'https://api.openai.com/v1',
      hint: 'Leave it empty, unless your company has an address of its own for it.',
      optional: true,
    },
    modelHint: 'As OpenAI names it, such as gpt-5-mini.',
  },
  anthropic: {
    kind: 'anthropic',
    label: 'Anthropic',
    name: 'Anthropic',
    about: 'Anthropic’s own service. You need an account with credit, and a key from it.',
    address: {
      example: 'https://api.anthropic.com',
      hint: 'Leave it empty, unless your company has an address of its own for it.',
      optional: true,
    },
    modelHint: 'As Anthropic names it, such as claude-sonnet-4-5.',
  },
  azure: {
    kind: 'openai-compatible',
    label: 'Azure',
    name: 'Azure OpenAI',
    about: 'A model that your company has deployed on Azure. Whoever set it up knows all of these.',
    address: {
      example: 'https://your-company.openai.azure.com',
      hint: 'The endpoint, as Azure’s portal shows it.',
      optional: false,
    },
    modelHint: 'Which model it is. Azure goes by the deployment, so its name will do.',
  },
  other: {
    kind: 'openai-compatible',
    label: 'Another server',
    name: '',
    about:
      'Any server that speaks as OpenAI’s does: a company’s own, a hosted one, or one on your network.',
    address: {
      example: 'https://',
      hint: 'For example http://localhost:11434/v1 for a server on this computer.',
      optional: false,
    },
    modelHint: 'As the server names it.',
  },
};

export const kindChoices = Object.keys(kindForms) as KindChoice[];

/** A protocol in words: “Anthropic at api.anthropic.com”. */
export const kindInWords: Record<ProviderKind, string> = {
  openai: 'OpenAI',
  'openai-compatible': 'OpenAI-compatible',
  anthropic: 'Anthropic',
};
