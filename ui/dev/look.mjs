/**
 * `npm run look [-- DIR [NAME]]`: takes a picture of every state of every screen, in both themes and at
 * both sizes, and lets axe look at each. Exits with 1 when axe finds anything.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const [folder = 'look', only = ''] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const sizes = [
  { width: 1360, height: 860 },
  { width: 960, height: 640 },
  // The usual window at 200 %.
  { width: 680, height: 430 },
];
const themes = /** @type {const} */ (['light', 'dark']);

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @param {string} name */
const button = (page, name) => page.getByRole('button', { name, exact: true });

/** @param {Page} page */
async function openBrief(page) {
  const brief = page.getByRole('button', { name: 'Brief', exact: true });
  if (await brief.isVisible()) {
    await brief.click();
    await page.waitForTimeout(250);
  }
}

/** @param {Page} page */
async function draft(page) {
  await button(page, 'Draft').first().click();
}

/** @param {Page} page */
async function ended(page) {
  await draft(page);
  await page.getByTestId('stream-pill').getByRole('button', { name: 'Dismiss' }).waitFor();
  await page.waitForTimeout(200);
}

/** @param {Page} page @param {string} count */
async function askForVariants(page, count) {
  await openBrief(page);
  await page.getByRole('combobox', { name: 'How many variants' }).selectOption(count);
}

/** @param {Page} page @param {string} count */
async function draftVariants(page, count) {
  await askForVariants(page, count);
  await button(page, `Draft ${count} variants`).first().click();
  await page.getByTestId('variant').first().waitFor();
}

/** @param {Page} page */
async function showList(page) {
  const drafts = button(page, 'Drafts');
  if (await drafts.isVisible()) await drafts.click();
}

/** @param {Page} page */
async function openLibrary(page) {
  await button(page, 'Library').click();
  await page.getByTestId('template-card').first().waitFor();
}

/** @param {Page} page @param {string} tab */
async function openTemplate(page, tab) {
  await openLibrary(page);
  await button(page, 'Launch email').click();
  await page.getByRole('tab', { name: tab }).click();
  await page.waitForTimeout(400);
}

/** @param {Page} page */
async function openPreview(page) {
  await page.getByRole('tab', { name: 'Preview' }).click();
  await page.waitForTimeout(250);
}

/** @param {Page} page */
async function openHistory(page) {
  await page.getByRole('tab', { name: 'History' }).click();
  await page.waitForTimeout(250);
}

/** @param {Page} page @param {string} text */
async function search(page, text) {
  await showList(page);
  await page.getByRole('searchbox', { name: 'Search drafts' }).fill(text);
  await page.waitForTimeout(400);
}

/** @param {Page} page @param {string} place */
async function lookIn(page, place) {
  await showList(page);
  await button(page, 'Look in: Desk').click();
  await page.getByRole('menuitemradio', { name: place }).click();
  await page.waitForTimeout(200);
}

/** @param {Page} page @param {string} text */
async function open(page, text) {
  await showList(page);
  await page.getByTestId('draft-item').filter({ hasText: text }).first().click();
}

/** @param {Page} page @param {boolean} [asked] */
async function refine(page, asked = true) {
  await page.locator('.cm-line', { hasText: 'You packed light' }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.waitForTimeout(400);
  await page.keyboard.press('ControlOrMeta+j');
  await page.getByRole('textbox', { name: 'What should change' }).waitFor();
  if (asked) await button(page, 'Warmer').click();
}

/** @type {Record<string, { scene?: string, act?: (page: Page) => Promise<void> }>} */
const pictures = {
  'first-launch': { scene: 'firstLaunch' },
  'no-model': { scene: 'noModel' },
  picker: {
    act: async (page) => {
      await showList(page);
      await button(page, 'New').click();
    },
  },
  'refine-bar': { act: (page) => refine(page, false) },
  'refine-coming': {
    act: async (page) => {
      await refine(page);
      await page.waitForTimeout(700);
    },
  },
  'refine-proposal': {
    act: async (page) => {
      await refine(page);
      await page.getByTestId('proposal-bar').waitFor();
      await page.waitForTimeout(200);
    },
  },
  'new-draft': {
    scene: 'firstLaunch',
    act: async (page) => {
      await page.getByRole('button', { name: 'Launch email' }).click();
    },
  },
  'new-draft-incomplete': {
    scene: 'firstLaunch',
    act: async (page) => {
      await page.getByRole('button', { name: 'Launch email' }).click();
      await draft(page);
    },
  },
  desk: { act: () => Promise.resolve() },
  'desk-brief': { act: openBrief },
  documents: { scene: 'documents', act: openBrief },
  'document-text': {
    scene: 'documents',
    act: async (page) => {
      await openBrief(page);
      await page.getByRole('button', { name: /^Trail survey/u }).click();
      await page.waitForTimeout(250);
    },
  },
  'variants-asked': { act: (page) => askForVariants(page, '3') },
  variants: {
    scene: 'halted',
    act: async (page) => {
      await draftVariants(page, '3');
      await page.waitForTimeout(1500);
    },
  },
  'variants-failed': {
    scene: 'unreachable',
    act: async (page) => {
      await draftVariants(page, '5');
      await page.waitForTimeout(1500);
    },
  },
  streaming: {
    scene: 'halted',
    act: async (page) => {
      await draft(page);
      await page.waitForTimeout(1500);
    },
  },
  'streaming-elsewhere': {
    act: async (page) => {
      await draft(page);
      await page.waitForTimeout(1200);
      await open(page, 'search ads');
    },
  },
  'live-at-start': { scene: 'live', act: (page) => page.waitForTimeout(1500) },
  complete: { act: ended },
  'cut-off': { scene: 'cutOff', act: ended },
  truncated: { scene: 'truncated', act: ended },
  refused: { scene: 'refused', act: ended },
  'key-refused': { scene: 'keyRefused', act: ended },
  waiting: {
    scene: 'waiting',
    act: async (page) => {
      await draft(page);
      await page.getByText('Waiting').first().waitFor();
    },
  },
  'what-is-sent': {
    act: async (page) => {
      await openBrief(page);
      await button(page, 'What is sent…').click();
      await page.getByText('Goes to').waitFor();
      await page.waitForTimeout(250);
    },
  },
  'what-was-sent': {
    act: async (page) => {
      await openHistory(page);
      await button(page, 'What was sent…').click();
      await page.getByText('As it is sent').click();
      await page.waitForTimeout(250);
    },
  },
  unreachable: { scene: 'unreachable', act: ended },
  preview: { act: openPreview },
  'preview-formats': {
    act: async (page) => {
      await open(page, 'Formats of every kind');
      await openPreview(page);
      await page.getByRole('link', { name: 'a link to the bottle' }).focus();
    },
  },
  'preview-formats-end': {
    act: async (page) => {
      await open(page, 'Formats of every kind');
      await openPreview(page);
      await page.getByRole('region', { name: 'Preview' }).evaluate((pane) => {
        pane.scrollTop = pane.scrollHeight;
      });
    },
  },
  'preview-right-to-left': {
    act: async (page) => {
      await open(page, 'عرض');
      await openPreview(page);
    },
  },
  'preview-empty': {
    scene: 'firstLaunch',
    act: async (page) => {
      await page.getByRole('button', { name: 'Launch email' }).click();
      await openPreview(page);
    },
  },
  'preview-streaming': {
    scene: 'halted',
    act: async (page) => {
      await openPreview(page);
      await draft(page);
      await page.waitForTimeout(1500);
      await openPreview(page);
    },
  },
  'preview-fails': { scene: 'noPreview', act: openPreview },
  'export-menu': {
    act: async (page) => {
      await button(page, 'Export').click();
      await page.waitForTimeout(250);
    },
  },
  'export-saved': {
    act: async (page) => {
      await button(page, 'Export').click();
      await page.getByRole('menuitem', { name: 'Save as Word…' }).click();
      await page.waitForTimeout(250);
    },
  },
  history: { act: openHistory },
  'history-text': {
    act: async (page) => {
      await openHistory(page);
      await page.getByTestId('revision-item').nth(2).click();
      await page.getByText('As it was').click();
    },
  },
  'history-naming': {
    act: async (page) => {
      await openHistory(page);
      await button(page, 'Name…').click();
    },
  },
  'history-none': {
    scene: 'firstLaunch',
    act: async (page) => {
      await page.getByRole('button', { name: 'Launch email' }).click();
      await openHistory(page);
    },
  },
  'history-many': {
    scene: 'manyRevisions',
    act: async (page) => {
      await openHistory(page);
      await page.getByTestId('revision-item').first().focus();
      await page.keyboard.press('PageDown');
    },
  },
  'long-title': { act: (page) => open(page, 'A very long title') },
  'right-to-left': { act: (page) => open(page, 'عرض') },
  emoji: { act: (page) => open(page, 'Spring sale') },
  'every-field': {
    act: async (page) => {
      await open(page, 'search ads');
      await openBrief(page);
      await page
        .getByRole('textbox', { name: 'Keywords' })
        .fill('insulated bottle\nsteel bottle\nhiking bottle');
    },
  },
  'many-models': { scene: 'manyModels', act: openBrief },
  'many-drafts': { scene: 'manyDrafts' },
  palette: {
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByText('New: Launch email').waitFor();
    },
  },
  'palette-typed': {
    scene: 'manyDrafts',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('launch');
    },
  },
  'palette-nothing': {
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('xyzzy');
    },
  },
  shortcuts: { act: (page) => page.keyboard.press('Control+?') },
  find: {
    act: async (page) => {
      await page.keyboard.press('Control+f');
      await page.keyboard.type('you');
      await page.getByTestId('find-count').getByText('of').waitFor();
    },
  },
  'find-none': {
    act: async (page) => {
      await page.keyboard.press('Control+f');
      await page.keyboard.type('xyzzy');
      await page.getByTestId('find-count').getByText('None').waitFor();
    },
  },
  'file-over-field': {
    act: async (page) => {
      await openBrief(page);
      await page.getByRole('textbox', { name: 'What is new' }).evaluate((area) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'notes.txt'));
        area.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true }));
      });
    },
  },
  'file-added': {
    act: async (page) => {
      await openBrief(page);
      const buffer = Buffer.from('Cold for 24 hours. '.repeat(40));
      const file = { name: 'notes from the product team.txt', mimeType: 'text/plain', buffer };
      await page.getByTestId('file-for-news').setInputFiles(file);
    },
  },
  'file-refused': {
    act: async (page) => {
      await openBrief(page);
      const file = { name: 'brief.docx', mimeType: '', buffer: Buffer.from('PK') };
      await page.getByTestId('file-for-news').setInputFiles(file);
    },
  },
  focus: { act: (page) => page.keyboard.press('F8') },
  'focus-streaming': {
    scene: 'halted',
    act: async (page) => {
      await draft(page);
      await page.keyboard.press('F8');
      await page.waitForTimeout(1500);
    },
  },
  'largest-copy': {
    act: async (page) => {
      for (let size = 18; size < 28; size += 1) await page.keyboard.press('Control+=');
      await page.getByRole('textbox', { name: 'Draft' }).click();
      await page.keyboard.press('Control+a');
      await page.waitForTimeout(200);
    },
  },
  'list-search': { act: (page) => search(page, 'cold brightl') },
  'list-search-brief': { act: (page) => search(page, 'hikers') },
  'list-search-none': { act: (page) => search(page, 'umbrella') },
  'list-ready': {
    act: async (page) => {
      await showList(page);
      await page.getByText('Ready', { exact: true }).first().click();
    },
  },
  'list-none-drafting': {
    act: async (page) => {
      await showList(page);
      await page.locator('.chips').getByText('Drafting').click();
    },
  },
  'list-menu': {
    act: async (page) => {
      await showList(page);
      await page.getByTestId('draft-item').nth(1).click({ button: 'right' });
    },
  },
  'list-options': {
    act: async (page) => {
      await showList(page);
      await button(page, 'Order and tags').click();
    },
  },
  'list-tagged': {
    act: async (page) => {
      await showList(page);
      await button(page, 'Order and tags').click();
      await page.getByRole('menuitemradio', { name: /^a tag/u }).click();
    },
  },
  'list-places': {
    act: async (page) => {
      await showList(page);
      await button(page, 'Look in: Desk').click();
    },
  },
  'list-tags': {
    act: async (page) => {
      await showList(page);
      await page.getByTestId('draft-item').first().click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Tags…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  'list-deleted': {
    act: async (page) => {
      await showList(page);
      await page.getByTestId('draft-item').first().focus();
      await page.keyboard.press('Delete');
      await button(page, 'Undo').waitFor();
    },
  },
  'list-archive': { scene: 'putAway', act: (page) => lookIn(page, 'Archive') },
  'list-archive-empty': { act: (page) => lookIn(page, 'Archive') },
  'list-bin-empty': { act: (page) => lookIn(page, 'Bin') },
  'list-bin': {
    scene: 'putAway',
    act: async (page) => {
      await lookIn(page, 'Bin');
      await page.getByTestId('draft-item').last().click();
      await page.getByRole('button', { name: 'Restore' }).waitFor();
    },
  },
  'list-bin-empty-asks': {
    scene: 'putAway',
    act: async (page) => {
      await lookIn(page, 'Bin');
      await button(page, 'Empty the bin…').click();
    },
  },
  'not-saved': {
    scene: 'notSaved',
    act: async (page) => {
      await page.getByRole('textbox', { name: 'Draft' }).click();
      await page.keyboard.type('And so on. ');
      await page.getByText('the disk is full').waitFor();
    },
  },
  damaged: { scene: 'damaged' },
  'damaged-details': {
    scene: 'damaged',
    act: (page) => page.getByText('Details').click(),
  },
  'damaged-no-backup': { scene: 'damagedWithoutBackup' },
  'read-only-newer': { scene: 'readOnlyNewer' },
  'read-only-brief': { scene: 'readOnlyFolder', act: openBrief },
  'read-only-empty': { scene: 'readOnlyEmpty' },
  spoilt: { scene: 'spoilt' },
  'store-gone': { scene: 'storeGone' },
  'list-fails': { scene: 'listFails' },
  'draft-fails': { scene: 'draftFails' },
  stuck: { scene: 'stuck' },
  'library-shelves': { act: openLibrary },
  'library-about': { act: (page) => openTemplate(page, 'About') },
  'library-write': { act: (page) => openTemplate(page, 'Write') },
  'library-source': { act: (page) => openTemplate(page, 'Source') },
  'library-formats': {
    act: async (page) => {
      await openLibrary(page);
      await page.getByText('Formats', { exact: true }).click();
      await page.getByText('A text message').waitFor();
    },
  },
  'library-format': {
    act: async (page) => {
      await openLibrary(page);
      await page.getByText('Formats', { exact: true }).click();
      await button(page, 'X post').click();
      await page.getByText('At most 280').waitFor();
    },
  },
  'lengths-ad': {
    act: async (page) => {
      await open(page, 'search ads');
      await openBrief(page);
      await page.getByText('ways').first().waitFor();
    },
  },
  'lengths-combinations': {
    act: async (page) => {
      await open(page, 'search ads');
      await openBrief(page);
      await button(page, 'See how it can show…').click();
      await page.getByText('Says something twice').first().waitFor();
    },
  },
  'lengths-sms': {
    act: async (page) => {
      await open(page, 'SMS');
      await openBrief(page);
      await page.getByLabel('Recipients').fill('12000');
      await page.getByLabel('Price of a message').fill('0.045');
      await page.getByText('to send').first().waitFor();
    },
  },
  'library-import': {
    act: async (page) => {
      await openLibrary(page);
      await button(page, 'Import…').click();
      await page.getByText('From a folder').waitFor();
    },
  },
  'library-import-found': {
    act: async (page) => {
      await openLibrary(page);
      await button(page, 'Import…').click();
      await button(page, 'Choose a folder…').click();
      await button(page, 'Look: Thank-you note').click();
      await page.getByLabel('Its text').waitFor();
    },
  },
  'library-tests': { act: (page) => openTemplate(page, 'Tests') },
  'library-tests-add': {
    act: async (page) => {
      await openTemplate(page, 'Tests');
      await button(page, 'Add a test').click();
      await button(page, 'And…').click();
      await button(page, 'Add the test').scrollIntoViewIfNeeded();
    },
  },
  'library-versions': {
    act: async (page) => {
      await openTemplate(page, 'Versions');
      await page.getByRole('button', { name: /^Version 1/u }).click();
      await page.waitForTimeout(200);
    },
  },
  settings: { act: (page) => button(page, 'Settings').click() },
  'settings-tested': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Test OpenAI').click();
      await button(page, 'Test Studio server').click();
      await page.getByText('Does not work').waitFor();
    },
  },
  'settings-add': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Add a provider…').click();
      await page.getByLabel('Name').scrollIntoViewIfNeeded();
    },
  },
  'settings-add-azure': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Add a provider…').click();
      await page.getByText('Azure', { exact: true }).click();
      await page.getByLabel('Name').scrollIntoViewIfNeeded();
    },
  },
  'settings-add-key': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Add key… of OpenAI').click();
    },
  },
  'settings-remove-key': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Remove the key Agency of OpenAI…').click();
    },
  },
  'settings-no-keyring': {
    scene: 'noKeyring',
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Replace the key Agency of OpenAI…').click();
      await page.getByLabel('New key').fill('sk-example-0000000000');
      await button(page, 'Replace').click();
      await button(page, 'Keep it for this run only').waitFor();
    },
  },
  'settings-edit': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Edit… Studio server').click();
    },
  },
  'settings-remove': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Remove OpenAI').click();
    },
  },
  'settings-models': {
    scene: 'manyModels',
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Remove Qwen3 4B').click();
    },
  },
  'settings-bad-file': {
    scene: 'badFile',
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Add a file…').click();
      await page.getByText('cut short').waitFor();
    },
  },
  'settings-appearance': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Appearance').click();
    },
  },
  packs: {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Packs').click();
    },
  },
  'pack-import': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Packs').click();
      await button(page, 'Open a pack…').click();
      await page.getByRole('button', { name: 'Diff: Press release' }).click();
      await page.getByRole('button', { name: 'Choose: Retailer outreach' }).click();
    },
  },
  'pack-export': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Packs').click();
      await button(page, 'Make a pack…').click();
      await page.getByRole('checkbox').first().click();
    },
  },
  'settings-data': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Data').click();
    },
  },
  'settings-backups': {
    scene: 'backups',
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Data').click();
      await page.getByRole('heading', { name: 'Backups' }).scrollIntoViewIfNeeded();
    },
  },
  'settings-restore': {
    scene: 'backups',
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Data').click();
      await page.getByRole('button', { name: /^Restore the backup of yesterday/u }).click();
    },
  },
  'settings-restore-fails': {
    scene: 'restoreFails',
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'Data').click();
      await page.getByRole('button', { name: /^Restore the backup of yesterday/u }).click();
      await button(page, 'Restore').click();
      await page.getByText('Another Copydeck').scrollIntoViewIfNeeded();
    },
  },
  'settings-about': {
    act: async (page) => {
      await button(page, 'Settings').click();
      await button(page, 'About').click();
    },
  },
};

const config = {
  configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
  build: { outDir: '../node_modules/.look', emptyOutDir: true },
  preview: { port: 1422 },
  logLevel: /** @type {const} */ ('error'),
};
await build(config);
const server = await preview(config);
const address = server.resolvedUrls?.local[0] ?? '';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
    '--no-first-run',
  ],
});

await mkdir(folder, { recursive: true });
let found = 0;

/** @param {string} title @param {unknown} what */
function report(title, what) {
  found += 1;
  console.error(`${title}: ${String(what)}`);
}

/**
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} title
 * @param {{ scene?: string, act?: (page: Page) => Promise<void> }} picture
 */
async function take(context, title, { scene = 'usual', act }) {
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    report(title, error.message);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') report(title, message.text());
  });
  try {
    // What one picture's window remembers is nothing to the next.
    await page.addInitScript('localStorage.clear()');
    await page.goto(`${address}?scene=${scene}`);
    await page.getByRole('main').waitFor();
    await page.waitForTimeout(300);
    await act?.(page);
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${folder}/${title}.png` });
    await page.evaluate(axe);
    /** @type {import('axe-core').AxeResults} */
    const { violations } = await page.evaluate('axe.run()');
    for (const { id, help, nodes } of violations) {
      report(title, `${id}: ${help}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
    }
  } catch (error) {
    report(title, error);
  }
  await page.close();
}

/** What is looked at with the system's own few colours as well, and without motion. */
const inForcedColors = [
  'first-launch',
  'desk-brief',
  'streaming',
  'key-refused',
  'every-field',
  'palette',
  'find',
  'settings-tested',
  'settings-appearance',
  'settings-remove',
];

async function lookInForcedColors() {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    forcedColors: 'active',
    reducedMotion: 'reduce',
  });
  for (const name of inForcedColors) {
    const title = `${name}-1360-forced`;
    const picture = pictures[name];
    if (picture && title.includes(only)) await take(context, title, picture);
  }
  await context.close();
}

const looks = sizes.flatMap((viewport) =>
  themes.map(async (colorScheme) => {
    const context = await browser.newContext({ viewport, colorScheme });
    for (const [name, picture] of Object.entries(pictures)) {
      const title = `${name}-${String(viewport.width)}-${colorScheme}`;
      if (title.includes(only)) await take(context, title, picture);
    }
    await context.close();
  }),
);
await Promise.all([...looks, lookInForcedColors()]);

await browser.close();
await server.close();
console.log(found === 0 ? 'axe found nothing' : `${String(found)} things to look at`);
process.exit(found === 0 ? 0 : 1);
