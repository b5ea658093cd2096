//! Fields read back from the Markdown that `writer` writes, and changed in it.
//!
//! The user may have edited the Markdown, so every text can be read: what stands before the first
//! label belongs to no field, and a label that comes a second time is a part of the field above
//! it. What is changed is changed in its place; everything else stays as it is, to the byte.

use std::ops::Range;

use super::{
    guard::{BULLET, GAP, HEADING, guarded, label, one_line, unguarded},
    shape::{FieldKind, Shape},
    values::{FieldPath, FieldValue, FieldValues, Part, Section},
};

/// A field found in a text. Ranges are in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FoundField {
    /// Its place in the shape.
    place: usize,
    /// What it holds, without the label and the gaps around it.
    content: Range<usize>,
}

/// One text of a field, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundText {
    /// Which it is.
    pub path: FieldPath,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// What the fields of a text hold.
#[must_use]
pub fn values(shape: &Shape, text: &str) -> FieldValues {
    let mut values = FieldValues::default();
    for found in fields(shape, text) {
        let field = &shape.fields[found.place];
        let value = match &field.kind {
            FieldKind::Line => FieldValue::One(one_line(&text[found.content.clone()])),
            FieldKind::Text => FieldValue::One(unguarded(shape, &text[found.content.clone()])),
            FieldKind::Lines(_) => FieldValue::Lines(
                lines(text, found.content.clone()).map(|line| text[line].to_owned()).collect(),
            ),
            FieldKind::Sections { .. } => FieldValue::Sections(
                sections(text, found.content.clone())
                    .into_iter()
                    .map(|(heading, body)| Section {
                        heading: text[heading].to_owned(),
                        text: unguarded(shape, &text[body]),
                    })
                    .collect(),
            ),
        };
        let is_empty = match &value {
            FieldValue::One(text) => text.is_empty(),
            FieldValue::Lines(lines) => lines.is_empty(),
            FieldValue::Sections(sections) => sections.is_empty(),
        };
        if !is_empty {
            values.0.push((field.name.clone(), value));
        }
    }
    values
}

/// Every text of the fields, with its place.
#[must_use]
pub fn texts(shape: &Shape, text: &str) -> Vec<FoundText> {
    let mut found = Vec::new();
    for FoundField { place, content } in fields(shape, text) {
        let field = &shape.fields[place];
        let mut add =
            |part, at| found.push(FoundText { path: FieldPath::new(&field.name, part), at });
        match field.kind {
            FieldKind::Line | FieldKind::Text => add(Part::Whole, content),
            FieldKind::Lines(_) => {
                for (index, line) in lines(text, content).enumerate() {
                    add(Part::Line(index), line);
                }
            }
            FieldKind::Sections { .. } => {
                for (index, (heading, body)) in sections(text, content).into_iter().enumerate() {
                    add(Part::Heading(index), heading);
                    add(Part::Text(index), body);
                }
            }
        }
    }
    found
}

/// The text with another value in one of its fields. A field that is not there is added at the
/// end, a line or section beyond the last one behind it.
#[must_use]
pub fn with(shape: &Shape, text: &str, path: &FieldPath, value: &str) -> String {
    let Some(slot) = slot(shape, text, path) else { return text.to_owned() };
    let value = if slot.is_text { guarded(shape, value) } else { one_line(value) };
    [&text[..slot.at.start], &slot.before, &value, &text[slot.at.end..]].concat()
}

/// Where a text of a field stands or, if it is not there yet, would be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which text.
    pub path: FieldPath,
    /// What it takes the place of, in bytes; nothing where it is not there yet.
    pub at: Range<usize>,
    /// What has to be put before it there.
    pub before: String,
    /// Whether it may have several lines.
    pub is_text: bool,
}

/// The slots of a form, in its order: of every text there is, of every field that is not there,
/// and one more behind each list.
#[must_use]
pub fn slots(shape: &Shape, text: &str) -> Vec<Slot> {
    let found = texts(shape, text);
    let mut paths = Vec::new();
    for field in &shape.fields {
        let there = found.iter().filter(|found| found.path.field == field.name);
        let before = paths.len();
        paths.extend(there.map(|found| found.path.clone()));
        let parts = paths.len() - before;
        let mut add = |part| paths.push(FieldPath::new(&field.name, part));
        match field.kind {
            FieldKind::Line | FieldKind::Text if parts == 0 => add(Part::Whole),
            FieldKind::Line | FieldKind::Text => {}
            FieldKind::Lines(_) => add(Part::Line(parts)),
            FieldKind::Sections { .. } => add(Part::Heading(parts / 2)),
        }
    }
    paths.iter().filter_map(|path| slot(shape, text, path)).collect()
}

fn slot(shape: &Shape, text: &str, path: &FieldPath) -> Option<Slot> {
    let field = shape.field(&path.field)?;
    let is_text = matches!(
        (&field.kind, path.part),
        (FieldKind::Text, Part::Whole) | (FieldKind::Sections { .. }, Part::Text(_))
    );
    let slot = |at, before: String| Some(Slot { path: path.clone(), at, before, is_text });
    if let Some(found) = texts(shape, text).into_iter().find(|found| found.path == *path) {
        // A section that had no text has no gap below its heading either.
        let gap = if matches!(path.part, Part::Text(_)) && found.at.is_empty() { GAP } else { "" };
        return slot(found.at, gap.to_owned());
    }
    let mark = match path.part {
        Part::Whole => String::new(),
        Part::Line(_) => BULLET.to_owned(),
        Part::Heading(_) => HEADING.to_owned(),
        Part::Text(_) => format!("{HEADING}{GAP}"),
    };
    let known = fields(shape, text).into_iter().find(|found| shape.fields[found.place] == *field);
    if let Some(FoundField { content, .. }) = known {
        let end = content.start + text[content.clone()].trim_end().len();
        let gap = match path.part {
            _ if text[content].trim().is_empty() => "",
            Part::Line(_) => "\n",
            _ => GAP,
        };
        return slot(end..end, format!("{gap}{mark}"));
    }
    let end = text.trim_end().len();
    let gap = if end == 0 { "" } else { GAP };
    let behind_label = if matches!(field.kind, FieldKind::Line) { " " } else { GAP };
    slot(end..text.len(), format!("{gap}{}{behind_label}{mark}", label(field)))
}

/// The fields of a text, in the order in which they stand there.
fn fields(shape: &Shape, text: &str) -> Vec<FoundField> {
    let labels: Vec<String> = shape.fields.iter().map(label).collect();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for line in line_ranges(text, 0..text.len()) {
        let words = &text[line.clone()];
        if !words.starts_with("**") {
            continue;
        }
        let place = labels.iter().position(|label| words.starts_with(label.as_str()));
        if let Some(place) = place
            && found.iter().all(|(known, ..)| *known != place)
        {
            found.push((place, line.start, line.start + labels[place].len()));
        }
    }
    let ends = found.iter().skip(1).map(|(_, start, _)| *start).chain([text.len()]);
    found
        .iter()
        .zip(ends)
        .map(|((place, _, start), end)| {
            let is_last = end == text.len();
            let is_line = matches!(shape.fields[*place].kind, FieldKind::Line);
            let content = without_gaps(text, *start..end, is_line, is_last);
            FoundField { place: *place, content }
        })
        .collect()
}

/// A field's part of the text without the gap behind its label and the one before the next.
fn without_gaps(text: &str, mut part: Range<usize>, is_line: bool, is_last: bool) -> Range<usize> {
    let words = &text[part.clone()];
    if is_line && let Some(rest) = words.strip_prefix(' ') {
        part.start = part.end - rest.len();
    } else {
        let breaks = words.bytes().take(GAP.len()).take_while(|byte| *byte == b'\n').count();
        part.start += breaks;
    }
    if !is_last {
        for _ in 0..GAP.len() {
            if text[part.clone()].ends_with('\n') {
                part.end -= 1;
            }
        }
    }
    part
}

/// The lines of a list, without what marks them as such.
fn lines(text: &str, content: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    line_ranges(text, content).filter_map(|line| {
        let words = &text[line.clone()];
        let item = ["- ", "* ", "• "].iter().find_map(|mark| words.strip_prefix(mark));
        match item {
            Some(item) => Some(line.end - item.len()..line.end),
            None if matches!(words.trim(), "" | "-" | "*" | "•") => None,
            None => Some(line),
        }
    })
}

/// The headings and texts of sections. Words above the first heading are a section without one.
fn sections(text: &str, content: Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for line in line_ranges(text, content.clone()) {
        let words = &text[line.clone()];
        if words.starts_with(HEADING) {
            found.push((line.start + HEADING.len()..line.end, line.start));
        } else if found.is_empty() && !words.trim().is_empty() {
            found.push((line.start..line.start, line.start));
        }
    }
    let ends = found.iter().skip(1).map(|(_, start)| (*start, false)).chain([(content.end, true)]);
    found
        .iter()
        .zip(ends)
        .map(|((heading, _), (end, is_last))| {
            let body = without_gaps(text, heading.end..end, false, is_last);
            (heading.clone(), body)
        })
        .collect()
}

/// The lines of a part of a text, without their ends.
fn line_ranges(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = part.start;
    text[part].split_inclusive('\n').map(move |line| {
        let from = start;
        start += line.len();
        from..from + line.trim_end_matches(['\n', '\r']).len()
    })
}
