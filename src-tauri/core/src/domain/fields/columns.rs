//! Copy in fields as a row of a table: a column for each text, as it is pasted into a sheet.
//!
//! Lists become numbered columns, “Headline 1”, “Headline 2”, which is how advertisers' tables
//! name them. A sheet takes a cell for a formula that begins like one, and copy comes from a
//! model, so such a cell is begun with an apostrophe, as OWASP advises for CSV injection: the
//! sheet then shows the text as it stands.

use super::{
    shape::{FieldKind, FieldShape, Shape},
    values::{FieldValue, FieldValues},
};
use crate::domain::template::name_for_people;

/// A text with the name of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub name: String,
    /// What it says, safe to be put into a sheet.
    pub cell: String,
}

/// What the fields hold, in the order of the shape.
#[must_use]
pub fn columns(shape: &Shape, values: &FieldValues) -> Vec<Column> {
    let mut columns = Vec::new();
    for field in &shape.fields {
        let mut add = |name: String, text: &str| {
            columns.push(Column { name: cell(&name), cell: cell(text) });
        };
        match values.get(&field.name) {
            None => {}
            Some(FieldValue::One(text)) => add(field.label.clone(), text),
            Some(FieldValue::Lines(lines)) => {
                for (index, line) in lines.iter().enumerate() {
                    add(numbered(&field.label, index), line);
                }
            }
            Some(FieldValue::Sections(sections)) => {
                let (heading, text) = names_of(field);
                for (index, section) in sections.iter().enumerate() {
                    let name = numbered(&field.label, index);
                    add(format!("{name} {heading}"), &section.heading);
                    add(format!("{name} {text}"), &section.text);
                }
            }
        }
    }
    columns
}

/// What a section's heading and text are called, in lower case.
fn names_of(field: &FieldShape) -> (String, String) {
    let lower = |name: &str| name_for_people(name).to_lowercase();
    match &field.kind {
        FieldKind::Sections { heading, text, .. } => (lower(heading), lower(text)),
        _ => (String::from("heading"), String::from("text")),
    }
}

/// One of a list: “Headlines” and 0 are “Headline 1”.
fn numbered(label: &str, index: usize) -> String {
    let number = index + 1;
    let one = match label.strip_suffix("ies") {
        Some(stem) if stem.len() > 1 => format!("{stem}y"),
        _ => match label.strip_suffix('s') {
            Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
            _ => label.to_owned(),
        },
    };
    format!("{one} {number}")
}

/// A text that no sheet takes for a formula. See
/// <https://owasp.org/www-community/attacks/CSV_Injection>.
#[must_use]
pub fn cell(text: &str) -> String {
    if begins_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The wide forms are what some sheets in Asian locales read as the narrow ones.
fn begins_like_a_formula(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::fields::{reader, values::Section};

    fn shape() -> Shape {
        let line = json!({ "type": "string" });
        let story = json!({
            "type": "object",
            "properties": { "heading": line, "body": { "type": "string", "description": "Markdown" } },
            "required": ["heading", "body"],
        });
        let schema = json!({
            "properties": {
                "subject": line,
                "headlines": { "type": "array", "items": line },
                "stories": { "type": "array", "items": story },
            },
            "required": ["subject", "headlines"],
        });
        Shape::of(&schema).expect("a shape")
    }

    #[test]
    fn a_search_ad_is_a_row_as_advertisers_tables_have_it() {
        let copy = "**Subject:** =SUM(A1)\n\n**Headlines:**\n\n- Ice-cold for 24 hours\n- -20% today\n\n**Stories:**\n\n### One\n\nCold.\n\nStill cold.";
        let shape = shape();
        let columns = columns(&shape, &reader::values(&shape, copy));
        let shown: Vec<_> =
            columns.iter().map(|column| format!("{}: {:?}", column.name, column.cell)).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        Subject: "'=SUM(A1)"
        Headline 1: "Ice-cold for 24 hours"
        Headline 2: "'-20% today"
        Story 1 heading: "One"
        Story 1 body: "Cold.\n\nStill cold."
        "#);
    }

    #[test]
    fn lists_are_numbered_in_the_singular_where_english_has_one() {
        for (label, one) in [
            ("Headlines", "Headline 1"),
            ("Stories", "Story 1"),
            ("Key points", "Key point 1"),
            ("Address", "Address 1"),
            ("Status", "Status 1"),
            ("Überschriften", "Überschriften 1"),
            ("s", "s 1"),
        ] {
            assert_eq!(numbered(label, 0), one);
        }
    }

    proptest! {
        #[test]
        fn no_cell_is_taken_for_a_formula_and_none_loses_a_word(
            texts in proptest::collection::vec("[=+\\-@\t\r\n'\"＝＋－＠a-c, ]{0,6}", 1..6),
            heading in "\\PC{0,8}",
        ) {
            let section = Section { heading, text: texts.concat() };
            let values = FieldValues(vec![
                ("headlines".into(), FieldValue::Lines(texts)),
                ("stories".into(), FieldValue::Sections(vec![section])),
            ]);
            let columns = columns(&shape(), &values);
            let whole: Vec<&str> = values.texts().iter().map(|(_, text)| *text).collect();
            prop_assert_eq!(columns.len(), whole.len());
            for (column, text) in columns.iter().zip(whole) {
                prop_assert!(!begins_like_a_formula(&column.cell));
                let guarded = format!("'{text}");
                prop_assert!(column.cell == text || column.cell == guarded);
                prop_assert_eq!(column.cell != text, begins_like_a_formula(text));
            }
        }
    }
}
