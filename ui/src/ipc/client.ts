/**
 * The backend as the app reaches it: Tauri's commands, typed. The only file that imports
 * `@tauri-apps`.
 */
import { Channel, invoke, type InvokeArgs, type InvokeOptions } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import { asCommandError, CommandFailure, type Backend } from './backend';

async function call<T>(command: string, args?: InvokeArgs, options?: InvokeOptions): Promise<T> {
  try {
    return await invoke<T>(command, args, options);
  } catch (thrown) {
    throw new CommandFailure(asCommandError(thrown));
  }
}

export const client: Backend = {
  getStartup: () => call('get_startup'),
  reopenStore: () => call('reopen_store'),
  restoreOverDamage: (name) => call('restore_over_damage', { name }),
  beginAnew: () => call('begin_anew'),

  listBackups: () => call('list_backups'),
  backUpNow: () => call('back_up_now'),
  restoreBackup: (name) => call('restore_backup', { name }),
  openDataFolder: () => call('open_data_folder'),

  getSettings: () => call('get_settings'),
  saveSettings: (settings) => call('save_settings', { settings }),

  listTemplates: () => call('list_templates'),
  getTemplate: (name) => call('get_template', { name }),
  listLibrary: (query, cursor) => call('list_library', { query, cursor }),
  getLibraryOutline: (kind) => call('get_library_outline', { kind }),
  getLibraryItem: (id) => call('get_library_item', { id }),
  addLibraryItem: (kind, name, text) => call('add_library_item', { kind, name, text }),
  saveLibraryItem: (id, text, note) => call('save_library_item', { id, text, note }),
  keepWorkingText: (id, working) => call('keep_working_text', { id, working }),
  resetLibraryItem: (id) => call('reset_library_item', { id }),
  listVersions: (id, before) => call('list_versions', { id, before }),
  compareVersion: (id, number, against) => call('compare_version', { id, number, with: against }),
  noteVersion: (id, number, note) => call('note_version', { id, number, note }),
  restoreVersion: (id, number) => call('restore_version', { id, number }),
  getItemRecord: (id) => call('get_item_record', { id }),
  markFavourite: (id, favourite) => call('mark_favourite', { id, favourite }),
  moveToFolder: (id, folder) => call('move_to_folder', { id, folder }),
  deleteLibraryItem: (id) => call('delete_library_item', { id }),
  undeleteLibraryItem: (id) => call('undelete_library_item', { id }),

  deleteLibraryItems: (ids) => call('delete_library_items', { ids }),
  chooseImportFile: () => call('choose_import_file'),
  chooseImportFolder: () => call('choose_import_folder'),
  getImportText: (open, index) => call('get_import_text', { open, index }),
  takeImport: (open, chosen) => call('take_import', { open, chosen }),
  closeImport: (open) => call('close_import', { open }),

  getWritingAids: () => call('get_writing_aids'),
  readTemplate: (name, text) => call('read_template', { name, text }),
  previewTemplate: (name, text, values) => call('preview_template', { name, text, values }),
  editTemplate: (name, text, edit) => call('edit_template', { name, text, edit }),
  tryTemplate: (name, text, brief, onEvent) =>
    call('try_template', { name, text, brief, onEvent: new Channel(onEvent) }),
  runTemplateTests: (id, text, model, judged, onEvent) =>
    call('run_template_tests', { id, text, model, judged, onEvent: new Channel(onEvent) }),
  listTemplateTests: (id) => call('list_template_tests', { id }),

  listDrafts: (query, cursor) => call('list_drafts', { query, cursor }),
  setDraftStatus: (id, status) => call('set_draft_status', { id, status }),
  archiveDraft: (id, archived) => call('archive_draft', { id, archived }),
  deleteDraft: (id) => call('delete_draft', { id }),
  undeleteDraft: (id) => call('undelete_draft', { id }),
  emptyBin: () => call('empty_bin'),
  listTags: () => call('list_tags'),
  addTag: (id, tag) => call('add_tag', { id, tag }),
  removeTag: (id, tag) => call('remove_tag', { id, tag }),

  getDraft: (id) => call('get_draft', { id }),
  createDraft: (template, brief) => call('create_draft', { template, brief }),
  saveBrief: (id, template, brief) => call('save_brief', { id, template, brief }),
  saveText: (id, text, mark) => call('save_text', { id, text, mark }),
  renameDraft: (id, title) => call('rename_draft', { id, title }),

  listRevisions: (draftId, olderThan) => call('list_revisions', { draftId, olderThan }),
  getRevision: (draftId, revisionId) => call('get_revision', { draftId, revisionId }),
  compareRevision: (draftId, revisionId, against) =>
    call('compare_revision', { draftId, revisionId, against }),
  nameRevision: (draftId, revisionId, name) => call('name_revision', { draftId, revisionId, name }),
  restoreRevision: (draftId, revisionId) => call('restore_revision', { draftId, revisionId }),

  keepTyped: (draftId) => call('keep_typed', { draftId }),

  startDrafting: (draftId, template, brief, mode, onEvent) =>
    call('start_drafting', { draftId, template, brief, mode, onEvent: new Channel(onEvent) }),
  cancelDrafting: (runId) => call('cancel_drafting', { runId }),
  startVariants: (draftId, template, brief, count, onEvent) =>
    call('start_variants', { draftId, template, brief, count, onEvent: new Channel(onEvent) }),
  getVariants: (draftId, round) => call('get_variants', { draftId, round }),
  pickVariant: (draftId, runId) => call('pick_variant', { draftId, runId }),
  getRun: (runId) => call('get_run', { runId }),
  previewRequest: (draftId, template, brief, mode) =>
    call('preview_request', { draftId, template, brief, mode }),
  getSentRequests: (runId) => call('get_sent_requests', { runId }),

  startRefining: (draftId, part, ask, onEvent) =>
    call('start_refining', { draftId, part, ask, onEvent: new Channel(onEvent) }),
  previewRefinement: (draftId, part, ask) => call('preview_refinement', { draftId, part, ask }),
  getOpenRefinement: (draftId) => call('get_open_refinement', { draftId }),
  cutProposal: (template, text, part, proposal, whole) =>
    call('cut_proposal', { template, text, part, proposal, whole }),
  decideRefinement: (runId, taken, open) => call('decide_refinement', { runId, taken, open }),

  readFields: (template, text) => call('read_fields', { template, text }),
  readFormat: (name, text) => call('read_format', { name, text }),
  measureCopy: (template, text) => call('measure_copy', { template, text }),
  listCombinations: (template, text, from, repeating) =>
    call('list_combinations', { template, text, from, repeating }),

  attachSource: (draftId, name, bytes) =>
    call('attach_source', bytes, {
      headers: { draft: draftId, name: encodeURIComponent(name) },
    }),
  listSources: (draftId, brief) => call('list_sources', { draftId, brief }),
  getSourceText: (id) => call('get_source_text', { id }),
  removeSource: (id) => call('remove_source', { id }),
  restoreSource: (id) => call('restore_source', { id }),

  updatePreview: (preview, update) => call('update_preview', { preview, update }),
  closePreview: (preview) => call('close_preview', { preview }),
  openLink: (address) => call('open_link', { address }),

  copyDraft: (id, format) => call('copy_draft', { id, format }),
  chooseExportFile: (id, format) => call('choose_export_file', { id, format }),
  exportDraft: (id, format, path) => call('export_draft', { id, format, path }),
  printWindow: () => call('print_window'),

  choosePack: () => call('choose_pack'),
  readPack: (bytes) => call('read_pack', bytes),
  takeOfferedPack: () => call('take_offered_pack'),
  getPackItem: (open, item) => call('get_pack_item', { open, item }),
  importPack: (open, choices, acceptedKey) => call('import_pack', { open, choices, acceptedKey }),
  closePack: (open) => call('close_pack', { open }),
  undoPackChange: (change) => call('undo_pack_change', { change }),
  listPacks: () => call('list_packs'),
  removePack: (pack) => call('remove_pack', { pack }),
  outlinePack: (name, items) => call('outline_pack', { name, items }),
  exportPack: (details, items) => call('export_pack', { details, items }),
  onPackOffered: (handler) =>
    listen('pack-offered', () => {
      handler();
    }),

  listModels: () => call('list_models'),
  chooseModelFile: () => call('choose_model_file'),
  addLocalModel: (path) => call('add_local_model', { path }),
  removeLocalModel: (id) => call('remove_local_model', { id }),
  addProvider: (details, key, holdKeyForThisRun) =>
    call('add_provider', { details, key, holdKeyForThisRun }),
  updateProvider: (id, details) => call('update_provider', { id, details }),
  replaceKey: (id, key, holdForThisRun) => call('replace_key', { id, key, holdForThisRun }),
  removeProvider: (id) => call('remove_provider', { id }),
  testProvider: (id) => call('test_provider', { id }),
  listKeys: (id) => call('list_keys', { id }),
  addKey: (id, label, key) => call('add_key', { id, label, key }),
  useKey: (id, keyId) => call('use_key', { id, keyId }),
  removeKey: (id, keyId) => call('remove_key', { id, keyId }),

  onClosing: (handler) =>
    listen('closing', () => {
      handler();
    }),
  finishClosing: () => call('finish_closing'),
  keepOpen: () => call('keep_open'),
};
