//! Backups: copies of the whole store that were looked at page by page before they counted.
//!
//! A backup is copied while others go on writing, in one read of the store as it stood at one
//! moment, into a file under another name; only once every page of the copy has been checked does
//! it get the name of a backup. No backup is let go of before a newer one has come that far.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    BUSY_TIMEOUT, Store, StoreError,
    backup_name::{BackupName, BackupReason, daily_is_due, surplus},
    damage,
    files::{StoreFiles, rename_for_good, sync_folder},
    opening, runs,
};

/// The wait before a store that another process is changing is asked again.
const PAUSE: Duration = Duration::from_millis(20);

/// A backup as the user is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupSummary {
    /// Its name, which is also its file's.
    pub name: BackupName,
    /// When it was made.
    #[ts(type = "string")]
    pub made_at: Timestamp,
    /// Why.
    pub reason: BackupReason,
    /// How large its file is.
    #[ts(type = "number")]
    pub size_bytes: u64,
    /// How many drafts are in it; none where it can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub drafts: Option<u32>,
}

impl Store {
    /// Makes a backup, and lets go of those that need not be kept any more.
    ///
    /// # Errors
    /// When it can't be written, or the store turns out to be damaged. No backup is lost then.
    pub async fn back_up(
        &self,
        reason: BackupReason,
        now: Timestamp,
    ) -> Result<BackupSummary, StoreError> {
        self.access.writer()?;
        let files = self.files()?;
        self.noting(blocking(move || make(&files, reason, now)).await)
    }

    /// Whether today's backup is still to be made. A store with nothing in it needs none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn daily_backup_is_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        let files = self.files()?;
        let due = blocking(move || Ok(daily_is_due(&names(&files), now))).await?;
        Ok(due
            && self
                .read(|sql| {
                    Ok(sql
                        .query_row("SELECT EXISTS (SELECT 1 FROM drafts)", [], |row| row.get(0))?)
                })
                .await?)
    }

    /// All backups, the newest first.
    ///
    /// # Errors
    /// When the store is one in memory.
    pub async fn backups(&self) -> Result<Vec<BackupSummary>, StoreError> {
        let files = self.files()?;
        blocking(move || Ok(list(&files))).await
    }

    /// Puts the store back as it was when a backup was made. What stands in it now is backed up
    /// first; that backup is the answer, and the way back.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while another process has the store open, [`StoreError::NotFound`]
    /// when there is no such backup, [`StoreError::Damaged`] when it can't be read any more,
    /// [`StoreError::Newer`] when a newer Copydeck made it. The store is then as it was.
    pub async fn restore_backup(
        &self,
        name: BackupName,
        now: Timestamp,
    ) -> Result<BackupSummary, StoreError> {
        let writer = self.access.writer()?;
        let instance = self.access.instance()?;
        let files = self.files()?;
        let guard = opening::Guard::acquire(&files)?;
        if instance.others_live() {
            return Err(StoreError::InUse);
        }
        let source = found(&files, name)?;
        let checked = source.clone();
        blocking(move || usable(&checked)).await?;
        let way_back = self.back_up(BackupReason::BeforeRestore, now).await?;
        let outcome = writer
            .call(move |sql| {
                let from = Connection::open_with_flags(&source, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                copy(&from, sql)?;
                opening::migrate(sql)?;
                // Whoever wrote them when the backup was made writes them no more.
                let transaction = sql.transaction()?;
                runs::interrupt_all(&transaction, now)?;
                transaction.commit()?;
                Ok::<_, StoreError>(())
            })
            .await;
        drop(guard);
        outcome?;
        Ok(way_back)
    }
}

/// Runs work that waits for the disk where nobody else waits for it.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Closed)?
}

/// Makes a backup of a store that may be open.
pub(super) fn make(
    files: &StoreFiles,
    reason: BackupReason,
    now: Timestamp,
) -> Result<BackupSummary, StoreError> {
    let folder = files.backups();
    fs::create_dir_all(&folder).map_err(|error| StoreError::in_folder(&folder, error))?;
    sweep(&folder);
    let unfinished = folder.join(format!("{UNFINISHED}{}", uuid::Uuid::now_v7()));
    let made = write_copy(&files.database(), &unfinished).and_then(|()| {
        let mut name = BackupName::new(now, reason);
        while folder.join(name.to_string()).exists() {
            name = name.next();
        }
        rename_for_good(&unfinished, &folder.join(name.to_string()))
            .map_err(|error| StoreError::in_folder(&folder, error))?;
        Ok(name)
    });
    let name = match made {
        Ok(name) => name,
        Err(error) => {
            remove(&unfinished);
            return Err(error);
        }
    };
    for old in surplus(&names(files)) {
        remove(&folder.join(old.to_string()));
    }
    summary(&folder, name)
}

/// How the name of a backup begins that is not finished.
const UNFINISHED: &str = "unfinished-";

/// Copies a store and checks every page of the copy.
fn write_copy(database: &Path, to: &Path) -> Result<(), StoreError> {
    let from = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    from.busy_timeout(BUSY_TIMEOUT)?;
    let mut copied = Connection::open(to)?;
    copy(&from, &mut copied)?;
    // A backup is one file, and stays as it is however often it is looked at.
    copied.pragma_update(None, "journal_mode", "delete")?;
    copied.close().map_err(|(_, error)| error)?;
    damage::look(to, true)?;
    Ok(())
}

/// Copies every page in one step: the store as it stood at one moment.
fn copy(from: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    let backup = Backup::new(from, to)?;
    let began = std::time::Instant::now();
    loop {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            _ if began.elapsed() > BUSY_TIMEOUT => return Err(StoreError::Busy),
            _ => std::thread::sleep(PAUSE),
        }
    }
}

/// The backups there are, the newest first.
pub(super) fn list(files: &StoreFiles) -> Vec<BackupSummary> {
    let folder = files.backups();
    let mut names = names(files);
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().filter_map(|name| summary(&folder, name).ok()).collect()
}

/// The file of a backup.
pub(super) fn found(files: &StoreFiles, name: BackupName) -> Result<PathBuf, StoreError> {
    let path = files.backups().join(name.to_string());
    if path.is_file() { Ok(path) } else { Err(StoreError::not_found("backup", name)) }
}

/// Whether a backup can be restored here: every page reads well, and no newer Copydeck made it.
pub(super) fn usable(path: &Path) -> Result<(), StoreError> {
    match damage::look(path, true)? {
        version if version > opening::latest() => Err(StoreError::Newer),
        _ => Ok(()),
    }
}

fn names(files: &StoreFiles) -> Vec<BackupName> {
    let Ok(entries) = fs::read_dir(files.backups()) else { return Vec::new() };
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

fn summary(folder: &Path, name: BackupName) -> Result<BackupSummary, StoreError> {
    let path = folder.join(name.to_string());
    let size_bytes =
        fs::metadata(&path).map_err(|error| StoreError::in_folder(folder, error))?.len();
    let drafts = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|sql| count_drafts(&sql))
        .ok();
    Ok(BackupSummary { name, made_at: name.made_at, reason: name.reason, size_bytes, drafts })
}

/// What the user would count: the first layout had no bin to leave out.
fn count_drafts(sql: &Connection) -> rusqlite::Result<u32> {
    let count = |query| sql.query_row(query, [], |row| row.get(0));
    count("SELECT count(*) FROM drafts WHERE deleted_at IS NULL")
        .or_else(|_| count("SELECT count(*) FROM drafts"))
}

/// Removes what a crash has left of backups that were never finished.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let old = entry
            .metadata()
            .and_then(|found| found.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > UNFINISHED_FOR));
        if old && name.to_string_lossy().starts_with(UNFINISHED) {
            remove(&entry.path());
        }
    }
}

/// After this long a backup that is not finished has nobody who finishes it.
const UNFINISHED_FOR: Duration = Duration::from_secs(3600);

fn remove(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, "an old backup could not be removed");
        }
        _ => {}
    }
    if let Some(folder) = path.parent()
        && let Err(error) = sync_folder(folder)
    {
        tracing::warn!(%error, "the removal of an old backup may not last");
    }
}
