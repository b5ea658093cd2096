/**
 * What each line needs of its own: the direction of its words, so that Arabic and English can
 * share a draft, and for an empty one the smaller height of a paragraph's space.
 */
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

const words = Decoration.line({ attributes: { dir: 'auto' } });
const space = Decoration.line({ class: 'cm-space' });

function visibleLines(view: EditorView): DecorationSet {
  const lines = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let position = from; position <= to;) {
      const line = view.state.doc.lineAt(position);
      const empty = line.length === 0 && view.state.doc.lines > 1;
      lines.add(line.from, line.from, empty ? space : words);
      position = line.to + 1;
    }
  }
  return lines.finish();
}

const plugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = visibleLines(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) {
        this.decorations = visibleLines(update.view);
      }
    }
  },
  { decorations: (value) => value.decorations },
);

export const linesOfTheirOwn: Extension = [plugin, EditorView.perLineTextDirection.of(true)];
