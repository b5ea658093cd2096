/** The library of the made-up backend: its items, their versions, and templates being written. */
import type { Backend } from '../../src/ipc/backend';
import type {
  DraftingEvent,
  ImportPreview,
  ItemSummary,
  ItemVersion,
  LibraryItem,
  LibraryItemId,
  LibraryPage,
  Problem,
  TemplateForm,
  TemplateReading,
  TemplateTestRun,
  TestOutline,
} from '../../src/ipc/bindings/types';
import type { FakeDesk } from './desk';
import { copied, fail, pause } from './help';
import { templates } from './templates';

type Kept = { item: LibraryItem; versions: { version: ItemVersion; text: string }[] };

const AT = '2026-11-20T09:30:00Z';

function textOf(form: TemplateForm): string {
  const schema = form.variables.map(
    ({ name, required, hint }) =>
      `    ${name}${required ? '' : '?'}: string${hint === undefined ? '' : `, ${hint}`}`,
  );
  const uses = form.variables.map(({ name, label }) => `${label}: {{${name}}}`);
  return [
    '---',
    `name: ${form.name}`,
    `description: ${form.description}`,
    'input:',
    '  schema:',
    ...schema,
    `copydeck.title: ${form.title}`,
    `copydeck.tags: [${form.tags.join(', ')}]`,
    '---',
    '{{role "system"}}',
    'You write emails that sound like a person.',
    '{{> voice}}',
    '{{role "user"}}',
    ...uses,
    'Mention {{price}} once.',
    '',
  ].join('\n');
}

const imported: ImportPreview = {
  id: 'i1',
  name: 'agency-prompts',
  cutShort: false,
  templates: [
    {
      title: 'Thank-you note',
      name: 'thank-you-note',
      isThere: false,
      guesses: [
        { written: '[FIRST NAME]', name: 'first_name', kind: 'text' },
        { written: '{order_date}', name: 'order_date', kind: 'date' },
        { written: '[WHAT THEY SAID]', name: 'what_they_said', kind: 'long-text' },
      ],
    },
    { title: 'Launch email', name: 'launch-email', isThere: true, guesses: [] },
    {
      title: 'half-done',
      name: 'half-done',
      isThere: false,
      guesses: [],
      problem: 'half-done.prompt, line 4: “{{#if news}}” is never closed.',
    },
  ],
};

const tests: TestOutline[] = [
  {
    given: {},
    expect: ['Contains “Brightleaf”', 'No placeholder is left', 'Judged: It sounds friendly'],
    judged: true,
  },
  {
    given: { product: 'Harbour desk lamp', news: 'Dims itself in the evening' },
    expect: ['Contains “lamp”', 'At most 900 characters', 'Every number is in the brief'],
    judged: false,
  },
];

function testRun(version: number, model: string, broken: boolean): TemplateTestRun {
  const finding = (expected: string, met?: boolean, found?: string) => ({
    expected,
    ...(met === undefined ? {} : { met }),
    ...(found === undefined ? {} : { found }),
  });
  return {
    version,
    model,
    ranAt: AT,
    results: [
      {
        test: 1,
        passed: true,
        passedBefore: true,
        draft: 'Subject: Meet Brightleaf\n\nIt keeps drinks cold for 24 hours.',
        findings: [
          finding('Contains “Brightleaf”', true),
          finding('No placeholder is left', true),
          finding('Judged: It sounds friendly'),
        ],
      },
      {
        test: 2,
        passed: !broken,
        passedBefore: true,
        draft: 'Subject: A lamp that dims\n\nLoved by 4,000 readers.',
        findings: [
          finding('Contains “lamp”', true),
          finding('At most 900 characters', true),
          finding(
            'Every number is in the brief',
            !broken,
            broken ? '“4,000” is not in the brief.' : undefined,
          ),
        ],
      },
    ],
  };
}

export function library(desk: FakeDesk) {
  const kept = new Map<LibraryItemId, Kept>();
  const extra = Array.from({ length: desk.scene.templates ?? 0 }, (_, index): TemplateForm => ({
    name: `team-${String(index)}`,
    title: `Team template ${String(index + 1)}`,
    description: 'What the team writes every week',
    tags: ['team'],
    variables: [],
  }));
  for (const form of [...templates, ...extra]) add(form.name, textOf(form), form);
  const formats: [name: string, title: string, description: string][] = [
    ['x-post', 'X post', 'One post, without the longer ones that paying accounts may write'],
    ['sms', 'SMS', 'A text message; every further part costs as much as the first'],
    ['email', 'Email', 'Subject, preheader and body'],
  ];
  for (const [name, title, description] of formats) {
    const { item } = add(
      name,
      `title: ${title}\ndescription: ${description}\nfields:\n  - name: post\n    counting: x-weighted\n    most: 280\n`,
    );
    Object.assign(item, { kind: 'format', title, description, origin: { type: 'starter' } });
  }

  function add(name: string, text: string, form?: TemplateForm): Kept {
    const id = `t-${name}`;
    const item: LibraryItem = {
      id,
      kind: 'template',
      name,
      title: form?.title ?? 'New template',
      description: form?.description ?? '',
      tags: form?.tags ?? [],
      folder: '',
      favourite: name === 'launch-email',
      origin: form ? { type: 'starter' } : { type: 'own' },
      edited: name === 'launch-email',
      unsaved: false,
      version: 1,
      createdAt: AT,
      updatedAt: AT,
      text,
      ...(name === 'google-search-ad' ? { format: 'google-rsa' } : {}),
    };
    const first = { version: versionOf(1, 'Came with Copydeck'), text };
    const made = { item, versions: [first] };
    kept.set(id, made);
    return made;
  }

  function versionOf(number: number, note: string): ItemVersion {
    return { number, note, digest: '', drafts: number === 1 ? 3 : 0, createdAt: AT };
  }

  function one(id: LibraryItemId): Kept {
    return kept.get(id) ?? fail({ code: 'not_found', message: 'There is no such item.' });
  }

  function summary({ item }: Kept): ItemSummary {
    const rest: ItemSummary & Partial<LibraryItem> = copied(item);
    delete rest.text;
    delete rest.working;
    delete rest.base;
    return rest;
  }

  async function saved(id: LibraryItemId, text: string, note: string): Promise<LibraryItem> {
    await pause(20);
    const found = one(id);
    const number = found.item.version + 1;
    Object.assign(found.item, { text, version: number, unsaved: false, edited: true });
    delete found.item.working;
    found.versions.unshift({ version: versionOf(number, note), text });
    return copied(found.item);
  }

  function read(text: string): TemplateReading {
    const end = text.indexOf('\n---\n', 4);
    const bodyFrom = end === -1 ? 0 : end + 5;
    const title = /^copydeck.title: (.*)$/mu.exec(text)?.[1] ?? 'New template';
    const known = templates.find((form) => form.title === title);
    const names = [...text.slice(0, bodyFrom).matchAll(/^ {4}([a-z_]+)(\??): string/gmu)];
    const form: TemplateForm = {
      name: known?.name ?? 'new-template',
      title,
      description: /^description: (.*)$/mu.exec(text)?.[1] ?? '',
      tags: known?.tags ?? [],
      variables:
        known?.variables ??
        names.map(([, name = '', optional]) => ({
          name,
          label: name,
          kind: { type: 'text' },
          required: optional !== '?',
        })),
      ...(known?.sample ? { sample: known.sample } : {}),
    };
    const at = text.indexOf('price');
    const problem: Problem = {
      code: 'undeclared-variable',
      severity: 'error',
      message: '“price” is not one of the fields.',
      line: text.slice(0, at).split('\n').length,
      column: 11,
      range: { from: at, to: at + 5 },
      fixes: [
        {
          label: 'Add “price” as a field',
          edit: { range: { from: 0, to: 0 }, insert: '' },
        },
        {
          label: 'Remove it',
          edit: { range: { from: at - 2, to: at + 7 }, insert: '' },
        },
      ],
    };
    return {
      form,
      parts: [],
      fieldsEditable: true,
      tests,
      bodyFrom,
      problems: at === -1 ? [] : [problem],
    };
  }

  return {
    async getTemplate(name) {
      const form = templates.find((each) => each.name === name);
      return Promise.resolve(
        form ?? fail({ code: 'template_not_found', message: 'There is no such template.' }),
      );
    },

    async listLibrary(query): Promise<LibraryPage> {
      await pause(10);
      const words = query.text.toLowerCase();
      const items = [...kept.values()]
        .filter(({ item }) => item.kind === query.kind)
        .filter(({ item }) => (item.bin !== undefined) === (query.shelf.type === 'bin'))
        .filter(({ item }) => query.shelf.type !== 'favourites' || item.favourite)
        .filter(({ item }) => query.shelf.type !== 'recent' || item.usedAt !== undefined)
        .filter(({ item }) => query.tag === undefined || item.tags.includes(query.tag))
        .filter(({ item }) => item.title.toLowerCase().includes(words))
        .map(summary);
      return { items };
    },

    async getLibraryOutline(kind) {
      if (kind === 'format') return Promise.resolve({ size: 3, folders: [], tags: [] });
      const tags = [...new Set(templates.flatMap((form) => form.tags))];
      return Promise.resolve({
        size: kept.size - 3,
        folders: [{ name: 'Spring campaign', count: 2 }],
        tags: tags.map((name) => ({ name, count: 1 })),
      });
    },

    async getLibraryItem(id) {
      await pause(10);
      return copied(one(id).item);
    },

    async addLibraryItem(_kind, name, text) {
      return Promise.resolve(copied(add(name, text).item));
    },

    saveLibraryItem: saved,

    async keepWorkingText(id, working) {
      const found = one(id);
      found.item.unsaved = working !== null;
      if (working === null) delete found.item.working;
      else found.item.working = working;
      return Promise.resolve(summary(found));
    },

    async resetLibraryItem(id) {
      const [first] = one(id).versions.slice(-1);
      return saved(id, first?.text ?? '', 'Back to the original');
    },

    async listVersions(id) {
      return Promise.resolve(one(id).versions.map(({ version }) => copied(version)));
    },

    async compareVersion(id, number, against) {
      const old = one(id).versions.find(({ version }) => version.number === number)?.text ?? '';
      const present = against.type === 'text' ? against.text : old;
      const lines = present.split('\n').map((line) => [
        {
          kind: old.includes(line) ? ('kept' as const) : ('inserted' as const),
          text: `${line}\n`,
        },
      ]);
      return Promise.resolve({ lines, added: 3, removed: 0 });
    },

    async noteVersion(id, number, note) {
      const found = one(id).versions.find(({ version }) => version.number === number);
      if (found) found.version.note = note;
      return Promise.resolve();
    },

    async restoreVersion(id, number) {
      const found = one(id).versions.find(({ version }) => version.number === number);
      return saved(id, found?.text ?? '', `Version ${String(number)} brought back`);
    },

    async getItemRecord() {
      const drafts = [...desk.drafts.values()].slice(0, 3);
      return Promise.resolve({
        drafts: 41,
        wordsWritten: 500,
        wordsKept: 421,
        last: drafts.map(({ id, title }) => ({ id, title, version: 1 })),
      });
    },

    async markFavourite(id, favourite) {
      one(id).item.favourite = favourite;
      return Promise.resolve(summary(one(id)));
    },

    async moveToFolder(id, folder) {
      one(id).item.folder = folder;
      return Promise.resolve(summary(one(id)));
    },

    async deleteLibraryItem(id) {
      one(id).item.bin = { deletedAt: AT, until: '2026-12-20T09:30:00Z' };
      return Promise.resolve(summary(one(id)));
    },

    async undeleteLibraryItem(id) {
      delete one(id).item.bin;
      return Promise.resolve(summary(one(id)));
    },

    async getWritingAids() {
      const helper = (name: string, block: boolean, example: string) => ({ name, block, example });
      return Promise.resolve({
        helpers: [
          helper('if', true, '{{#if name}}…{{/if}}'),
          helper('role', false, '{{role "user"}}'),
        ],
        partials: ['voice', 'legal'],
      });
    },

    async readTemplate(_name, text) {
      return Promise.resolve(read(text));
    },

    async previewTemplate(_name, text, values) {
      const { bodyFrom } = read(text);
      const filled = text.slice(bodyFrom).replaceAll(/\{\{([a-z_]+)\}\}/gu, (_, name: string) => {
        const value = values[name];
        return typeof value === 'string' ? value : `[${name}]`;
      });
      const [, system = '', user = ''] = filled.split(/\{\{role "[a-z]+"\}\}/u);
      return Promise.resolve({
        messages: [
          { role: 'system' as const, content: [{ text: system.trim() }] },
          { role: 'user' as const, content: [{ text: user.trim() }] },
        ],
        estimatedTokens: 214,
        values,
      });
    },

    async editTemplate(_name, text, edit) {
      if (edit.type !== 'addField') return Promise.resolve(text);
      return Promise.resolve(
        text.replace('copydeck.title', `    ${edit.field.name}: string\ncopydeck.title`),
      );
    },

    async tryTemplate(_name, _text, _brief, onEvent: (event: DraftingEvent) => void) {
      const runId = desk.id();
      const text = 'Meet Brightleaf. It keeps drinks cold for 24 hours.';
      const modelName = 'SmolLM2 135M';
      onEvent({ type: 'started', seq: 0, runId, modelName, onThisComputer: true });
      onEvent({ type: 'delta', seq: 1, text, length: text.length });
      onEvent({ type: 'finished', seq: 2, reason: 'complete', length: text.length });
      return Promise.resolve(runId);
    },

    async deleteLibraryItems(ids) {
      for (const id of ids) kept.delete(id);
      return Promise.resolve();
    },

    async chooseImportFile() {
      return Promise.resolve({ ...imported, templates: imported.templates.slice(0, 1) });
    },
    async chooseImportFolder() {
      return Promise.resolve(imported);
    },
    async getImportText() {
      return Promise.resolve(textOf(templates[0] ?? fail({ code: 'none', message: 'None' })));
    },
    async takeImport() {
      return Promise.resolve(['t-launch-email', 't-linkedin-post']);
    },
    async closeImport() {
      return Promise.resolve();
    },

    async runTemplateTests(_id, _text, _model, _judged, onEvent) {
      const run = testRun(1, 'SmolLM2 135M', false);
      for (const result of run.results) {
        onEvent({ type: 'began', test: result.test, runId: desk.id() });
        await pause(60);
        onEvent({ type: 'ended', result });
      }
      return run;
    },

    async listTemplateTests() {
      return Promise.resolve([
        testRun(3, 'gpt-5-mini', true),
        testRun(2, 'gpt-5-mini', false),
        testRun(2, 'SmolLM2 135M', true),
      ]);
    },
  } satisfies Partial<Backend>;
}
