//! Whether a store can be written, and why not where it can't.

use std::collections::HashSet;

use tokio_rusqlite::Connection;

use super::{StoreError, instance::Instance};
use crate::domain::id::DraftId;

/// Why a store was opened for reading only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnlyCause {
    /// A newer Copydeck has laid it out in a way that this one must not touch.
    Newer,
    /// Nothing can be written in the data folder.
    Unwritable,
}

/// How a store is held. Only a writable one has a connection that writes.
#[derive(Debug)]
pub(super) enum Access {
    Writable {
        writer: Connection,
        instance: Instance,
    },
    /// `abandoned` are the drafts that a process which is gone was writing. Their runs can't be
    /// ended here; they are shown as they will be once they are.
    ReadOnly {
        cause: ReadOnlyCause,
        abandoned: HashSet<DraftId>,
    },
}

impl Access {
    pub(super) fn writer(&self) -> Result<&Connection, StoreError> {
        match self {
            Self::Writable { writer, .. } => Ok(writer),
            Self::ReadOnly { cause, .. } => Err(StoreError::ReadOnly(*cause)),
        }
    }

    pub(super) fn instance(&self) -> Result<&Instance, StoreError> {
        match self {
            Self::Writable { instance, .. } => Ok(instance),
            Self::ReadOnly { cause, .. } => Err(StoreError::ReadOnly(*cause)),
        }
    }

    /// Whether a draft is marked as being written and nobody writes it any more.
    pub(super) fn is_abandoned(&self, draft: DraftId) -> bool {
        match self {
            Self::Writable { .. } => false,
            Self::ReadOnly { abandoned, .. } => abandoned.contains(&draft),
        }
    }
}
