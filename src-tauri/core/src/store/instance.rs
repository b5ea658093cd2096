//! Which process writes a run, and whether it still lives.
//!
//! The window and the command line may share a data folder, so a run found live on opening is not
//! always one that a crash left behind. Each process holds a lock on a file of its own under
//! `live/`; the system lets go of it however the process ends. A run whose file can be locked, or
//! is gone, has no writer any more.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::StoreError;

/// This process, as the store knows it.
#[derive(Debug)]
pub(super) struct Instance {
    name: String,
    /// The folder of the lock files; `None` for a store in memory.
    folder: Option<PathBuf>,
    _lock: Option<File>,
}

impl Instance {
    /// Makes the data folder where it does not exist, and this process's mark in it.
    pub(super) fn claim(data_folder: &Path) -> Result<Self, StoreError> {
        let unusable = |source| StoreError::in_folder(data_folder, source);
        let folder = marks_in(data_folder);
        fs::create_dir_all(&folder).map_err(unusable)?;
        let name = Uuid::now_v7().to_string();
        let lock = OpenOptions::new()
            .create_new(true)
            .write(true)
            .open(folder.join(&name))
            .map_err(unusable)?;
        lock.lock().map_err(unusable)?;
        Ok(Self { name, folder: Some(folder), _lock: Some(lock) })
    }

    /// For a store that no other process can see.
    pub(super) fn unshared() -> Self {
        Self { name: Uuid::now_v7().to_string(), folder: None, _lock: None }
    }

    /// The name under which this process's runs are stored.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether any other process has the store open. Sweeps away the marks of those that are gone.
    pub(super) fn others_live(&self) -> bool {
        let Some(Ok(marks)) = self.folder.as_ref().map(fs::read_dir) else { return false };
        // Each is looked at, so that each mark of the dead is swept away.
        marks
            .flatten()
            .filter_map(|mark| mark.file_name().into_string().ok())
            .filter(|name| *name != self.name && self.is_alive(name))
            .count()
            > 0
    }

    /// Whether the process of this name may still write. Sweeps away the mark of one that can't.
    pub(super) fn is_alive(&self, name: &str) -> bool {
        if name == self.name {
            return true;
        }
        let Some(folder) = &self.folder else { return false };
        let Some(mark) = mark_of(folder, name) else { return false };
        let alive = is_held(&mark);
        if !alive {
            // Losing this race leaves an empty file behind, and the next sweep takes it.
            let _ = fs::remove_file(&mark);
        }
        alive
    }
}

/// Whether the process of this name may still write in a data folder that is only read here.
pub(super) fn is_alive_in(data_folder: &Path, name: &str) -> bool {
    mark_of(&marks_in(data_folder), name).is_some_and(|mark| is_held(&mark))
}

fn marks_in(data_folder: &Path) -> PathBuf {
    data_folder.join("live")
}

/// The mark of a process. Its name comes from the store; it must not lead out of the folder.
fn mark_of(folder: &Path, name: &str) -> Option<PathBuf> {
    Uuid::parse_str(name).ok().map(|name| folder.join(name.to_string()))
}

fn is_held(mark: &Path) -> bool {
    let Ok(file) = File::open(mark) else { return false };
    match file.try_lock() {
        Ok(()) => false,
        // A file system without locks: better to show a dead run as live than to end a live one.
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => true,
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // What stays behind is an unlocked empty file, which means the same.
            let _ = fs::remove_file(folder.join(&self.name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_alive_until_it_lets_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let one = Instance::claim(folder.path()).expect("claimed");
        let other = Instance::claim(folder.path()).expect("claimed");
        assert!(one.is_alive(other.name()));
        assert!(one.others_live());
        let name = other.name().to_owned();
        drop(other);
        assert!(!one.is_alive(&name));
        assert!(!one.others_live());
        assert!(!one.is_alive("../../etc/passwd"));
    }

    #[test]
    fn a_mark_left_by_a_crash_is_dead_and_swept_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let one = Instance::claim(folder.path()).expect("claimed");
        let crashed = Uuid::now_v7().to_string();
        let mark = folder.path().join("live").join(&crashed);
        fs::write(&mark, "").expect("written");
        assert!(!one.is_alive(&crashed));
        assert!(!mark.exists());
    }
}
