//! The SQLite store in the data folder: drafts, revisions, runs, providers, settings.
//!
//! One writer and one reader connection, each on its own thread, so that a list is read while a
//! stream is saved. WAL with `synchronous=FULL`: what a call has saved survives a power cut.
//! Several processes may share a store; a busy one is waited for. Ids and times are given by the
//! callers. Keys are not kept here, only where they are.

use std::path::{Path, PathBuf};

use rusqlite_migration::{M, Migrations};
use tokio_rusqlite::Connection;

pub use error::StoreError;
use instance::Instance;

mod bin;
pub mod desk_list;
mod drafts;
mod error;
mod instance;
mod local_models;
mod provider_keys;
mod providers;
mod revision_texts;
pub mod revisions;
pub mod runs;
mod search;
mod search_words;
mod sent;
mod settings;
mod sql;
mod tags;

const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/001-initial.sql")),
    M::up(include_str!("../../migrations/002-desk-list.sql")),
    M::up(include_str!("../../migrations/003-history.sql")),
    M::up(include_str!("../../migrations/004-providers.sql")),
];

/// How long a call waits for another process that is writing.
const BUSY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);

/// The store of one data folder.
#[derive(Debug)]
pub struct Store {
    writer: Connection,
    reader: Connection,
    instance: Instance,
    folder: Option<PathBuf>,
}

impl Store {
    /// Opens the store in a data folder, making both where they do not exist, and brings its
    /// schema up to date. Runs left live by a process that is gone are ended as interrupted,
    /// with all they had written in their drafts.
    ///
    /// # Errors
    /// [`StoreError::FolderUnusable`] when the folder can't be made or written,
    /// [`StoreError::Newer`] when a newer Copydeck wrote it, [`StoreError::Damaged`] when it is
    /// not a database.
    pub async fn open(folder: &Path, now: jiff::Timestamp) -> Result<Self, StoreError> {
        let instance = Instance::claim(folder)?;
        let file = folder.join("copydeck.db");
        let writer = open_connection(&file).await?;
        writer.call(prepare_writer).await?;
        let reader = open_connection(&file).await?;
        reader.call(prepare_reader).await?;
        let store = Self { writer, reader, instance, folder: Some(folder.to_owned()) };
        store.interrupt_dead_runs(now).await?;
        Ok(store)
    }

    /// A store that lasts as long as the process, for tests.
    ///
    /// # Errors
    /// When SQLite can't start.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let writer = Connection::open_in_memory().await.map_err(StoreError::from)?;
        writer.call(prepare_writer).await?;
        Ok(Self { reader: writer.clone(), writer, instance: Instance::unshared(), folder: None })
    }

    /// The data folder; `None` in memory.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&rusqlite::Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let outcome = self
            .writer
            .call(move |connection| {
                let transaction = connection
                    .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok::<T, StoreError>(value)
            })
            .await;
        Ok(outcome?)
    }

    async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        Ok(self.reader.call(move |connection| work(connection)).await?)
    }
}

async fn open_connection(file: &Path) -> Result<Connection, StoreError> {
    Connection::open(file).await.map_err(StoreError::from)
}

fn prepare_writer(connection: &mut rusqlite::Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Migrations::from_slice(MIGRATIONS).to_latest(connection)?;
    Ok(())
}

fn prepare_reader(connection: &mut rusqlite::Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_apply_to_an_empty_store() {
        Migrations::from_slice(MIGRATIONS).validate().expect("valid migrations");
    }

    #[tokio::test]
    async fn a_store_from_a_newer_copydeck_is_left_alone_and_named() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(Store::open(folder.path(), jiff::Timestamp::UNIX_EPOCH).await.expect("a store"));
        let file = rusqlite::Connection::open(folder.path().join("copydeck.db")).expect("opens");
        file.pragma_update(None, "user_version", 999).expect("set");
        drop(file);
        let error =
            Store::open(folder.path(), jiff::Timestamp::UNIX_EPOCH).await.expect_err("newer");
        assert_eq!(error.code(), "store_newer");
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_named_and_left_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("copydeck.db");
        std::fs::write(&file, "not a database, and longer than a header".repeat(100))
            .expect("written");
        let before = std::fs::read(&file).expect("read");
        let error =
            Store::open(folder.path(), jiff::Timestamp::UNIX_EPOCH).await.expect_err("damaged");
        assert_eq!(error.code(), "store_damaged");
        assert_eq!(std::fs::read(&file).expect("read"), before);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a-file");
        std::fs::write(&file, "").expect("written");
        let error = Store::open(&file.join("data"), jiff::Timestamp::UNIX_EPOCH)
            .await
            .expect_err("no folder");
        assert_eq!(error.code(), "store_unusable");
        assert!(error.to_string().contains("a-file"), "{error}");
    }
}
