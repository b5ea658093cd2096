//! The marks that fields have in Markdown, and how a text is kept from spelling one.

use super::shape::{FieldShape, Shape};

/// What begins a section's heading.
pub(super) const HEADING: &str = "### ";
/// What begins a line of a list.
pub(super) const BULLET: &str = "- ";
/// What stands between two blocks, and between a label and what does not fit on its line.
pub(super) const GAP: &str = "\n\n";

/// The words that begin a field's block.
pub(super) fn label(field: &FieldShape) -> String {
    format!("**{}:**", field.label)
}

/// A text in a block of its own, with what would end the block escaped.
pub(super) fn guarded(shape: &Shape, text: &str) -> String {
    let mut guard = LineGuard::new(shape);
    guard.begin();
    let mut out = guard.push(text);
    out.push_str(&guard.finish());
    out
}

/// The text on one line: each character of a break becomes a space, so that a text that comes in
/// pieces reads the same wherever it is cut.
pub(super) fn one_line(text: &str) -> String {
    text.replace(is_break, " ")
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Puts a backslash before the lines of a text that would be taken for the beginning of a block,
/// while the text streams through.
#[derive(Clone, Debug)]
pub(super) struct LineGuard {
    marks: Vec<String>,
    /// The beginning of a line, while it may still turn out to be a mark.
    held: Option<String>,
}

impl LineGuard {
    /// A guard of nothing yet.
    pub(super) fn new(shape: &Shape) -> Self {
        let marks = shape.fields.iter().map(label).chain([HEADING.to_owned()]).collect();
        Self { marks, held: None }
    }

    /// A text begins, at the beginning of a line.
    pub(super) fn begin(&mut self) {
        self.held = Some(String::new());
    }

    /// Takes more of the text and gives what can be written of it.
    pub(super) fn push(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            if character == '\n' {
                out.push_str(&self.finish());
                out.push('\n');
                self.begin();
                continue;
            }
            let Some(held) = &mut self.held else {
                out.push(character);
                continue;
            };
            held.push(character);
            let words = held.trim_start_matches('\\');
            if self.marks.iter().any(|mark| mark == words) {
                out.push('\\');
            } else if self.marks.iter().any(|mark| mark.starts_with(words)) {
                continue;
            }
            out.push_str(&self.finish());
        }
        out
    }

    /// The text has ended: gives what was held back.
    pub(super) fn finish(&mut self) -> String {
        self.held.take().unwrap_or_default()
    }
}

/// A text without the backslashes that [`guarded`] put before some of its lines.
pub(super) fn unguarded(shape: &Shape, text: &str) -> String {
    let marks: Vec<String> = shape.fields.iter().map(label).chain([HEADING.to_owned()]).collect();
    text.split_inclusive('\n')
        .map(|line| {
            let words = line.trim_start_matches('\\');
            let is_guarded =
                line.starts_with('\\') && marks.iter().any(|mark| words.starts_with(mark.as_str()));
            if is_guarded { &line[1..] } else { line }
        })
        .collect()
}
