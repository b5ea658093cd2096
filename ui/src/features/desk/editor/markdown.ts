/**
 * Markdown as the editor shows it: the marks step back, the words read as they will be read.
 * Raw HTML is left as plain text, because it is never rendered.
 */
import {
  defineLanguageFacet,
  HighlightStyle,
  Language,
  languageDataProp,
  syntaxHighlighting,
} from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { parser, Strikethrough } from '@lezer/markdown';

const data = defineLanguageFacet();

const markdown = new Language(
  data,
  parser.configure([
    Strikethrough,
    { remove: ['HTMLBlock', 'HTMLTag'], props: [languageDataProp.add({ Document: data })] },
  ]),
  [],
  'markdown',
);

const look = HighlightStyle.define([
  { tag: tags.heading1, class: 'cm-heading cm-heading-1' },
  { tag: tags.heading2, class: 'cm-heading cm-heading-2' },
  {
    tag: [tags.heading3, tags.heading4, tags.heading5, tags.heading6],
    class: 'cm-heading cm-heading-3',
  },
  { tag: tags.strong, fontWeight: '650' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.monospace, class: 'cm-code' },
  { tag: [tags.link, tags.url], class: 'cm-link' },
  { tag: tags.quote, class: 'cm-quote' },
  { tag: [tags.processingInstruction, tags.contentSeparator], class: 'cm-mark' },
]);

export const markdownLook: Extension = [markdown.extension, syntaxHighlighting(look)];
