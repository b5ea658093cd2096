/** Rendered copy for looking at: what the app's own renderer made of the texts beside it. */
import type { PreviewBlock } from '../../src/ipc/bindings/types';

const shown: Record<string, string[]> = {
  Formats: [
    '<h1 dir="auto">Trail season, all formats</h1>',
    '<p dir="auto">Plain, <em>italic</em>, <strong>bold</strong>, <del>struck</del>, <code>code</code> and <a href="https://example.com/bottles?utm_source=mail" title="https://example.com/bottles?utm_source=mail">a link to the bottle</a>. Not a link: <span class="no-link" title="javascript:alert(1)">click here</span>.<br>A second line, and <span class="image">A blue bottle <bdi>https://example.com/b.png</bdi></span></p>',
    '<h2 dir="auto">What it carries</h2>',
    '<ul dir="auto"><li>190 g, steel<ul><li>no plastic liner</li></ul></li><li>☑ Cold for 24 hours</li></ul>',
    '<ol start="3" dir="auto"><li>Order</li><li>Drink</li></ol>',
    '<blockquote dir="auto"><p>“It outlasted the climb.”</p></blockquote>',
    '<table dir="auto"><thead><tr><th>Bottle</th><th class="centre">Cold for</th><th class="end">Price in the shop</th><th>Where it is sold</th><th>Colours</th></tr></thead><tbody><tr><td>Brightleaf 500</td><td class="centre">24 h</td><td class="end">$34</td><td>Online and at the counter of every retailer</td><td>Steel, moss, clay</td></tr><tr><td>Brightleaf 750</td><td class="centre">36 h</td><td class="end">$39</td><td>Online</td><td>Steel</td></tr></tbody></table>',
    '<pre dir="auto"><code>Subject: Cold at mile twenty, a line of code that is far too long for any sheet and therefore scrolls by itself\n</code></pre>',
    '<p class="raw" dir="auto">&lt;div onclick="x()"&gt;\nhi\n&lt;/div&gt;</p>',
    '<hr>',
    `<p dir="auto">${'Extraordinarilylongword'.repeat(9)}</p>`,
    '<p dir="auto">اشترِ زجاجة <strong>Brightleaf</strong> قبل يوم الجمعة.</p>',
    '<ul dir="auto"><li>بارد لمدة 24 ساعة</li><li>190 غرام</li></ul>',
    '<blockquote dir="auto"><p>ماء بارد عند الميل العشرين.</p></blockquote>',
  ],
};

export function rendered(text: string): PreviewBlock[] {
  const known = shown[text.split('\n', 1)[0] ?? ''];
  const blocks =
    known ?? text.split(/\n{2,}/u).map((part) => (part.trim() === '' ? '' : asBlock(part)));
  return blocks.map((html, index) => ({ id: index + 1, html }));
}

/** Enough for made-up copy: headings, lists, bold and italic. */
function asBlock(part: string): string {
  const words = part
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\*\*(.+?)\*\*/gu, '<strong>$1</strong>')
    .replaceAll(/\*(.+?)\*/gu, '<em>$1</em>');
  if (words.startsWith('## ')) return `<h2 dir="auto">${words.slice(3)}</h2>`;
  if (!words.startsWith('- ')) return `<p dir="auto">${words.trim().replaceAll('\n', '<br>')}</p>`;
  const items = words
    .trim()
    .split('\n')
    .map((line) => `<li>${line.slice(2)}</li>`);
  return `<ul dir="auto">${items.join('')}</ul>`;
}
