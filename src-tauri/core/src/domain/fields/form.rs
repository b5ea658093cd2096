//! Copy in fields as a form shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    reader,
    rules::{FieldProblem, Rules},
    shape::{FieldKind, FieldShape},
    values::FieldPath,
};
use crate::domain::{draft::Utf16Offset, format::Measure};

/// A field of a form: what the template says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormField {
    /// Its name in the schema, and the first part of its texts' paths.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// Whether copy without it is not complete.
    pub required: bool,
    /// The most texts it takes, where it is a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub most: Option<u32>,
}

/// A text of a form: what it holds and where that is in the copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormText {
    /// Which text.
    pub path: FieldPath,
    /// What it holds.
    pub text: String,
    /// Where what it holds begins in the copy.
    pub from: Utf16Offset,
    /// Where it ends.
    pub to: Utf16Offset,
    /// What has to be put before it in the copy, where it is not there yet.
    pub before: String,
    /// Whether it may have several lines.
    pub long: bool,
    /// How long it is, where that is limited and there is something.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub measure: Option<Measure>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<FieldProblem>,
}

impl From<&FieldShape> for FormField {
    fn from(field: &FieldShape) -> Self {
        let most = match &field.kind {
            FieldKind::Line | FieldKind::Text => None,
            FieldKind::Lines(count) | FieldKind::Sections { count, .. } => {
                u32::try_from(*count.end()).ok()
            }
        };
        Self {
            name: field.name.clone(),
            label: field.label.clone(),
            description: field.description.clone(),
            required: field.required,
            most,
        }
    }
}

impl Rules {
    /// The fields of the form.
    #[must_use]
    pub fn form(&self) -> Vec<FormField> {
        self.shape.fields.iter().map(FormField::from).collect()
    }

    /// The texts of the form, in its order; with an empty one behind each list.
    #[must_use]
    pub fn read(&self, copy: &str) -> Vec<FormText> {
        let values = reader::values(&self.shape, copy);
        let flaws = self.flaws(&values);
        // Counted from one place to the next, as the places of a long copy are many.
        let (mut counted, mut units) = (0, 0);
        let mut offset = |at: usize| {
            if at < counted {
                (counted, units) = (0, 0);
            }
            units += Utf16Offset::end_of(&copy[counted..at]).0;
            counted = at;
            Utf16Offset(units)
        };
        reader::slots(&self.shape, copy)
            .into_iter()
            .map(|slot| {
                let text = values.text(&slot.path).unwrap_or_default().to_owned();
                let flaw = flaws.iter().find(|flaw| flaw.path == slot.path);
                FormText {
                    from: offset(slot.at.start),
                    to: offset(slot.at.end),
                    before: slot.before,
                    long: slot.is_text,
                    measure: self.measure(&slot.path, &text),
                    problem: flaw.map(|flaw| flaw.problem),
                    path: slot.path,
                    text,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_shows_what_there_is_what_is_missing_and_room_for_more() {
        let rules = Rules::new(
            &json!({
                "properties": {
                    "subject": { "type": "string", "maxLength": 10 },
                    "headlines": { "type": "array", "items": { "type": "string" } },
                    "body": { "type": "string", "description": "Markdown" },
                },
                "required": ["subject", "headlines", "body"],
            }),
            None,
        )
        .expect("fields");
        let copy = "🥤 mine\n\n**Subject:** Cold at mile twenty\n\n**Headlines:**\n\n- One\n- Two";
        let texts = rules.read(copy);
        let shown: Vec<_> = texts
            .iter()
            .map(|text| {
                let over = text.problem.is_some();
                format!("{} {}..{} {:?} {over}", text.path, text.from.0, text.to.0, text.text)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        subject 22..41 "Cold at mile twenty" true
        headlines/0 61..64 "One" false
        headlines/1 67..70 "Two" false
        headlines/2 70..70 "" false
        body 70..70 "" true
        "#);
        assert_eq!(texts[0].measure.as_ref().map(|measure| measure.count), Some(19));
        assert_eq!(texts[4].before, "\n\n**Body:**\n\n");
    }
}
