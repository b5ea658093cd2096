//! What can go wrong with the store, by what the user can do about it.

use std::path::PathBuf;

use crate::domain::tag::MOST_TAGS;

/// A failure of the store. What was saved before it stands.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data folder can't be made, or nothing can be written in it.
    #[error("Copydeck can't write in its data folder, {}: {source}.", folder.display())]
    FolderUnusable {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A newer Copydeck has written this store.
    #[error("A newer Copydeck has used this data folder.")]
    Newer,
    /// The file is not a database, or not one any more.
    #[error("The file that holds your drafts is damaged. It has been left as it is.")]
    Damaged,
    /// There is no room.
    #[error("The disk is full. Make room, and Copydeck will save again.")]
    DiskFull,
    /// Another process kept the store busy for too long.
    #[error("Another Copydeck is busy with this data folder. Try again in a moment.")]
    Busy,
    /// The store can be read but not written.
    #[error("Copydeck can read its data folder but not write in it.")]
    ReadOnly,
    /// There is no such thing here.
    #[error("There is no {kind} {id}.")]
    NotFound {
        /// What was looked for: “draft”.
        kind: &'static str,
        /// By which id or name.
        id: String,
    },
    /// The draft is being written to.
    #[error("This draft is being written already. Stop that first.")]
    DraftIsLive,
    /// The draft has as many tags as it can have.
    #[error("A draft has {MOST_TAGS} tags at the most. Remove one first.")]
    TooManyTags,
    /// The name is taken.
    #[error("There is a provider called “{name}” already. Choose another name.")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// The label is taken.
    #[error("There is a key called “{label}” already. Choose another label.")]
    KeyLabelTaken {
        /// The label.
        label: String,
    },
    /// SQLite failed in a way that has no name here.
    #[error("The store failed: {0}")]
    Sqlite(rusqlite::Error),
    /// A stored value can't be read; the store has been changed by something else.
    #[error("A stored value could not be read: {0}")]
    Value(#[from] serde_json::Error),
    /// The store has been closed.
    #[error("The store is closed.")]
    Closed,
}

impl StoreError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FolderUnusable { .. } => "store_unusable",
            Self::Newer => "store_newer",
            Self::Damaged => "store_damaged",
            Self::DiskFull => "disk_full",
            Self::Busy => "store_busy",
            Self::ReadOnly => "store_read_only",
            Self::NotFound { .. } => "not_found",
            Self::DraftIsLive => "draft_is_live",
            Self::TooManyTags => "too_many_tags",
            Self::NameTaken { .. } | Self::KeyLabelTaken { .. } => "name_taken",
            Self::Sqlite(_) | Self::Value(_) | Self::Closed => "store_failed",
        }
    }

    /// What the user can do, where the message does not say it.
    #[must_use]
    pub const fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::FolderUnusable { .. } | Self::ReadOnly => Some(
                "Make the folder writable, or start Copydeck with --data-dir and another folder.",
            ),
            Self::Newer => Some("Update Copydeck to open it."),
            Self::Damaged => Some(
                "Put a copy of copydeck.db from a backup in its place, or start Copydeck with --data-dir and another folder.",
            ),
            _ => None,
        }
    }

    /// A missing draft, run or the like.
    pub(super) fn not_found(kind: &'static str, id: impl std::fmt::Display) -> Self {
        Self::NotFound { kind, id: id.to_string() }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<tokio_rusqlite::Error<Self>> for StoreError {
    fn from(error: tokio_rusqlite::Error<Self>) -> Self {
        match error {
            tokio_rusqlite::Error::Error(inner) => inner,
            tokio_rusqlite::Error::Close((_, source)) => source.into(),
            _ => Self::Closed,
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        use rusqlite_migration::{Error, MigrationDefinitionError};
        match error {
            Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
                Self::Newer
            }
            Error::RusqliteError { err, .. } => err.into(),
            other => Self::Sqlite(rusqlite::Error::ToSqlConversionFailure(Box::new(other))),
        }
    }
}
