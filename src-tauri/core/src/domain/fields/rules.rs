//! What copy in fields is held to: the schema's own limits and those of the channel's format.
//!
//! Models are told of the limits and never trusted with them: what comes is counted here, in the
//! field's own way of counting.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use ts_rs::TS;

use super::{
    shape::{FieldKind, FieldShape, Shape},
    values::{FieldPath, FieldValue, FieldValues, Part},
};
use crate::domain::format::{Counting, Format, FormatField, LengthLimit, Measure, Verdict};

/// How far a model that is held to a grammar may go over a limit, so that what it writes is too
/// long and not cut: by half, and some.
const fn with_margin(limit: u32) -> u32 {
    limit + limit / 2 + 10
}

/// The most characters of a line without a limit, for a model that is held to it.
const LONGEST_LINE: u32 = 200;
/// The most characters of a section's text, for a model that is held to it.
const LONGEST_SECTION: u32 = 600;
/// The most characters of a text without a limit, for a model that is held to it.
const LONGEST_TEXT: u32 = 1_800;

/// The fields of a template's copy with what they are held to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The fields.
    pub shape: Shape,
    /// For each field of the shape, how its texts are measured.
    measures: Vec<Option<FormatField>>,
}

/// What is wrong with one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "problem", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FieldProblem {
    /// The copy is not complete without it.
    Missing,
    /// It is longer than it should be, in the field's own counting.
    TooLong {
        /// Its length.
        count: u32,
        /// The longest it should be.
        most: u32,
    },
    /// The list has the same line before.
    Repeated,
}

/// A text of a field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Flaw {
    /// Which text.
    pub path: FieldPath,
    /// What is wrong.
    #[serde(flatten)]
    #[ts(flatten)]
    pub problem: FieldProblem,
}

impl Rules {
    /// The rules of copy that fits a schema, and goes where the format says; `None` where the
    /// schema has no fields that a form can show.
    #[must_use]
    pub fn new(schema: &Value, format: Option<&Format>) -> Option<Self> {
        let mut shape = Shape::of(schema)?;
        let mut measures = Vec::with_capacity(shape.fields.len());
        for field in &mut shape.fields {
            let property = &schema["properties"][&field.name];
            let rules = format.and_then(|format| format.field(&field.name)).cloned();
            if let FieldKind::Lines(count) | FieldKind::Sections { count, .. } = &mut field.kind
                && property.get("maxItems").is_none()
                && let Some(items) = rules.as_ref().and_then(|rules| rules.items)
            {
                let least = (*count.start()).max(items.least as usize);
                *count = least..=(items.most as usize).max(least);
            }
            measures.push(rules.or_else(|| of_schema(property)));
        }
        Some(Self { shape, measures })
    }

    /// The list has exactly so many items, within its limits.
    pub fn set_count(&mut self, name: &str, items: usize) {
        let field = self.shape.fields.iter_mut().find(|field| field.name == name);
        if let Some(FieldKind::Lines(count) | FieldKind::Sections { count, .. }) =
            field.map(|field| &mut field.kind)
        {
            let items = items.clamp(*count.start(), *count.end());
            *count = items..=items;
        }
    }

    /// How a text measures up; `None` where nothing limits it.
    #[must_use]
    pub fn measure(&self, path: &FieldPath, text: &str) -> Option<Measure> {
        Some(self.measures_of(path)?.measure(text))
    }

    fn measures_of(&self, path: &FieldPath) -> Option<&FormatField> {
        let place = self.shape.fields.iter().position(|field| field.name == path.field)?;
        match path.part {
            // A section's limits are not those of its heading.
            Part::Heading(_) | Part::Text(_) => None,
            Part::Whole | Part::Line(_) => self.measures[place].as_ref(),
        }
    }

    /// All that is wrong with these values: what is missing first.
    #[must_use]
    pub fn flaws(&self, values: &FieldValues) -> Vec<Flaw> {
        let mut flaws = self.missing(values);
        for (path, text) in values.texts() {
            if let Some(measure) = self.measure(&path, text)
                && matches!(measure.verdict, Verdict::TooLong | Verdict::OverRecommended)
            {
                let most = measure.limit.map_or(measure.count, |limit| match limit {
                    LengthLimit::Hard(most) | LengthLimit::Soft(most) => most,
                });
                let problem = FieldProblem::TooLong { count: measure.count, most };
                flaws.push(Flaw { path, problem });
            } else if is_repeated(values, &path, text) {
                flaws.push(Flaw { path, problem: FieldProblem::Repeated });
            }
        }
        flaws
    }

    fn missing(&self, values: &FieldValues) -> Vec<Flaw> {
        let mut paths = Vec::new();
        for field in &self.shape.fields {
            let value = values.get(&field.name);
            let mut add = |part| paths.push(FieldPath::new(&field.name, part));
            match (&field.kind, value) {
                (FieldKind::Line | FieldKind::Text, value) => {
                    if field.required && value.is_none_or(is_blank) {
                        add(Part::Whole);
                    }
                }
                (FieldKind::Lines(count), value) => {
                    let there = match value {
                        Some(FieldValue::Lines(lines)) => lines.len(),
                        _ => 0,
                    };
                    if field.required || there > 0 {
                        (there..*count.start()).for_each(|index| add(Part::Line(index)));
                    }
                }
                (FieldKind::Sections { count, .. }, value) => {
                    let there = match value {
                        Some(FieldValue::Sections(sections)) => sections.as_slice(),
                        _ => &[],
                    };
                    for (index, section) in there.iter().enumerate() {
                        if section.text.trim().is_empty() {
                            add(Part::Text(index));
                        }
                    }
                    if field.required || !there.is_empty() {
                        for index in there.len()..*count.start() {
                            add(Part::Heading(index));
                            add(Part::Text(index));
                        }
                    }
                }
            }
        }
        paths.into_iter().map(|path| Flaw { path, problem: FieldProblem::Missing }).collect()
    }

    /// The schema as it is sent to a provider: the template's own, with the limits in words.
    #[must_use]
    pub fn told(&self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        for (place, field) in self.shape.fields.iter().enumerate() {
            let Some(property) = schema["properties"][&field.name].as_object_mut() else {
                continue;
            };
            if let FieldKind::Lines(count) | FieldKind::Sections { count, .. } = &field.kind {
                property.entry("minItems").or_insert(json!(count.start()));
                property.entry("maxItems").or_insert(json!(count.end()));
            }
            if let Some(words) = self.limit_in_words(place) {
                let description = field.description.as_deref().unwrap_or_default();
                let gap = if description.is_empty() { "" } else { "; " };
                property.insert("description".into(), format!("{description}{gap}{words}").into());
            }
        }
        schema
    }

    /// The schema that a model of this computer is held to: every field in its order, no text
    /// without an end.
    #[must_use]
    pub fn held(&self) -> Value {
        let properties: Map<String, Value> = self
            .shape
            .fields
            .iter()
            .enumerate()
            .map(|(place, field)| (field.name.clone(), self.held_field(place, field)))
            .collect();
        let required: Vec<&String> = properties.keys().collect();
        json!({ "type": "object", "required": required, "properties": properties })
    }

    fn held_field(&self, place: usize, field: &FieldShape) -> Value {
        // What may be left out may be empty.
        let least = usize::from(field.required);
        let text = |most: u32| json!({ "type": "string", "minLength": 1, "maxLength": most });
        let most = |otherwise| self.longest(place, otherwise);
        match &field.kind {
            FieldKind::Line => {
                json!({ "type": "string", "minLength": least, "maxLength": most(LONGEST_LINE) })
            }
            FieldKind::Text => {
                json!({ "type": "string", "minLength": least, "maxLength": most(LONGEST_TEXT) })
            }
            FieldKind::Lines(count) => json!({
                "type": "array", "minItems": count.start(), "maxItems": count.end(),
                "items": text(most(LONGEST_LINE)),
            }),
            FieldKind::Sections { count, heading, text: body } => json!({
                "type": "array", "minItems": count.start(), "maxItems": count.end(),
                "items": { "type": "object", "properties": {
                    heading: text(LONGEST_LINE), body: text(LONGEST_SECTION),
                } },
            }),
        }
    }

    /// What an answer has to look like, for a model that may know no schemas.
    #[must_use]
    pub fn in_words(&self) -> String {
        let mut words =
            String::from("Answer with one JSON object and nothing else. It has these keys:");
        for (place, field) in self.shape.fields.iter().enumerate() {
            let kind = match &field.kind {
                FieldKind::Line => "one line".to_owned(),
                FieldKind::Text => "a text in Markdown".to_owned(),
                FieldKind::Lines(count) => {
                    format!("a list of {} to {} lines", count.start(), count.end())
                }
                FieldKind::Sections { count, heading, text } => format!(
                    "a list of {} to {} objects with “{heading}” and “{text}”",
                    count.start(),
                    count.end()
                ),
            };
            let limit = self.limit_in_words(place);
            let optional = (!field.required).then_some("may be left out");
            let more = [limit.as_deref(), field.description.as_deref(), optional];
            let more: String = more.iter().flatten().map(|more| format!("; {more}")).collect();
            words.push_str(&format!("\n- “{}”: {kind}{more}", field.name));
        }
        words
    }

    /// The most characters a model that is held to them may write.
    pub(super) fn longest(&self, place: usize, otherwise: u32) -> u32 {
        self.most(place).map_or(otherwise, with_margin)
    }

    /// The most characters that a field's texts should have.
    pub(super) fn most(&self, place: usize) -> Option<u32> {
        let rules = self.measures[place].as_ref()?;
        let parts = rules.most_parts.map(|parts| parts.saturating_mul(160));
        rules.recommended.map(|lengths| lengths.to).or(parts).or(rules.most)
    }

    /// The limit of a text for a model: “at most 30 characters”; `None` where nothing limits it.
    #[must_use]
    pub fn limit_of(&self, path: &FieldPath) -> Option<String> {
        self.measures_of(path)?;
        let place = self.shape.fields.iter().position(|field| field.name == path.field)?;
        Some(format!("at most {} characters", self.most(place)?))
    }

    /// The limit of a field's texts for a model: “at most 30 characters”.
    fn limit_in_words(&self, place: usize) -> Option<String> {
        let most = self.most(place)?;
        let is_list = matches!(self.shape.fields[place].kind, FieldKind::Lines(_));
        Some(format!("{}at most {most} characters", if is_list { "each " } else { "" }))
    }
}

/// The limit that the schema itself has.
fn of_schema(property: &Value) -> Option<FormatField> {
    let length = |schema: &Value| schema.get("maxLength").and_then(Value::as_u64);
    let most = length(property).or_else(|| length(property.get("items")?))?;
    let most = u32::try_from(most).ok();
    Some(FormatField { counting: Counting::Graphemes, most, ..FormatField::default() })
}

fn is_blank(value: &FieldValue) -> bool {
    match value {
        FieldValue::One(text) => text.trim().is_empty(),
        FieldValue::Lines(lines) => lines.is_empty(),
        FieldValue::Sections(sections) => sections.is_empty(),
    }
}

/// Whether a list has the same line before.
fn is_repeated(values: &FieldValues, path: &FieldPath, text: &str) -> bool {
    let (Part::Line(index), Some(FieldValue::Lines(lines))) = (path.part, values.get(&path.field))
    else {
        return false;
    };
    let plain = |line: &str| line.trim().trim_end_matches('.').to_lowercase();
    lines[..index].iter().any(|line| plain(line) == plain(text))
}
