//! Looks at a store before it is opened, and changes nothing about it: a damaged one is worth
//! what can still be read of it.
//!
//! Every opening reads the header and the schema. Every page is read (`quick_check`) only where
//! there is reason to: the last process did not close the store, or met a damaged page.

use std::{io, path::Path};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{BUSY_TIMEOUT, StoreError, files::StoreFiles, wal, wal::WalState};

/// What stands in a data folder.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// No store, and none that was lost.
    Nothing,
    /// A store of this layout, which is the number of migrations it has seen.
    Store { version: i64, log_is_broken: bool },
    /// A store that can't be used, and what is wrong with it, for somebody who knows databases.
    Damage(String),
}

/// Looks at the store. `sole` says that no other process has it open.
///
/// # Errors
/// When the system lets nobody look.
pub(super) fn inspect(files: &StoreFiles, sole: bool) -> Result<Found, StoreError> {
    let size = match std::fs::metadata(files.database()) {
        Ok(found) => Some(found.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(StoreError::in_folder(files.folder(), error)),
    };
    if size.unwrap_or(0) == 0 {
        // A folder that was never used has no backups; where there are some, a store was lost.
        let lost = std::fs::read_dir(files.backups()).is_ok_and(|mut all| all.next().is_some());
        return Ok(match (lost, size) {
            (false, _) => Found::Nothing,
            (true, None) => Found::Damage("copydeck.db is missing".to_owned()),
            (true, Some(_)) => Found::Damage("copydeck.db is empty".to_owned()),
        });
    }
    let log = if sole {
        wal::state(&files.wal()).map_err(|error| StoreError::in_folder(files.folder(), error))?
    } else {
        WalState::Empty
    };
    let thorough = log != WalState::Empty || files.suspicion().exists();
    match look(&files.database(), thorough) {
        Ok(version) => Ok(Found::Store { version, log_is_broken: log == WalState::Broken }),
        Err(StoreError::Damaged { details }) => Ok(Found::Damage(details)),
        Err(error) => Err(error),
    }
}

/// Reads the header and the schema of a store, and with `thorough` every page; gives the layout.
///
/// # Errors
/// [`StoreError::Damaged`] with what is wrong.
pub(super) fn look(database: &Path, thorough: bool) -> Result<i64, StoreError> {
    // Read-only, so that nothing is moved out of the log when this is the last to close it.
    let sql = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    sql.busy_timeout(BUSY_TIMEOUT)?;
    sql.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let version = sql.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if thorough {
        let verdict: String = sql.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StoreError::Damaged { details: verdict });
        }
    }
    Ok(version)
}

/// Whether a failure of SQLite means that the file is damaged.
pub(super) fn is_damage(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
}
