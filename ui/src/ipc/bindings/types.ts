// Generated from the Rust types by tests/bindings.rs; do not edit.

export type DraftId = string;
export type RevisionId = string;
export type RunId = string;
export type LibraryItemId = string;
export type ProviderId = string;
export type CredentialId = string;
export type LocalModelId = string;
export type SourceId = string;
export type Utf16Offset = number;
export type ToneStep = 1 | 2 | 3 | 4 | 5;
export type Tone = { 
/**
 * From relaxed (1) to formal (5).
 */
formality: ToneStep, 
/**
 * From calm (1) to energetic (5).
 */
energy: ToneStep, 
/**
 * From playful (1) to serious (5).
 */
seriousness: ToneStep, };
export type VariableValues = Record<string, unknown>;
export type Brief = { 
/**
 * The answers to what the template asks.
 */
values: VariableValues, 
/**
 * The register.
 */
tone: Tone, 
/**
 * Who writes.
 */
model: ModelChoice, };
export type StreamMark = { 
/**
 * The run that is writing.
 */
runId: RunId, 
/**
 * How much of the run's text is in the draft's text.
 */
received: Utf16Offset, 
/**
 * Where the rest belongs in the draft's text.
 */
insertAt: Utf16Offset, };
export type Tag = string;
export type DraftStatus = "draft" | "ready";
export type BinStay = { 
/**
 * When the draft was deleted.
 */
deletedAt: string, 
/**
 * When it goes for good.
 */
until: string, };
export type Draft = { 
/**
 * Its identity.
 */
id: DraftId, 
/**
 * What the list shows.
 */
title: string, 
/**
 * Whether the user chose the title; one that came from the brief follows the brief.
 */
titledByUser: boolean, 
/**
 * The name of the template it is written with.
 */
template: string, 
/**
 * What the user filled in.
 */
brief: Brief, 
/**
 * The copy, Markdown. While a run is live this may be without its newest text.
 */
text: string, 
/**
 * What the user says of it.
 */
status: DraftStatus, 
/**
 * The user's words for it, by name.
 */
tags: Array<Tag>, 
/**
 * Whether it is kept in the archive, or was before it went to the bin.
 */
archived: boolean, 
/**
 * Its stay in the bin, where it is there.
 */
bin?: BinStay, 
/**
 * The live run, and how much of its text `text` already holds.
 */
streamMark?: StreamMark, 
/**
 * When it was made.
 */
createdAt: string, 
/**
 * When it last changed.
 */
updatedAt: string, };
export type TextRange = { 
/**
 * Where it begins.
 */
from: Utf16Offset, 
/**
 * Where it ends; what stands here is not in it.
 */
to: Utf16Offset, };
export type Passage = { 
/**
 * The text.
 */
text: string, 
/**
 * What is marked.
 */
marks: Array<TextRange>, };
export type Found = { 
/**
 * The title, with the words that were looked for marked.
 */
title: Passage, 
/**
 * The passage that fits best, on one line; the beginning of the copy where only the title fits.
 */
passage: Passage, 
/**
 * Whether the passage is of the brief, and not of the copy.
 */
inBrief: boolean, };
export type DraftSummary = { 
/**
 * Its identity.
 */
id: DraftId, 
/**
 * Its title.
 */
title: string, 
/**
 * How the copy begins, without its markup.
 */
excerpt: string, 
/**
 * The name of its template.
 */
template: string, 
/**
 * Whether a run is writing to it now.
 */
drafting: boolean, 
/**
 * What the user says of it.
 */
status: DraftStatus, 
/**
 * The user's words for it, by name.
 */
tags: Array<Tag>, 
/**
 * Whether it is kept in the archive, or was before it went to the bin.
 */
archived: boolean, 
/**
 * Its stay in the bin, where it is there.
 */
bin?: BinStay, 
/**
 * What a search found in it.
 */
found?: Found, 
/**
 * When it was made.
 */
createdAt: string, 
/**
 * When it last changed.
 */
updatedAt: string, };
export type DraftPlace = "desk" | "archive" | "bin";
export type DraftStage = "drafting" | "draft" | "ready";
export type DraftSort = "changed" | "untouched" | "created" | "title";
export type DraftQuery = { 
/**
 * Where to look.
 */
place: DraftPlace, 
/**
 * Only those that are this far.
 */
stage?: DraftStage, 
/**
 * Only those with this tag.
 */
tag?: Tag, 
/**
 * In which order. What is found by its words comes in the order of how well it fits.
 */
sort: DraftSort, 
/**
 * Only those in which all these words are found, the last of them perhaps not typed to its
 * end. Any text will do; where there is no word in it, it asks for nothing.
 */
text: string, };
export type DraftCursor = string;
export type DraftPage = { 
/**
 * The drafts.
 */
items: Array<DraftSummary>, 
/**
 * Asks for the page after this one; none at the end.
 */
nextCursor?: DraftCursor, };
export type DraftDocument = { 
/**
 * The draft. Its text is whole unless the last run is live.
 */
draft: Draft, 
/**
 * The newest run, if there was one.
 */
lastRun?: Run, 
/**
 * How many rounds of variants it has, if any.
 */
variantRounds?: number, };
export type RevisionCause = "typed" | "beforeDrafting" | "drafted" | "beforeRefining" | "refined" | "beforeRestore" | "restored";
export type Revision = { 
/**
 * Its identity.
 */
id: RevisionId, 
/**
 * The draft it belongs to.
 */
draftId: DraftId, 
/**
 * The revision before it; of a restored one, the revision that was brought back.
 */
parent?: RevisionId, 
/**
 * Why it was kept.
 */
cause: RevisionCause, 
/**
 * The run it came from, for a drafted or refined one.
 */
runId?: RunId, 
/**
 * What the user calls it.
 */
name?: string, 
/**
 * The copy.
 */
text: string, 
/**
 * When the copy was last changed to this.
 */
createdAt: string, };
export type RevisionSummary = { 
/**
 * Its identity.
 */
id: RevisionId, 
/**
 * Why it was kept.
 */
cause: RevisionCause, 
/**
 * The run it came from, for a drafted or refined one.
 */
runId?: RunId, 
/**
 * Who wrote it, for a drafted or refined one: “SmolLM2 135M”.
 */
modelName?: string, 
/**
 * What the user calls it.
 */
name?: string, 
/**
 * How many words it has, where that was counted.
 */
words?: number, 
/**
 * How many words it has that the revision before it had not.
 */
added: number, 
/**
 * How many words it lost against the revision before it.
 */
removed: number, 
/**
 * The first words in which they differ.
 */
excerpt: string, 
/**
 * When the copy was last changed to this.
 */
createdAt: string, };
export type RevisionPage = { 
/**
 * The revisions.
 */
items: Array<RevisionSummary>, 
/**
 * Asks for the page after this one; none at the end.
 */
nextCursor?: RevisionId, };
export type RestoredDraft = { 
/**
 * The draft with its new text.
 */
draft: Draft, 
/**
 * The revision that holds the text that was there before; none where it was empty.
 */
replaced?: RevisionId, };
export type Against = "before" | "present";
export type SegmentKind = "kept" | "deleted" | "inserted";
export type Segment = { 
/**
 * What happened to it.
 */
kind: SegmentKind, 
/**
 * The text. It may end with a line break, and holds none before its end.
 */
text: string, };
export type Comparison = { 
/**
 * The lines of both texts, in order; each ends with the first line break in it.
 */
lines: Array<Array<Segment>>, 
/**
 * How many words came.
 */
added: number, 
/**
 * How many words went.
 */
removed: number, };
export type DraftingMode = { "kind": "afresh" } | { "kind": "continue", 
/**
 * The place where the copy stops short.
 */
at: Utf16Offset, };
export type StopReason = "complete" | "length" | "stopped" | "truncated" | "refused" | "filtered" | "toolCall" | "unknown";
export type ProviderFailure = "key_missing" | "key_refused" | "model_not_found" | "prompt_too_long" | "request_rejected" | "out_of_credit" | "rate_limited" | "unavailable" | "unreachable" | "timed_out" | "certificate_rejected" | "not_a_provider" | "redirected" | "malformed_response" | "response_too_large" | "model_file_unusable" | "engine_stopped";
export type TokenUsage = { 
/**
 * Read, those from a cache included.
 */
input: number, 
/**
 * Read from a cache.
 */
cachedInput: number, 
/**
 * Written.
 */
output: number, 
/**
 * Whether this is an estimate: the provider counted nothing.
 */
estimated?: boolean, };
export type SentHeader = { 
/**
 * Its name in lower case.
 */
name: string, 
/**
 * Its value.
 */
value: string, };
export type SentRequest = { 
/**
 * Where it goes; none where it stays on this computer. What its query holds is hidden but
 * for the version of the interface.
 */
url?: string, 
/**
 * Its headers. In place of the key it says that there is one.
 */
headers: Array<SentHeader>, 
/**
 * Its exact body.
 */
body: string, };
export type RunState = { "state": "live" } | { "state": "finished", 
/**
 * Why it ended.
 */
reason: StopReason, } | { "state": "failed", 
/**
 * What kind of failure.
 */
failure: ProviderFailure, 
/**
 * What happened, for the user.
 */
message: string, } | { "state": "interrupted" };
export type Run = { 
/**
 * Its identity.
 */
id: RunId, 
/**
 * The draft it writes to.
 */
draftId: DraftId, 
/**
 * Who writes.
 */
model: ModelChoice, 
/**
 * What the user sees for who writes: “SmolLM2 135M” or “Studio server”.
 */
modelName: string, 
/**
 * All it has written.
 */
text: string, 
/**
 * How it stands.
 */
state: RunState, 
/**
 * What it used, once known.
 */
usage?: TokenUsage, 
/**
 * When it began.
 */
startedAt: string, 
/**
 * When it ended.
 */
endedAt?: string, };
export type DraftingStarted = { 
/**
 * The run.
 */
runId: RunId, 
/**
 * The copy that stood in the draft before, kept as this revision.
 */
replaced?: RevisionId, };
export type DraftingEvent = { "type": "started", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * The run.
 */
runId: RunId, 
/**
 * The draft it writes to; none when nothing is saved.
 */
draftId?: DraftId, 
/**
 * Who writes, as the user knows it.
 */
modelName: string, 
/**
 * Whether nothing leaves this computer.
 */
onThisComputer: boolean, } | { "type": "retrying", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * How long until then, in milliseconds.
 */
afterMs: number, 
/**
 * Why.
 */
reason: ProviderFailure, 
/**
 * Which attempt comes next; the first one was 1.
 */
attempt: number, 
/**
 * Why, for the user: “OpenAI is busy.”
 */
message: string, } | { "type": "delta", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * What comes after all that came before.
 */
text: string, 
/**
 * The length of the run's text with this in it.
 */
length: Utf16Offset, } | { "type": "field", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which text.
 */
path: FieldPath, 
/**
 * What it says.
 */
value: string, } | { "type": "askingAgain", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which texts.
 */
paths: Array<FieldPath>, } | { "type": "rewritten", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which text of the copy.
 */
path: FieldPath, 
/**
 * What stood there; empty where nothing did.
 */
from: string, 
/**
 * What stands there now.
 */
to: string, } | { "type": "flawed", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which text.
 */
path: FieldPath, } & ({ "problem": "missing" } | { "problem": "tooLong", 
/**
 * Its length.
 */
count: number, 
/**
 * The longest it should be.
 */
most: number, } | { "problem": "repeated" }) | { "type": "usage", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * The count so far; the last one stands.
 */
usage: TokenUsage, } | { "type": "finished", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Why it ended.
 */
reason: StopReason, 
/**
 * The draft it wrote to; none when nothing was to be saved.
 */
draftId?: DraftId, 
/**
 * The length of the run's whole text.
 */
length: Utf16Offset, } | { "type": "failed", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * What kind of failure, by its code.
 */
code: string, 
/**
 * What happened and what to do.
 */
message: string, 
/**
 * The failure's category, for a provider's failure.
 */
failure?: ProviderFailure, 
/**
 * The length of the run's whole text.
 */
length: Utf16Offset, };
export type VariantCount = number;
export type VariantNumber = number;
export type Variant = { 
/**
 * The run that writes it.
 */
runId: RunId, 
/**
 * Which one of its round.
 */
number: VariantNumber, 
/**
 * Who writes it, as the user knows it.
 */
modelName: string, 
/**
 * Whether nothing left this computer for it.
 */
onThisComputer: boolean, 
/**
 * All it says so far.
 */
text: string, 
/**
 * How it stands.
 */
state: RunState, 
/**
 * What it used, once known.
 */
usage?: TokenUsage, 
/**
 * When it last became the draft's text; none where it never was.
 */
pickedAt?: string, };
export type VariantRound = { 
/**
 * The draft they are of.
 */
draftId: DraftId, 
/**
 * Which round of that draft, from 1.
 */
round: number, 
/**
 * How many rounds the draft has.
 */
rounds: number, 
/**
 * When it began.
 */
startedAt: string, 
/**
 * The variants, by number.
 */
variants: Array<Variant>, };
export type VariantEvent = { 
/**
 * Which variant.
 */
variant: VariantNumber, } & ({ "type": "started", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * The run.
 */
runId: RunId, 
/**
 * The draft it writes to; none when nothing is saved.
 */
draftId?: DraftId, 
/**
 * Who writes, as the user knows it.
 */
modelName: string, 
/**
 * Whether nothing leaves this computer.
 */
onThisComputer: boolean, } | { "type": "retrying", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * How long until then, in milliseconds.
 */
afterMs: number, 
/**
 * Why.
 */
reason: ProviderFailure, 
/**
 * Which attempt comes next; the first one was 1.
 */
attempt: number, 
/**
 * Why, for the user: “OpenAI is busy.”
 */
message: string, } | { "type": "delta", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * What comes after all that came before.
 */
text: string, 
/**
 * The length of the run's text with this in it.
 */
length: Utf16Offset, } | { "type": "field", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which text.
 */
path: FieldPath, 
/**
 * What it says.
 */
value: string, } | { "type": "askingAgain", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which texts.
 */
paths: Array<FieldPath>, } | { "type": "rewritten", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which text of the copy.
 */
path: FieldPath, 
/**
 * What stood there; empty where nothing did.
 */
from: string, 
/**
 * What stands there now.
 */
to: string, } | { "type": "flawed", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Which text.
 */
path: FieldPath, } & ({ "problem": "missing" } | { "problem": "tooLong", 
/**
 * Its length.
 */
count: number, 
/**
 * The longest it should be.
 */
most: number, } | { "problem": "repeated" }) | { "type": "usage", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * The count so far; the last one stands.
 */
usage: TokenUsage, } | { "type": "finished", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * Why it ended.
 */
reason: StopReason, 
/**
 * The draft it wrote to; none when nothing was to be saved.
 */
draftId?: DraftId, 
/**
 * The length of the run's whole text.
 */
length: Utf16Offset, } | { "type": "failed", 
/**
 * Position in the run's messages.
 */
seq: number, 
/**
 * What kind of failure, by its code.
 */
code: string, 
/**
 * What happened and what to do.
 */
message: string, 
/**
 * The failure's category, for a provider's failure.
 */
failure?: ProviderFailure, 
/**
 * The length of the run's whole text.
 */
length: Utf16Offset, });
export type Alphabet = "gsm7" | "ucs2";
export type DearCharacter = { 
/**
 * The character.
 */
character: string, 
/**
 * Where it first stands, in UTF-16 units.
 */
at: number, 
/**
 * How often it is there.
 */
times: number, 
/**
 * What says the same in the cheap alphabet; maybe nothing at all. None if nothing does.
 */
replacement?: string, };
export type CheaperText = { 
/**
 * The text.
 */
text: string, 
/**
 * The messages it is sent as.
 */
parts: number, };
export type SmsMeasure = { 
/**
 * What its characters are sent as.
 */
alphabet: Alphabet, 
/**
 * The messages it is sent as.
 */
parts: number, 
/**
 * The units that the last part still takes.
 */
left: number, 
/**
 * The characters that made each of all characters dearer, in the order of the text.
 */
dear: Array<DearCharacter>, 
/**
 * The text with all of those replaced, if it then takes fewer parts or more in its last.
 */
cheaper?: CheaperText, };
export type LengthLimit = { "kind": "hard", "length": number } | { "kind": "soft", "length": number };
export type Verdict = "fits" | "below-recommended" | "over-recommended" | "too-short" | "too-long";
export type Measure = { 
/**
 * Its length.
 */
count: number, 
/**
 * The length it should keep to, if there is one.
 */
limit?: LengthLimit, 
/**
 * Whether it does.
 */
verdict: Verdict, 
/**
 * Its length in UTF-8, where that is limited too.
 */
bytes?: number, 
/**
 * Its hashtags, where those are limited.
 */
hashtags?: number, 
/**
 * How it would be sent, where it is a text message.
 */
sms?: SmsMeasure, };
export type FieldPath = string;
export type FieldProblem = { "problem": "missing" } | { "problem": "tooLong", 
/**
 * Its length.
 */
count: number, 
/**
 * The longest it should be.
 */
most: number, } | { "problem": "repeated" };
export type Flaw = { 
/**
 * Which text.
 */
path: FieldPath, } & ({ "problem": "missing" } | { "problem": "tooLong", 
/**
 * Its length.
 */
count: number, 
/**
 * The longest it should be.
 */
most: number, } | { "problem": "repeated" });
export type Rewrite = { 
/**
 * Which text of the copy.
 */
path: FieldPath, 
/**
 * What stood there; empty where nothing did.
 */
from: string, 
/**
 * What stands there now.
 */
to: string, };
export type FormField = { 
/**
 * Its name in the schema, and the first part of its texts' paths.
 */
name: string, 
/**
 * Its name for people.
 */
label: string, 
/**
 * What it is.
 */
description?: string, 
/**
 * Whether copy without it is not complete.
 */
required: boolean, 
/**
 * The most texts it takes, where it is a list.
 */
most?: number, };
export type FormText = { 
/**
 * Which text.
 */
path: FieldPath, 
/**
 * What it holds.
 */
text: string, 
/**
 * Where what it holds begins in the copy.
 */
from: Utf16Offset, 
/**
 * Where it ends.
 */
to: Utf16Offset, 
/**
 * What has to be put before it in the copy, where it is not there yet.
 */
before: string, 
/**
 * Whether it may have several lines.
 */
long: boolean, 
/**
 * How long it is, where that is limited and there is something.
 */
measure?: Measure, 
/**
 * What is wrong with it.
 */
problem?: FieldProblem, };
export type RefineAsk = { "kind": "shorter" } | { "kind": "longer" } | { "kind": "clearer" } | { "kind": "warmer" } | { "kind": "grammar" } | { "kind": "angle" } | { "kind": "translate", 
/**
 * Which, as the user calls it.
 */
language: string, } | { "kind": "instruction", 
/**
 * The words.
 */
text: string, };
export type OpenProposal = { 
/**
 * What stands in the draft where the proposal belongs.
 */
passage: string, 
/**
 * Where that began when it was last seen.
 */
at: Utf16Offset, 
/**
 * What is proposed for it; none while that is all the run wrote.
 */
proposal?: string, };
export type Refinement = { 
/**
 * The run that writes it, with its text.
 */
run: Run, 
/**
 * What was asked.
 */
ask: RefineAsk, 
/**
 * What is open of it.
 */
open: OpenProposal, };
export type RefiningStarted = { 
/**
 * Its run.
 */
runId: RunId, 
/**
 * The passage it is for.
 */
open: OpenProposal, };
export type Piece = { 
/**
 * Where what goes begins.
 */
from: Utf16Offset, 
/**
 * Where it ends; the same place where nothing goes.
 */
to: Utf16Offset, 
/**
 * What comes in its place; nothing where words only go.
 */
insert: string, };
export type CutProposal = { 
/**
 * The pieces, in order.
 */
pieces: Array<Piece>, 
/**
 * What would be too long with all of them taken. Nothing is ever cut.
 */
tooLong: Array<Flaw>, };
export type TakenTexts = { 
/**
 * Before.
 */
before: string, 
/**
 * After.
 */
after: string, };
export type Counting = "code-points" | "graphemes" | "x-weighted" | "sms" | "double-width";
export type Evidence = "primary" | "secondary";
export type Recommended = { 
/**
 * From this length on.
 */
from: number, 
/**
 * Up to this length.
 */
to: number, };
export type Fold = { 
/**
 * The length that shows.
 */
after: number, 
/**
 * Where: “on a phone”.
 */
where: string, };
export type ItemCount = { 
/**
 * At least so many.
 */
least: number, 
/**
 * At most so many.
 */
most: number, 
/**
 * How many of them a reader sees at once.
 */
shown?: number, };
export type FormatField = { 
/**
 * Its name in schemas: `long_headlines`.
 */
name: string, 
/**
 * Its name for people; the name where the file has none.
 */
label: string, 
/**
 * How its characters are counted.
 */
counting: Counting, 
/**
 * Whether it may be left out.
 */
optional: boolean, 
/**
 * The channel takes nothing longer.
 */
most: number | null, 
/**
 * The channel takes nothing shorter.
 */
least: number | null, 
/**
 * The channel takes nothing longer than this in UTF-8 either, in bytes.
 */
mostBytes: number | null, 
/**
 * The most parts a message should be sent in, where it is counted as SMS.
 */
mostParts: number | null, 
/**
 * The most hashtags the channel takes.
 */
mostHashtags: number | null, 
/**
 * Lengths that work well.
 */
recommended: Recommended | null, 
/**
 * Where a reader has to ask for the rest, shortest first.
 */
folds: Array<Fold>, 
/**
 * How many texts of this kind the channel takes; one if not given.
 */
items: ItemCount | null, 
/**
 * One text of this kind at least must be no longer than this.
 */
oneWithin: number | null, 
/**
 * How sure the hard limits are.
 */
evidence: Evidence, };
export type Format = { 
/**
 * Its name in templates and files: `x-post`.
 */
name: string, 
/**
 * Its name for people: “X post”.
 */
title: string, 
/**
 * What it is for, in a line.
 */
description: string, 
/**
 * When the rules were last compared with their sources.
 */
checked?: string, 
/**
 * Where the rules come from.
 */
sources: Array<string>, 
/**
 * What else is to be known, in a sentence.
 */
note?: string, 
/**
 * The texts the channel takes, in its own order. Never empty.
 */
fields: Array<FormatField>, 
/**
 * Fields that are filled in together or not at all, by name.
 */
together: Array<Array<string>>, };
export type FormatReading = { 
/**
 * The format; none while the file can't be read.
 */
format?: Format, 
/**
 * Why it can't be.
 */
problem?: string, };
export type FieldCheck = { 
/**
 * The field's name.
 */
name: string, 
/**
 * Its name for people.
 */
label: string, 
/**
 * Each of its texts. Empty if the draft has none.
 */
items: Array<Measure>, 
/**
 * What the channel would not take, in a sentence each.
 */
issues: Array<string>, };
export type MixedText = { 
/**
 * The field, counted from 0 among those that are mixed.
 */
field: number, 
/**
 * The text, counted from 0.
 */
text: number, };
export type Repeat = { 
/**
 * One of them.
 */
first: MixedText, 
/**
 * The other.
 */
second: MixedText, 
/**
 * The words that both have.
 */
words: string, 
/**
 * In how many combinations they stand together.
 */
combinations: number, };
export type Mix = { 
/**
 * The labels of the mixed fields.
 */
labels: Array<string>, 
/**
 * Their texts.
 */
texts: Array<Array<string>>, 
/**
 * In how many ways they can show.
 */
combinations: number, 
/**
 * In how many of those two texts say the same.
 */
repeating: number, 
/**
 * The pairs that do.
 */
repeats: Array<Repeat>, };
export type Combination = { 
/**
 * Its number, counted from 0.
 */
number: number, 
/**
 * What shows of each mixed field, field by field.
 */
shown: Array<Array<string>>, 
/**
 * Whether two of its texts say the same.
 */
repeats: boolean, };
export type CopyMeasure = { 
/**
 * The format's name for people.
 */
title: string, 
/**
 * What else is to be known of it.
 */
note?: string, 
/**
 * Field by field.
 */
fields: Array<FieldCheck>, 
/**
 * How its texts are put together, where the channel mixes them.
 */
mix?: Mix, };
export type SourceKind = "text" | "markdown" | "html" | "pdf" | "docx" | "csv";
export type SourcePlace = { "kind": "page", 
/**
 * Which.
 */
number: number, } | { "kind": "heading", 
/**
 * Its words.
 */
text: string, } | { "kind": "rows", 
/**
 * The first.
 */
first: number, 
/**
 * The last; the same one for a single row.
 */
last: number, };
export type SourcePassage = { 
/**
 * Where it stands; none before the first heading and in plain text.
 */
place?: SourcePlace, 
/**
 * Its words, never empty, [`MAX_PASSAGE_CHARS`] at the most.
 */
text: string, };
export type SourceText = { 
/**
 * What the file turned out to be.
 */
kind: SourceKind, 
/**
 * Its passages, in order.
 */
passages: Array<SourcePassage>, 
/**
 * What was left out, in words for the user: pages that hold only pictures, text beyond the
 * bound.
 */
leftOut?: string, };
export type SourceSummary = { 
/**
 * Its identity.
 */
id: SourceId, 
/**
 * The file's name.
 */
name: string, 
/**
 * Its kind.
 */
kind: SourceKind, 
/**
 * How many passages were taken from it.
 */
passages: number, 
/**
 * How many words they hold.
 */
words: number, 
/**
 * What was left out, in words.
 */
leftOut?: string, };
export type ChosenPassage = { 
/**
 * The source it is from.
 */
sourceId: SourceId, 
/**
 * Which of its passages, counted from 0.
 */
index: number, };
export type BriefSources = { 
/**
 * The documents.
 */
sources: Array<SourceSummary>, 
/**
 * The passages that are in.
 */
chosen: Array<ChosenPassage>, 
/**
 * What these take, in tokens, estimated.
 */
tokens: number, 
/**
 * What they may take.
 */
budget: number, };
export type TextChange = { 
/**
 * Where what is replaced begins.
 */
from: Utf16Offset, 
/**
 * Where what is replaced ends.
 */
to: Utf16Offset, 
/**
 * What stands there now, its lines ended by newlines as everywhere in the window.
 */
insert: string, };
export type PreviewBlock = { 
/**
 * The same for as long as the block is kept; never used again.
 */
id: number, 
/**
 * Its HTML: see [`super::html`] for what it may hold. Empty where nothing is to be seen.
 */
html: string, };
export type PreviewPatch = { 
/**
 * Which state of the text this leads to.
 */
version: number, 
/**
 * How many blocks at the beginning stay.
 */
keep: number, 
/**
 * How many after them go.
 */
remove: number, 
/**
 * What comes in their place.
 */
insert: Array<PreviewBlock>, 
/**
 * Blocks elsewhere that read differently now.
 */
changed: Array<PreviewBlock>, };
export type PreviewId = number;
export type PreviewUpdate = { "kind": "whole", 
/**
 * The whole text.
 */
text: string, } | { "kind": "changes", 
/**
 * The version that the changes are of.
 */
version: number, 
/**
 * In order, without overlaps.
 */
changes: Array<TextChange>, };
export type ExportFormat = "markdown" | "html" | "docx" | "text" | "csv" | "json";
export type CopyFormat = "rich" | "markdown" | "plain";
export type VariableKind = { "type": "text" } | { "type": "longText" } | { "type": "choice", 
/**
 * In the order in which they are offered.
 */
options: Array<string>, } | { "type": "number", 
/**
 * Whether it must be whole.
 */
integer: boolean, } | { "type": "yesNo" } | { "type": "date" } | { "type": "list" } | { "type": "link" };
export type Variable = { 
/**
 * The name the template's body uses.
 */
name: string, 
/**
 * The name the form shows.
 */
label: string, 
/**
 * What kind of answer it takes.
 */
kind: VariableKind, 
/**
 * A line that helps to fill it in.
 */
hint?: string, 
/**
 * Whether drafting waits for it.
 */
required: boolean, 
/**
 * What stands in for an answer that was not given.
 */
default?: unknown, };
export type TemplateSummary = { 
/**
 * Its name in commands and files: `launch-email`.
 */
name: string, 
/**
 * Its name for people: “Launch email”.
 */
title: string, 
/**
 * What it makes, in a line.
 */
description: string, 
/**
 * Where it is used: `email`, `ads`.
 */
tags: Array<string>, 
/**
 * The format that its copy keeps to.
 */
format?: string, };
export type TemplateForm = { 
/**
 * Its fields, in the order in which the form shows them.
 */
variables: Array<Variable>, 
/**
 * The fields of the copy it makes; none where that is one text.
 */
fields?: Array<FormField>, 
/**
 * Answers to try it with at once.
 */
sample?: VariableValues, 
/**
 * Its name in commands and files: `launch-email`.
 */
name: string, 
/**
 * Its name for people: “Launch email”.
 */
title: string, 
/**
 * What it makes, in a line.
 */
description: string, 
/**
 * Where it is used: `email`, `ads`.
 */
tags: Array<string>, 
/**
 * The format that its copy keeps to.
 */
format?: string, };
export type ItemKind = "template" | "partial" | "voice" | "format";
export type Origin = { "type": "starter" } | { "type": "own" } | { "type": "file", 
/**
 * The file's name, without its folder.
 */
name: string, } | { "type": "pack", 
/**
 * The pack.
 */
pack: string, 
/**
 * The pack's version.
 */
version: string, };
export type ItemSummary = { 
/**
 * Its identity.
 */
id: LibraryItemId, 
/**
 * What it is.
 */
kind: ItemKind, 
/**
 * By this name it is found.
 */
name: string, 
/**
 * Its name for people.
 */
title: string, 
/**
 * What it makes, in a line.
 */
description: string, 
/**
 * The channel whose rules its copy keeps to.
 */
format?: string, 
/**
 * Where it is used.
 */
tags: Array<string>, 
/**
 * Why it can't be used as it stands.
 */
problem?: string, 
/**
 * The folder it is in; empty for none.
 */
folder: string, 
/**
 * Whether the user marked it.
 */
favourite: boolean, 
/**
 * Where it came from.
 */
origin: Origin, 
/**
 * Whether its text differs from that of its origin.
 */
edited: boolean, 
/**
 * Whether the editor holds what is not a version yet.
 */
unsaved: boolean, 
/**
 * The number of its newest version.
 */
version: number, 
/**
 * When a draft was last written with it.
 */
usedAt?: string, 
/**
 * Its stay in the bin, where it is there.
 */
bin?: BinStay, 
/**
 * When it was added.
 */
createdAt: string, 
/**
 * When its text last changed.
 */
updatedAt: string, };
export type LibraryItem = { 
/**
 * Its text.
 */
text: string, 
/**
 * What the editor holds of it that is not a version yet.
 */
working?: string, 
/**
 * The text as it came from its origin.
 */
base?: string, 
/**
 * Its identity.
 */
id: LibraryItemId, 
/**
 * What it is.
 */
kind: ItemKind, 
/**
 * By this name it is found.
 */
name: string, 
/**
 * Its name for people.
 */
title: string, 
/**
 * What it makes, in a line.
 */
description: string, 
/**
 * The channel whose rules its copy keeps to.
 */
format?: string, 
/**
 * Where it is used.
 */
tags: Array<string>, 
/**
 * Why it can't be used as it stands.
 */
problem?: string, 
/**
 * The folder it is in; empty for none.
 */
folder: string, 
/**
 * Whether the user marked it.
 */
favourite: boolean, 
/**
 * Where it came from.
 */
origin: Origin, 
/**
 * Whether its text differs from that of its origin.
 */
edited: boolean, 
/**
 * Whether the editor holds what is not a version yet.
 */
unsaved: boolean, 
/**
 * The number of its newest version.
 */
version: number, 
/**
 * When a draft was last written with it.
 */
usedAt?: string, 
/**
 * Its stay in the bin, where it is there.
 */
bin?: BinStay, 
/**
 * When it was added.
 */
createdAt: string, 
/**
 * When its text last changed.
 */
updatedAt: string, };
export type ItemVersion = { 
/**
 * Counted from 1.
 */
number: number, 
/**
 * What the user said of it; may be empty.
 */
note: string, 
/**
 * BLAKE3 of its text, in hexadecimal.
 */
digest: string, 
/**
 * How many drafts were written with it.
 */
drafts: number, 
/**
 * When it was saved.
 */
createdAt: string, };
export type Shelf = { "type": "all" } | { "type": "favourites" } | { "type": "recent" } | { "type": "folder", 
/**
 * The folder.
 */
folder: string, } | { "type": "bin" };
export type LibraryQuery = { 
/**
 * What kind of item.
 */
kind: ItemKind, 
/**
 * Where to look.
 */
shelf: Shelf, 
/**
 * Only those with this tag.
 */
tag?: string, 
/**
 * Only those in which all these words are found, the last of them perhaps not typed to its
 * end; those that fit best come first.
 */
text: string, };
export type Counted = { 
/**
 * The folder or the tag.
 */
name: string, 
/**
 * How many items.
 */
count: number, };
export type LibraryOutline = { 
/**
 * How many items of the kind there are.
 */
size: number, 
/**
 * The folders, by name.
 */
folders: Array<Counted>, 
/**
 * The tags, those of most items first.
 */
tags: Array<Counted>, };
export type LibraryCursor = string;
export type LibraryPage = { 
/**
 * The items.
 */
items: Array<ItemSummary>, 
/**
 * Asks for the page after this one; none at the end.
 */
nextCursor?: LibraryCursor, };
export type ComparedWith = { "type": "version", 
/**
 * Its number.
 */
number: number, } | { "type": "text", 
/**
 * The text.
 */
text: string, };
export type MadeDraft = { 
/**
 * The draft.
 */
id: DraftId, 
/**
 * Its title.
 */
title: string, 
/**
 * The version of the item it was made with.
 */
version: number, };
export type ItemRecord = { 
/**
 * How many drafts were made with it.
 */
drafts: number, 
/**
 * How many words were written in the last of them.
 */
wordsWritten: number, 
/**
 * How many of those are still there.
 */
wordsKept: number, 
/**
 * The last drafts made with it, newest first.
 */
last: Array<MadeDraft>, };
export type OpenImportId = string;
export type Guess = { 
/**
 * As it is written: `[PRODUCT NAME]`.
 */
written: string, 
/**
 * The field's name.
 */
name: string, 
/**
 * The kind of field, by the name that `copydeck.inputs` has for it.
 */
kind: string, };
export type ImportedTemplate = { 
/**
 * Its name for people.
 */
title: string, 
/**
 * Its name in commands and files.
 */
name: string, 
/**
 * Whether the library has one of this name: it would come beside it.
 */
isThere: boolean, 
/**
 * The gaps in its text that would become fields.
 */
guesses: Array<Guess>, 
/**
 * Why it could not be used as it stands.
 */
problem?: string, };
export type ImportPreview = { 
/**
 * Names it until another is opened.
 */
id: OpenImportId, 
/**
 * The name of the file or folder.
 */
name: string, 
/**
 * The templates.
 */
templates: Array<ImportedTemplate>, 
/**
 * Whether there is more than can be taken at once.
 */
cutShort: boolean, };
export type OpenPackId = string;
export type PackChangeId = string;
export type PackId = string;
export type PackVersion = string;
export type PackWarningCode = "bidi_controls" | "invisible_characters" | "tag_characters" | "mixed_scripts" | "address" | "address_with_data" | "instruction";
export type PackWarning = { 
/**
 * What it is about.
 */
code: PackWarningCode, 
/**
 * In words.
 */
message: string, };
export type PackTrust = "trusted" | "new" | "changed" | "unsigned";
export type PackItemState = "new" | "same" | "update" | "conflict";
export type PackItemPreview = { 
/**
 * Its name in the library.
 */
name: string, 
/**
 * What it is.
 */
kind: ItemKind, 
/**
 * Its name for people.
 */
title: string, 
/**
 * What would become of it.
 */
state: PackItemState, 
/**
 * Whether the user's own edits of it stay.
 */
merges: boolean, 
/**
 * What is to be said about it.
 */
warnings: Array<PackWarning>, };
export type PackPreview = { 
/**
 * What it is called while it is open.
 */
open: OpenPackId, 
/**
 * Which pack.
 */
id: PackId, 
/**
 * Its name for people.
 */
name: string, 
/**
 * Which version of it.
 */
version: PackVersion, 
/**
 * Which version is installed.
 */
installed?: PackVersion, 
/**
 * Who says to have published it.
 */
publisher: string, 
/**
 * The key that signed it.
 */
key?: string, 
/**
 * The key, to be compared by people.
 */
fingerprint?: string, 
/**
 * What is known of the key.
 */
trust: PackTrust, 
/**
 * Since when the key is trusted.
 */
trustedSince?: string, 
/**
 * Under which terms.
 */
licence: string, 
/**
 * What it is for.
 */
description: string, 
/**
 * What its publisher says about it.
 */
readme: string, 
/**
 * Its items.
 */
items: Array<PackItemPreview>, 
/**
 * What is to be said about the pack as a whole.
 */
warnings: Array<PackWarning>, };
export type MergePart = { "kind": "settled", 
/**
 * The text.
 */
text: string, } | { "kind": "conflict", 
/**
 * What it was.
 */
base: string, 
/**
 * What the user has made of it.
 */
mine: string, 
/**
 * What the publisher has made of it.
 */
theirs: string, };
export type MergeSide = "mine" | "theirs";
export type PackItemDetails = { 
/**
 * From what the library has to what it would have; to the pack's own where both have
 * changed.
 */
comparison: Comparison, 
/**
 * The stretches of both, where a side has to be chosen.
 */
parts: Array<MergePart>, };
export type PackItemChoice = { "type": "skip" } | { "type": "take" } | { "type": "join", 
/**
 * The sides, in the order of the passages.
 */
sides: Array<MergeSide>, };
export type PackChoice = { 
/**
 * Its place among the pack's items.
 */
item: number, 
/**
 * What to do.
 */
choice: PackItemChoice, };
export type InstalledPack = { 
/**
 * Which pack.
 */
id: string, 
/**
 * Its name for people.
 */
name: string, 
/**
 * Which version of it.
 */
version: PackVersion, 
/**
 * Who publishes it.
 */
author: string, 
/**
 * Under which terms.
 */
licence: string, 
/**
 * What it is for.
 */
description: string, 
/**
 * The key it was signed with, if it was.
 */
key?: string, 
/**
 * How many items of it the library has.
 */
items: number, 
/**
 * How many of those the user has changed.
 */
edited: number, 
/**
 * When it came.
 */
installedAt: string, 
/**
 * When its version came.
 */
updatedAt: string, };
export type ImportedPack = { 
/**
 * What takes it back.
 */
change: PackChangeId, 
/**
 * The pack as it is installed now.
 */
pack: InstalledPack, 
/**
 * How many items came or changed.
 */
changed: number, 
/**
 * The conflicts that were left as they were.
 */
left: Array<[ItemKind, string]>, };
export type PackItemRef = { 
/**
 * What it is.
 */
kind: ItemKind, 
/**
 * Its name.
 */
name: string, };
export type PackExportDetails = { 
/**
 * Its name for people.
 */
name: string, 
/**
 * Which version; the suggested one where none is given.
 */
version?: PackVersion, 
/**
 * Who publishes it.
 */
author: string, 
/**
 * Under which terms.
 */
licence: string, 
/**
 * What it is for.
 */
description: string, };
export type PackExportProblem = { 
/**
 * The item it is about.
 */
item: PackItemRef, 
/**
 * Whether the pack can't be made before it is mended.
 */
blocks: boolean, 
/**
 * In words.
 */
message: string, };
export type PackExportOutline = { 
/**
 * All that would be in it: what was chosen, and what that needs.
 */
items: Array<PackItemRef>, 
/**
 * What to know before.
 */
problems: Array<PackExportProblem>, 
/**
 * The version that fits what has changed.
 */
version: PackVersion, 
/**
 * The version made last.
 */
lastVersion?: PackVersion, 
/**
 * Its publisher the last time.
 */
author: string, 
/**
 * Its terms the last time.
 */
licence: string, 
/**
 * What it was for the last time.
 */
description: string, };
export type MadePackFile = { 
/**
 * Its name for people.
 */
name: string, 
/**
 * Which version.
 */
version: PackVersion, 
/**
 * How many items it holds.
 */
items: number, 
/**
 * The key it is signed with, if it is.
 */
key?: string, };
export type Severity = "error" | "warning";
export type TextEdit = { 
/**
 * What is exchanged.
 */
range: TextRange, 
/**
 * What comes in its place.
 */
insert: string, };
export type Fix = { 
/**
 * What it does, as a button says it.
 */
label: string, 
/**
 * The edit of the text.
 */
edit: TextEdit, };
export type Problem = { 
/**
 * What kind of thing, for programs: `undeclared-variable`.
 */
code: string, 
/**
 * Whether it can be used all the same.
 */
severity: Severity, 
/**
 * What is wrong, for people.
 */
message: string, 
/**
 * The line, counted from 1.
 */
line: number, 
/**
 * The character in the line, counted from 1.
 */
column: number, 
/**
 * The words it is about.
 */
range: TextRange, 
/**
 * What would mend it, the best first.
 */
fixes: Array<Fix>, };
export type TemplateEdit = { "type": "title", 
/**
 * The name.
 */
title: string, } | { "type": "name", 
/**
 * The name.
 */
name: string, } | { "type": "description", 
/**
 * The line.
 */
description: string, } | { "type": "tags", 
/**
 * The words.
 */
tags: Array<string>, } | { "type": "format", 
/**
 * The channel; none takes it away.
 */
format: string | null, } | { "type": "addField", 
/**
 * The field.
 */
field: Variable, } | { "type": "changeField", 
/**
 * Its name now.
 */
name: string, 
/**
 * What it is to be; with another name it is called so in the instructions too.
 */
field: Variable, } | { "type": "removeField", 
/**
 * Its name.
 */
name: string, } | { "type": "moveField", 
/**
 * Its name.
 */
name: string, 
/**
 * The place, counted from 0.
 */
to: number, } | { "type": "addTest", 
/**
 * The answers that stand in for those of the sample.
 */
given: VariableValues, 
/**
 * What the draft must hold to, as `copydeck.tests` has it.
 */
expect: unknown[], } | { "type": "removeTest", 
/**
 * The test, counted from 0.
 */
index: number, } | { "type": "sample", 
/**
 * The field.
 */
name: string, 
/**
 * The answer.
 */
value: unknown, };
export type Role = "system" | "user" | "model" | "tool";
export type Media = { 
/**
 * Its address, or a `data:` URL.
 */
url: string, 
/**
 * Its MIME type, where the template says so.
 */
contentType?: string, };
export type Part = { 
/**
 * The words.
 */
text: string, } | { 
/**
 * Where it is and what it is.
 */
media: Media, };
export type Message = { 
/**
 * Who says it.
 */
role: Role, 
/**
 * What is said, in order.
 */
content: Array<Part>, };
export type Finding = { 
/**
 * What was expected, for people.
 */
expected: string, 
/**
 * Whether the draft holds to it; none if that was not judged.
 */
met?: boolean, 
/**
 * What was found in its place.
 */
found?: string, };
export type TestOutline = { 
/**
 * The answers that stand in for those of the template's sample.
 */
given: VariableValues, 
/**
 * What the draft must hold to, for people.
 */
expect: Array<string>, 
/**
 * Whether some of that is for a model to judge.
 */
judged: boolean, };
export type TestResult = { 
/**
 * The test, counted from 1.
 */
test: number, 
/**
 * Whether the draft holds to all that was judged.
 */
passed: boolean, 
/**
 * Whether the same test passed in the run before.
 */
passedBefore?: boolean, 
/**
 * What was written; empty if nothing was.
 */
draft: string, 
/**
 * Expectation by expectation.
 */
findings: Array<Finding>, 
/**
 * Why there was nothing to judge.
 */
failure?: string, };
export type TemplateTestRun = { 
/**
 * The version of the template.
 */
version: number, 
/**
 * Who wrote the drafts, as the user knows it.
 */
model: string, 
/**
 * When.
 */
ranAt: string, 
/**
 * Test by test.
 */
results: Array<TestResult>, };
export type TemplateTestEvent = { "type": "began", 
/**
 * The test, counted from 1.
 */
test: number, 
/**
 * The run.
 */
runId: RunId, } | { "type": "ended", 
/**
 * How it went.
 */
result: TestResult, };
export type TemplateReading = { 
/**
 * The template and its form; none while the text can't be read.
 */
form?: TemplateForm, 
/**
 * The channel whose rules its copy keeps to.
 */
format?: string, 
/**
 * The parts of the answer, where it is to be in parts.
 */
parts: Array<string>, 
/**
 * Whether the form can change its fields: they are not written as JSON Schema.
 */
fieldsEditable: boolean, 
/**
 * Its tests, in order. None while they can't be read: what is wrong then is a problem.
 */
tests: Array<TestOutline>, 
/**
 * Where the instructions begin.
 */
bodyFrom: Utf16Offset, 
/**
 * What is wrong with it.
 */
problems: Array<Problem>, };
export type TemplatePreview = { 
/**
 * The messages, as they would be sent.
 */
messages: Array<Message>, 
/**
 * About how many tokens they are.
 */
estimatedTokens: number, 
/**
 * The answers they are made with.
 */
values: VariableValues, };
export type HelperUse = { 
/**
 * Its name.
 */
name: string, 
/**
 * Whether it opens a block.
 */
block: boolean, 
/**
 * How it is written.
 */
example: string, };
export type WritingAids = { 
/**
 * The helpers.
 */
helpers: Array<HelperUse>, 
/**
 * The partials of the library, by name.
 */
partials: Array<string>, };
export type ModelChoice = { "kind": "local", 
/**
 * A model file the user added, or the bundled one where there is none.
 */
modelId?: LocalModelId, } | { "kind": "provider", 
/**
 * Which provider.
 */
providerId: ProviderId, 
/**
 * Its name there; the provider's usual one where there is none.
 */
model?: string, };
export type ProviderKind = "openai" | "openai-compatible" | "anthropic";
export type KeySource = { "source": "none" } | { "source": "vault", 
/**
 * Under this name.
 */
credentialId: CredentialId, 
/**
 * Its last four characters, to tell it from others.
 */
lastFour: string, } | { "source": "environment", 
/**
 * The variable's name.
 */
variable: string, };
export type Remainder = { 
/**
 * How much.
 */
left: number, 
/**
 * Of how much, where that is known.
 */
of?: number, 
/**
 * How long until all of it is there again, in milliseconds.
 */
wholeInMs?: number, };
export type Allowance = { 
/**
 * Requests.
 */
requests?: Remainder, 
/**
 * Tokens, read and written.
 */
tokens?: Remainder, };
export type ProviderConfig = { 
/**
 * Its identity.
 */
id: ProviderId, 
/**
 * What the user calls it; unique.
 */
name: string, 
/**
 * The protocol it speaks.
 */
kind: ProviderKind, 
/**
 * Where it is, without a trailing slash: `https://llm.example/v1`.
 */
baseUrl: string, 
/**
 * The model used where a draft names none.
 */
model?: string, 
/**
 * Where its key comes from.
 */
key: KeySource, };
export type ProviderSummary = { 
/**
 * Whether its key is held in memory only, and gone when Copydeck ends.
 */
keyForThisRunOnly: boolean, 
/**
 * What it last said is left of what the key may do, where it says so.
 */
allowance?: Allowance, 
/**
 * Its identity.
 */
id: ProviderId, 
/**
 * What the user calls it; unique.
 */
name: string, 
/**
 * The protocol it speaks.
 */
kind: ProviderKind, 
/**
 * Where it is, without a trailing slash: `https://llm.example/v1`.
 */
baseUrl: string, 
/**
 * The model used where a draft names none.
 */
model?: string, 
/**
 * Where its key comes from.
 */
key: KeySource, };
export type ProviderDetails = { 
/**
 * What the user calls it; unique.
 */
name: string, 
/**
 * The protocol it speaks. Where it is not given, a provider keeps its own, and a new one
 * speaks Chat Completions.
 */
kind?: ProviderKind, 
/**
 * Where it is. Where it is empty, its maker's own address is meant.
 */
baseUrl: string, 
/**
 * For a deployment on Azure, whose path is made of it: its name.
 */
deployment?: string, 
/**
 * The version of the interface that Azure is to speak: `2024-10-21`.
 */
apiVersion?: string, 
/**
 * The model used where a draft names none.
 */
model?: string, 
/**
 * The environment variable that holds its key, for a machine without a keyring.
 */
keyVariable?: string, };
export type ProviderKey = { 
/**
 * Its name in the vault.
 */
id: CredentialId, 
/**
 * What the user calls it; unique among the provider's.
 */
label: string, 
/**
 * Its last four characters, to tell it from others.
 */
lastFour: string, 
/**
 * Whether requests are made with it.
 */
inUse: boolean, 
/**
 * When a request was last made with it.
 */
lastUsedAt?: string, };
export type LocalModel = { 
/**
 * Its identity.
 */
id: LocalModelId, 
/**
 * What the lists show.
 */
name: string, 
/**
 * The GGUF file. It stays where the user keeps it.
 */
path: string, 
/**
 * The file's size when it was added.
 */
sizeBytes: number, };
export type BundledModel = { 
/**
 * Its name.
 */
name: string, };
export type ModelList = { 
/**
 * The model that comes with Copydeck; none when its file is missing.
 */
bundled?: BundledModel, 
/**
 * Model files the user added.
 */
local: Array<LocalModel>, 
/**
 * Configured providers.
 */
providers: Array<ProviderSummary>, };
export type TestStep = { 
/**
 * Whether it went well.
 */
ok: boolean, 
/**
 * What was found, in a sentence.
 */
message: string, };
export type TestReport = { 
/**
 * Whether a draft can be written with it.
 */
works: boolean, 
/**
 * How long the first text took, in milliseconds, where one came.
 */
firstTextMs?: number, 
/**
 * The steps.
 */
steps: Array<TestStep>, };
export type BackupReason = "daily" | "beforeUpdate" | "beforeRestore" | "byHand";
export type BackupName = string;
export type BackupSummary = { 
/**
 * Its name, which is also its file's.
 */
name: BackupName, 
/**
 * When it was made.
 */
madeAt: string, 
/**
 * Why.
 */
reason: BackupReason, 
/**
 * How large its file is.
 */
sizeBytes: number, 
/**
 * How many drafts are in it; none where it can't be read.
 */
drafts?: number, };
export type Recovery = { 
/**
 * The damaged file.
 */
file: string, 
/**
 * Where it goes when something else takes its place.
 */
keptIn: string, 
/**
 * What is wrong with it, for somebody who knows databases.
 */
details: string, 
/**
 * The backups that read well, the newest first.
 */
backups: Array<BackupSummary>, };
export type Appearance = "system" | "light" | "dark";
export type CopySize = number;
export type LineWidth = "narrow" | "usual" | "wide";
export type Settings = { 
/**
 * Light, dark, or as the system has it.
 */
appearance: Appearance, 
/**
 * Who writes new drafts.
 */
model: ModelChoice, 
/**
 * How large a draft's copy is set.
 */
copySize: CopySize, 
/**
 * How long a draft's lines may grow.
 */
lineWidth: LineWidth, 
/**
 * Whether words that look misspelt are underlined.
 */
checkSpelling: boolean, };
export type CommandError = { 
/**
 * What the window acts on.
 */
code: string, 
/**
 * What happened.
 */
message: string, 
/**
 * What to do, where the message does not say it.
 */
remedy?: string, 
/**
 * For a brief: what is wrong with each field, by its name.
 */
fields?: { [key in string]: string }, };
export type Startup = { 
/**
 * Where the user's data is.
 */
dataFolder: string, 
/**
 * The app's version.
 */
version: string, 
/**
 * Why nothing can be done, where that is so.
 */
problem?: CommandError, 
/**
 * What can be done about a damaged store, where that is the problem.
 */
recovery?: Recovery, 
/**
 * Why nothing can be changed, where that is so.
 */
readOnly?: CommandError, 
/**
 * Where a copy was left of a store whose newest changes a disk had spoilt.
 */
spoiltCopy?: string, };
