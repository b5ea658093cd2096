/** Drafts, their briefs and the list. */
import type { Backend } from '../../src/ipc/backend';
import type { Brief, DraftQuery, DraftStatus } from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, fail, pause } from './help';
import { foundIn, matching } from './search';
import { templates } from './templates';

const PAGE = 100;

export function drafts(desk: FakeDesk) {
  return {
    async listTemplates() {
      return Promise.resolve(templates);
    },

    async listDrafts(query: DraftQuery, cursor?: string) {
      if (desk.scene.listProblem) fail(desk.scene.listProblem);
      await pause(5);
      const from = Number(cursor ?? 0);
      const ids = matching([...desk.drafts.values()], query, (id) => desk.isLive(id));
      const items = ids.slice(from, from + PAGE).map((id) => {
        const summary = desk.summary(id);
        const found = foundIn(desk.draft(id), query.text);
        return found ? { ...summary, found } : summary;
      });
      return { items, ...(from + PAGE < ids.length ? { nextCursor: String(from + PAGE) } : {}) };
    },

    async setDraftStatus(id: string, status: DraftStatus) {
      desk.draft(id).status = status;
      return Promise.resolve(desk.summary(id));
    },

    async archiveDraft(id: string, archived: boolean) {
      desk.draft(id).archived = archived;
      return Promise.resolve(desk.summary(id));
    },

    async deleteDraft(id: string) {
      const run = [...desk.runs.values()].find((one) => one.draftId === id);
      if (run) await desk.stop(run.id);
      const now = Date.now();
      desk.draft(id).bin = {
        deletedAt: new Date(now).toISOString(),
        until: new Date(now + 30 * 24 * 3_600_000).toISOString(),
      };
      return desk.summary(id);
    },

    async undeleteDraft(id: string) {
      delete desk.draft(id).bin;
      return Promise.resolve(desk.summary(id));
    },

    async emptyBin() {
      const binned = [...desk.drafts.values()].filter((draft) => draft.bin);
      for (const { id } of binned) desk.drafts.delete(id);
      return Promise.resolve(binned.length);
    },

    async listTags() {
      const tags = [...desk.drafts.values()].flatMap((draft) => draft.tags);
      return Promise.resolve([...new Set(tags)].sort());
    },

    async addTag(id: string, tag: string) {
      const draft = desk.draft(id);
      draft.tags = [...new Set([...draft.tags, tag.trim()])].sort();
      return Promise.resolve(desk.summary(id));
    },

    async removeTag(id: string, tag: string) {
      const draft = desk.draft(id);
      draft.tags = draft.tags.filter((other) => other !== tag);
      return Promise.resolve(desk.summary(id));
    },

    async getDraft(id: string) {
      if (desk.scene.draftProblem) fail(desk.scene.draftProblem);
      const run = [...desk.runs.values()].find((one) => one.draftId === id);
      return Promise.resolve({
        draft: copied(desk.draft(id)),
        ...(run ? { lastRun: copied(run) } : {}),
      });
    },

    async createDraft(template: string, brief: Brief) {
      desk.failToSave();
      const title = templates.find((one) => one.name === template)?.title ?? template;
      const draft = desk.add(title, template, '', 0);
      draft.brief = copied(brief);
      desk.retitle(draft);
      return Promise.resolve(copied(draft));
    },

    async saveBrief(id: string, template: string, brief: Brief) {
      return desk.saveBrief(id, template, brief);
    },

    async saveText(id: string, text: string) {
      await pause(10);
      desk.failToSave();
      desk.draft(id).text = text;
      return desk.touched(id);
    },

    async renameDraft(id: string, title: string) {
      await pause(10);
      Object.assign(desk.draft(id), { title, titledByUser: true });
      return desk.touched(id);
    },
  } satisfies Partial<Backend>;
}
