//! Documents as text: plain text, Markdown, web pages, PDF, Word and tables, cut into passages
//! that know the page or heading they stand at.
//!
//! The files come from others and their formats are large, so [`read`] runs in a process of its
//! own ([`child`]) that [`reader`] gives a limit of time and of memory. Which passages a drafting
//! gets is decided in [`domain::source`](crate::domain::source).

use crate::domain::source::{MAX_SOURCE_BYTES, SourceKind, SourceText};

pub use self::error::SourceError;

pub mod child;
mod csv;
mod docx;
mod error;
mod html;
mod kind;
mod markdown;
mod passages;
mod pdf;
mod plain;
pub mod reader;
#[cfg(test)]
mod tests;

/// The text of a document, by its name and its bytes.
///
/// # Errors
/// When it is too large, of no kind that is read here, locked, broken, or holds no text.
pub fn read(name: &str, bytes: &[u8]) -> Result<SourceText, SourceError> {
    if bytes.len() > MAX_SOURCE_BYTES {
        return Err(SourceError::TooLarge);
    }
    let kind = kind::of(name, bytes)?;
    let (sections, left_out) = match kind {
        SourceKind::Text => (plain::read(bytes)?, None),
        SourceKind::Markdown => (markdown::read(&plain::text(bytes)?), None),
        SourceKind::Html => (html::read(bytes), None),
        SourceKind::Csv => (csv::read(bytes)?, None),
        SourceKind::Docx => (docx::read(bytes)?, None),
        SourceKind::Pdf => {
            let (sections, pages_without_text) = pdf::read(bytes)?;
            (sections, pdf::in_words(pages_without_text))
        }
    };
    let (passages, cut) = passages::cut(sections);
    if passages.is_empty() {
        return Err(SourceError::NoText);
    }
    Ok(SourceText { kind, passages, left_out: cut.or(left_out) })
}
