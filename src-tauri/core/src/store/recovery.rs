//! What can be done about a store that is damaged: put a backup in its place, or begin anew. The
//! damaged files are moved into a folder of their own first, and never deleted.

use std::{fs, path::Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    StoreError,
    backup::{self, BackupSummary, blocking},
    backup_name::BackupName,
    files::{StoreFiles, rename_for_good},
    instance::Instance,
    opening::{self, Guard},
};

/// What the user can choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// The damaged file.
    pub file: String,
    /// Where it goes when something else takes its place.
    pub kept_in: String,
    /// What is wrong with it, for somebody who knows databases.
    pub details: String,
    /// The backups that read well, the newest first.
    pub backups: Vec<BackupSummary>,
}

/// What can be done about the damaged store of a folder.
///
/// # Errors
/// When the work could not be carried out.
pub async fn options(folder: &Path, details: String) -> Result<Recovery, StoreError> {
    let files = StoreFiles::of(folder);
    blocking(move || {
        let mut backups = backup::list(&files);
        // What has damaged the store may have damaged them too.
        backups.retain(|summary| {
            backup::found(&files, summary.name).and_then(|path| backup::usable(&path)).is_ok()
        });
        Ok(Recovery {
            file: files.database().to_string_lossy().into_owned(),
            kept_in: files.damaged().to_string_lossy().into_owned(),
            details,
            backups,
        })
    })
    .await
}

/// Sets the damaged store aside and puts a backup in its place.
///
/// # Errors
/// [`StoreError::InUse`] while another process has the store open; when the backup can't be read
/// or there is no room for it. The damaged store is then still in its place.
pub async fn restore(folder: &Path, name: BackupName, now: Timestamp) -> Result<(), StoreError> {
    let files = StoreFiles::of(folder);
    blocking(move || {
        let _alone = alone(&files)?;
        let source = backup::found(&files, name)?;
        backup::usable(&source)?;
        let failed = |error| StoreError::in_folder(files.folder(), error);
        // Whole and on disk before anything is moved.
        let ready = files.folder().join("copydeck.db.restored");
        fs::copy(&source, &ready).map_err(failed)?;
        fs::File::open(&ready).and_then(|file| file.sync_all()).map_err(failed)?;
        backup::usable(&ready)?;
        files.set_aside(now).map_err(failed)?;
        rename_for_good(&ready, &files.database()).map_err(failed)
    })
    .await
}

/// Sets the damaged store aside and makes a new one.
///
/// # Errors
/// As [`restore`], but for the backup.
pub async fn begin_anew(folder: &Path, now: Timestamp) -> Result<(), StoreError> {
    let files = StoreFiles::of(folder);
    blocking(move || {
        let _alone = alone(&files)?;
        files.set_aside(now).map_err(|error| StoreError::in_folder(files.folder(), error))?;
        let mut sql = rusqlite::Connection::open(files.database())?;
        opening::prepare_writer(&mut sql)
    })
    .await
}

/// Holds the store while nobody else has it open.
fn alone(files: &StoreFiles) -> Result<Guard, StoreError> {
    let guard = Guard::acquire(files)?;
    if Instance::claim(files.folder())?.others_live() { Err(StoreError::InUse) } else { Ok(guard) }
}
