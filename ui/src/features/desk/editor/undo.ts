/**
 * A drafting as one step of the undo history. Streamed text stays out of the history while it
 * comes, so that undo takes back the user’s own words and never half a stream. At its end the
 * whole of it becomes a step beneath what the user did meanwhile: undo brings those words back
 * first, then the copy as it was before.
 *
 * CodeMirror keeps its history to itself, but gives it away as JSON and takes it back. It is set
 * aside when a stream begins and put together anew when it ends.
 */
import { history, historyField } from '@codemirror/commands';
import {
  ChangeDesc,
  ChangeSet,
  Compartment,
  EditorSelection,
  EditorState,
  type Extension,
  type Text,
  type Transaction,
} from '@codemirror/state';

/** A step, as CodeMirror writes it down: the changes that undo it, and where the caret was. */
type Step = {
  changes?: unknown;
  /** What streamed in since, through which the steps beneath are still to be mapped. */
  mapped?: unknown;
  startSelection?: unknown;
  selectionsAfter: readonly unknown[];
};

type Steps = { done: readonly Step[]; undone: readonly Step[] };

/** The copy and its history as a stream found them. */
export type Beginning = { doc: Text; selection: unknown; done: readonly Step[] };

/** As many steps as CodeMirror keeps, which lets go of the oldest by itself only while one types. */
const MOST_STEPS = 100;

const compartment = new Compartment();

export const undoHistory: Extension = compartment.of(history());

/** What a stream that begins now will have written over. */
export function beginning(state: EditorState): Beginning {
  return { doc: state.doc, selection: state.selection.toJSON(), done: stepsOf(state).done };
}

/** Starts an empty history, for what the user does while a stream writes. */
export function setAside(state: EditorState): Transaction[] {
  return withSteps(state, { done: [], undone: [] });
}

/** Puts the history together again, with all that has streamed in since `from` as one step. */
export function asOneStep(state: EditorState, from: Beginning): Transaction[] {
  const { done, undone } = stepsOf(state);
  const { steps, doc } = settled(done, state.doc);
  const changes = replacement(doc, from.doc);
  const drafted: Step[] = changes
    ? [{ changes: changes.toJSON(), startSelection: from.selection, selectionsAfter: [] }]
    : [];
  const all = [...from.done, ...drafted, ...steps];
  return withSteps(state, { done: all.slice(-MOST_STEPS), undone });
}

function stepsOf(state: EditorState): Steps {
  const json = state.toJSON({ history: historyField }) as { history: Steps };
  return json.history;
}

/** A field takes a value of ours only when it is new, so the history goes and comes again. */
function withSteps(state: EditorState, steps: Steps): Transaction[] {
  const without = state.update({ effects: compartment.reconfigure([]) });
  const value = valueOf(steps);
  const again = without.state.update({
    effects: compartment.reconfigure([history(), historyField.init(() => value)]),
  });
  return [without, again];
}

function valueOf(steps: Steps): unknown {
  const selection = EditorSelection.single(0).toJSON() as unknown;
  return EditorState.fromJSON(
    { doc: '', selection, history: steps },
    { extensions: history() },
    { history: historyField },
  ).field(historyField);
}

/**
 * The steps as they will be when each is undone in turn, with what streamed in meanwhile worked
 * into each, and the document that is left once all are undone.
 */
function settled(done: readonly Step[], present: Text): { steps: Step[]; doc: Text } {
  const steps: Step[] = [];
  let doc = present;
  let mapping: ChangeDesc | undefined;
  for (const step of done.toReversed()) {
    // A step without changes only remembers a selection.
    if (step.changes === undefined) continue;
    let changes = ChangeSet.fromJSON(step.changes);
    let selection = EditorSelection.fromJSON(step.startSelection);
    const own = step.mapped === undefined ? undefined : ChangeDesc.fromJSON(step.mapped);
    if (mapping) {
      const before: ChangeDesc = mapping.mapDesc(changes, true);
      changes = changes.map(mapping);
      selection = selection.map(before);
      mapping = own ? own.composeDesc(before) : before;
    } else {
      mapping = own;
    }
    if (changes.empty) continue;
    steps.unshift({
      changes: changes.toJSON() as unknown,
      startSelection: selection.toJSON() as unknown,
      selectionsAfter: [],
    });
    doc = changes.apply(doc);
  }
  return { steps, doc };
}

/** The change that makes one text of another, as small as its two ends allow. */
function replacement(from: Text, to: Text): ChangeSet | undefined {
  const was = from.toString();
  const is = to.toString();
  if (was === is) return undefined;
  const most = Math.min(was.length, is.length);
  let prefix = 0;
  while (prefix < most && was[prefix] === is[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < most - prefix && was.at(-1 - suffix) === is.at(-1 - suffix)) suffix += 1;
  const change = {
    from: prefix,
    to: was.length - suffix,
    insert: is.slice(prefix, is.length - suffix),
  };
  return ChangeSet.of(change, was.length);
}
