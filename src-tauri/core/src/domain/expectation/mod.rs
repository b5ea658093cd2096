//! What a template expects of the drafts written with it: its tests.
//!
//! `copydeck.tests` in a template's front matter is a list of answers and of what a draft for them
//! must hold to. Here such a list is read, and a draft compared with it; who writes the draft is
//! not decided here.

mod numbers;
mod placeholders;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use regex::RegexBuilder;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{format::Format, variable::VariableValues};

/// The most tests a template may have; each costs a completion.
pub const MOST_TESTS: usize = 50;
/// The most memory a pattern may take, in bytes.
const PATTERN_SIZE: usize = 1 << 20;

/// One test of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateTest {
    /// The answers that stand in for those of the template's sample.
    pub given: VariableValues,
    /// What the draft must hold to.
    pub expect: Vec<Expectation>,
}

/// A test as its author sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestOutline {
    /// The answers that stand in for those of the template's sample.
    pub given: VariableValues,
    /// What the draft must hold to, for people.
    pub expect: Vec<String>,
    /// Whether some of that is for a model to judge.
    pub judged: bool,
}

impl TemplateTest {
    /// The test as its author sees it.
    #[must_use]
    pub fn outline(&self) -> TestOutline {
        TestOutline {
            given: self.given.clone(),
            expect: self.expect.iter().map(ToString::to_string).collect(),
            judged: self.expect.iter().any(|e| matches!(e, Expectation::Judged(_))),
        }
    }
}

/// Something a draft must hold to.
#[derive(Clone, Debug, PartialEq)]
pub enum Expectation {
    /// These words are in it, whatever their case.
    Contains(String),
    /// The pattern matches some of it.
    Matches(String),
    /// It keeps to the limits of the template's format.
    WithinFormat,
    /// It is JSON, and something is at this path; this, if anything is said.
    Json {
        /// `subject`, `items[0].name`.
        path: String,
        /// What is there.
        equals: Option<Value>,
    },
    /// Its length in characters as a reader counts them.
    Length {
        /// At least.
        least: u32,
        /// At most.
        most: u32,
    },
    /// No gap is left to be filled in: `[Name]`, `{name}`, TBD.
    NoPlaceholders,
    /// Every number in it is in the answers.
    NoUnsupportedNumbers,
    /// A model finds that this is true of it. Only judged if asked for.
    Judged(String),
}

/// Why a template's tests can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TestError {
    /// It is not a list of tests.
    #[error("“copydeck.tests” should be a list of tests, each with “expect” and maybe “given”")]
    Shape,
    /// There are too many.
    #[error("there are more than {MOST_TESTS} tests")]
    TooMany,
    /// Something is expected that can't be checked.
    #[error(
        "test {test}: “{expectation}” can't be checked; there are contains, matches, within: format, json, length, no: placeholders, no: unsupported-numbers and judged"
    )]
    Unknown {
        /// The test, counted from 1.
        test: usize,
        /// What is expected.
        expectation: String,
    },
    /// A pattern is no regular expression.
    #[error("test {test}: the pattern “{pattern}” can't be read")]
    Pattern {
        /// The test, counted from 1.
        test: usize,
        /// The pattern.
        pattern: String,
    },
}

/// How a draft compares with one expectation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What was expected, for people.
    pub expected: String,
    /// Whether the draft holds to it; none if that was not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub met: Option<bool>,
    /// What was found in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub found: Option<String>,
}

/// Reads the tests in a front matter.
///
/// # Errors
/// When they are not what can be checked.
pub fn read(front_matter: &serde_json::Map<String, Value>) -> Result<Vec<TemplateTest>, TestError> {
    let written = front_matter
        .get("copydeck.tests")
        .or_else(|| front_matter.get("copydeck").and_then(|keys| keys.get("tests")));
    let tests = match written {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(tests)) if tests.len() > MOST_TESTS => return Err(TestError::TooMany),
        Some(Value::Array(tests)) => tests,
        Some(_) => return Err(TestError::Shape),
    };
    tests.iter().enumerate().map(|(index, test)| read_test(index + 1, test)).collect()
}

fn read_test(number: usize, test: &Value) -> Result<TemplateTest, TestError> {
    let given = match test.get("given") {
        None | Some(Value::Null) => BTreeMap::new(),
        Some(Value::Object(given)) => given.clone().into_iter().collect(),
        Some(_) => return Err(TestError::Shape),
    };
    let Some(Value::Array(expect)) = test.get("expect") else { return Err(TestError::Shape) };
    let expect = expect
        .iter()
        .map(|written| {
            let expectation = Expectation::read(written).ok_or_else(|| TestError::Unknown {
                test: number,
                expectation: written.to_string(),
            })?;
            match &expectation {
                Expectation::Matches(pattern) if compiled(pattern).is_none() => {
                    Err(TestError::Pattern { test: number, pattern: pattern.clone() })
                }
                _ => Ok(expectation),
            }
        })
        .collect::<Result<_, _>>()?;
    Ok(TemplateTest { given: VariableValues(given), expect })
}

fn compiled(pattern: &str) -> Option<regex::Regex> {
    RegexBuilder::new(pattern).size_limit(PATTERN_SIZE).multi_line(true).build().ok()
}

impl Expectation {
    fn read(written: &Value) -> Option<Self> {
        let entries = written.as_object()?;
        let (key, value) = entries.iter().next()?;
        let text = || match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        Some(match (key.as_str(), value.as_str()) {
            ("contains", _) => Self::Contains(text()?),
            ("matches", _) => Self::Matches(text()?),
            ("within", Some("format")) => Self::WithinFormat,
            ("json", Some(path)) => {
                Self::Json { path: path.to_owned(), equals: entries.get("equals").cloned() }
            }
            ("length", _) => Self::Length {
                least: whole(value.get("least")).unwrap_or(0),
                most: whole(value.get("most")).unwrap_or(u32::MAX),
            },
            ("no", Some("placeholders")) => Self::NoPlaceholders,
            ("no", Some("unsupported-numbers")) => Self::NoUnsupportedNumbers,
            ("judged", Some(claim)) => Self::Judged(claim.to_owned()),
            _ => return None,
        })
    }

    /// Compares a draft with the expectation. `answers` are all it was written from.
    #[must_use]
    pub fn compare(
        &self,
        draft: &str,
        answers: &VariableValues,
        format: Option<&Format>,
    ) -> Finding {
        let found = match self {
            Self::Contains(words) => {
                let is_there = draft.to_lowercase().contains(&words.to_lowercase());
                (!is_there).then(|| "It is not there.".to_owned())
            }
            Self::Matches(pattern) => {
                let is_there = compiled(pattern).is_some_and(|pattern| pattern.is_match(draft));
                (!is_there).then(|| "Nothing in it does.".to_owned())
            }
            Self::WithinFormat => {
                let issues = format.map(|format| format.check(draft)).unwrap_or_default();
                let issues: Vec<String> =
                    issues.into_iter().flat_map(|field| field.issues).collect();
                (!issues.is_empty()).then(|| issues.join(" "))
            }
            Self::Json { path, equals } => json(draft, path, equals.as_ref()),
            Self::Length { least, most } => {
                let length = super::format::Counting::Graphemes.count(draft.trim());
                (length < *least || length > *most).then(|| format!("It has {length}."))
            }
            Self::NoPlaceholders => placeholders::first(draft).map(|gap| format!("“{gap}”")),
            Self::NoUnsupportedNumbers => numbers::unsupported(draft, answers)
                .map(|number| format!("“{number}” is not in the brief.")),
            Self::Judged(_) => {
                return Finding { expected: self.to_string(), met: None, found: None };
            }
        };
        Finding { expected: self.to_string(), met: Some(found.is_none()), found }
    }
}

impl std::fmt::Display for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Contains(words) => write!(f, "Contains “{words}”"),
            Self::Matches(pattern) => write!(f, "Matches {pattern}"),
            Self::WithinFormat => f.write_str("Within the format’s limits"),
            Self::Json { path, equals: None } => write!(f, "Has “{path}”"),
            Self::Json { path, equals: Some(value) } => write!(f, "“{path}” is {value}"),
            Self::Length { least, most: u32::MAX } => write!(f, "At least {least} characters"),
            Self::Length { least: 0, most } => write!(f, "At most {most} characters"),
            Self::Length { least, most } => write!(f, "{least} to {most} characters"),
            Self::NoPlaceholders => f.write_str("No placeholder is left"),
            Self::NoUnsupportedNumbers => f.write_str("Every number is in the brief"),
            Self::Judged(claim) => write!(f, "Judged: {claim}"),
        }
    }
}

fn whole(value: Option<&Value>) -> Option<u32> {
    u32::try_from(value?.as_u64()?).ok()
}

/// What is wrong at a path of a draft that should be JSON.
fn json(draft: &str, path: &str, equals: Option<&Value>) -> Option<String> {
    let Ok(value) = serde_json::from_str::<Value>(draft) else {
        return Some("The draft is not JSON.".to_owned());
    };
    let path = path.trim_start_matches('$').trim_start_matches('.');
    let pointer: String = path
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")))
        .collect();
    match (value.pointer(&pointer), equals) {
        (None, _) => Some("Nothing is there.".to_owned()),
        (Some(found), Some(expected)) if found != expected => Some(format!("It is {found}.")),
        _ => None,
    }
}

/// How one test went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestResult {
    /// The test, counted from 1.
    pub test: u32,
    /// Whether the draft holds to all that was judged.
    pub passed: bool,
    /// Whether the same test passed in the run before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub passed_before: Option<bool>,
    /// What was written; empty if nothing was.
    pub draft: String,
    /// Expectation by expectation.
    pub findings: Vec<Finding>,
    /// Why there was nothing to judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub failure: Option<String>,
}
