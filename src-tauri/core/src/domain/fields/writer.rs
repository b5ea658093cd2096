//! Fields as Markdown, written as they stream in.
//!
//! The Markdown is the copy: what is kept, searched, compared and edited. Each field is a block
//! that begins with its label in bold; `reader` reads it back. A line of a text that would be
//! taken for the beginning of a block gets a backslash, which Markdown takes for what it is.
//!
//! ```text
//! **Subject:** New: Brightleaf trail bottle
//!
//! **Body:**
//!
//! Meet the bottle …
//!
//! **Headlines:**
//!
//! - Ice lasts 24 hours
//! - Weighs 240 grams
//!
//! **Stories:**
//!
//! ### The ridge path is open again
//!
//! Walk it …
//! ```

use serde_json::Value;

use super::{
    guard::{BULLET, GAP, HEADING, LineGuard, label, one_line},
    partial_json::{PartialJson, Step},
    shape::{FieldKind, Shape},
    values::{FieldPath, FieldValue, FieldValues, Part, Section},
};

/// Where in the JSON the next step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Between the fields.
    Fields,
    /// In the value of this field.
    Field(usize),
    /// In a field's list.
    List(usize),
    /// In a section of a field's list.
    Section(usize),
    /// In the value of a key of a section.
    SectionPart(usize, SectionKey),
    /// In something that no field takes, so many levels deep, and where that is.
    Skipped(Within, u32),
}

/// What something skipped stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Fields,
    List(usize),
    Section(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SectionKey {
    Heading,
    Text,
    Other,
}

/// Turns JSON that streams in into Markdown that streams out, and keeps the values.
#[derive(Clone, Debug)]
pub struct FieldWriter {
    shape: Shape,
    json: PartialJson,
    at: At,
    values: FieldValues,
    /// The texts that have ended and have not been told of.
    ended: Vec<FieldPath>,
    /// Text before the JSON, in case none comes.
    preamble: String,
    /// Whether it is copy and no JSON.
    is_prose: bool,
    written: bool,
    guard: LineGuard,
    /// A section's text that came before its heading.
    early_text: String,
    in_text: bool,
}

impl FieldWriter {
    /// A writer that has read nothing.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        let guard = LineGuard::new(&shape);
        Self {
            shape,
            json: PartialJson::default(),
            at: At::Fields,
            values: FieldValues::default(),
            ended: Vec::new(),
            preamble: String::new(),
            is_prose: false,
            written: false,
            guard,
            early_text: String::new(),
            in_text: false,
        }
    }

    /// Takes more of the model's text and gives the Markdown that follows from it. A model that
    /// writes more than a remark before any JSON writes copy in its own way: that is given as it
    /// is, and nothing is lost.
    pub fn push(&mut self, text: &str) -> String {
        if self.is_prose {
            return text.to_owned();
        }
        let had_begun = self.json.has_begun();
        let mut steps = Vec::new();
        self.json.push(text, &mut steps);
        if !had_begun {
            self.preamble.push_str(text);
            // Judged by what stands before the JSON alone, so that it is the same in any cut.
            let before = self.preamble.split('{').next().unwrap_or_default();
            self.is_prose = is_prose(before);
            if self.is_prose {
                self.json = PartialJson::default();
                return std::mem::take(&mut self.preamble);
            }
            if !self.json.has_begun() {
                return String::new();
            }
        }
        let mut out = String::new();
        for step in steps {
            self.take(step, &mut out);
        }
        out
    }

    /// The model's text has ended: what is still to be written.
    pub fn finish(&mut self) -> String {
        if !self.json.has_begun() {
            self.is_prose |= !self.preamble.trim().is_empty();
            return std::mem::take(&mut self.preamble);
        }
        self.guard.finish()
    }

    /// Whether the model wrote copy in its own way, and no JSON.
    #[must_use]
    pub fn is_prose(&self) -> bool {
        self.is_prose
    }

    /// What the fields hold so far.
    #[must_use]
    pub fn values(&self) -> &FieldValues {
        &self.values
    }

    /// Whether the JSON has come to its end.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.json.is_done()
    }

    /// The texts that have ended since the last call.
    pub fn take_ended(&mut self) -> Vec<FieldPath> {
        std::mem::take(&mut self.ended)
    }

    fn take(&mut self, step: Step, out: &mut String) {
        match (self.at, step) {
            (At::Fields, Step::Key(name)) => {
                let taken =
                    |place: &usize| self.values.get(&self.shape.fields[*place].name).is_none();
                let place = self.shape.fields.iter().position(|field| field.name == name);
                self.at = place.filter(taken).map_or(At::Skipped(Within::Fields, 0), At::Field);
            }
            (At::Fields, _) => {}
            (At::Skipped(_, depth), Step::ObjectBegins | Step::ListBegins | Step::TextBegins) => {
                self.at = self.skipped(depth + 1);
            }
            (At::Skipped(_, depth), Step::Ends | Step::TextEnds) => {
                self.at = self.skipped(depth.saturating_sub(1));
            }
            (At::Skipped(_, 0), Step::Scalar(_)) => self.at = self.skipped(0),
            (At::Skipped(..), _) => {}
            (At::Field(place), step) => self.in_field(place, step, out),
            (At::List(place), step) => self.in_list(place, step, out),
            (At::Section(place), Step::Key(key)) => {
                let key = match &self.shape.fields[place].kind {
                    FieldKind::Sections { heading, .. } if *heading == key => SectionKey::Heading,
                    FieldKind::Sections { text, .. } if *text == key => SectionKey::Text,
                    _ => SectionKey::Other,
                };
                self.at = At::SectionPart(place, key);
            }
            (At::Section(place), Step::Ends) => {
                let early = std::mem::take(&mut self.early_text);
                if !early.is_empty() {
                    self.section_text(place, &early, out);
                    self.end_section_part(place, Part::Text);
                }
                out.push_str(&self.guard.finish());
                self.in_text = false;
                self.at = At::List(place);
            }
            (At::Section(_), _) => {}
            (At::SectionPart(place, key), step) => self.in_section_part(place, key, step, out),
        }
    }

    /// The place behind a step in what is skipped.
    fn skipped(&self, depth: u32) -> At {
        match (self.at, depth) {
            (At::Skipped(Within::Fields, _), 0) => At::Fields,
            (At::Skipped(Within::List(place), _), 0) => At::List(place),
            (At::Skipped(Within::Section(place), _), 0) => At::Section(place),
            (At::Skipped(within, _), depth) => At::Skipped(within, depth),
            (at, _) => at,
        }
    }

    fn in_field(&mut self, place: usize, step: Step, out: &mut String) {
        let kind = &self.shape.fields[place].kind;
        let is_list = matches!(kind, FieldKind::Lines(_) | FieldKind::Sections { .. });
        match step {
            Step::TextBegins => {}
            Step::Text(text) => self.more(place, &text, out),
            Step::TextEnds => {
                if matches!(self.shape.fields[place].kind, FieldKind::Lines(_)) {
                    self.end_line(place);
                } else if !is_list {
                    self.end_part(place, Part::Whole);
                }
                out.push_str(&self.guard.finish());
                self.in_text = false;
                self.at = At::Fields;
            }
            Step::ListBegins if is_list => self.at = At::List(place),
            Step::ListBegins | Step::ObjectBegins => self.at = At::Skipped(Within::Fields, 1),
            Step::Scalar(Value::Null) => self.at = At::Fields,
            Step::Scalar(value) => {
                self.more(place, &value.to_string(), out);
                self.take(Step::TextEnds, out);
            }
            Step::Key(_) | Step::Ends => self.at = At::Fields,
        }
    }

    fn in_list(&mut self, place: usize, step: Step, out: &mut String) {
        let has_sections = matches!(self.shape.fields[place].kind, FieldKind::Sections { .. });
        match step {
            Step::TextBegins => {}
            Step::Text(text) => self.more(place, &text, out),
            Step::TextEnds => {
                if has_sections {
                    out.push_str(&self.guard.finish());
                } else {
                    self.end_line(place);
                }
                self.in_text = false;
            }
            Step::ObjectBegins if has_sections => {
                self.at = At::Section(place);
                self.in_text = false;
            }
            Step::ObjectBegins | Step::ListBegins => {
                self.at = At::Skipped(Within::List(place), 1);
            }
            Step::Scalar(Value::Null) => {}
            Step::Scalar(value) => {
                self.more(place, &value.to_string(), out);
                self.in_list(place, Step::TextEnds, out);
            }
            Step::Ends => self.at = At::Fields,
            Step::Key(_) => {}
        }
    }

    fn in_section_part(&mut self, place: usize, key: SectionKey, step: Step, out: &mut String) {
        match step {
            Step::TextBegins => {}
            Step::Text(text) => match key {
                SectionKey::Heading => self.section_heading(place, &text, out),
                SectionKey::Text if self.in_text => self.section_text(place, &text, out),
                // The heading stands above it, and has not come yet.
                SectionKey::Text => self.early_text.push_str(&text),
                SectionKey::Other => {}
            },
            Step::Scalar(_) | Step::TextEnds => {
                match key {
                    SectionKey::Heading if self.in_text => {
                        self.end_section_part(place, Part::Heading);
                    }
                    SectionKey::Text if self.in_text => self.end_section_part(place, Part::Text),
                    _ => {}
                }
                self.at = At::Section(place);
            }
            Step::ObjectBegins | Step::ListBegins => {
                self.at = At::Skipped(Within::Section(place), 1);
            }
            Step::Key(_) | Step::Ends => self.at = At::Section(place),
        }
    }

    /// More of a field's text, or of a line of its list.
    fn more(&mut self, place: usize, text: &str, out: &mut String) {
        let field = &self.shape.fields[place];
        match field.kind.clone() {
            FieldKind::Line => {
                let text = one_line(text);
                if self.begin_block(place, FieldValue::One(String::new()), out) {
                    out.push(' ');
                }
                out.push_str(&text);
                self.one(place).push_str(&text);
            }
            FieldKind::Text => {
                if self.begin_block(place, FieldValue::One(String::new()), out) {
                    out.push_str(GAP);
                    self.guard.begin();
                }
                out.push_str(&self.guard.push(text));
                self.one(place).push_str(text);
            }
            FieldKind::Lines(_) => {
                let text = one_line(text);
                let first = self.begin_block(place, FieldValue::Lines(Vec::new()), out);
                if !self.in_text {
                    self.in_text = true;
                    out.push_str(if first { GAP } else { "\n" });
                    out.push_str(BULLET);
                    self.lines(place).push(String::new());
                }
                out.push_str(&text);
                if let Some(line) = self.lines(place).last_mut() {
                    line.push_str(&text);
                }
            }
            FieldKind::Sections { .. } => self.section_text(place, text, out),
        }
    }

    fn section_heading(&mut self, place: usize, text: &str, out: &mut String) {
        let text = one_line(text);
        self.begin_block(place, FieldValue::Sections(Vec::new()), out);
        if !self.in_text {
            self.in_text = true;
            out.push_str(GAP);
            out.push_str(HEADING);
            self.sections(place).push(Section::default());
        }
        out.push_str(&text);
        if let Some(section) = self.sections(place).last_mut() {
            section.heading.push_str(&text);
        }
    }

    fn section_text(&mut self, place: usize, text: &str, out: &mut String) {
        if !self.in_text {
            self.section_heading(place, "", out);
        }
        let Some(section) = self.sections(place).last_mut() else { return };
        let begins = section.text.is_empty() && !text.is_empty();
        section.text.push_str(text);
        if begins {
            out.push_str(GAP);
            self.guard.begin();
        }
        out.push_str(&self.guard.push(text));
    }

    /// Writes the field's label, where it is not written yet.
    fn begin_block(&mut self, place: usize, empty: FieldValue, out: &mut String) -> bool {
        let field = &self.shape.fields[place];
        if self.values.get(&field.name).is_some() {
            return false;
        }
        if self.written {
            out.push_str(GAP);
        }
        self.written = true;
        out.push_str(&label(field));
        self.values.0.push((field.name.clone(), empty));
        true
    }

    fn end_line(&mut self, place: usize) {
        if self.in_text {
            let index = self.lines(place).len().saturating_sub(1);
            self.end_part(place, Part::Line(index));
        }
    }

    fn end_section_part(&mut self, place: usize, part: fn(usize) -> Part) {
        let index = self.sections(place).len().saturating_sub(1);
        self.end_part(place, part(index));
    }

    fn end_part(&mut self, place: usize, part: Part) {
        let path = FieldPath::new(&self.shape.fields[place].name, part);
        if self.values.text(&path).is_some() {
            self.ended.push(path);
        }
    }

    fn value(&mut self, place: usize) -> &mut FieldValue {
        let name = &self.shape.fields[place].name;
        let index = self.values.0.iter().position(|(field, _)| field == name);
        let index = index.expect("a block has begun before anything is written to it");
        &mut self.values.0[index].1
    }

    fn one(&mut self, place: usize) -> &mut String {
        match self.value(place) {
            FieldValue::One(text) => text,
            _ => unreachable!("a field keeps the kind of its shape"),
        }
    }

    fn lines(&mut self, place: usize) -> &mut Vec<String> {
        match self.value(place) {
            FieldValue::Lines(lines) => lines,
            _ => unreachable!("a field keeps the kind of its shape"),
        }
    }

    fn sections(&mut self, place: usize) -> &mut Vec<Section> {
        match self.value(place) {
            FieldValue::Sections(sections) => sections,
            _ => unreachable!("a field keeps the kind of its shape"),
        }
    }
}

/// All of the fields as Markdown.
#[must_use]
pub fn markdown(shape: &Shape, values: &FieldValues) -> String {
    let mut writer = FieldWriter::new(shape.clone());
    let mut markdown = writer.push(&values.to_json(shape).to_string());
    markdown.push_str(&writer.finish());
    markdown
}

/// Whether what stands before any JSON is more than a remark or the beginning of a fence.
fn is_prose(text: &str) -> bool {
    /// “Here is the JSON object with the copy you asked for:”, and some.
    const LONGEST_REMARK: usize = 120;
    let mut lines = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let announces = |line: &str| line.is_empty() || line.ends_with(':') || line.starts_with("```");
    text.trim().len() > LONGEST_REMARK || lines.any(|line| !announces(line.trim()))
}
