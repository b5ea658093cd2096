//! Documents attached to a brief: the text taken from each, cut into passages that know where
//! they stand, and the choice of those that a drafting is given.
//!
//! How a file becomes text is the business of [`sources`](crate::sources).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::id::SourceId;

pub mod choosing;
pub mod citing;
pub mod facts;

/// The most a document may hold, in bytes.
pub const MAX_SOURCE_BYTES: usize = 20_000_000;

/// The most documents a draft has.
pub const MAX_SOURCES: usize = 20;

/// The longest passage, in characters: two or three paragraphs, so that several fit in a small
/// model's window.
pub const MAX_PASSAGE_CHARS: usize = 900;

/// What kind of file a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// PDF.
    Pdf,
    /// A Word document.
    Docx,
    /// A table.
    Csv,
}

/// Where a passage stands in its document, as a reader would look for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind")]
#[ts(rename = "SourcePlace")]
pub enum Place {
    /// On a page, counted from 1.
    Page {
        /// Which.
        number: u32,
    },
    /// Below a heading.
    Heading {
        /// Its words.
        text: String,
    },
    /// In rows of a table, counted from 1 below its head.
    Rows {
        /// The first.
        first: u32,
        /// The last; the same one for a single row.
        last: u32,
    },
}

impl Place {
    /// The place in words: “page 3”, “Pricing”, “rows 4–9”.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Page { number } => format!("page {number}"),
            Self::Heading { text } => text.clone(),
            Self::Rows { first, last } if first == last => format!("row {first}"),
            Self::Rows { first, last } => format!("rows {first}–{last}"),
        }
    }
}

/// A stretch of a document's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourcePassage {
    /// Where it stands; none before the first heading and in plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub place: Option<Place>,
    /// Its words, never empty, [`MAX_PASSAGE_CHARS`] at the most.
    pub text: String,
}

/// The text taken from a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceText {
    /// What the file turned out to be.
    pub kind: SourceKind,
    /// Its passages, in order.
    pub passages: Vec<SourcePassage>,
    /// What was left out, in words for the user: pages that hold only pictures, text beyond the
    /// bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub left_out: Option<String>,
}

/// A source as a brief lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SourceSummary {
    /// Its identity.
    pub id: SourceId,
    /// The file's name.
    pub name: String,
    /// Its kind.
    pub kind: SourceKind,
    /// How many passages were taken from it.
    pub passages: u32,
    /// How many words they hold.
    pub words: u32,
    /// What was left out, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub left_out: Option<String>,
}
