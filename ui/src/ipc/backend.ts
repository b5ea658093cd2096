/**
 * What the window asks of the backend, as one interface: the app is handed the real one
 * (`client.ts`), the tests and the look-at pages one of their own.
 */
import type {
  Against,
  BackupName,
  BackupSummary,
  Brief,
  BriefSources,
  Combination,
  CommandError,
  ComparedWith,
  Comparison,
  CopyFormat,
  CopyMeasure,
  CredentialId,
  CutProposal,
  Draft,
  DraftCursor,
  DraftDocument,
  DraftId,
  DraftingEvent,
  DraftingMode,
  DraftingStarted,
  DraftPage,
  DraftQuery,
  DraftStatus,
  DraftSummary,
  ExportFormat,
  ImportedPack,
  ImportPreview,
  InstalledPack,
  FormatReading,
  FormText,
  ItemKind,
  ItemRecord,
  ItemSummary,
  ItemVersion,
  LibraryCursor,
  LibraryItem,
  LibraryItemId,
  LibraryOutline,
  LibraryPage,
  LibraryQuery,
  LocalModel,
  LocalModelId,
  MadePackFile,
  ModelChoice,
  ModelList,
  OpenImportId,
  OpenProposal,
  OpenPackId,
  PackChangeId,
  PackChoice,
  PackExportDetails,
  PackExportOutline,
  PackItemDetails,
  PackItemRef,
  PackPreview,
  PreviewId,
  PreviewPatch,
  PreviewUpdate,
  ProviderDetails,
  ProviderId,
  ProviderKey,
  ProviderSummary,
  RefineAsk,
  Refinement,
  RefiningStarted,
  RestoredDraft,
  Revision,
  RevisionId,
  RevisionPage,
  RevisionSummary,
  Run,
  RunId,
  SentRequest,
  Settings,
  SourceId,
  SourceSummary,
  SourceText,
  Startup,
  StreamMark,
  Tag,
  TakenTexts,
  TemplateEdit,
  TemplateForm,
  TemplatePreview,
  TemplateReading,
  TemplateTestEvent,
  TemplateTestRun,
  TestReport,
  TextRange,
  VariableValues,
  VariantCount,
  VariantEvent,
  VariantRound,
  WritingAids,
} from './bindings/types';

export interface Backend {
  getStartup(): Promise<Startup>;
  /** Tries again to open the store; whether it did is in the next `getStartup`. */
  reopenStore(): Promise<void>;
  /** Puts a backup in the place of a damaged store, which is kept. */
  restoreOverDamage(name: BackupName): Promise<void>;
  /** Puts an empty store in the place of a damaged one, which is kept. */
  beginAnew(): Promise<void>;

  /** Newest first. */
  listBackups(): Promise<BackupSummary[]>;
  backUpNow(): Promise<BackupSummary>;
  /** Gives the backup of what stood there before. Runs are stopped first. */
  restoreBackup(name: BackupName): Promise<BackupSummary>;
  openDataFolder(): Promise<void>;

  getSettings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;

  /** Those that can be drafted with, by title; not all of a very large library. */
  listTemplates(): Promise<TemplateForm[]>;
  /** Also one that was deleted: its drafts still have it. */
  getTemplate(name: string): Promise<TemplateForm>;

  /** `cursor` is the `nextCursor` of the page before, of the same query. */
  listLibrary(query: LibraryQuery, cursor?: LibraryCursor): Promise<LibraryPage>;
  getLibraryOutline(kind: ItemKind): Promise<LibraryOutline>;
  getLibraryItem(id: LibraryItemId): Promise<LibraryItem>;
  /** Under a name that is free: the one given, or that with a number. */
  addLibraryItem(kind: ItemKind, name: string, text: string): Promise<LibraryItem>;
  /** As the newest version. */
  saveLibraryItem(id: LibraryItemId, text: string, note: string): Promise<LibraryItem>;
  /** Keeps what the editor holds, which is not in use yet; null when it holds nothing more. */
  keepWorkingText(id: LibraryItemId, working: string | null): Promise<ItemSummary>;
  /** Back to the text it came with. */
  resetLibraryItem(id: LibraryItemId): Promise<LibraryItem>;
  /** Newest first, from the one before `before` on. */
  listVersions(id: LibraryItemId, before?: number): Promise<ItemVersion[]>;
  compareVersion(id: LibraryItemId, number: number, against: ComparedWith): Promise<Comparison>;
  noteVersion(id: LibraryItemId, number: number, note: string): Promise<void>;
  restoreVersion(id: LibraryItemId, number: number): Promise<LibraryItem>;
  getItemRecord(id: LibraryItemId): Promise<ItemRecord>;
  markFavourite(id: LibraryItemId, favourite: boolean): Promise<ItemSummary>;
  moveToFolder(id: LibraryItemId, folder: string): Promise<ItemSummary>;
  /** Into the bin. */
  deleteLibraryItem(id: LibraryItemId): Promise<ItemSummary>;
  undeleteLibraryItem(id: LibraryItemId): Promise<ItemSummary>;

  /** Into the bin, all of them or none. */
  deleteLibraryItems(ids: LibraryItemId[]): Promise<void>;

  /** Asks the user for a file of prompts, and looks through it; null where they choose none. */
  chooseImportFile(): Promise<ImportPreview | null>;
  chooseImportFolder(): Promise<ImportPreview | null>;
  /** The file a template of it would have. */
  getImportText(open: OpenImportId, index: number): Promise<string>;
  /** Takes those at these places, all of them or none. */
  takeImport(open: OpenImportId, chosen: number[]): Promise<LibraryItemId[]>;
  closeImport(open: OpenImportId): Promise<void>;

  getWritingAids(): Promise<WritingAids>;
  /** What a template's text says and what is wrong with it. Nothing is saved. */
  readTemplate(name: string, text: string): Promise<TemplateReading>;
  /** What it would send, with made-up answers in place of those that are not given. */
  previewTemplate(name: string, text: string, values: VariableValues): Promise<TemplatePreview>;
  /** The text after a change of its form. */
  editTemplate(name: string, text: string, edit: TemplateEdit): Promise<string>;
  /** Drafts with a text, for its author to see; the draft is not kept. */
  tryTemplate(
    name: string,
    text: string,
    brief: Brief,
    onEvent: (event: DraftingEvent) => void,
  ): Promise<RunId>;

  /** Drafts for each of a text's tests. Kept where the text is the item's newest version. */
  runTemplateTests(
    id: LibraryItemId,
    text: string,
    model: ModelChoice,
    judged: boolean,
    onEvent: (event: TemplateTestEvent) => void,
  ): Promise<TemplateTestRun>;
  /** Newest first, one for each version and model. */
  listTemplateTests(id: LibraryItemId): Promise<TemplateTestRun[]>;

  /** `cursor` is the `nextCursor` of the page before, of the same query. */
  listDrafts(query: DraftQuery, cursor?: DraftCursor): Promise<DraftPage>;
  setDraftStatus(id: DraftId, status: DraftStatus): Promise<DraftSummary>;
  archiveDraft(id: DraftId, archived: boolean): Promise<DraftSummary>;
  /** Into the bin. A run that writes to the draft is stopped first. */
  deleteDraft(id: DraftId): Promise<DraftSummary>;
  /** Out of the bin, back to where it was. */
  undeleteDraft(id: DraftId): Promise<DraftSummary>;
  /** For good. Says how many drafts that were. */
  emptyBin(): Promise<number>;
  listTags(): Promise<Tag[]>;
  addTag(id: DraftId, tag: string): Promise<DraftSummary>;
  removeTag(id: DraftId, tag: Tag): Promise<DraftSummary>;

  getDraft(id: DraftId): Promise<DraftDocument>;
  createDraft(template: string, brief: Brief): Promise<Draft>;
  saveBrief(id: DraftId, template: string, brief: Brief): Promise<DraftSummary>;
  /** `mark` says how the text relates to the run that is still writing to it. */
  saveText(id: DraftId, text: string, mark?: StreamMark): Promise<DraftSummary>;
  renameDraft(id: DraftId, title: string): Promise<DraftSummary>;

  /** Newest first; `olderThan` is the `nextCursor` of the page before. */
  listRevisions(draftId: DraftId, olderThan?: RevisionId): Promise<RevisionPage>;
  getRevision(draftId: DraftId, revisionId: RevisionId): Promise<Revision>;
  compareRevision(draftId: DraftId, revisionId: RevisionId, against: Against): Promise<Comparison>;
  /** An empty name takes the name away. */
  nameRevision(draftId: DraftId, revisionId: RevisionId, name: string): Promise<RevisionSummary>;
  restoreRevision(draftId: DraftId, revisionId: RevisionId): Promise<RestoredDraft>;
  /** Keeps what was typed, as at the end of a pause. */
  keepTyped(draftId: DraftId): Promise<void>;

  startDrafting(
    draftId: DraftId,
    template: string,
    brief: Brief,
    mode: DraftingMode,
    onEvent: (event: DraftingEvent) => void,
  ): Promise<DraftingStarted>;
  cancelDrafting(runId: RunId): Promise<void>;
  /** Drafts a brief several times side by side; gives the round. Each is a run to be cancelled. */
  startVariants(
    draftId: DraftId,
    template: string,
    brief: Brief,
    count: VariantCount,
    onEvent: (event: VariantEvent) => void,
  ): Promise<VariantRound | null>;
  /** A round of a draft's variants, the newest where none is named. */
  getVariants(draftId: DraftId, round?: number): Promise<VariantRound | null>;
  /** Makes a variant the draft's text; what stood there is kept. */
  pickVariant(draftId: DraftId, runId: RunId): Promise<RestoredDraft>;
  getRun(runId: RunId): Promise<Run>;
  /** What a drafting would send; to go on takes a draft that is there. */
  previewRequest(
    draftId: DraftId | undefined,
    template: string,
    brief: Brief,
    mode: DraftingMode,
  ): Promise<SentRequest>;
  /** What a run sent, in the order it did; empty for one from before that was kept. */
  getSentRequests(runId: RunId): Promise<SentRequest[]>;

  /** Asks for a change of a part of the copy as it is saved; of all of it where `part` is null. */
  startRefining(
    draftId: DraftId,
    part: TextRange | null,
    ask: RefineAsk,
    onEvent: (event: DraftingEvent) => void,
  ): Promise<RefiningStarted>;
  /** What that would send. */
  previewRefinement(draftId: DraftId, part: TextRange | null, ask: RefineAsk): Promise<SentRequest>;
  /** The refinement that waits to be decided. */
  getOpenRefinement(draftId: DraftId): Promise<Refinement | null>;
  /** Cuts a proposal for a part of a text into pieces. One that is not whole deletes no end. */
  cutProposal(
    template: string,
    text: string,
    part: TextRange,
    proposal: string,
    whole: boolean,
  ): Promise<CutProposal>;
  /** Keeps what was taken, and what is still open; nothing more is where `open` is null. */
  decideRefinement(
    runId: RunId,
    taken: TakenTexts | null,
    open: OpenProposal | null,
  ): Promise<void>;

  /** The texts of a draft's form, as they stand in its copy. */
  readFields(template: string, text: string): Promise<FormText[]>;

  /** What a format's file says, or why it can't be used. */
  readFormat(name: string, text: string): Promise<FormatReading>;
  /** Copy held to its template's format; null where that names none. */
  measureCopy(template: string, text: string): Promise<CopyMeasure | null>;
  /** The ways in which the channel can put the texts together, some hundreds at a time. */
  listCombinations(
    template: string,
    text: string,
    from: number,
    repeating: boolean,
  ): Promise<Combination[]>;
  /** Brings a preview up to date; answers with what to change of what it shows. */
  /** Takes the text of a document, and keeps it with the draft. */
  attachSource(draftId: DraftId, name: string, bytes: Uint8Array): Promise<SourceSummary>;
  /** The draft's documents, and what a drafting of this brief would be given of them. */
  listSources(draftId: DraftId, brief: Brief): Promise<BriefSources>;
  getSourceText(id: SourceId): Promise<SourceText>;
  removeSource(id: SourceId): Promise<void>;
  restoreSource(id: SourceId): Promise<void>;

  updatePreview(preview: PreviewId, update: PreviewUpdate): Promise<PreviewPatch>;
  closePreview(preview: PreviewId): Promise<void>;
  /** Opens a web or email address outside of the window. */
  openLink(address: string): Promise<void>;

  copyDraft(id: DraftId, format: CopyFormat): Promise<void>;
  /** The path the user picked in the system's dialog; null when they picked none. */
  chooseExportFile(id: DraftId, format: ExportFormat): Promise<string | null>;
  /** Writes to a path that was picked, once. */
  exportDraft(id: DraftId, format: ExportFormat, path: string): Promise<void>;
  printWindow(): Promise<void>;

  /** A pack the user picked in the system's dialog; null when they picked none. */
  choosePack(): Promise<PackPreview | null>;
  /** A pack that was dropped on the window. */
  readPack(bytes: Uint8Array): Promise<PackPreview>;
  /** The pack that Copydeck was started with, once. */
  takeOfferedPack(): Promise<PackPreview | null>;
  getPackItem(open: OpenPackId, item: number): Promise<PackItemDetails>;
  /** `acceptedKey` is another key than before that the user has accepted. */
  importPack(open: OpenPackId, choices: PackChoice[], acceptedKey?: string): Promise<ImportedPack>;
  closePack(open: OpenPackId): Promise<void>;
  undoPackChange(change: PackChangeId): Promise<void>;
  listPacks(): Promise<InstalledPack[]>;
  /** What the user changed stays. Gives what takes it back. */
  removePack(pack: string): Promise<PackChangeId>;
  outlinePack(name: string, items: PackItemRef[]): Promise<PackExportOutline>;
  /** Where the user picks in the system's dialog; null when they picked no place. */
  exportPack(details: PackExportDetails, items: PackItemRef[]): Promise<MadePackFile | null>;
  /** Called when the system asks Copydeck to open a pack while it runs. */
  onPackOffered(handler: () => void): Promise<() => void>;

  listModels(): Promise<ModelList>;
  /** The path of the file the user picked in the system's dialog; null when they picked none. */
  chooseModelFile(): Promise<string | null>;
  addLocalModel(path: string): Promise<LocalModel>;
  removeLocalModel(id: LocalModelId): Promise<void>;
  addProvider(
    details: ProviderDetails,
    key: string | undefined,
    holdKeyForThisRun: boolean,
  ): Promise<ProviderSummary>;
  updateProvider(id: ProviderId, details: ProviderDetails): Promise<ProviderSummary>;
  replaceKey(id: ProviderId, key: string, holdForThisRun: boolean): Promise<ProviderSummary>;
  removeProvider(id: ProviderId): Promise<void>;
  testProvider(id: ProviderId): Promise<TestReport>;
  listKeys(id: ProviderId): Promise<ProviderKey[]>;
  addKey(id: ProviderId, label: string, key: string): Promise<ProviderKey[]>;
  useKey(id: ProviderId, keyId: CredentialId): Promise<ProviderSummary>;
  removeKey(id: ProviderId, keyId: CredentialId): Promise<ProviderKey[]>;

  /** Called when the window is about to close; it waits a while for one of the two below. */
  onClosing(handler: () => void): Promise<() => void>;
  finishClosing(): Promise<void>;
  /** Something could not be saved: the window stays until the user decides. */
  keepOpen(): Promise<void>;
}

/** A command that the backend could not carry out. Its message is written for the user. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(readonly detail: CommandError) {
    super(detail.message);
  }
}

/**
 * The failure behind anything that was thrown. What is not the backend's own (a bug, a bridge
 * that is gone) gets a sentence that does not pretend to know more.
 */
export function asCommandError(thrown: unknown): CommandError {
  if (thrown instanceof CommandFailure) return thrown.detail;
  if (isCommandError(thrown)) return thrown;
  console.error(thrown);
  return {
    code: 'unexpected',
    message: 'Something went wrong inside Copydeck.',
    remedy: 'Try again. If it stays so, restart Copydeck; what you wrote is kept.',
  };
}

function isCommandError(value: unknown): value is CommandError {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<CommandError>).code === 'string' &&
    typeof (value as Partial<CommandError>).message === 'string'
  );
}
