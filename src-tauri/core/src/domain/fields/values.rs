//! What the fields of a piece of copy hold.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use ts_rs::TS;

use super::shape::{FieldKind, Shape};

/// A section: a heading and what stands below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// One line.
    pub heading: String,
    /// Markdown.
    pub text: String,
}

/// What one field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// A line or a text.
    One(String),
    /// Lines.
    Lines(Vec<String>),
    /// Sections.
    Sections(Vec<Section>),
}

/// Which part of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// All of a field that holds one text.
    Whole,
    /// A line of a list, counted from 0.
    Line(usize),
    /// The heading of a section, counted from 0.
    Heading(usize),
    /// The text of a section, counted from 0.
    Text(usize),
}

/// Names one text in a piece of copy: `subject`, `headlines/2`, `stories/0/heading`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, TS)]
#[ts(type = "string")]
pub struct FieldPath {
    /// The field's name in the schema.
    pub field: String,
    /// Which part of it.
    pub part: Part,
}

impl FieldPath {
    /// The path of a part of a field.
    #[must_use]
    pub fn new(field: impl Into<String>, part: Part) -> Self {
        Self { field: field.into(), part }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match self.part {
            Part::Whole => write!(f, "{field}"),
            Part::Line(index) => write!(f, "{field}/{index}"),
            Part::Heading(index) => write!(f, "{field}/{index}/heading"),
            Part::Text(index) => write!(f, "{field}/{index}/text"),
        }
    }
}

/// The text names no part of a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” names no field")]
pub struct NoFieldPath(String);

impl FromStr for FieldPath {
    type Err = NoFieldPath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NoFieldPath(text.to_owned());
        let mut parts = text.split('/');
        let field = parts.next().filter(|field| !field.is_empty()).ok_or_else(wrong)?;
        let index = parts.next().map(str::parse).transpose().map_err(|_| wrong())?;
        let part = match (index, parts.next(), parts.next()) {
            (None, None, None) => Part::Whole,
            (Some(index), None, None) => Part::Line(index),
            (Some(index), Some("heading"), None) => Part::Heading(index),
            (Some(index), Some("text"), None) => Part::Text(index),
            _ => return Err(wrong()),
        };
        Ok(Self::new(field, part))
    }
}

impl Serialize for FieldPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What all the fields hold, by the fields' names; a field that is empty is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldValues(pub Vec<(String, FieldValue)>);

impl FieldValues {
    /// What a field holds.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&FieldValue> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value)
    }

    /// One text.
    #[must_use]
    pub fn text(&self, path: &FieldPath) -> Option<&str> {
        match (self.get(&path.field)?, path.part) {
            (FieldValue::One(text), Part::Whole) => Some(text),
            (FieldValue::Lines(lines), Part::Line(index)) => lines.get(index).map(String::as_str),
            (FieldValue::Sections(sections), Part::Heading(index)) => {
                sections.get(index).map(|section| section.heading.as_str())
            }
            (FieldValue::Sections(sections), Part::Text(index)) => {
                sections.get(index).map(|section| section.text.as_str())
            }
            _ => None,
        }
    }

    /// Every text with its path, in order.
    #[must_use]
    pub fn texts(&self) -> Vec<(FieldPath, &str)> {
        let mut texts = Vec::new();
        for (field, value) in &self.0 {
            let mut add = |part, text| texts.push((FieldPath::new(field, part), text));
            match value {
                FieldValue::One(text) => add(Part::Whole, text.as_str()),
                FieldValue::Lines(lines) => {
                    for (index, line) in lines.iter().enumerate() {
                        add(Part::Line(index), line);
                    }
                }
                FieldValue::Sections(sections) => {
                    for (index, section) in sections.iter().enumerate() {
                        add(Part::Heading(index), &section.heading);
                        add(Part::Text(index), &section.text);
                    }
                }
            }
        }
        texts
    }

    /// The copy as JSON that fits the schema, in the schema's order.
    #[must_use]
    pub fn to_json(&self, shape: &Shape) -> Value {
        let entries = shape.fields.iter().filter_map(|field| {
            let value = match self.get(&field.name)? {
                FieldValue::One(text) => json!(text),
                FieldValue::Lines(lines) => json!(lines),
                FieldValue::Sections(sections) => {
                    let FieldKind::Sections { heading, text, .. } = &field.kind else {
                        return None;
                    };
                    sections
                        .iter()
                        .map(|section| json!({ heading: section.heading, text: section.text }))
                        .collect()
                }
            };
            Some((field.name.clone(), value))
        });
        Value::Object(entries.collect::<Map<_, _>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        for path in ["subject", "headlines/2", "stories/0/heading", "stories/14/text"] {
            assert_eq!(path.parse::<FieldPath>().expect("a path").to_string(), path);
        }
        for wrong in ["", "/1", "a/b", "a/1/b", "a/1/text/2"] {
            assert!(wrong.parse::<FieldPath>().is_err(), "{wrong}");
        }
    }
}
