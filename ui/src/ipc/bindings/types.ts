export type DraftId = string;
export type RevisionId = string;
export type RunId = string;
export type ProviderId = string;
export type CredentialId = string;
export type LocalModelId = string;

export type ToneStep = 1 | 2 | 3 | 4 | 5;
export type Tone = { formality: ToneStep; energy: ToneStep; seriousness: ToneStep };
export type ModelChoice =
  | { kind: 'local'; modelId?: LocalModelId }
  | { kind: 'provider'; providerId: ProviderId; model?: string };
export type VariableValues = Record<string, unknown>;
export type Brief = { values: VariableValues; tone: Tone; model: ModelChoice };
export type Utf16Offset = number;
export type StreamMark = { runId: RunId; received: Utf16Offset; insertAt: Utf16Offset };
export type Draft = {
  id: DraftId;
  title: string;
  titledByUser: boolean;
  template: string;
  brief: Brief;
  text: string;
  streamMark?: StreamMark;
  createdAt: string;
  updatedAt: string;
};
export type DraftSummary = {
  id: DraftId;
  title: string;
  excerpt: string;
  template: string;
  drafting: boolean;
  updatedAt: string;
};

export type VariableKind =
  | { type: 'text' }
  | { type: 'longText' }
  | { type: 'choice'; options: Array<string> }
  | { type: 'number'; integer: boolean }
  | { type: 'yesNo' }
  | { type: 'date' }
  | { type: 'list' }
  | { type: 'link' };
export type Variable = {
  name: string;
  label: string;
  kind: VariableKind;
  hint?: string;
  required: boolean;
  default?: unknown;
};
export type TemplateForm = {
  name: string;
  title: string;
  description: string;
  tags: Array<string>;
  variables: Array<Variable>;
};

export type StopReason =
  'complete' | 'length' | 'stopped' | 'truncated' | 'refused' | 'filtered' | 'unknown';
export type ProviderFailure =
  | 'key_missing'
  | 'key_refused'
  | 'model_not_found'
  | 'prompt_too_long'
  | 'request_rejected'
  | 'out_of_credit'
  | 'rate_limited'
  | 'unavailable'
  | 'unreachable'
  | 'timed_out'
  | 'certificate_rejected'
  | 'not_a_provider'
  | 'redirected'
  | 'malformed_response'
  | 'response_too_large'
  | 'model_file_unusable'
  | 'engine_stopped';
export type TokenUsage = { input: number; cachedInput: number; output: number };
export type RunState =
  | { state: 'live' }
  | { state: 'finished'; reason: StopReason }
  | { state: 'failed'; failure: ProviderFailure; message: string }
  | { state: 'interrupted' };
export type Run = {
  id: RunId;
  draftId: DraftId;
  model: ModelChoice;
  modelName: string;
  text: string;
  state: RunState;
  usage?: TokenUsage;
  startedAt: string;
  endedAt?: string;
};
export type DraftingEvent =
  | {
      type: 'started';
      seq: number;
      runId: RunId;
      draftId: DraftId;
      modelName: string;
      onThisComputer: boolean;
    }
  | { type: 'delta'; seq: number; text: string; length: Utf16Offset }
  | { type: 'usage'; seq: number; usage: TokenUsage }
  | { type: 'finished'; seq: number; reason: StopReason; draftId?: DraftId; length: Utf16Offset }
  | {
      type: 'failed';
      seq: number;
      code: string;
      message: string;
      failure?: ProviderFailure;
      length: Utf16Offset;
    };

export type ProviderKind = 'openai-compatible';
export type KeySource =
  | { source: 'none' }
  | { source: 'vault'; credentialId: CredentialId; lastFour: string }
  | { source: 'environment'; variable: string };
export type ProviderSummary = {
  id: ProviderId;
  name: string;
  kind: ProviderKind;
  baseUrl: string;
  model?: string;
  key: KeySource;
  keyForThisRunOnly: boolean;
};
export type ProviderDetails = {
  name: string;
  baseUrl: string;
  model?: string;
  keyVariable?: string;
};
export type LocalModel = { id: LocalModelId; name: string; path: string; sizeBytes: number };
export type BundledModel = { name: string };
export type ModelList = {
  bundled: BundledModel | null;
  local: Array<LocalModel>;
  providers: Array<ProviderSummary>;
};
export type TestStep = { ok: boolean; message: string };
export type TestReport = { works: boolean; firstTextMs?: number; steps: Array<TestStep> };

export type Appearance = 'system' | 'light' | 'dark';
export type Settings = { appearance: Appearance; model: ModelChoice };
export type CommandError = {
  code: string;
  message: string;
  remedy?: string;
  fields?: Record<string, string>;
};
export type Startup = { dataFolder: string; version: string; problem?: CommandError };
export type DraftPage = { items: Array<DraftSummary>; nextCursor?: string };
export type DraftDocument = { draft: Draft; lastRun?: Run };
export type DraftingStarted = { runId: RunId; replaced?: RevisionId };
