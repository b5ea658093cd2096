import { redo, undo } from '@codemirror/commands';
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
    copy.beginStream(mark);
    copy.insertStreamed('Cold ');
    type(0, 'Mine: ');
    copy.insertStreamed('at ');
    type(copy.text.length, '\n\nMy end.');
    copy.insertStreamed('mile twenty');
    expect(copy.text).toBe('Mine: Cold at mile twenty\n\nMy end.');
  });

  test('typing right where it writes is not torn apart', () => {
    const { copy, view, type } = opened();
    copy.beginStream(mark);
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
    copy.beginStream(mark);
    copy.insertStreamed('Cold at mile');
    view.dispatch({ selection: { anchor: 0, head: 4 } });
    copy.insertStreamed(' twenty');
    const { from, to } = view.state.selection.main;
    expect(view.state.sliceDoc(from, to)).toBe('Cold');
  });

  test('the mark says how much of it is in the text and where the rest goes', () => {
    const { copy, type } = opened();
    copy.beginStream(mark);
    copy.insertStreamed('Cold 🌱');
    type(0, 'Mine: ');
    expect(copy.mark).toEqual({ runId: 'r1', received: 7, insertAt: 13 });
  });

  test('what the user deletes of it still counts as received', () => {
    const { copy, view } = opened();
    copy.beginStream(mark);
    copy.insertStreamed('Cold at ');
    view.dispatch({ changes: { from: 0, to: 8 }, userEvent: 'delete' });
    copy.insertStreamed('mile');
    expect(copy.text).toBe('mile');
    expect(copy.mark).toEqual({ runId: 'r1', received: 12, insertAt: 4 });
  });

  test('undo takes back the user’s words and never the stream’s', () => {
    const { copy, view, type } = opened();
    copy.beginStream(mark);
    copy.insertStreamed('Cold ');
    type(0, 'Mine: ');
    copy.insertStreamed('at mile');
    undo(view);
    undo(view);
    expect(copy.text).toBe('Cold at mile');
  });

  test('only the user’s edits ask to be saved', () => {
    const { copy, type, edited } = opened();
    copy.beginStream(mark);
    copy.insertStreamed('Cold ');
    copy.endStream();
    expect(edited).not.toHaveBeenCalled();
    type(0, 'M');
    expect(edited).toHaveBeenCalledOnce();
  });

  test('it goes on without a view, and the next view shows it all', () => {
    const { copy } = opened();
    copy.beginStream(mark);
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
    copy.beginStream(mark);
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

describe('once a stream has ended', () => {
  test('it is one step: undo brings the copy before it back, redo the drafted copy again', () => {
    const { copy, view, type } = opened('The earlier');
    type(11, ' copy');
    copy.beginStream(mark);
    copy.insertStreamed('Cold ');
    copy.insertStreamed('at mile');
    copy.endStream();
    undo(view);
    expect(copy.text).toBe('The earlier copy');
    undo(view);
    expect(copy.text).toBe('The earlier');
    redo(view);
    redo(view);
    expect(copy.text).toBe('Cold at mile');
    expect(redo(view)).toBe(false);
  });

  test('what the user did meanwhile is undone before it', () => {
    const { copy, view, type } = opened('The earlier copy');
    copy.beginStream(mark);
    copy.insertStreamed('Cold ');
    type(0, 'Mine: ');
    copy.insertStreamed('at mile');
    copy.endStream();
    type(copy.text.length, ' twenty');
    expect(copy.text).toBe('Mine: Cold at mile twenty');
    undo(view);
    expect(copy.text).toBe('Mine: Cold at mile');
    undo(view);
    expect(copy.text).toBe('Cold at mile');
    undo(view);
    expect(copy.text).toBe('The earlier copy');
    for (let step = 0; step < 3; step += 1) redo(view);
    expect(copy.text).toBe('Mine: Cold at mile twenty');
  });

  test('one that went on with the copy takes only its own words back', () => {
    const { copy, view } = opened('Cold at');
    copy.goOn({ ...mark, insertAt: 7 });
    copy.insertStreamed(' mile');
    copy.insertStreamed(' twenty');
    copy.endStream();
    expect(copy.text).toBe('Cold at mile twenty');
    undo(view);
    expect(copy.text).toBe('Cold at');
    redo(view);
    expect(copy.text).toBe('Cold at mile twenty');
  });

  test('one that wrote nothing leaves the history as it was', () => {
    const { copy, view, type } = opened('');
    type(0, 'Mine');
    copy.goOn({ ...mark, insertAt: 4 });
    copy.endStream();
    undo(view);
    expect(copy.text).toBe('');
  });

  test('it holds without a view, and for a stream after a stream', () => {
    const { copy } = opened('First');
    copy.detach();
    for (const text of ['Second', 'Third']) {
      copy.beginStream(mark);
      copy.insertStreamed(text);
      copy.endStream();
    }
    copy.undo();
    expect(copy.text).toBe('Second');
    copy.undo();
    expect(copy.text).toBe('First');
  });

  test('after very many, the last hundred can be undone', () => {
    const { copy, view } = opened('0');
    for (let count = 1; count <= 250; count += 1) {
      copy.beginStream(mark);
      copy.insertStreamed(String(count));
      copy.endStream();
    }
    while (undo(view));
    expect(copy.text).toBe('150');
    while (redo(view));
    expect(copy.text).toBe('250');
  });

  test('going on takes up where it stood, unless the user wrote on from there', () => {
    const { copy, type } = opened();
    copy.beginStream(mark);
    copy.insertStreamed('Cold at');
    type(copy.text.length, '\n\nPS');
    copy.endStream();
    expect(copy.placeToGoOn).toBe(7);
    type(7, ' mile');
    expect(copy.placeToGoOn).toBe(12);
    type(copy.text.length, ' and more');
    expect(copy.placeToGoOn).toBe(12);
  });

  test('whatever the user did meanwhile, all of it can be undone and redone', () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 10; round += 1) {
      const before = 'The earlier copy\n\nof this draft'.slice(0, random(32));
      const { copy, view } = opened(before);
      copy.beginStream(mark);
      for (let step = 0; step < 24; step += 1) {
        const from = random(copy.text.length + 1);
        const to = Math.min(copy.text.length, from + random(6));
        const acts = [
          () => {
            copy.insertStreamed(`word${String(step)} `);
          },
          () => {
            view.dispatch({ changes: { from, insert: `<${String(step)}>` }, userEvent: 'input' });
          },
          () => {
            view.dispatch({ changes: { from, to }, userEvent: 'delete' });
          },
          () => undo(view),
          () => redo(view),
        ];
        acts[random(acts.length)]?.();
      }
      copy.insertStreamed('end');
      copy.endStream();
      const after = copy.text;
      let undone = 0;
      while (undo(view)) undone += 1;
      expect(copy.text).toBe(before);
      for (let step = 0; step < undone; step += 1) redo(view);
      expect(copy.text).toBe(after);
      copy.detach();
    }
  });
});

test('the editor is a text box by the name of Draft', () => {
  const { view } = opened();
  expect(view.contentDOM.getAttribute('role')).toBe('textbox');
  expect(view.contentDOM.getAttribute('aria-label')).toBe('Draft');
});
