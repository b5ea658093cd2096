/** Packs: one to look at, with an item in each state. */
import type { Backend } from '../../src/ipc/backend';
import type { PackPreview } from '../../src/ipc/bindings/types';
import { pause } from './help';

const preview: PackPreview = {
  open: 'o1',
  id: 'brightleaf-templates',
  name: 'Brightleaf templates',
  version: '4.1',
  installed: '4.0',
  publisher: 'Brightleaf Marketing',
  key: 'RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaV',
  fingerprint: '8c1f 02aa 9e77 410b 5d3c',
  trust: 'trusted',
  trustedSince: '2026-06-03T09:00:00Z',
  licence: 'CC-BY-4.0',
  description: 'How we write to shops and to the people who shop there.',
  readme: '',
  items: [
    {
      name: 'press-release',
      kind: 'template',
      title: 'Press release',
      state: 'update',
      merges: true,
      warnings: [
        {
          code: 'address',
          message:
            'Contains an address: press.brightleaf.example. Nothing opens it; it may appear in drafts.',
        },
      ],
    },
    {
      name: 'sms-promotion',
      kind: 'template',
      title: 'SMS promotion',
      state: 'new',
      merges: false,
      warnings: [],
    },
    {
      name: 'retailer-outreach',
      kind: 'template',
      title: 'Retailer outreach',
      state: 'conflict',
      merges: false,
      warnings: [],
    },
    {
      name: 'plain-spoken',
      kind: 'voice',
      title: 'Plain-spoken',
      state: 'same',
      merges: false,
      warnings: [],
    },
  ],
  warnings: [],
};

type PackCommands =
  | 'choosePack'
  | 'readPack'
  | 'takeOfferedPack'
  | 'getPackItem'
  | 'importPack'
  | 'closePack'
  | 'undoPackChange'
  | 'listPacks'
  | 'removePack'
  | 'outlinePack'
  | 'exportPack'
  | 'onPackOffered';

export function packs(): Pick<Backend, PackCommands> {
  const installed = {
    id: preview.id,
    name: preview.name,
    version: '4.0',
    author: preview.publisher,
    licence: preview.licence,
    description: preview.description,
    key: preview.key ?? '',
    items: 12,
    edited: 2,
    installedAt: '2026-06-03T09:00:00Z',
    updatedAt: '2026-09-14T09:00:00Z',
  };
  return {
    async choosePack() {
      await pause(50);
      return preview;
    },
    async readPack() {
      return Promise.resolve(preview);
    },
    async takeOfferedPack() {
      return Promise.resolve(null);
    },
    async getPackItem(_open, item) {
      await pause(50);
      return {
        comparison: {
          lines: [
            [{ kind: 'kept', text: 'Hi {{first_name}},\n' }],
            [{ kind: 'deleted', text: 'Hope this finds you well.\n' }],
            [{ kind: 'inserted', text: 'Your shoppers asked for it at {{store}}.\n' }],
          ],
          added: 7,
          removed: 5,
        },
        parts:
          item === 2
            ? [
                { kind: 'settled', text: 'Subject: news for {{store}}\n' },
                {
                  kind: 'conflict',
                  base: 'Hope this finds you well.\n',
                  mine: 'Hello again from the workshop.\n',
                  theirs: 'Your shoppers asked for it at {{store}}.\n',
                },
              ]
            : [],
      };
    },
    async importPack() {
      await pause(200);
      return { change: 'c1', pack: { ...installed, version: '4.1' }, changed: 2, left: [] };
    },
    async closePack() {
      return Promise.resolve();
    },
    async undoPackChange() {
      return Promise.resolve();
    },
    async listPacks() {
      return Promise.resolve([installed]);
    },
    async removePack() {
      return Promise.resolve('c2');
    },
    async outlinePack(_name, items) {
      await pause(50);
      return {
        items: [...items, { kind: 'partial', name: 'legal' }],
        problems: items.slice(0, 1).map((item) => ({
          item,
          blocks: false,
          message: 'Contains an address: press.brightleaf.example.',
        })),
        version: '4.1',
        lastVersion: '4.0',
        author: 'Brightleaf Marketing',
        licence: 'CC-BY-4.0',
        description: '',
      };
    },
    async exportPack({ name }) {
      return Promise.resolve({ name, version: '4.1', items: 3 });
    },
    async onPackOffered() {
      return Promise.resolve(() => undefined);
    },
  };
}
