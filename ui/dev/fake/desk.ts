/** The drafts and runs of the made-up backend. */
import type { Brief, Draft, DraftSummary, Run, RunId } from '../../src/ipc/bindings/types';
import type { Scene } from '../scenes';
import { ages, titles } from './copy';
import { copied, fail, pause } from './help';
import { onOneLine } from './search';
import { templates } from './templates';

export class FakeDesk {
  readonly drafts = new Map<string, Draft>();
  readonly runs = new Map<RunId, Run>();
  #serial = 0;

  constructor(readonly scene: Scene) {
    for (let index = 0; index < scene.drafts; index += 1) {
      const [title, template, text] = titles[index % titles.length] ?? ['', '', ''];
      const round = Math.floor(index / titles.length);
      const minutes = (ages[index % ages.length] ?? 0) + round * 60 * 24 * 30;
      this.add(round === 0 ? title : `${title} ${String(round + 1)}`, template, text, minutes);
    }
    this.#markAndPutAway();
  }

  id(): string {
    this.#serial += 1;
    return `id-${String(this.#serial)}`;
  }

  add(title: string, template: string, text: string, minutesAgo: number): Draft {
    const at = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const draft: Draft = {
      id: this.id(),
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
    this.drafts.set(draft.id, draft);
    return draft;
  }

  draft(id: string): Draft {
    const draft = this.drafts.get(id);
    if (!draft) fail({ code: 'store', message: 'There is no such draft.' });
    return draft;
  }

  summary(id: string): DraftSummary {
    const { text, title, template, status, tags, archived, bin, createdAt, updatedAt } =
      this.draft(id);
    const excerpt = onOneLine(text).slice(0, 140);
    const drafting = this.isLive(id);
    return {
      ...{ id, title, excerpt, template, drafting, status, tags: copied(tags), archived },
      ...(bin ? { bin: copied(bin) } : {}),
      ...{ createdAt, updatedAt },
    };
  }

  isLive(id: string): boolean {
    return [...this.runs.values()].some((run) => run.draftId === id && run.state.state === 'live');
  }

  touched(id: string): DraftSummary {
    this.draft(id).updatedAt = new Date().toISOString();
    return this.summary(id);
  }

  async saveBrief(id: string, template: string, brief: Brief): Promise<DraftSummary> {
    await pause(10);
    this.failToSave();
    const draft = this.draft(id);
    Object.assign(draft, { template, brief: copied(brief) });
    this.retitle(draft);
    return this.touched(id);
  }

  async stop(runId: RunId): Promise<void> {
    await pause(40);
    const run = this.runs.get(runId);
    if (run?.state.state === 'live') run.state = { state: 'finished', reason: 'stopped' };
  }

  retitle(draft: Draft): void {
    const form = templates.find((one) => one.name === draft.template);
    const first = draft.brief.values[form?.variables[0]?.name ?? ''];
    if (draft.titledByUser || !form) return;
    draft.title =
      typeof first === 'string' && first !== ''
        ? `${first}: ${form.title.toLowerCase()}`
        : form.title;
  }

  failToSave(): void {
    if (this.scene.saveProblem) fail(this.scene.saveProblem);
  }

  /** A run that writes to no draft. */
  newVariant(draft: Draft): Run {
    const run: Run = {
      id: this.id(),
      draftId: draft.id,
      model: copied(draft.brief.model),
      modelName: 'SmolLM2 135M',
      text: '',
      state: { state: 'live' },
      startedAt: new Date().toISOString(),
    };
    this.runs.set(run.id, run);
    return run;
  }

  newRun(draft: Draft): Run {
    const run = this.newVariant(draft);
    for (const other of this.runs.values()) {
      if (other.draftId === draft.id && other !== run) this.runs.delete(other.id);
    }
    return run;
  }

  #markAndPutAway(): void {
    const drafts = [...this.drafts.values()];
    const [first, second, third] = drafts;
    if (first && second && third) {
      first.tags = ['Brightleaf', 'spring'];
      second.status = 'ready';
      third.tags = ['a tag that goes on for as long as a tag can'];
    }
    const { archived = 0, binned = 0 } = this.scene;
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
}
