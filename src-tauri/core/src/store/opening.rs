//! How a store is opened, by what is found in the data folder:
//!
//! | found | then |
//! | --- | --- |
//! | nothing | a new store is made |
//! | a store of this layout | it is opened |
//! | an older layout | it is backed up, then brought up to date |
//! | a newer layout, or a folder that can't be written | it is opened for reading only |
//! | a damaged store | it is left as it is; [`recovery`](super::recovery) says what can be done |
//!
//! Whoever opens, restores or sets aside a store holds `opening.lock` meanwhile, so that no two
//! processes do any of it at once.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use jiff::Timestamp;
use rusqlite::OpenFlags;
use rusqlite_migration::Migrations;
use tokio_rusqlite::Connection;

use super::{
    BUSY_TIMEOUT, MIGRATIONS, Store, StoreError,
    access::{Access, ReadOnlyCause},
    backup::{self, blocking},
    backup_name::BackupReason,
    damage::{self, Found},
    files::StoreFiles,
    instance::Instance,
};

/// The layout that this Copydeck knows: how many migrations there are.
pub(super) const fn latest() -> i64 {
    MIGRATIONS.len() as i64
}

/// Held by the one process that opens, restores or sets aside the store.
#[derive(Debug)]
pub(super) struct Guard(#[allow(dead_code, reason = "held for its lock")] File);

impl Guard {
    /// Waits for its turn. The data folder is made where there is none.
    ///
    /// # Errors
    /// [`StoreError::FolderUnusable`] when nothing can be written in the folder.
    pub(super) fn acquire(files: &StoreFiles) -> Result<Self, StoreError> {
        let unusable = |error| StoreError::in_folder(files.folder(), error);
        fs::create_dir_all(files.folder()).map_err(unusable)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(files.opening_lock())
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => file.lock().map_err(unusable)?,
            // A file system without locks: then as well as can be.
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "the data folder can't be locked");
            }
        }
        Ok(Self(file))
    }
}

/// What was decided before any connection is made.
enum Decision {
    Writable { instance: Instance, guard: Guard, spoilt: Option<PathBuf> },
    ReadOnly { cause: ReadOnlyCause, immutable: bool },
}

pub(super) async fn open(folder: &Path, now: Timestamp) -> Result<Store, StoreError> {
    let files = StoreFiles::of(folder);
    let database = files.database();
    let deciding = files.clone();
    let decision = blocking(move || decide(&deciding, now)).await?;
    let (access, reader, spoilt) = match decision {
        Decision::Writable { instance, guard, spoilt } => {
            let writer = Connection::open(&database).await?;
            writer.call(prepare_writer).await?;
            let reader = Connection::open(&database).await?;
            drop(guard);
            (Access::Writable { writer, instance }, reader, spoilt)
        }
        Decision::ReadOnly { cause, immutable } => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            let reader =
                Connection::open_with_flags(read_only_address(&database, immutable)?, flags)
                    .await?;
            (Access::ReadOnly { cause, abandoned: HashSet::new() }, reader, None)
        }
    };
    reader.call(prepare_reader).await?;
    let mut store =
        Store { access, reader, files: Some(files), spoilt, met_damage: AtomicBool::new(false) };
    if store.read_only().is_none() {
        store.interrupt_dead_runs(now).await?;
    } else {
        let found = store.abandoned_drafts(folder).await?;
        if let Access::ReadOnly { abandoned, .. } = &mut store.access {
            *abandoned = found;
        }
    }
    Ok(store)
}

fn decide(files: &StoreFiles, now: Timestamp) -> Result<Decision, StoreError> {
    let claimed =
        Guard::acquire(files).and_then(|guard| Ok((Instance::claim(files.folder())?, guard)));
    let (instance, guard) = match claimed {
        Ok(claimed) => claimed,
        // What can't be written may still be read.
        Err(StoreError::FolderUnusable { .. }) if files.database().is_file() => {
            return decide_unwritable(files);
        }
        Err(error) => return Err(error),
    };
    let found = damage::inspect(files, !instance.others_live())?;
    let spoilt = match found {
        Found::Nothing => None,
        Found::Damage(details) => {
            tracing::error!(details, "the store is damaged");
            return Err(StoreError::Damaged { details });
        }
        Found::Store { version, .. } if version > latest() => {
            return Ok(Decision::ReadOnly { cause: ReadOnlyCause::Newer, immutable: false });
        }
        Found::Store { version, log_is_broken } => {
            let spoilt = log_is_broken
                .then(|| files.copy_aside(now))
                .transpose()
                .map_err(|error| StoreError::in_folder(files.folder(), error))?;
            if version > 0 && version < latest() {
                backup::make(files, BackupReason::BeforeUpdate, now)?;
            }
            spoilt
        }
    };
    if can_be_written(&files.database()) {
        // Every page was read and is well, if there was reason to doubt it.
        forget_suspicion(files);
        Ok(Decision::Writable { instance, guard, spoilt })
    } else {
        Ok(Decision::ReadOnly { cause: ReadOnlyCause::Unwritable, immutable: false })
    }
}

fn decide_unwritable(files: &StoreFiles) -> Result<Decision, StoreError> {
    // Without a log nothing is waiting to be written, and the file can be read as it stands.
    let immutable = fs::metadata(files.wal()).map_or(0, |log| log.len()) == 0;
    Ok(Decision::ReadOnly { cause: ReadOnlyCause::Unwritable, immutable })
}

/// Whether the file may be opened for writing; one that is not there is made later.
fn can_be_written(database: &Path) -> bool {
    match OpenOptions::new().write(true).open(database) {
        Ok(_) => true,
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

fn forget_suspicion(files: &StoreFiles) {
    if let Err(error) = fs::remove_file(files.suspicion())
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "the next start will read every page again");
    }
}

/// The address of a store that is only read. SQLite makes no file beside an immutable one.
fn read_only_address(database: &Path, immutable: bool) -> Result<String, StoreError> {
    let absolute =
        std::path::absolute(database).map_err(|error| StoreError::in_folder(database, error))?;
    let mut address = url::Url::from_file_path(&absolute).map_err(|()| {
        StoreError::in_folder(database, std::io::Error::from(std::io::ErrorKind::InvalidFilename))
    })?;
    if immutable {
        address.set_query(Some("immutable=1"));
    }
    Ok(address.into())
}

pub(super) fn prepare_writer(sql: &mut rusqlite::Connection) -> Result<(), StoreError> {
    sql.busy_timeout(BUSY_TIMEOUT)?;
    sql.pragma_update(None, "journal_mode", "wal")?;
    sql.pragma_update(None, "synchronous", "full")?;
    sql.pragma_update(None, "foreign_keys", true)?;
    migrate(sql)
}

/// Brings the layout up to date.
pub(super) fn migrate(sql: &mut rusqlite::Connection) -> Result<(), StoreError> {
    Ok(Migrations::from_slice(MIGRATIONS).to_latest(sql)?)
}

fn prepare_reader(sql: &mut rusqlite::Connection) -> Result<(), StoreError> {
    sql.busy_timeout(BUSY_TIMEOUT)?;
    sql.pragma_update(None, "query_only", true)?;
    Ok(())
}
