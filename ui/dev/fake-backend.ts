/** A backend that keeps all in memory and writes the same copy every time. For looking only. */
import { CommandFailure, type Backend } from '../src/ipc/backend';
import type {
  Against,
  BackupSummary,
  DraftingMode,
  Brief,
  CommandError,
  Draft,
  DraftingEvent,
  DraftQuery,
  DraftStatus,
  DraftSummary,
  ModelList,
  ProviderKey,
  ProviderSummary,
  PreviewUpdate,
  Run,
  RunId,
  SentRequest,
  Settings,
} from '../src/ipc/bindings/types';
import { rendered } from './fake-preview';
import { foundIn, matching, onOneLine } from './fake-search';
import { compared, revisionsOf, type FakeRevision } from './revisions';
import type { Scene } from './scenes';
import { templates } from './templates';

const PAGE = 100;

const COPY = `## Cold at mile twenty

You packed light. You packed smart. And somewhere past the second ridge you will want water that still tastes like the stream it came from.

Meet **Brightleaf**, the bottle that keeps drinks cold for 24 hours and weighs less than the snack bar beside it. No sweat, no plastic taste, no lukewarm last sip.

- 190 g, steel, no plastic liner
- Cold for *24 hours*, hot for 12
- A filter you can change on the trail

Order before Friday and your first refill filter is on us. The trail is waiting.
`;

const titles: [title: string, template: string, text: string][] = [
  ['Brightleaf launch email', 'launch-email', COPY],
  ['Brightleaf search ads', 'google-search-ad', 'Ice-cold for 24 hours\n190 g. Steel. No plastic.'],
  [
    'A very long title that somebody pasted from a campaign plan and that does not fit on any screen there is, however wide it may be',
    'landing-hero',
    'Everything you carry should earn its place.',
  ],
  [
    'عرض الربيع: رسالة إطلاق',
    'launch-email',
    'اشترِ زجاجة Brightleaf قبل يوم الجمعة.\n\nThe offer ends on Friday.',
  ],
  ['Spring sale 🌱🥤 — SMS', 'sms-promotion', '🌱 24 hours only: 20% off. Reply STOP to opt out.'],
  [
    'Retailer outreach, Q1',
    'support-reply',
    'Hi {{first_name}}, your shoppers asked for it at the counter.',
  ],
  ['Formats of every kind', 'newsletter', 'Formats\n\nall'],
  [
    'Founder LinkedIn post',
    'linkedin-post',
    'We threw away 41 prototypes. Here is what the last one taught us.',
  ],
];

const ages = [0.2, 130, 60 * 30, 60 * 74, 60 * 24 * 6, 60 * 24 * 12, 60 * 24 * 400];

const copied = <T>(value: T): T => structuredClone(value);

function fail(detail: CommandError): never {
  throw new CommandFailure(detail);
}

export class FakeBackend implements Backend {
  readonly #scene: Scene;
  readonly #backups: BackupSummary[];
  readonly #drafts = new Map<string, Draft>();
  readonly #runs = new Map<RunId, Run>();
  #models: ModelList;
  #settings: Settings = {
    appearance: 'system',
    model: { kind: 'local' },
    copySize: 18,
    lineWidth: 'usual',
    checkSpelling: true,
  };
  #serial = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#backups = copied(scene.backups ?? []);
    this.#models = copied(scene.models);
    for (let index = 0; index < scene.drafts; index += 1) {
      const [title, template, text] = titles[index % titles.length] ?? ['', '', ''];
      const round = Math.floor(index / titles.length);
      const minutes = (ages[index % ages.length] ?? 0) + round * 60 * 24 * 30;
      this.#add(round === 0 ? title : `${title} ${String(round + 1)}`, template, text, minutes);
    }
    this.#markAndPutAway();
    if (scene.liveAtStart) this.#beginAtStart();
  }

  async getStartup() {
    if (this.#scene.stuck) await new Promise(() => undefined);
    const { startupProblem, readOnly, spoiltCopy, damaged, backups } = this.#scene;
    const dataFolder = '~/.local/share/copydeck';
    const recovery = {
      file: `${dataFolder}/copydeck.db`,
      keptIn: `${dataFolder}/damaged`,
      details: 'Tree 4 page 1893: btreeInitPage() returns error code 11',
      backups: backups ?? [],
    };
    return {
      dataFolder,
      version: '0.1.0',
      ...(startupProblem ? { problem: startupProblem } : {}),
      ...(damaged ? { recovery } : {}),
      ...(readOnly ? { readOnly } : {}),
      ...(spoiltCopy === undefined ? {} : { spoiltCopy }),
    };
  }

  async reopenStore() {
    return Promise.resolve();
  }

  async restoreOverDamage() {
    await pause(200);
    if (this.#scene.restoreProblem) fail(this.#scene.restoreProblem);
  }

  async beginAnew() {
    return Promise.resolve();
  }

  async listBackups() {
    return Promise.resolve(copied(this.#backups));
  }

  async backUpNow() {
    await pause(300);
    const made = {
      name: this.#id(),
      madeAt: new Date().toISOString(),
      reason: 'byHand' as const,
      sizeBytes: 5_100_000,
      drafts: this.#drafts.size,
    };
    this.#backups.unshift(made);
    return made;
  }

  async restoreBackup() {
    await pause(200);
    if (this.#scene.restoreProblem) fail(this.#scene.restoreProblem);
    return this.backUpNow();
  }

  async openDataFolder() {
    return Promise.resolve();
  }

  async getSettings() {
    return Promise.resolve(copied(this.#settings));
  }

  async saveSettings(settings: Settings) {
    this.#settings = copied(settings);
    return Promise.resolve();
  }

  async listTemplates() {
    return Promise.resolve(templates);
  }

  async listDrafts(query: DraftQuery, cursor?: string) {
    if (this.#scene.listProblem) fail(this.#scene.listProblem);
    await pause(5);
    const from = Number(cursor ?? 0);
    const ids = matching([...this.#drafts.values()], query, (id) => this.#isLive(id));
    const items = ids.slice(from, from + PAGE).map((id) => {
      const summary = this.#summary(id);
      const found = foundIn(this.#draft(id), query.text);
      return found ? { ...summary, found } : summary;
    });
    return { items, ...(from + PAGE < ids.length ? { nextCursor: String(from + PAGE) } : {}) };
  }

  async setDraftStatus(id: string, status: DraftStatus) {
    this.#draft(id).status = status;
    return Promise.resolve(this.#summary(id));
  }

  async archiveDraft(id: string, archived: boolean) {
    this.#draft(id).archived = archived;
    return Promise.resolve(this.#summary(id));
  }

  async deleteDraft(id: string) {
    const run = [...this.#runs.values()].find((one) => one.draftId === id);
    if (run) await this.cancelDrafting(run.id);
    const now = Date.now();
    this.#draft(id).bin = {
      deletedAt: new Date(now).toISOString(),
      until: new Date(now + 30 * 24 * 3_600_000).toISOString(),
    };
    return this.#summary(id);
  }

  async undeleteDraft(id: string) {
    delete this.#draft(id).bin;
    return Promise.resolve(this.#summary(id));
  }

  async emptyBin() {
    const binned = [...this.#drafts.values()].filter((draft) => draft.bin);
    for (const { id } of binned) this.#drafts.delete(id);
    return Promise.resolve(binned.length);
  }

  async listTags() {
    const tags = [...this.#drafts.values()].flatMap((draft) => draft.tags);
    return Promise.resolve([...new Set(tags)].sort());
  }

  async addTag(id: string, tag: string) {
    const draft = this.#draft(id);
    draft.tags = [...new Set([...draft.tags, tag.trim()])].sort();
    return Promise.resolve(this.#summary(id));
  }

  async removeTag(id: string, tag: string) {
    const draft = this.#draft(id);
    draft.tags = draft.tags.filter((other) => other !== tag);
    return Promise.resolve(this.#summary(id));
  }

  async getDraft(id: string) {
    if (this.#scene.draftProblem) fail(this.#scene.draftProblem);
    const run = [...this.#runs.values()].find((one) => one.draftId === id);
    return Promise.resolve({
      draft: copied(this.#draft(id)),
      ...(run ? { lastRun: copied(run) } : {}),
    });
  }

  async createDraft(template: string, brief: Brief) {
    this.#failToSave();
    const title = templates.find((one) => one.name === template)?.title ?? template;
    const draft = this.#add(title, template, '', 0);
    draft.brief = copied(brief);
    this.#retitle(draft);
    return Promise.resolve(copied(draft));
  }

  async saveBrief(id: string, template: string, brief: Brief) {
    await pause(10);
    this.#failToSave();
    const draft = this.#draft(id);
    Object.assign(draft, { template, brief: copied(brief) });
    this.#retitle(draft);
    return this.#touched(id);
  }

  async saveText(id: string, text: string) {
    await pause(10);
    this.#failToSave();
    this.#draft(id).text = text;
    return this.#touched(id);
  }

  async renameDraft(id: string, title: string) {
    await pause(10);
    Object.assign(this.#draft(id), { title, titledByUser: true });
    return this.#touched(id);
  }

  async listRevisions(draftId: string, olderThan?: string) {
    await pause(5);
    const all = this.#revisionsOf(draftId);
    const from = olderThan === undefined ? 0 : all.findIndex((one) => one.id === olderThan) + 1;
    const page = all.slice(from, from + PAGE);
    const last = page.at(-1);
    return {
      items: page,
      ...(last && from + PAGE < all.length ? { nextCursor: last.id } : {}),
    };
  }

  async getRevision(draftId: string, id: string) {
    const found = this.#revisionsOf(draftId).find((one) => one.id === id);
    if (!found) fail({ code: 'not_found', message: 'There is no such earlier version.' });
    return Promise.resolve(copied(found));
  }

  async compareRevision(draftId: string, id: string, against: Against) {
    const { text } = await this.getRevision(draftId, id);
    const present = this.#draft(draftId).text;
    return against === 'present' ? compared(text, present) : compared(present, text);
  }

  async nameRevision(draftId: string, id: string, name: string) {
    const found = await this.getRevision(draftId, id);
    return name === '' ? found : { ...found, name };
  }

  async restoreRevision(draftId: string) {
    this.#draft(draftId).text = COPY;
    return Promise.resolve({ draft: copied(this.#draft(draftId)), replaced: 'r1' });
  }

  async keepTyped() {
    return Promise.resolve();
  }

  async startDrafting(
    draftId: string,
    template: string,
    brief: Brief,
    mode: DraftingMode,
    onEvent: (event: DraftingEvent) => void,
  ) {
    await this.saveBrief(draftId, template, brief);
    const draft = this.#draft(draftId);
    const replaced = draft.text === '' ? {} : { replaced: 'r1' };
    if (mode.kind === 'afresh') draft.text = '';
    const run = this.#newRun(draft);
    void this.#write(run, onEvent);
    return { runId: run.id, ...replaced };
  }

  async cancelDrafting(runId: string) {
    await pause(40);
    const run = this.#runs.get(runId);
    if (run?.state.state === 'live') run.state = { state: 'finished', reason: 'stopped' };
  }

  async getRun(runId: string) {
    const run = this.#runs.get(runId);
    if (!run) fail({ code: 'store', message: 'There is no such run.' });
    return Promise.resolve(copied(run));
  }

  async updatePreview(_preview: number, update: PreviewUpdate) {
    await pause(5);
    if (this.#scene.previewProblem) fail(this.#scene.previewProblem);
    // Changes are not followed here: the whole text is asked for each time.
    if (update.kind === 'changes') fail({ code: 'preview_out_of_step', message: '' });
    return { version: 1, keep: 0, remove: 0, insert: rendered(update.text), changed: [] };
  }

  async closePreview() {
    return Promise.resolve();
  }

  async openLink(address: string) {
    console.info('opened outside', address);
    return Promise.resolve();
  }

  async copyDraft() {
    return Promise.resolve();
  }

  async chooseExportFile(id: string) {
    return Promise.resolve(`~/Documents/${this.#draft(id).title}.docx`);
  }

  async exportDraft() {
    return Promise.resolve();
  }

  async printWindow() {
    return Promise.resolve();
  }

  async listModels() {
    return Promise.resolve(copied(this.#models));
  }

  async chooseModelFile() {
    return Promise.resolve('~/models/qwen3-4b-q4.gguf');
  }

  async addLocalModel(path: string) {
    await pause(300);
    if (this.#scene.fileProblem) fail(this.#scene.fileProblem);
    const model = { id: this.#id(), name: 'Qwen3 4B', path, sizeBytes: 2_500_000_000 };
    this.#models.local.push(model);
    return model;
  }

  async removeLocalModel(id: string) {
    this.#models.local = this.#models.local.filter((model) => model.id !== id);
    return Promise.resolve();
  }

  async addProvider(...[details, key, hold]: Parameters<Backend['addProvider']>) {
    await pause(100);
    if (key !== undefined && !hold && this.#scene.keyringProblem) {
      fail(this.#scene.keyringProblem);
    }
    const { name, baseUrl, model, keyVariable } = details;
    const provider: ModelList['providers'][number] = {
      id: this.#id(),
      name,
      kind: 'openai-compatible',
      baseUrl,
      ...(model === undefined ? {} : { model }),
      key:
        keyVariable !== undefined
          ? { source: 'environment', variable: keyVariable }
          : key === undefined
            ? { source: 'none' }
            : { source: 'vault', credentialId: this.#id(), lastFour: key.slice(-4) },
      keyForThisRunOnly: hold,
    };
    this.#models.providers.push(provider);
    return copied(provider);
  }

  async updateProvider(...[id, details]: Parameters<Backend['updateProvider']>) {
    const provider = this.#provider(id);
    Object.assign(provider, details);
    return Promise.resolve(copied(provider));
  }

  async replaceKey(id: string, key: string, hold: boolean) {
    if (!hold && this.#scene.keyringProblem) fail(this.#scene.keyringProblem);
    const provider = this.#provider(id);
    provider.key = { source: 'vault', credentialId: this.#id(), lastFour: key.slice(-4) };
    provider.keyForThisRunOnly = hold;
    return Promise.resolve(copied(provider));
  }

  async removeProvider(id: string) {
    this.#models.providers = this.#models.providers.filter((provider) => provider.id !== id);
    return Promise.resolve();
  }

  previewRequest(): Promise<SentRequest> {
    return Promise.resolve({ headers: [], body: '{}' });
  }

  getSentRequest(): Promise<SentRequest | null> {
    return Promise.resolve(null);
  }

  listKeys(id: string): Promise<ProviderKey[]> {
    const { key } = this.#provider(id);
    if (key.source !== 'vault') return Promise.resolve([]);
    const { credentialId, lastFour } = key;
    return Promise.resolve([{ id: credentialId, label: 'Key', lastFour, inUse: true }]);
  }

  addKey(id: string): Promise<ProviderKey[]> {
    return this.listKeys(id);
  }

  useKey(id: string): Promise<ProviderSummary> {
    return Promise.resolve(this.#provider(id));
  }

  removeKey(id: string): Promise<ProviderKey[]> {
    return this.listKeys(id);
  }

  async testProvider(id: string) {
    await pause(500);
    const refused = this.#provider(id).name === 'Studio server';
    return {
      works: !refused,
      ...(refused ? {} : { firstTextMs: 412 }),
      steps: [
        { ok: true, message: `${this.#provider(id).name} answers at its address.` },
        refused
          ? { ok: false, message: 'It refused the key. Replace the key to go on.' }
          : { ok: true, message: 'The key is accepted.' },
        ...(refused ? [] : [{ ok: true, message: 'The first words came after 0.4 s.' }]),
      ],
    };
  }

  async onClosing() {
    return Promise.resolve(() => undefined);
  }

  async finishClosing() {
    return Promise.resolve();
  }

  async keepOpen() {
    return Promise.resolve();
  }

  #id(): string {
    this.#serial += 1;
    return `id-${String(this.#serial)}`;
  }

  #add(title: string, template: string, text: string, minutesAgo: number): Draft {
    const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const draft: Draft = {
      id: this.#id(),
      title,
      titledByUser: text !== '',
      template,
      brief: {
        values:
          text === ''
            ? {}
            : {
                product: 'Brightleaf bottle',
                news: 'Keeps drinks cold for 24 hours, 190 g, steel, no plastic liner',
                audience: 'Weekend hikers',
              },
        tone: { formality: text === '' ? 3 : 2, energy: text === '' ? 3 : 4, seriousness: 3 },
        model: { kind: 'local' },
      },
      text,
      status: 'draft',
      tags: [],
      archived: false,
      createdAt: at,
      updatedAt: at,
    };
    this.#drafts.set(draft.id, draft);
    return draft;
  }

  #draft(id: string): Draft {
    const draft = this.#drafts.get(id);
    if (!draft) fail({ code: 'store', message: 'There is no such draft.' });
    return draft;
  }

  #provider(id: string) {
    const provider = this.#models.providers.find((one) => one.id === id);
    if (!provider) fail({ code: 'store', message: 'There is no such provider.' });
    return provider;
  }

  #summary(id: string): DraftSummary {
    const { text, title, template, status, tags, archived, bin, createdAt, updatedAt } =
      this.#draft(id);
    const excerpt = onOneLine(text).slice(0, 140);
    const drafting = this.#isLive(id);
    return {
      ...{ id, title, excerpt, template, drafting, status, tags: copied(tags), archived },
      ...(bin ? { bin: copied(bin) } : {}),
      ...{ createdAt, updatedAt },
    };
  }

  #isLive(id: string): boolean {
    return [...this.#runs.values()].some((run) => run.draftId === id && run.state.state === 'live');
  }

  #touched(id: string): DraftSummary {
    this.#draft(id).updatedAt = new Date().toISOString();
    return this.#summary(id);
  }

  #retitle(draft: Draft): void {
    const form = templates.find((one) => one.name === draft.template);
    const first = draft.brief.values[form?.variables[0]?.name ?? ''];
    if (draft.titledByUser || !form) return;
    draft.title =
      typeof first === 'string' && first !== ''
        ? `${first}: ${form.title.toLowerCase()}`
        : form.title;
  }

  #revisionsOf(draftId: string): FakeRevision[] {
    const { text } = this.#draft(draftId);
    return text === '' ? [] : revisionsOf(draftId, COPY, this.#scene.revisions);
  }

  #failToSave(): void {
    if (this.#scene.saveProblem) fail(this.#scene.saveProblem);
  }

  #newRun(draft: Draft): Run {
    const run: Run = {
      id: this.#id(),
      draftId: draft.id,
      model: copied(draft.brief.model),
      modelName: 'SmolLM2 135M',
      text: '',
      state: { state: 'live' },
      startedAt: new Date().toISOString(),
    };
    for (const other of this.#runs.values()) {
      if (other.draftId === draft.id) this.#runs.delete(other.id);
    }
    this.#runs.set(run.id, run);
    return run;
  }

  #markAndPutAway(): void {
    const drafts = [...this.#drafts.values()];
    const [first, second, third] = drafts;
    if (first && second && third) {
      first.tags = ['Brightleaf', 'spring'];
      second.status = 'ready';
      third.tags = ['a tag that goes on for as long as a tag can'];
    }
    const { archived = 0, binned = 0 } = this.#scene;
    for (const draft of drafts.slice(drafts.length - archived)) draft.archived = true;
    for (const [index, draft] of drafts.entries()) {
      const place = index - (drafts.length - archived - binned);
      if (place < 0 || place >= binned) continue;
      const deleted = Date.now() - (place * 28 + 1) * 24 * 3_600_000;
      draft.bin = {
        deletedAt: new Date(deleted).toISOString(),
        until: new Date(deleted + 30 * 24 * 3_600_000 - 60_000).toISOString(),
      };
    }
  }

  #beginAtStart(): void {
    const [first] = this.#drafts.keys();
    const draft = this.#draft(first ?? '');
    const run = this.#newRun(draft);
    draft.text = '';
    draft.streamMark = { runId: run.id, received: 0, insertAt: 0 };
    void this.#write(run, () => undefined);
  }

  async #write(run: Run, onEvent: (event: DraftingEvent) => void): Promise<void> {
    const { ends, pace, losesEvery, haltsAfter } = this.#scene;
    let seq = 0;
    const send = (event: DraftingEvent) => {
      seq += 1;
      if (losesEvery === undefined || seq % losesEvery !== 0) onEvent(event);
    };
    await pause(20);
    const onThisComputer = run.model.kind === 'local';
    const { id: runId, draftId, modelName } = run;
    send({ type: 'started', seq, runId, draftId, modelName, onThisComputer });
    await pause(300);

    const pieces = COPY.match(/\S+\s*/gu) ?? [];
    const written = ends === 'complete' ? pieces : pieces.slice(0, pieces.length / 2);
    for (const [index, text] of written.entries()) {
      await pause(index === haltsAfter ? 3_600_000 : pace);
      if (run.state.state !== 'live') break;
      run.text += text;
      send({ type: 'delta', seq, text, length: run.text.length });
    }

    const { length } = run.text;
    this.#draft(draftId).text = run.text;
    if (run.state.state !== 'live') {
      send({ type: 'finished', seq, reason: 'stopped', draftId, length });
    } else if (typeof ends === 'string') {
      run.state = { state: 'finished', reason: ends };
      send({ type: 'finished', seq, reason: ends, draftId, length });
    } else {
      run.state = { state: 'failed', failure: 'unreachable', message: ends.message };
      send({ type: 'failed', seq, code: ends.code, message: ends.message, length });
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
