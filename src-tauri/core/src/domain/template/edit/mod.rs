//! Changes to a template's file as its form and the editor ask for them: patches of the text, so
//! that comments, the order of keys, unknown keys and line ends stay as they are.
//!
//! YAML is changed by `yaml_text`, with `scan` to see where things end; what the form's fields are
//! in YAML is in `fields`; names in the instructions are changed by `instructions`.

mod fields;
mod instructions;
mod scan;
mod yaml_text;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use self::yaml_text::YamlText;
pub(super) use self::{fields::is_json_schema, instructions::value_tag_end};
use super::{PromptTemplate, source};
use crate::domain::{
    draft::Utf16Offset,
    passage::TextRange,
    variable::{Variable, VariableValues},
};

/// A change to a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum TemplateEdit {
    /// Gives it another name for people; an empty one takes it away.
    Title {
        /// The name.
        title: String,
    },
    /// Gives it another name in commands and files.
    Name {
        /// The name.
        name: String,
    },
    /// Says what it makes, in a line.
    Description {
        /// The line.
        description: String,
    },
    /// Says where it is used.
    Tags {
        /// The words.
        tags: Vec<String>,
    },
    /// Names the channel whose rules its copy keeps to.
    Format {
        /// The channel; none takes it away.
        format: Option<String>,
    },
    /// Adds a field at the end.
    AddField {
        /// The field.
        field: Variable,
    },
    /// Makes a field another.
    ChangeField {
        /// Its name now.
        name: String,
        /// What it is to be; with another name it is called so in the instructions too.
        field: Variable,
    },
    /// Takes a field away. What the instructions say of it stays.
    RemoveField {
        /// Its name.
        name: String,
    },
    /// Puts a field where the one of this index is now.
    MoveField {
        /// Its name.
        name: String,
        /// The place, counted from 0.
        to: usize,
    },
    /// Adds a test at the end.
    AddTest {
        /// The answers that stand in for those of the sample.
        given: VariableValues,
        /// What the draft must hold to, as `copydeck.tests` has it.
        #[ts(type = "unknown[]")]
        expect: Vec<Value>,
    },
    /// Takes a test away.
    RemoveTest {
        /// The test, counted from 0.
        index: usize,
    },
    /// Gives an answer to try it with; none takes it away.
    Sample {
        /// The field.
        name: String,
        /// The answer.
        #[ts(type = "unknown")]
        value: Option<Value>,
    },
}

/// One piece of a text exchanged for another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextEdit {
    /// What is exchanged.
    pub range: TextRange,
    /// What comes in its place.
    pub insert: String,
}

/// Why a change can't be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file can't be read as it stands.
    #[error(
        "The part between the --- lines can’t be read as it stands. Mend it in the source first."
    )]
    Unreadable,
    /// The file is sound, but not written in a way that can be patched.
    #[error(
        "This part of the file is written in a way the form can’t change. Change it in the source."
    )]
    BeyondForm,
    /// There is no such field.
    #[error("There is no such field any more.")]
    NoField,
    /// There is no such test.
    #[error("There is no such test any more.")]
    NoTest,
    /// What a test expects can't be checked.
    #[error(
        "This can’t be checked as it stands. Fill it in, and look at the pattern if there is one."
    )]
    BadTest,
    /// Another field has the name.
    #[error("Another field is called so already. Choose another name.")]
    NameTaken,
    /// The name can't be used in the instructions.
    #[error("A field’s name is made of letters, digits and _, and begins with a letter.")]
    BadName,
}

impl EditError {
    /// The code that the window acts on.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable | Self::BeyondForm => "template_beyond_form",
            Self::NoField => "field_not_found",
            Self::NoTest => "test_not_found",
            Self::BadTest => "test_unusable",
            Self::NameTaken => "name_taken",
            Self::BadName => "name_unusable",
        }
    }
}

/// The file after a change. What the change does not ask for is the same to the byte.
///
/// # Errors
/// When the file is not written in a way that can be patched, or the change makes no sense for it.
pub fn apply(file: &str, text: &str, edit: &TemplateEdit) -> Result<String, EditError> {
    let before = source::normalise(text);
    let after = changed(file, &before, edit)?;
    Ok(splice(text, &before, &after))
}

/// The one piece in which two texts differ, as an edit of the first.
#[must_use]
pub fn difference(before: &str, after: &str) -> TextEdit {
    let (start, end_before, end_after) = differing(before, after);
    let offset = |at| Utf16Offset::end_of(&before[..at]);
    TextEdit {
        range: TextRange { from: offset(start), to: offset(end_before) },
        insert: after[start..end_after].to_owned(),
    }
}

fn changed(file: &str, text: &str, edit: &TemplateEdit) -> Result<String, EditError> {
    let mut halves = Halves::of(text)?;
    match edit {
        TemplateEdit::Title { title } => halves.say(&["copydeck.title", "title"], title)?,
        TemplateEdit::Name { name } => halves.front.set(&["name"], &name.as_str().into())?,
        TemplateEdit::Description { description } => {
            if description.trim().is_empty() {
                halves.front.remove(&["description"], 1)?;
            } else {
                halves.front.set(&["description"], &description.trim().into())?;
            }
        }
        TemplateEdit::Tags { tags } => {
            let tags: Value = tags.iter().map(String::as_str).collect();
            let is_none = tags.as_array().is_none_or(Vec::is_empty);
            halves.keep(&["copydeck.tags", "tags"], (!is_none).then_some(tags))?;
        }
        TemplateEdit::Format { format } => {
            halves.say(&["copydeck.format", "format"], format.as_deref().unwrap_or_default())?;
        }
        TemplateEdit::AddField { field } => fields::add(file, &mut halves, field)?,
        TemplateEdit::ChangeField { name, field } => {
            fields::change(file, &mut halves, name, field)?;
        }
        TemplateEdit::RemoveField { name } => fields::remove(file, &mut halves, name)?,
        TemplateEdit::MoveField { name, to } => fields::move_to(&mut halves, name, *to)?,
        TemplateEdit::AddTest { given, expect } => {
            let mut test = serde_json::Map::new();
            if !given.0.is_empty() {
                test.insert("given".to_owned(), given.0.clone().into_iter().collect());
            }
            test.insert("expect".to_owned(), expect.clone().into());
            let path = halves.path_of(&["copydeck.tests", "tests"]);
            halves.front.append(&path, &test.into())?;
            let is_usable = halves.template(file)?.expectations().is_ok();
            if expect.is_empty() || !is_usable {
                return Err(EditError::BadTest);
            }
        }
        TemplateEdit::RemoveTest { index } => {
            let path = halves.path_of(&["copydeck.tests", "tests"]);
            halves.front.remove_item(&path, *index)?;
        }
        TemplateEdit::Sample { name, value } => {
            halves.keep_under(&["copydeck.sample", "sample"], name, value.clone())?;
        }
    }
    Ok(halves.whole())
}

/// A file's YAML, open to changes, and what stands around it.
struct Halves {
    before: String,
    front: YamlText,
    after: String,
}

impl Halves {
    fn of(text: &str) -> Result<Self, EditError> {
        let halves = source::split(text).map_err(|_| EditError::Unreadable)?;
        let Some((front, _)) = halves.front else {
            return Ok(Self {
                before: "---\n".to_owned(),
                front: YamlText::read("")?,
                after: format!("---\n{text}"),
            });
        };
        // Both are parts of the same text.
        let start = front.as_ptr() as usize - text.as_ptr() as usize;
        Ok(Self {
            before: text[..start].to_owned(),
            front: YamlText::read(front)?,
            after: text[start + front.len()..].to_owned(),
        })
    }

    fn whole(&self) -> String {
        [&self.before, self.front.text(), &self.after].concat()
    }

    /// What the file means as it stands now.
    fn template(&self, file: &str) -> Result<PromptTemplate, EditError> {
        PromptTemplate::parse(file, &self.whole()).map_err(|_| EditError::Unreadable)
    }

    /// One of our keys as a text; an empty one takes it away.
    fn say(&mut self, key: &[&str; 2], text: &str) -> Result<(), EditError> {
        let text = text.trim();
        self.keep(key, (!text.is_empty()).then(|| text.into()))
    }

    /// One of our keys, written `copydeck.title` or nested below `copydeck`.
    fn keep(&mut self, key: &[&str; 2], value: Option<Value>) -> Result<(), EditError> {
        let path = self.path_of(key);
        match value {
            Some(value) => self.front.set(&path, &value),
            None => self.front.remove(&path, 1),
        }
    }

    /// Where one of our keys is written, or would be.
    fn path_of<'a>(&self, key: &[&'a str; 2]) -> Vec<&'a str> {
        let [dotted, nested] = *key;
        let nested = ["copydeck", nested];
        if self.front.get(&nested).is_some() { nested.to_vec() } else { vec![dotted] }
    }

    /// One name below one of our keys, in any of the ways in which that can be written.
    fn keep_under(
        &mut self,
        key: &[&str; 2],
        name: &str,
        value: Option<Value>,
    ) -> Result<(), EditError> {
        let [dotted, nested] = *key;
        let own = format!("{dotted}.{name}");
        let ways: [&[&str]; 3] = [&[&own], &["copydeck", nested, name], &[dotted, name]];
        let holder: &[&str] = &["copydeck", nested];
        let path = match ways.iter().find(|way| self.front.get(way).is_some()) {
            Some(way) => *way,
            None if self.front.get(holder).is_some() => ways[1],
            None => ways[2],
        };
        match value {
            Some(value) => self.front.set(path, &value),
            None => self.front.remove(path, 1),
        }
    }
}

/// Puts the change from `before` to `after`, which are normalised, into the original.
fn splice(original: &str, before: &str, after: &str) -> String {
    if original == before {
        return after.to_owned();
    }
    let (start, end_before, end_after) = differing(before, after);
    let insert = &after[start..end_after];
    let insert =
        if original.contains("\r\n") { insert.replace('\n', "\r\n") } else { insert.to_owned() };
    let start = in_original(original, start);
    let end = in_original(original, end_before);
    [&original[..start], &insert, &original[end..]].concat()
}

/// The byte of the original for one of its normalised text.
pub(super) fn in_original(original: &str, normalised: usize) -> usize {
    let mut seen = 0;
    let mut characters = original.char_indices().peekable();
    if original.starts_with('\u{feff}') {
        characters.next();
    }
    while let Some((index, character)) = characters.next() {
        if seen >= normalised {
            return index;
        }
        seen += character.len_utf8();
        if character == '\r' && characters.peek().is_some_and(|(_, next)| *next == '\n') {
            characters.next();
        }
    }
    original.len()
}

/// Where two texts begin to differ, and where in each of them they end to.
fn differing(before: &str, after: &str) -> (usize, usize, usize) {
    let start = before
        .char_indices()
        .zip(after.chars())
        .find(|((_, left), right)| left != right)
        .map_or(before.len().min(after.len()), |((index, _), _)| index);
    let common: usize = before[start..]
        .chars()
        .rev()
        .zip(after[start..].chars().rev())
        .take_while(|(left, right)| left == right)
        .map(|(character, _)| character.len_utf8())
        .sum();
    (start, before.len() - common, after.len() - common)
}
