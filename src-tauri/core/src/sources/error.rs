//! Why a document gave no text, by what the user can do about it.

use serde::{Deserialize, Serialize};

/// A document that can't be used. It has not been changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum SourceError {
    /// It is larger than a source may be.
    #[error("It is larger than 20 MB. Attach the part that matters.")]
    TooLarge,
    /// It is of a kind that is not read.
    #[error("Copydeck reads text, Markdown, HTML, PDF, Word (.docx) and CSV files.")]
    UnknownKind,
    /// It asks for a password.
    #[error("It is protected by a password. Save a copy without one, and attach that.")]
    Locked,
    /// It holds pictures of pages.
    #[error("Its pages are pictures, so there is no text to take. Attach a version with text.")]
    Scanned,
    /// There is nothing in it.
    #[error("There is no text in it.")]
    NoText,
    /// It is not what its name says, or damaged.
    #[error("It is damaged, or not the kind of file that its name says.")]
    Broken,
    /// Reading it took longer or more memory than it may.
    #[error("It took too long to read. Attach a smaller part, or a text version.")]
    TooHard,
}

impl SourceError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "source_too_large",
            Self::UnknownKind => "source_kind_unknown",
            Self::Locked => "source_locked",
            Self::Scanned => "source_scanned",
            Self::NoText => "source_empty",
            Self::Broken => "source_broken",
            Self::TooHard => "source_too_hard",
        }
    }
}
