/**
 * What the editors know of a template's text: names between braces are marked by what they are,
 * and offered as they are typed.
 */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

import type { Variable, WritingAids } from '../../../ipc/bindings/types';

/** What can be written between braces. */
export type Names = { fields: readonly Variable[]; aids: WritingAids };

const TAG = /\{\{[^{}]*\}\}/gu;
const WORD = /[\p{L}_@][\p{L}\p{N}_.@-]*/gu;

const marks = {
  tag: Decoration.mark({ class: 'cm-tag' }),
  field: Decoration.mark({ class: 'cm-field' }),
  helper: Decoration.mark({ class: 'cm-helper' }),
  partial: Decoration.mark({ class: 'cm-partial' }),
};

/** Marks the names in what can be seen. `names` is asked at each change. */
export function marked(names: () => Names): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;

      constructor(view: EditorView) {
        this.decorations = decorate(view, names());
      }

      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged || update.transactions.length > 0) {
          this.decorations = decorate(update.view, names());
        }
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

function decorate(view: EditorView, { fields, aids }: Names): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const known = new Set(fields.map((field) => field.name));
  const helpers = new Set(aids.helpers.map((helper) => helper.name));
  for (const { from, to } of view.visibleRanges) {
    for (const tag of view.state.sliceDoc(from, to).matchAll(TAG)) {
      const start = from + tag.index;
      builder.add(start, start + tag[0].length, marks.tag);
      const isPartial = /^\{\{[~\s]*>/u.test(tag[0]);
      for (const word of tag[0].matchAll(WORD)) {
        const at = start + word.index;
        const [root = ''] = word[0].split('.');
        if (isPartial && word.index < 6) builder.add(at, at + word[0].length, marks.partial);
        else if (known.has(root)) builder.add(at, at + root.length, marks.field);
        else if (helpers.has(word[0]) || word[0] === 'else') {
          builder.add(at, at + word[0].length, marks.helper);
        }
      }
    }
  }
  return builder.finish();
}

/** Offers fields, helpers and partials after `{{`. */
export function completing(names: () => Names) {
  return (context: CompletionContext): CompletionResult | null => {
    const opened = context.matchBefore(/\{\{[~]?\s*[#>/]?\s*(?:[\p{L}]+\s+)?[\p{L}\p{N}_-]*$/u);
    if (!opened) return null;
    const word = context.matchBefore(/[\p{L}\p{N}_-]*$/u);
    const from = word?.from ?? context.pos;
    const before = context.state.sliceDoc(opened.from, from);
    const { fields, aids } = names();
    const ends = closing(context.state.sliceDoc(context.pos, context.pos + 2));
    if (before.includes('>')) {
      return { from, options: aids.partials.map((name) => option(name, 'partial', ends)) };
    }
    const variables = fields.map((field) => ({
      ...option(field.name, 'field', ends),
      ...(field.label === '' ? {} : { detail: field.label }),
    }));
    const afterHelper = /[\p{L}]\s+$/u.test(before);
    if (afterHelper) return { from, options: variables };
    const block = before.includes('#');
    const helpers = aids.helpers
      .filter((helper) => helper.block === block)
      .map((helper): Completion => {
        if (!block) return { ...option(helper.name, 'helper', ''), detail: helper.example };
        return {
          label: helper.name,
          type: 'helper',
          detail: helper.example,
          apply: (view: EditorView, _: Completion, start: number, end: number) => {
            const after = view.state.sliceDoc(end, end + 2) === '}}' ? 2 : 0;
            const insert = `${helper.name} }}{{/${helper.name}}}`;
            view.dispatch({
              changes: { from: start, to: end + after, insert },
              selection: { anchor: start + helper.name.length + 1 },
              userEvent: 'input.complete',
            });
          },
        };
      });
    return { from, options: block ? helpers : [...variables, ...helpers] };
  };
}

function closing(after: string): string {
  if (after === '}}') return '';
  return after.startsWith('}') ? '}' : '}}';
}

function option(name: string, type: string, ends: string): Completion {
  return { label: name, type, apply: name + ends };
}
