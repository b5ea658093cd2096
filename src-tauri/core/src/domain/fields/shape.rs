//! The shape of copy in fields, as a template's output schema gives it.
//!
//! What a form can show has a shape: texts, lists of lines, and sections with a heading. Other
//! schemas have none, and their JSON is the copy as it stands.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::domain::template::name_for_people;

/// The most fields that a form shows.
const MAX_FIELDS: usize = 40;
/// The most items of a list, where the schema does not say.
const MOST_ITEMS: usize = 40;

/// The fields of a piece of copy, in the order in which they are written and shown. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The fields; no two have the same label.
    pub fields: Vec<FieldShape>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldShape {
    /// Its name in the schema: `long_headlines`.
    pub name: String,
    /// Its name for people: “Long headlines”.
    pub label: String,
    /// What it is, in the template's words.
    pub description: Option<String>,
    /// Whether copy without it is not complete.
    pub required: bool,
    /// What it holds.
    pub kind: FieldKind,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Line,
    /// Markdown of any length.
    Text,
    /// Lines, so many of them.
    Lines(RangeInclusive<usize>),
    /// Sections, so many of them; the names of their heading and their text.
    Sections {
        /// How many.
        count: RangeInclusive<usize>,
        /// What the schema calls the heading.
        heading: String,
        /// What the schema calls the text.
        text: String,
    },
}

impl Shape {
    /// The shape of what fits a schema; `None` where a form can't show it.
    #[must_use]
    pub fn of(schema: &Value) -> Option<Self> {
        let properties = schema.get("properties")?.as_object()?;
        if properties.is_empty() || properties.len() > MAX_FIELDS {
            return None;
        }
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut fields: Vec<FieldShape> = Vec::with_capacity(properties.len());
        for (name, property) in properties {
            let description = text(property, "description");
            let label = text(property, "title").unwrap_or_else(|| name_for_people(name));
            let label = label_of(&label, name, &fields)?;
            let required = required.contains(&name.as_str());
            let kind = kind_of(property, required)?;
            fields.push(FieldShape { name: name.clone(), label, description, required, kind });
        }
        Some(Self { fields })
    }

    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldShape> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// A label that stands on one line and no other field has.
fn label_of(wish: &str, name: &str, earlier: &[FieldShape]) -> Option<String> {
    let plain = |text: &str| {
        let text: String = text
            .chars()
            .map(|character| if character.is_control() { ' ' } else { character })
            .filter(|character| !matches!(character, '*' | ':' | '\\' | '_' | '`'))
            .take(60)
            .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    [plain(wish), plain(name), plain(&format!("{wish} {name}"))]
        .into_iter()
        .find(|label| !label.is_empty() && earlier.iter().all(|field| field.label != *label))
}

fn kind_of(property: &Value, required: bool) -> Option<FieldKind> {
    if is_text(property) {
        return Some(if is_long(property) { FieldKind::Text } else { FieldKind::Line });
    }
    if !is_type(property, "array") {
        return None;
    }
    let items = property.get("items")?;
    let count = |key: &str| property.get(key).and_then(Value::as_u64).map(|count| count as usize);
    let least = count("minItems").unwrap_or(usize::from(required)).min(MOST_ITEMS);
    let most = count("maxItems").unwrap_or(MOST_ITEMS).clamp(least.max(1), MOST_ITEMS);
    if is_text(items) {
        return Some(FieldKind::Lines(least..=most));
    }
    let parts = items.get("properties")?.as_object()?;
    let parts: Vec<&String> =
        parts.iter().filter(|(_, part)| is_text(part)).map(|(name, _)| name).collect();
    match parts.as_slice() {
        [heading, text] if items["properties"].as_object()?.len() == 2 => {
            Some(FieldKind::Sections {
                count: least..=most,
                heading: (*heading).clone(),
                text: (*text).clone(),
            })
        }
        _ => None,
    }
}

fn is_text(schema: &Value) -> bool {
    is_type(schema, "string")
        || schema.get("enum").and_then(Value::as_array).is_some_and(|choices| {
            choices.iter().all(|choice| choice.is_string() || choice.is_null())
        })
}

/// Whether a value may be of this type; what is optional may be null too.
fn is_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(kind)) => kind == name,
        Some(Value::Array(kinds)) => {
            kinds.iter().any(|kind| kind == name)
                && kinds.iter().all(|kind| kind == name || kind == "null")
        }
        _ => false,
    }
}

/// Whether a text may have several paragraphs, by what its description says.
fn is_long(schema: &Value) -> bool {
    let description = text(schema, "description").unwrap_or_default().to_lowercase();
    ["markdown", "long text", "several lines", "paragraph", "sentences"]
        .iter()
        .any(|word| description.contains(word))
}

fn text(schema: &Value, key: &str) -> Option<String> {
    schema.get(key).and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_lists_and_sections_have_a_shape() {
        let shape = Shape::of(&json!({
            "type": "object",
            "properties": {
                "subject": { "type": "string", "description": "at most 50 characters" },
                "pre_header": { "type": ["string", "null"] },
                "body": { "type": "string", "description": "Markdown" },
                "headlines": { "type": "array", "items": { "type": "string" }, "maxItems": 15 },
                "stories": { "type": "array", "items": { "type": "object", "properties": {
                    "heading": { "type": "string" }, "text": { "type": "string" }
                } } }
            },
            "required": ["subject", "body", "headlines", "stories"]
        }))
        .expect("a shape");
        let fields: Vec<_> =
            shape.fields.iter().map(|field| (field.label.as_str(), &field.kind)).collect();
        insta::assert_debug_snapshot!(fields, @r#"
        [
            (
                "Subject",
                Line,
            ),
            (
                "Pre header",
                Line,
            ),
            (
                "Body",
                Text,
            ),
            (
                "Headlines",
                Lines(
                    1..=15,
                ),
            ),
            (
                "Stories",
                Sections {
                    count: 1..=40,
                    heading: "heading",
                    text: "text",
                },
            ),
        ]
        "#);
    }

    #[test]
    fn other_schemas_have_none() {
        for schema in [
            json!({ "type": "string" }),
            json!({ "type": "object", "properties": {} }),
            json!({ "properties": { "price": { "type": "number" } } }),
            json!({ "properties": { "a": { "type": "object", "properties": {} } } }),
            json!({ "properties": { "***": { "type": "string" } } }),
            json!({ "properties": { "a": { "type": "array", "items": { "type": "number" } } } }),
        ] {
            assert_eq!(Shape::of(&schema), None, "{schema}");
        }
    }
}
