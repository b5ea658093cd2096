//! What is wrong with a template, in words, with its place and, where there is one, a fix: an edit
//! of the text that can be made at a click.
//!
//! What keeps a file from being read at all comes first, and alone: nothing else can be said then.
//! The fixes of such an error are in `mending`; what can be said of a sound file in `sound`.

mod mending;
mod sound;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(super) use self::sound::trial_values;
use super::{
    PromptTemplate,
    edit::{TextEdit, in_original},
    error::Place,
    source,
};
use crate::domain::{draft::Utf16Offset, passage::TextRange};

/// Whether the template can be used with the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// It can't.
    Error,
    /// It can, and will hardly do what it was meant to.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What kind of thing, for programs: `undeclared-variable`.
    pub code: String,
    /// Whether it can be used all the same.
    pub severity: Severity,
    /// What is wrong, for people.
    pub message: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The character in the line, counted from 1.
    pub column: u32,
    /// The words it is about.
    pub range: TextRange,
    /// What would mend it, the best first.
    pub fixes: Vec<Fix>,
}

/// One way to mend a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What it does, as a button says it.
    pub label: String,
    /// The edit of the text.
    pub edit: TextEdit,
}

/// All that is wrong with a template's file, in the order of the text. `partials` are the texts
/// that it can include, by name.
#[must_use]
pub fn lint(file: &str, text: &str, partials: &BTreeMap<String, String>) -> Vec<Problem> {
    let normalised = source::normalise(text);
    let found = match PromptTemplate::parse(file, &normalised) {
        Err(error) => vec![mending::found(&normalised, &error)],
        Ok(template) => sound::found(file, &normalised, &template, partials),
    };
    let mut problems: Vec<Problem> =
        found.into_iter().map(|found| found.in_original(text, &normalised)).collect();
    problems.sort_by_key(|problem| (problem.range.from, problem.severity));
    problems
}

/// A problem in terms of the normalised text.
#[derive(Debug)]
struct Finding {
    code: &'static str,
    severity: Severity,
    message: String,
    from: usize,
    to: usize,
    /// What the button says, and the text after.
    fixes: Vec<(String, Change)>,
}

#[derive(Debug)]
struct Change {
    from: usize,
    to: usize,
    insert: String,
}

impl Change {
    /// The change that makes one text of another.
    fn between(before: &str, after: &str) -> Self {
        let edit = super::edit::difference(before, after);
        Self {
            from: edit.range.from.byte_index(before),
            to: edit.range.to.byte_index(before),
            insert: edit.insert,
        }
    }
}

impl Finding {
    fn in_original(self, original: &str, normalised: &str) -> Problem {
        let Place { line, column } = super::tags::place_of(normalised, self.from);
        let with_returns = original.contains("\r\n");
        let range = |from, to| {
            let offset = |at| Utf16Offset::end_of(&original[..in_original(original, at)]);
            TextRange { from: offset(from), to: offset(to) }
        };
        let fix = |(label, change): (String, Change)| {
            let insert =
                if with_returns { change.insert.replace('\n', "\r\n") } else { change.insert };
            Fix { label, edit: TextEdit { range: range(change.from, change.to), insert } }
        };
        Problem {
            code: self.code.to_owned(),
            severity: self.severity,
            message: self.message,
            line,
            column,
            range: range(self.from, self.to),
            fixes: self.fixes.into_iter().map(fix).collect(),
        }
    }
}

/// The name among these that was probably meant.
fn meant<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| {
            (strsim::damerau_levenshtein(&written.to_lowercase(), &name.to_lowercase()), name)
        })
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).clamp(1, 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// A sentence of what goes on after a place.
fn sentence(problem: &str) -> String {
    let mut characters = problem.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", characters.as_str())
}
