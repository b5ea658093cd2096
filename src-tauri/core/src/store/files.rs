//! The files of a data folder: where each is, and how one is moved so that a power cut finds it
//! in its old place or its new one.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

/// The files of one data folder.
#[derive(Clone, Debug)]
pub(super) struct StoreFiles {
    folder: PathBuf,
}

impl StoreFiles {
    pub(super) fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The data folder itself.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The store.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.join("copydeck.db")
    }

    /// What has been saved and not yet moved into the store's file.
    pub(super) fn wal(&self) -> PathBuf {
        self.folder.join("copydeck.db-wal")
    }

    /// The store with what SQLite keeps beside it.
    fn all(&self) -> [PathBuf; 3] {
        [self.database(), self.wal(), self.folder.join("copydeck.db-shm")]
    }

    /// Where backups are kept.
    pub(super) fn backups(&self) -> PathBuf {
        self.folder.join("backups")
    }

    /// Where a damaged store goes.
    pub(super) fn damaged(&self) -> PathBuf {
        self.folder.join("damaged")
    }

    /// Where copy goes that a damaged store can't take.
    pub(super) fn rescued(&self) -> PathBuf {
        self.folder.join("rescued")
    }

    /// Held while somebody opens, restores or sets aside the store.
    pub(super) fn opening_lock(&self) -> PathBuf {
        self.folder.join("opening.lock")
    }

    /// There when a damaged page was met: the next opening looks at every page.
    pub(super) fn suspicion(&self) -> PathBuf {
        self.folder.join("check-at-start")
    }

    /// Moves the store out of the way, into a folder of its own that nothing else is in.
    pub(super) fn set_aside(&self, now: Timestamp) -> io::Result<PathBuf> {
        let place = self.new_damaged_folder(now)?;
        for file in self.all() {
            if let Some(name) = file.file_name()
                && file.exists()
            {
                fs::rename(&file, place.join(name))?;
            }
        }
        sync_folder(&place)?;
        sync_folder(&self.folder)?;
        Ok(place)
    }

    /// Copies the store as it is, for what SQLite is about to let go of.
    pub(super) fn copy_aside(&self, now: Timestamp) -> io::Result<PathBuf> {
        let place = self.new_damaged_folder(now)?;
        for file in [self.database(), self.wal()] {
            if let Some(name) = file.file_name()
                && file.exists()
            {
                fs::copy(&file, place.join(name))?;
                File::open(place.join(name))?.sync_all()?;
            }
        }
        sync_folder(&place)?;
        Ok(place)
    }

    fn new_damaged_folder(&self, now: Timestamp) -> io::Result<PathBuf> {
        fs::create_dir_all(self.damaged())?;
        let stamp = compact(now);
        let mut name = OsString::from(&stamp);
        for attempt in 2.. {
            let place = self.damaged().join(&name);
            match fs::create_dir(&place) {
                Ok(()) => {
                    sync_folder(&self.damaged())?;
                    return Ok(place);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    name = format!("{stamp}-{attempt}").into();
                }
                Err(error) => return Err(error),
            }
        }
        unreachable!("the names do not run out")
    }
}

/// A time as it stands in the name of a file: `20261124T101203Z`.
pub(super) fn compact(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Puts a finished file in its place, for good.
pub(super) fn rename_for_good(from: &Path, to: &Path) -> io::Result<()> {
    File::open(from)?.sync_all()?;
    fs::rename(from, to)?;
    match to.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// A name in a folder lasts through a power cut once the folder itself is on disk.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows keeps names without being asked, and opens no folder as a file.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
