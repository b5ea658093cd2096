//! Where the tags of a template's text are and what they use, found in one pass over the text.
//!
//! The text is compiled by the handlebars crate, whose parser recurses on nesting and backtracks.
//! This pass comes first: it names what is wrong in words and with a place, it finds what the
//! checks need (names, partials, blocks), and it refuses whatever could overflow a stack or take
//! longer than linear time further on. It accepts no more than Handlebars does.

use super::{
    error::{Place, TemplateProblem},
    tag_reader::Reader,
};

/// Tags times bytes of text: later steps look up each tag's line from the top of the text.
const MAX_TAG_WORK: usize = 1 << 24;
/// Backslashes in a row: the compiler looks at a run again from each of its characters.
const MAX_BACKSLASHES: usize = 64;

/// What was read, or what is wrong at which byte of the text.
pub(super) type Located<T> = Result<T, (usize, TemplateProblem)>;

/// A tag. Comments are not among them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tag {
    pub(super) kind: TagKind,
    /// The byte of the text where it begins.
    pub(super) at: usize,
    /// The helpers it calls, its own first.
    pub(super) calls: Vec<Call>,
    /// The values it uses.
    pub(super) paths: Vec<Path>,
    /// The names it gives to values in its block, `as |name|`.
    pub(super) binds: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TagKind {
    /// `{{…}}`
    Value,
    /// `{{#name …}}`
    Open(String),
    /// `{{else}}`, `{{else name …}}`, `{{^}}`
    Else,
    /// `{{/name}}`
    Close(String),
    /// `{{> name …}}`
    Partial(String),
}

/// A helper and how much it is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    pub(super) helper: String,
    pub(super) at: usize,
    pub(super) arguments: usize,
    pub(super) named: Vec<String>,
}

/// A value by its path, as written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    pub(super) text: String,
    pub(super) at: usize,
}

/// All tags of a text, in order.
pub(super) fn scan(text: &str) -> Located<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut from = 0;
    refuse_backslashes(text)?;
    let mut seen = 0;
    while let Some(found) = text[from..].find("{{") {
        let start = from + found;
        seen += 1;
        if seen * text.len() > MAX_TAG_WORK {
            return Err((start, TemplateProblem::TooManyTags));
        }
        let backslashes = text[from..start].bytes().rev().take_while(|b| *b == b'\\').count();
        if backslashes == 1 {
            // Escaped: what follows is text.
            from = start + 2 + if text[start + 2..].starts_with("{{") { 2 } else { 0 };
            continue;
        }
        if let Some(end) = comment_end(text, start)? {
            from = end;
            continue;
        }
        let (tag, end) = Reader::at(text, start).tag()?;
        tags.push(tag);
        from = end;
    }
    Ok(tags)
}

fn refuse_backslashes(text: &str) -> Located<()> {
    let mut run = 0;
    for (index, byte) in text.bytes().enumerate() {
        run = if byte == b'\\' { run + 1 } else { 0 };
        if run > MAX_BACKSLASHES {
            return Err((index, TemplateProblem::Backslashes));
        }
    }
    Ok(())
}

fn comment_end(text: &str, start: usize) -> Located<Option<usize>> {
    let rest = &text[start + 2..];
    let (opening, closing) = if rest.starts_with("!--") {
        ("!--", "--}}")
    } else if rest.starts_with('!') {
        ("!", "}}")
    } else {
        return Ok(None);
    };
    let body = start + 2 + opening.len();
    match text[body..].find(closing) {
        Some(end) => Ok(Some(body + end + closing.len())),
        None => Err((start, TemplateProblem::TagOpen)),
    }
}

/// The line and character of a byte.
pub(super) fn place_of(text: &str, index: usize) -> Place {
    let before = &text[..index];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place {
        line: count(before.matches('\n').count() + 1),
        column: count(before[line_start..].chars().count() + 1),
    }
}
