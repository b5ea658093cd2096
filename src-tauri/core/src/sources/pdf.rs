//! PDF, page by page.
//!
//! The reader panics on pages it does not understand; such a page is left out and the others are
//! kept. Pages that are pictures hold no text: when all are, the document is called scanned.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, Error, PlainTextOutput, encryption::DecryptionError};

use super::{SourceError, passages::Section};
use crate::domain::source::Place;

/// The most pages that are read.
const MAX_PAGES: u32 = 5_000;

/// The pages' texts, and how many pages gave none.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Section>, usize), SourceError> {
    let mut document = unwound(|| Document::load_mem(bytes))
        .ok_or(SourceError::Broken)?
        .map_err(|error| refusal(&error))?;
    if document.is_encrypted() {
        // Many documents are encrypted with an empty password, to forbid printing and the like.
        unwound(|| document.decrypt(""))
            .ok_or(SourceError::Broken)?
            .map_err(|_| SourceError::Locked)?;
    }
    let pages = document.get_pages();
    if pages.is_empty() {
        return Err(SourceError::Broken);
    }
    let mut sections = Vec::new();
    let mut without_text = 0;
    for number in pages.into_keys().take_while(|number| *number <= MAX_PAGES) {
        let text = page(&document, number).unwrap_or_default();
        if text.trim().is_empty() {
            without_text += 1;
        } else {
            sections.push(Section { place: Some(Place::Page { number }), text });
        }
    }
    if sections.is_empty() { Err(SourceError::Scanned) } else { Ok((sections, without_text)) }
}

/// What is said of pages without text.
pub(super) fn in_words(pages_without_text: usize) -> Option<String> {
    match pages_without_text {
        0 => None,
        1 => Some("One page is a picture or could not be read.".to_owned()),
        pages => Some(format!("{pages} pages are pictures or could not be read.")),
    }
}

fn page(document: &Document, number: u32) -> Option<String> {
    unwound(|| {
        let mut text = String::new();
        let mut output = PlainTextOutput::new(&mut text);
        pdf_extract::output_doc_page(document, &mut output, number).ok().map(|()| text)
    })
    .flatten()
}

fn refusal(error: &Error) -> SourceError {
    match error {
        Error::InvalidPassword
        | Error::Decryption(DecryptionError::IncorrectPassword)
        | Error::UnsupportedSecurityHandler(_) => SourceError::Locked,
        _ => SourceError::Broken,
    }
}

/// What `read` gives, or nothing when it panics. What a panic leaves half done is thrown away.
fn unwound<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}
