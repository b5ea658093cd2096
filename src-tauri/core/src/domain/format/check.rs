//! A whole draft held to a format: which of its words are which field, and how each measures up.
//!
//! A draft in parts says so itself. In a text, a field's words stand after its label (`Subject:
//! …`) or below it as a list; what stands below no label is the body.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Counting, Format, FormatField, Measure, Verdict};

/// The fields that take words without a label, the first that a format has.
const UNLABELLED: [&str; 4] = ["body", "message", "post", "text"];

/// A draft's words for one field, measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldCheck {
    /// The field's name.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Each of its texts. Empty if the draft has none.
    pub items: Vec<Measure>,
    /// What the channel would not take, in a sentence each.
    pub issues: Vec<String>,
}

impl Format {
    /// Holds a draft to the format: every field of it, in order.
    #[must_use]
    pub fn check(&self, draft: &str) -> Vec<FieldCheck> {
        let texts = self.texts_of(draft);
        self.fields.iter().zip(texts).map(|(field, texts)| field.check(&texts)).collect()
    }

    /// The draft's texts, field by field.
    pub(super) fn texts_of(&self, draft: &str) -> Vec<Vec<String>> {
        if let Ok(Value::Object(parts)) = serde_json::from_str(draft) {
            return self.fields.iter().map(|field| texts(parts.get(&field.name))).collect();
        }
        if let [_] = self.fields.as_slice() {
            let text = draft.trim();
            return vec![if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }];
        }
        let mut found: Vec<Vec<String>> = vec![Vec::new(); self.fields.len()];
        let mut body = String::new();
        let mut open: Option<usize> = None;
        for line in draft.lines() {
            let bare = line.trim().trim_start_matches(['#', '*', ' ']);
            if let Some((index, rest)) = self.label_of(bare) {
                open = Some(index);
                if !rest.is_empty() {
                    found[index].push(rest.to_owned());
                }
            } else if let (Some(index), Some(item)) = (open, list_item(line)) {
                found[index].push(item.to_owned());
            } else if line.trim().is_empty() && open.is_some_and(|index| !found[index].is_empty()) {
                open = None;
            } else if let Some(index) = open.filter(|index| found[*index].is_empty()) {
                if !line.trim().is_empty() {
                    found[index].push(line.trim().to_owned());
                }
            } else {
                body.push_str(line);
                body.push('\n');
            }
        }
        let body = body.trim();
        let takes_body = UNLABELLED
            .iter()
            .find_map(|name| self.fields.iter().position(|field| field.name == *name));
        if let (Some(index), false) = (takes_body, body.is_empty()) {
            found[index].push(body.to_owned());
        }
        found
    }

    /// The field whose label a line begins with, and what follows the label.
    fn label_of<'a>(&self, line: &'a str) -> Option<(usize, &'a str)> {
        let (label, rest) = line.split_once(':')?;
        let label = label.trim_end_matches(['*', ' ']).to_lowercase();
        let label = label.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let index = self.fields.iter().position(|field| {
            let plural = field.label.to_lowercase();
            let singular = plural.strip_suffix('s').unwrap_or(&plural);
            label == plural || label == singular || label == field.name.replace('_', " ")
        })?;
        Some((index, rest.trim_matches(['*', ' '])))
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => {
            items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

fn list_item(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some(item.trim());
    }
    let (number, item) = line.split_once(['.', ')'])?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(item.trim())
}

impl FormatField {
    fn check(&self, texts: &[String]) -> FieldCheck {
        let items: Vec<Measure> = texts.iter().map(|text| self.measure(text)).collect();
        let mut issues = Vec::new();
        for (text, measure) in texts.iter().zip(&items) {
            let too_many_parts =
                self.counting == Counting::Sms && measure.verdict == Verdict::OverRecommended;
            let quoted: String = text.chars().take(40).collect();
            if measure.verdict == Verdict::TooShort {
                issues.push(format!("{}: “{quoted}” is too short.", self.label));
            } else if too_many_parts {
                let parts = measure.sms.as_ref().map_or(0, |sms| sms.parts);
                issues.push(format!("{}: it would be sent in {parts} parts.", self.label));
            } else if measure.verdict == Verdict::TooLong {
                let most = self.most.map(|most| format!(", where {most} is the most"));
                issues.push(format!(
                    "{}: “{quoted}” is too long: {}{}.",
                    self.label,
                    measure.count,
                    most.unwrap_or_default()
                ));
            }
        }
        if let Some(count) = self.items
            && !texts.is_empty()
        {
            let number = u32::try_from(texts.len()).unwrap_or(u32::MAX);
            if number < count.least || number > count.most {
                issues.push(format!(
                    "{}: there are {number}, where {} to {} are taken.",
                    self.label, count.least, count.most
                ));
            }
        }
        if let Some(most) = self.one_within
            && !items.is_empty()
            && items.iter().all(|measure| measure.count > most)
        {
            issues.push(format!("{}: one must have at most {most} characters.", self.label));
        }
        FieldCheck { name: self.name.clone(), label: self.label.clone(), items, issues }
    }
}
