/** The situations the window can be looked at in. */
import type { BackupSummary, CommandError, ModelList, StopReason } from '../src/ipc/bindings/types';

export type Scene = {
  /** How many drafts there are. */
  drafts: number;
  /** How many earlier versions each draft with copy has. */
  revisions: number;
  /** How many of them, the oldest, are in the archive, and how many in the bin. */
  archived?: number;
  binned?: number;
  /** How many templates there are besides the usual ones. */
  templates?: number;
  models: ModelList;
  /** How the next run ends; a failure comes after half of its text. */
  ends: StopReason | CommandError;
  /** Milliseconds between two pieces of streamed text. */
  pace: number;
  /** Whether the first draft's run is live when the window opens. */
  liveAtStart: boolean;
  startupProblem?: CommandError;
  /** The backups there are; where the store is damaged, those that read well. */
  backups?: BackupSummary[];
  damaged?: boolean;
  readOnly?: CommandError;
  spoiltCopy?: string;
  restoreProblem?: CommandError;
  saveProblem?: CommandError;
  keyringProblem?: CommandError;
  listProblem?: CommandError;
  draftProblem?: CommandError;
  fileProblem?: CommandError;
  previewProblem?: CommandError;
  /** Never answers what is read at the start. */
  stuck?: boolean;
  /** Waits so long for a busy provider before it writes, in milliseconds. */
  waits?: number;
  /** Whether documents are attached to every draft. */
  sources?: boolean;
  /** Writes nothing more after this many pieces, and does not end. */
  haltsAfter?: number;
  /** Loses every this many-th message of a stream. */
  losesEvery?: number;
};

const bundled = { name: 'SmolLM2 135M' };

const providers: ModelList['providers'] = [
  {
    id: 'p1',
    name: 'OpenAI',
    kind: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-5-mini',
    key: { source: 'vault', credentialId: 'c1', lastFour: '4f2a' },
    keyForThisRunOnly: false,
    allowance: {
      requests: { left: 59, of: 60, wholeInMs: 1000 },
      tokens: { left: 149_984, of: 150_000, wholeInMs: 6 },
    },
  },
  {
    id: 'p2',
    name: 'Studio server',
    kind: 'openai-compatible',
    baseUrl: 'https://llm.studio.example/v1',
    model: 'studio-large',
    key: { source: 'environment', variable: 'STUDIO_KEY' },
    keyForThisRunOnly: false,
  },
];

const usual: Scene = {
  drafts: 7,
  revisions: 5,
  models: { bundled, local: [], providers },
  ends: 'complete',
  pace: 40,
  liveAtStart: false,
};

const names = [
  'Qwen3 4B',
  'Gemma 3 12B',
  'Mistral Small',
  'A model with a name that goes on and on',
];

const many = names.map((name, index) => ({
  id: `m${String(index)}`,
  name,
  path: `~/models/a-rather-long-folder-name/model-${String(index)}.gguf`,
  sizeBytes: 2_400_000_000 * (index + 1),
}));

const hour = 3_600_000;

function backup(hoursAgo: number, reason: BackupSummary['reason'], drafts: number): BackupSummary {
  const madeAt = new Date(Date.now() - hoursAgo * hour).toISOString();
  return { name: `backup-${String(hoursAgo)}`, madeAt, reason, drafts, sizeBytes: drafts * 61_000 };
}

const backups = [
  backup(2, 'daily', 84),
  backup(3, 'byHand', 84),
  backup(26, 'daily', 81),
  backup(50, 'beforeUpdate', 79),
  backup(51, 'daily', 79),
  backup(98, 'daily', 72),
  backup(24 * 200, 'beforeRestore', 1),
];

const damaged: CommandError = {
  code: 'store_damaged',
  message: 'The file that holds your drafts is damaged. It has been left as it is.',
};

export const scenes: Record<string, Scene> = {
  usual,
  backups: { ...usual, backups },
  restoreFails: {
    ...usual,
    backups,
    restoreProblem: {
      code: 'store_in_use',
      message:
        'Another Copydeck is at work in this data folder. Wait for it to end, then try again.',
    },
  },
  damaged: { ...usual, damaged: true, startupProblem: damaged, backups },
  damagedWithoutBackup: { ...usual, damaged: true, startupProblem: damaged },
  readOnlyNewer: {
    ...usual,
    readOnly: {
      code: 'store_read_only',
      message:
        'A newer Copydeck has used this data folder, so you can read your drafts here but not change them.',
      remedy: 'Update Copydeck to go on writing.',
    },
  },
  readOnlyFolder: {
    ...usual,
    readOnly: {
      code: 'store_read_only',
      message:
        'Copydeck can read its data folder but not write in it, so you can read your drafts but not change them.',
      remedy: 'Make the folder writable, or start Copydeck with --data-dir and another folder.',
    },
  },
  readOnlyEmpty: {
    ...usual,
    drafts: 0,
    readOnly: {
      code: 'store_read_only',
      message:
        'Copydeck can read its data folder but not write in it, so you can read your drafts but not change them.',
      remedy: 'Make the folder writable, or start Copydeck with --data-dir and another folder.',
    },
  },
  spoilt: {
    ...usual,
    spoiltCopy: '~/.local/share/copydeck/damaged/20261124T091203Z',
  },
  firstLaunch: { ...usual, drafts: 0, models: { bundled, local: [], providers: [] } },
  noModel: { ...usual, drafts: 0, models: { local: [], providers: [] } },
  manyModels: { ...usual, models: { bundled, local: many, providers } },
  live: { ...usual, liveAtStart: true, pace: 60 },
  halted: { ...usual, pace: 5, haltsAfter: 60 },
  manyDrafts: { ...usual, drafts: 100_000 },
  manyRevisions: { ...usual, revisions: 10_000 },
  putAway: { ...usual, drafts: 7, archived: 2, binned: 2 },
  waiting: { ...usual, waits: 30_000 },
  lossy: { ...usual, losesEvery: 3 },
  cutOff: { ...usual, ends: 'length', pace: 5 },
  truncated: { ...usual, ends: 'truncated', pace: 5 },
  refused: { ...usual, ends: 'refused', pace: 5 },
  keyRefused: {
    ...usual,
    pace: 5,
    ends: {
      code: 'key_refused',
      message: 'OpenAI refused this key. Replace it in Settings.',
    },
  },
  unreachable: {
    ...usual,
    pace: 5,
    ends: {
      code: 'unreachable',
      message:
        'Studio server could not be reached at llm.studio.example. Check the connection and the address, then draft again.',
    },
  },
  storeGone: {
    ...usual,
    startupProblem: {
      code: 'store_unwritable',
      message: 'The folder with your drafts can’t be written to.',
      remedy: 'Check who owns the folder and that the disk is not full, then try again.',
    },
  },
  notSaved: {
    ...usual,
    saveProblem: { code: 'disk_full', message: 'The disk is full.' },
  },
  noKeyring: {
    ...usual,
    keyringProblem: {
      code: 'keyring_absent',
      message:
        'No system keyring is running on this computer, so there is nowhere safe to keep a key.',
    },
  },
  listFails: {
    ...usual,
    listProblem: { code: 'store', message: 'The list of drafts could not be read.' },
  },
  draftFails: {
    ...usual,
    draftProblem: { code: 'store', message: 'The draft could not be read.' },
  },
  badFile: {
    ...usual,
    fileProblem: {
      code: 'model_file_unusable',
      message: '“notes.gguf” is not a model file that can be used: it is cut short.',
      remedy: 'Download it again, or choose another file.',
    },
  },
  noPreview: {
    ...usual,
    previewProblem: {
      code: 'preview_too_long',
      message: 'This draft is too long to preview: more than 8 MB of text.',
    },
  },
  documents: { ...usual, sources: true },
  stuck: { ...usual, stuck: true },
};
