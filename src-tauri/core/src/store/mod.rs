//! The SQLite store in the data folder: drafts, revisions, runs, the library, providers,
//! settings.
//!
//! One writer and one reader connection, each on its own thread, so that a list is read while a
//! stream is saved. WAL with `synchronous=FULL`: what a call has saved survives a power cut.
//! Several processes may share a store; a busy one is waited for. Ids and times are given by the
//! callers. Keys are not kept here, only where they are.
//!
//! How a store is opened, and what becomes of one that is newer, damaged or can't be written, is
//! in `opening`; its copies are in [`backup`].

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rusqlite_migration::M;
use tokio_rusqlite::Connection;

use access::Access;
pub use access::ReadOnlyCause;
pub use error::StoreError;
use files::StoreFiles;
use instance::Instance;

mod access;
pub mod backup;
pub mod backup_name;
mod bin;
mod damage;
pub mod desk_list;
mod drafts;
mod error;
mod files;
mod instance;
pub mod library;
mod local_models;
mod opening;
pub mod packs;
mod provider_keys;
mod providers;
pub mod recovery;
pub mod refinements;
mod rescue;
mod revision_texts;
pub mod revisions;
pub mod runs;
mod search;
mod search_words;
mod sent;
mod settings;
mod sources;
mod sql;
mod tags;
pub mod template_tests;
#[cfg(test)]
mod tests;
pub mod variants;
mod wal;

const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/001-initial.sql")),
    M::up(include_str!("../../migrations/002-desk-list.sql")),
    M::up(include_str!("../../migrations/003-history.sql")),
    M::up(include_str!("../../migrations/004-providers.sql")),
    M::up(include_str!("../../migrations/005-library.sql")),
    M::up(include_str!("../../migrations/006-search-unspaced.sql")),
    M::up(include_str!("../../migrations/007-packs.sql")),
    M::up(include_str!("../../migrations/008-template-tests.sql")),
    M::up(include_str!("../../migrations/009-sources.sql")),
    M::up(include_str!("../../migrations/010-every-request.sql")),
    M::up(include_str!("../../migrations/011-variants.sql")),
    M::up(include_str!("../../migrations/012-refinements.sql")),
];

/// How long a call waits for another process that is writing.
const BUSY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);

/// The store of one data folder.
#[derive(Debug)]
pub struct Store {
    access: Access,
    reader: Connection,
    files: Option<StoreFiles>,
    spoilt: Option<PathBuf>,
    /// Whether a damaged page was met since the store was opened.
    met_damage: AtomicBool,
}

impl Store {
    /// Opens the store in a data folder, making both where they do not exist, and brings its
    /// schema up to date, after a backup. One that a newer Copydeck wrote, or that can't be
    /// written, is opened for reading only: see [`read_only`](Self::read_only). Runs left live by
    /// a process that is gone are ended as interrupted, with all they had written in their drafts.
    ///
    /// # Errors
    /// [`StoreError::FolderUnusable`] when the folder can't be made, or neither written nor read;
    /// [`StoreError::Damaged`] when the store is not whole: nothing has been changed then.
    pub async fn open(folder: &Path, now: jiff::Timestamp) -> Result<Self, StoreError> {
        opening::open(folder, now).await
    }

    /// A store that lasts as long as the process, for tests.
    ///
    /// # Errors
    /// When SQLite can't start.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let writer = Connection::open_in_memory().await.map_err(StoreError::from)?;
        writer.call(opening::prepare_writer).await?;
        let reader = writer.clone();
        let access = Access::Writable { writer, instance: Instance::unshared() };
        Ok(Self { access, reader, files: None, spoilt: None, met_damage: AtomicBool::new(false) })
    }

    /// The data folder; `None` in memory.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.files.as_ref().map(StoreFiles::folder)
    }

    /// Why nothing can be written; `None` where it can.
    #[must_use]
    pub const fn read_only(&self) -> Option<ReadOnlyCause> {
        match self.access {
            Access::Writable { .. } => None,
            Access::ReadOnly { cause, .. } => Some(cause),
        }
    }

    /// Where a copy was left of a store whose newest changes could not all be read when it was
    /// opened: a disk had spoilt them. What could be read is in the store.
    #[must_use]
    pub fn spoilt_copy(&self) -> Option<&Path> {
        self.spoilt.as_deref()
    }

    /// Whether a damaged page was met since the store was opened. What it says to have saved after
    /// that may be out of reach at the next start.
    #[must_use]
    pub fn has_met_damage(&self) -> bool {
        self.met_damage.load(Ordering::Relaxed)
    }

    /// Closes the store: what waits in the log is moved into its file, unless another process has
    /// it open. After that every call fails. A store that was not closed is looked through page
    /// by page when it is opened the next time, as after a crash.
    pub async fn close(&self) {
        // The last to close is the one that writes: a reader could not empty the log.
        let _ = self.reader.clone().close().await;
        if let Ok(writer) = self.access.writer()
            && let Err(error) = writer.clone().close().await
        {
            tracing::warn!(%error, "the store was not closed in order");
        }
    }

    /// Moves what the log holds into the database, after a large change: else a small one that
    /// follows, such as a piece of a stream, would wait for that. Where somebody reads at this
    /// moment it is left for later.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        let outcome = self
            .access
            .writer()?
            .call(|connection| {
                connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
                Ok::<(), StoreError>(())
            })
            .await;
        self.noting(outcome.map_err(StoreError::from))
    }

    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&rusqlite::Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let outcome = self
            .access
            .writer()?
            .call(move |connection| {
                let transaction = connection
                    .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok::<T, StoreError>(value)
            })
            .await;
        self.noting(outcome.map_err(StoreError::from))
    }

    async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let outcome = self.reader.call(move |connection| work(connection)).await;
        self.noting(outcome.map_err(StoreError::from))
    }

    fn files(&self) -> Result<StoreFiles, StoreError> {
        self.files.clone().ok_or(StoreError::Closed)
    }

    /// Leaves word for the next opening when a damaged page was met: it then reads every page.
    fn noting<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let (Err(StoreError::Damaged { details }), Some(files)) = (&outcome, &self.files) {
            tracing::error!(details, "a damaged page was met");
            self.met_damage.store(true, Ordering::Relaxed);
            if let Err(error) = std::fs::write(files.suspicion(), details) {
                tracing::warn!(%error, "the next start will not know of it");
            }
        }
        outcome
    }
}
