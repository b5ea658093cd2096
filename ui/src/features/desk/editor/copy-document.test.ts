import { undo } from '@codemirror/commands';
import { EditorView } from '@codemirror/view';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { CopyDocument } from './copy-document';

const mark = { runId: 'r1', received: 0, insertAt: 0 };
const parents: HTMLElement[] = [];

afterEach(() => {
  for (const parent of parents.splice(0)) parent.remove();
});

/** A document with a view on it, and a hand to edit it with. */
function opened(text = '') {
  const edited = vi.fn();
  const copy = new CopyDocument(text, edited);
  const parent = document.createElement('div');
  document.body.append(parent);
  parents.push(parent);
  copy.attach(parent);
  const view = EditorView.findFromDOM(parent);
  if (!view) throw new Error('the document has no view');
  const type = (at: number, insert: string) => {
    view.dispatch({
      changes: { from: at, insert },
      selection: { anchor: at + insert.length },
      userEvent: 'input.type',
    });
  };
  return { copy, view, type, edited };
}

describe('while a stream writes', () => {
  test('the user’s own words above and below stay where they were put', () => {
    const { copy, type } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold ');
    type(0, 'Mine: ');
    copy.insertStreamed('at ');
    type(copy.text.length, '\n\nMy end.');
    copy.insertStreamed('mile twenty');
    expect(copy.text).toBe('Mine: Cold at mile twenty\n\nMy end.');
  });

  test('typing right where it writes is not torn apart', () => {
    const { copy, view, type } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold ');
    view.dispatch({ selection: { anchor: 5 } });
    copy.insertStreamed('at ');
    type(view.state.selection.main.head, 'P');
    copy.insertStreamed('mile ');
    type(view.state.selection.main.head, 'S');
    expect(copy.text).toBe('Cold at mile PS');
  });

  test('a selection elsewhere keeps its words', () => {
    const { copy, view } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold at mile');
    view.dispatch({ selection: { anchor: 0, head: 4 } });
    copy.insertStreamed(' twenty');
    const { from, to } = view.state.selection.main;
    expect(view.state.sliceDoc(from, to)).toBe('Cold');
  });

  test('the mark says how much of it is in the text and where the rest goes', () => {
    const { copy, type } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold 🌱');
    type(0, 'Mine: ');
    expect(copy.mark).toEqual({ runId: 'r1', received: 7, insertAt: 13 });
  });

  test('what the user deletes of it still counts as received', () => {
    const { copy, view } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold at ');
    view.dispatch({ changes: { from: 0, to: 8 }, userEvent: 'delete' });
    copy.insertStreamed('mile');
    expect(copy.text).toBe('mile');
    expect(copy.mark).toEqual({ runId: 'r1', received: 12, insertAt: 4 });
  });

  test('undo takes back the user’s words and never the stream’s', () => {
    const { copy, view, type } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold ');
    type(0, 'Mine: ');
    copy.insertStreamed('at mile');
    undo(view);
    undo(view);
    expect(copy.text).toBe('Cold at mile');
  });

  test('only the user’s edits ask to be saved', () => {
    const { copy, type, edited } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold ');
    copy.endStream();
    expect(edited).not.toHaveBeenCalled();
    type(0, 'M');
    expect(edited).toHaveBeenCalledOnce();
  });

  test('it goes on without a view, and the next view shows it all', () => {
    const { copy } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold ');
    copy.detach();
    copy.insertStreamed('at mile');
    const parent = document.createElement('div');
    copy.attach(parent);
    expect(parent.textContent).toContain('Cold at mile');
    copy.detach();
  });

  test('a caret shows where it writes, until it ends', () => {
    const { copy, view } = opened();
    copy.beginStream('', mark);
    copy.insertStreamed('Cold');
    expect(view.dom.querySelector('.cm-stream-caret')).not.toBeNull();
    copy.endStream();
    expect(view.dom.querySelector('.cm-stream-caret')).toBeNull();
  });
});

test('copy that is about to be replaced is held until the stream begins or fails', () => {
  const { copy, view } = opened('The earlier copy');
  copy.hold();
  expect(view.state.readOnly).toBe(true);
  copy.endStream();
  expect(view.state.readOnly).toBe(false);
});

test('bringing a revision back can be undone', () => {
  const { copy, view } = opened('The new copy');
  copy.replace('The earlier copy');
  expect(copy.text).toBe('The earlier copy');
  undo(view);
  expect(copy.text).toBe('The new copy');
});

test('the editor is a text box by the name of Draft', () => {
  const { view } = opened();
  expect(view.contentDOM.getAttribute('role')).toBe('textbox');
  expect(view.contentDOM.getAttribute('aria-label')).toBe('Draft');
});
