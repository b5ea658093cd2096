//! Whether the answers of a brief fit what a template asks, and how answers typed as text are
//! read.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde_json::{Number, Value};
use url::Url;

use super::field::{Field, plain};
use crate::domain::variable::{Variable, VariableKind, VariableValues};

/// The most one answer may hold, in bytes: about a quarter of a million tokens, more than a model
/// takes in, and little enough to be shown and saved at every keystroke.
pub const MAX_VALUE_BYTES: usize = 1 << 20;

/// What keeps a brief from being drafted, field by field.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct BriefProblems {
    /// In the order of the form. Never empty.
    pub problems: Vec<BriefProblem>,
}

impl BriefProblems {
    /// What to show beside each field, by the variable's name.
    #[must_use]
    pub fn by_field(&self) -> BTreeMap<String, String> {
        self.problems
            .iter()
            .map(|problem| (problem.name.clone(), problem.issue.beside_the_field()))
            .collect()
    }
}

impl fmt::Display for BriefProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { " " })?;
        }
        Ok(())
    }
}

/// One answer that does not fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("“{label}” {issue}.")]
pub struct BriefProblem {
    /// The variable's name.
    pub name: String,
    /// The label of its field; the name where there is no such field.
    pub label: String,
    /// What is wrong with the answer.
    pub issue: ValueIssue,
}

/// What is wrong with an answer, as the rest of a sentence that begins with the field's label.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ValueIssue {
    /// There is none, and the template needs one.
    #[error("is missing")]
    Missing,
    /// It is of another kind.
    #[error("should be {expected}, not {found}")]
    Mistyped {
        /// What the field takes.
        expected: &'static str,
        /// What was given.
        found: String,
    },
    /// It is not one of the choices.
    #[error("should be one of {}, not “{found}”", listed(.options, "or"))]
    NotOffered {
        /// What was given.
        found: String,
        /// What is offered.
        options: Vec<String>,
    },
    /// It is no day of the calendar.
    #[error("should be a day written like 2027-03-31, not “{found}”")]
    NotADate {
        /// What was given.
        found: String,
    },
    /// It is no web address.
    #[error("should be a web address such as https://example.com, not “{found}”")]
    NotALink {
        /// What was given.
        found: String,
    },
    /// It is too long.
    #[error("is too long: {}, where {} is the most", megabytes(*.bytes), megabytes(MAX_VALUE_BYTES))]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// The template does not ask for it.
    #[error("is not asked for by this template, which asks for {}", listed(.known, "and"))]
    Unknown {
        /// What it asks for.
        known: Vec<String>,
    },
}

impl ValueIssue {
    fn beside_the_field(&self) -> String {
        match self {
            Self::Missing => "Fill this in.".to_owned(),
            Self::TooLong { .. } => format!("This {self}."),
            _ => {
                let text = self.to_string();
                let mut characters = text.chars();
                let first = characters.next().map(|first| first.to_uppercase().to_string());
                format!("{}{}.", first.unwrap_or_default(), characters.as_str())
            }
        }
    }
}

fn listed(words: &[String], conjunction: &str) -> String {
    match words.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

fn megabytes(bytes: usize) -> String {
    let tenths = (bytes * 10).div_ceil(1 << 20);
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} MB"),
        (whole, tenths) => format!("{whole}.{tenths} MB"),
    }
}

/// The answers with defaults in place of those not given and blank ones left out, or all that is
/// wrong with them. Without a schema any name is taken.
pub(super) fn check(
    fields: &[Field],
    values: &VariableValues,
    any_name: bool,
) -> Result<VariableValues, BriefProblems> {
    let mut checked = BTreeMap::new();
    let mut problems = Vec::new();
    for field in fields {
        let name = &field.variable.name;
        match answer(field, values.0.get(name)) {
            Ok(Some(value)) => {
                checked.insert(name.clone(), value);
            }
            Ok(None) => {}
            Err(issue) => problems.push(BriefProblem {
                name: name.clone(),
                label: field.variable.label.clone(),
                issue,
            }),
        }
    }
    let is_field = |name: &String| fields.iter().any(|field| field.variable.name == *name);
    for (name, value) in values.0.iter().filter(|(name, _)| !is_field(name)) {
        let bytes = size(value);
        let issue = if !any_name {
            let known = fields.iter().map(|field| field.variable.name.clone()).collect();
            ValueIssue::Unknown { known }
        } else if bytes > MAX_VALUE_BYTES {
            ValueIssue::TooLong { bytes }
        } else {
            checked.insert(name.clone(), value.clone());
            continue;
        };
        problems.push(BriefProblem { name: name.clone(), label: name.clone(), issue });
    }
    if problems.is_empty() { Ok(VariableValues(checked)) } else { Err(BriefProblems { problems }) }
}

/// One answer, checked. None where there is none and none is needed.
fn answer(field: &Field, given: Option<&Value>) -> Result<Option<Value>, ValueIssue> {
    let variable = &field.variable;
    if let Some(value) = given {
        let bytes = size(value);
        if bytes > MAX_VALUE_BYTES {
            return Err(ValueIssue::TooLong { bytes });
        }
    }
    match given.filter(|value| !is_blank(value)) {
        Some(value) => fitted(field, value).map(Some),
        // What may be left out and was emptied on purpose stays empty, whatever its default.
        None if field.optional && given.is_some_and(|value| !value.is_null()) => {
            Ok(variable.default.as_ref().and(given).cloned())
        }
        None if variable.default.is_some() => Ok(variable.default.clone()),
        None if variable.kind == VariableKind::YesNo => Ok(Some(Value::Bool(false))),
        None if variable.required => Err(ValueIssue::Missing),
        None => Ok(None),
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        _ => false,
    }
}

/// The value as the template's body is to see it.
fn fitted(field: &Field, value: &Value) -> Result<Value, ValueIssue> {
    if field.structured {
        return structured(value);
    }
    let mistyped = |expected| ValueIssue::Mistyped { expected, found: shown(value) };
    match (&field.variable.kind, value) {
        (VariableKind::Text | VariableKind::LongText, Value::String(_)) => Ok(value.clone()),
        (VariableKind::Text | VariableKind::LongText, _) => Err(mistyped("a text")),
        (VariableKind::Choice { options }, _) => {
            let index = choice(options, &plain(value))?;
            Ok(field.choices.get(index).cloned().unwrap_or_else(|| options[index].clone().into()))
        }
        (VariableKind::Number { integer }, Value::Number(number)) => {
            let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
            if *integer && !whole { Err(mistyped("a whole number")) } else { Ok(value.clone()) }
        }
        (VariableKind::Number { integer: true }, _) => Err(mistyped("a whole number")),
        (VariableKind::Number { integer: false }, _) => Err(mistyped("a number")),
        (VariableKind::YesNo, Value::Bool(_)) => Ok(value.clone()),
        (VariableKind::YesNo, _) => Err(mistyped("yes or no")),
        (VariableKind::Date, Value::String(text)) => date(text).map(Value::from),
        (VariableKind::Date, _) => Err(mistyped("a day")),
        (VariableKind::List, Value::Array(items)) => {
            if items.iter().all(Value::is_string) {
                Ok(items.iter().filter(|item| !is_blank(item)).cloned().collect())
            } else {
                Err(mistyped("a list of texts"))
            }
        }
        (VariableKind::List, _) => Err(mistyped("a list of texts")),
        (VariableKind::Link, Value::String(text)) => link(text).map(Value::from),
        (VariableKind::Link, _) => Err(mistyped("a web address")),
    }
}

/// An object or a list of them, given as such or as JSON text.
fn structured(value: &Value) -> Result<Value, ValueIssue> {
    let parsed = match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        value => Some(value.clone()),
    };
    parsed
        .filter(|value| value.is_object() || value.is_array())
        .ok_or_else(|| ValueIssue::Mistyped { expected: "JSON", found: shown(value) })
}

/// Reads an answer typed as text, as the command line has it: a number, `yes` or `no`, a list as
/// one item a line or as a JSON array.
pub fn parse_value(variable: &Variable, text: &str) -> Result<Value, BriefProblem> {
    if text.len() > MAX_VALUE_BYTES {
        return Err(at_fault(variable, ValueIssue::TooLong { bytes: text.len() }));
    }
    read(&variable.kind, text).map_err(|issue| at_fault(variable, issue))
}

fn at_fault(variable: &Variable, issue: ValueIssue) -> BriefProblem {
    BriefProblem { name: variable.name.clone(), label: variable.label.clone(), issue }
}

fn read(kind: &VariableKind, text: &str) -> Result<Value, ValueIssue> {
    let mistyped = |expected| ValueIssue::Mistyped { expected, found: shown(&text.into()) };
    match kind {
        VariableKind::Text | VariableKind::LongText => Ok(text.into()),
        _ if text.trim().is_empty() => Ok(Value::Null),
        VariableKind::Choice { options } => {
            choice(options, text.trim()).map(|index| options[index].clone().into())
        }
        VariableKind::Number { integer: true } => {
            text.trim().parse::<i64>().map(Value::from).map_err(|_| mistyped("a whole number"))
        }
        VariableKind::Number { integer: false } => {
            text.trim().parse::<Number>().map(Value::Number).map_err(|_| mistyped("a number"))
        }
        VariableKind::YesNo => match text.trim().to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Ok(true.into()),
            "no" | "n" | "false" | "0" => Ok(false.into()),
            _ => Err(mistyped("yes or no")),
        },
        VariableKind::Date => date(text).map(Value::from),
        VariableKind::List if text.trim_start().starts_with('[') => {
            serde_json::from_str::<Vec<String>>(text)
                .map(Value::from)
                .map_err(|_| mistyped("a list of texts, one a line or as a JSON array"))
        }
        VariableKind::List => Ok(text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .into()),
        VariableKind::Link => link(text).map(Value::from),
    }
}

/// Which of the options is meant; the case of letters makes no difference.
fn choice(options: &[String], given: &str) -> Result<usize, ValueIssue> {
    let given = given.trim();
    options
        .iter()
        .position(|option| option == given)
        .or_else(|| options.iter().position(|o| o.to_lowercase() == given.to_lowercase()))
        .ok_or_else(|| ValueIssue::NotOffered { found: excerpt(given), options: options.to_vec() })
}

fn date(text: &str) -> Result<&str, ValueIssue> {
    let text = text.trim();
    let parsed = text.parse::<Date>().ok().filter(|date| date.to_string() == text);
    parsed.map(|_| text).ok_or_else(|| ValueIssue::NotADate { found: excerpt(text) })
}

fn link(text: &str) -> Result<&str, ValueIssue> {
    let text = text.trim();
    let on_the_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let clean = !text.contains(char::is_whitespace);
    let parsed = Url::parse(text).ok().filter(|url| on_the_web(url) && clean);
    parsed.map(|_| text).ok_or_else(|| ValueIssue::NotALink { found: excerpt(text) })
}

/// The bytes of all the texts and numbers in a value.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(|item| 1 + size(item)).sum(),
        Value::Object(entries) => {
            entries.iter().map(|(key, item)| 1 + key.len() + size(item)).sum()
        }
        _ => 8,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{}”", excerpt(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a set of values".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => "nothing".to_owned(),
        Value::Number(number) => number.to_string(),
    }
}

/// Enough of a text to know it by.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
