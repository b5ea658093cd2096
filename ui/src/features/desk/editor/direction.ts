/** Each line in the direction of its own words, so that Arabic and English can share a draft. */
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';

const automatic = Decoration.line({ attributes: { dir: 'auto' } });

function visibleLines(view: EditorView): DecorationSet {
  const lines = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let position = from; position <= to; ) {
      const line = view.state.doc.lineAt(position);
      lines.add(line.from, line.from, automatic);
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

export const directionPerLine: Extension = [plugin, EditorView.perLineTextDirection.of(true)];
