//! What can go wrong with the store, by what the user can do about it.

use std::path::{Path, PathBuf};

use super::{access::ReadOnlyCause, damage};

use crate::domain::{source::MAX_SOURCES, tag::MOST_TAGS};

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
    /// A newer Copydeck has written this store, or this backup.
    #[error("A newer Copydeck has used this data folder.")]
    Newer,
    /// The file is not a database, or not one any more.
    #[error("The file that holds your drafts is damaged. It has been left as it is.")]
    Damaged {
        /// What is wrong with it, for somebody who knows databases.
        details: String,
    },
    /// There is no room.
    #[error("The disk is full.")]
    DiskFull,
    /// The disk, or what stands in for it, refused to write.
    #[error("The disk could not be written.")]
    DiskFailed,
    /// Another process has the store open, so that it can't be put back or set aside.
    #[error("Another Copydeck is at work in this data folder. Wait for it to end, then try again.")]
    InUse,
    /// Another process kept the store busy for too long.
    #[error("Another Copydeck is busy with this data folder. Try again in a moment.")]
    Busy,
    /// The store can be read but not written.
    #[error("{}", .0.message())]
    ReadOnly(ReadOnlyCause),
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
    /// The draft has as many documents as it can have.
    #[error("A draft has {MAX_SOURCES} documents at the most. Remove one first.")]
    TooManySources,
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
    /// The name of a library item is taken.
    #[error("The library has “{name}” already. Choose another name.")]
    ItemNameTaken {
        /// The name.
        name: String,
    },
    /// A library item is not as it was when a change to it was decided.
    #[error("“{name}” has changed meanwhile, so nothing was done. Look at it again.")]
    ItemChanged {
        /// The item.
        name: String,
    },
    /// A value in a sound store can't be read: something has changed it.
    #[error("A part of what is stored can’t be read any more: {0}.")]
    Unreadable(rusqlite::Error),
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
            Self::Damaged { .. } => "store_damaged",
            Self::DiskFull => "disk_full",
            Self::DiskFailed => "disk_failed",
            Self::InUse => "store_in_use",
            Self::Busy => "store_busy",
            Self::ReadOnly(_) => "store_read_only",
            Self::NotFound { .. } => "not_found",
            Self::DraftIsLive => "draft_is_live",
            Self::TooManyTags => "too_many_tags",
            Self::TooManySources => "too_many_sources",
            Self::NameTaken { .. } | Self::KeyLabelTaken { .. } | Self::ItemNameTaken { .. } => {
                "name_taken"
            }
            Self::ItemChanged { .. } => "item_changed",
            Self::Unreadable(_) => "store_unreadable",
            Self::Sqlite(_) | Self::Value(_) | Self::Closed => "store_failed",
        }
    }

    /// What the user can do, where the message does not say it.
    #[must_use]
    pub const fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::FolderUnusable { .. } => Some(UNWRITABLE),
            Self::ReadOnly(cause) => Some(cause.remedy()),
            Self::Unreadable(_) => Some("A backup can bring it back: see Settings, Data."),
            Self::Newer => Some("Update Copydeck to open it."),
            Self::DiskFull => Some("Make room on the disk, then try again."),
            Self::DiskFailed => Some("Check the disk and the data folder, then try again."),
            Self::Damaged { .. } => {
                Some("Close Copydeck and open its window: it offers the newest good backup.")
            }
            _ => None,
        }
    }

    /// What the system said when something was to be written in a folder.
    pub(super) fn in_folder(folder: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded => Self::DiskFull,
            _ => Self::FolderUnusable { folder: folder.to_owned(), source },
        }
    }

    /// A missing draft, run or the like.
    pub(crate) fn not_found(kind: &'static str, id: impl std::fmt::Display) -> Self {
        Self::NotFound { kind, id: id.to_string() }
    }
}

const UNWRITABLE: &str =
    "Make the folder writable, or start Copydeck with --data-dir and another folder.";

impl ReadOnlyCause {
    /// What it means to the user.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Newer => {
                "A newer Copydeck has used this data folder, so you can read your drafts here but not change them."
            }
            Self::Unwritable => {
                "Copydeck can read its data folder but not write in it, so you can read your drafts but not change them."
            }
        }
    }

    /// What the user can do.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Newer => "Update Copydeck to go on writing.",
            Self::Unwritable => UNWRITABLE,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{FromSqlConversionFailure, InvalidColumnType, Utf8Error};
        use rusqlite::ErrorCode;
        if let FromSqlConversionFailure(..) | InvalidColumnType(..) | Utf8Error(..) = error {
            return Self::Unreadable(error);
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(code) if damage::is_damage(code) => Self::Damaged { details: error.to_string() },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly(ReadOnlyCause::Unwritable),
            // The file that processes share could not be made larger.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_extended_error_code()
                    == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::SystemIoFailure) if is_about_writing(&error) => {
                tracing::warn!(%error, "the disk could not be written");
                Self::DiskFailed
            }
            _ => Self::Sqlite(error),
        }
    }
}

/// Whether the system refused to take something, as it does past a quota.
fn is_about_writing(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    error.sqlite_extended_error_code().is_some_and(|code| {
        [
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_DIR_FSYNC,
            ffi::SQLITE_IOERR_TRUNCATE,
            ffi::SQLITE_IOERR_SHMOPEN,
            ffi::SQLITE_IOERR_SHMMAP,
        ]
        .contains(&code)
    })
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
