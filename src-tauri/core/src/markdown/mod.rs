//! A draft's Markdown made into something else: HTML to look at, whole ([`html`]) or patched as
//! the text changes ([`live`]), a page of its own ([`page`]), plain text ([`plain`]), a Word
//! document ([`docx`]).
//!
//! What a draft may do when it is looked at is decided here: nothing. Raw HTML is shown as the
//! text it is, an image as its description and address, and only an [`address`] that a person
//! could want to open becomes a link. No stage keeps markup of the draft's own, so there is none
//! to clean: the writer makes every tag itself.
//!
//! A line break in the source is a line break in the result: copy is written in lines that mean
//! something, and a model does not wrap its own.

use std::borrow::Cow;

use pulldown_cmark::Options;

pub mod address;
mod blocks;
mod definitions;
pub mod docx;
mod escape;
pub mod html;
pub mod live;
pub mod page;
pub mod plain;
#[cfg(test)]
mod tests;

/// The dialect: CommonMark with tables, strikethrough and task lists. Footnotes stay off, since
/// they take more than linear time on hostile text.
const DIALECT: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS);

/// Text whose lines all end in one way. The parser looks past a carriage return in places where
/// a line ends, and the window's editor knows but one kind of line.
fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}
