//! A pack as a folder, as teams keep it in git. Files outside the pack's own places (a licence, a
//! build's settings, `.git`) are none of the pack's and are not looked at.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{PackFileError, contents::Source};
use crate::domain::pack::{
    MOST_FILE_BYTES, MOST_ITEMS, MOST_UNPACKED_BYTES,
    item::ItemKind,
    place,
    refusal::{Refusal, Shown},
};

/// The files of a pack's folder.
pub(super) struct Folder {
    root: PathBuf,
    names: Vec<String>,
}

impl Folder {
    /// Finds the files. Reads none of them, and follows no link.
    pub(super) fn list(root: &Path) -> Result<Self, PackFileError> {
        let mut found = Self { root: root.to_owned(), names: Vec::new() };
        let mut bytes = 0;
        for name in [place::MANIFEST, place::SIGNATURE, place::README] {
            match fs::symlink_metadata(root.join(name)) {
                Ok(metadata) => found.add(name.to_owned(), &metadata, &mut bytes)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(source) => return Err(found.unreadable(name, source)),
            }
        }
        for kind in ItemKind::ALL {
            found.add_all(kind.folder(), &mut bytes)?;
        }
        Ok(found)
    }

    fn add_all(&mut self, folder: &str, bytes: &mut u64) -> Result<(), PackFileError> {
        let path = self.root.join(folder);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(metadata) => return Err(not_a_file(folder, &metadata).into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(self.unreadable(folder, source)),
        }
        let entries = fs::read_dir(&path).map_err(|source| self.unreadable(folder, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| self.unreadable(folder, source))?;
            let name = entry.file_name();
            let name = name.to_str().ok_or(Refusal::NameEncoding)?;
            // What systems and editors leave behind, such as .DS_Store.
            if name.starts_with('.') {
                continue;
            }
            let name = format!("{folder}/{name}");
            let metadata = entry.metadata().map_err(|source| self.unreadable(&name, source))?;
            self.add(name, &metadata, bytes)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        name: String,
        metadata: &Metadata,
        bytes: &mut u64,
    ) -> Result<(), PackFileError> {
        if !metadata.is_file() {
            return Err(not_a_file(&name, metadata).into());
        }
        if metadata.len() > MOST_FILE_BYTES {
            return Err(Refusal::FileTooLarge { name: Shown::new(&name) }.into());
        }
        *bytes += metadata.len();
        if *bytes > MOST_UNPACKED_BYTES {
            return Err(Refusal::TooLargeUnpacked.into());
        }
        // Three files stand beside the items.
        if self.names.len() >= MOST_ITEMS + 3 {
            return Err(Refusal::TooMany.into());
        }
        self.names.push(name);
        Ok(())
    }

    fn unreadable(&self, name: &str, source: io::Error) -> PackFileError {
        PackFileError::Unreadable { path: self.root.join(name), source }
    }
}

fn not_a_file(name: &str, metadata: &Metadata) -> Refusal {
    let name = Shown::new(name);
    if metadata.is_symlink() { Refusal::Link { name } } else { Refusal::Device { name } }
}

impl Source for Folder {
    fn names(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }

    fn bytes(&self, number: usize) -> Result<Vec<u8>, PackFileError> {
        let name = &self.names[number];
        let unreadable = |source| self.unreadable(name, source);
        let file = open(&self.root.join(name)).map_err(unreadable)?;
        // Looked at again once it is open: it may have been exchanged meanwhile.
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(not_a_file(name, &metadata).into());
        }
        let mut bytes = Vec::new();
        file.take(MOST_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MOST_FILE_BYTES {
            return Err(Refusal::FileTooLarge { name: Shown::new(name) }.into());
        }
        Ok(bytes)
    }
}

/// Opens a file without following a link and without waiting for a pipe's other end.
fn open(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(target_os = "linux")]
    {
        const O_NONBLOCK: i32 = 0o4_000;
        #[cfg(any(target_arch = "x86_64", target_arch = "x86"))]
        const O_NOFOLLOW: i32 = 0o400_000;
        #[cfg(not(any(target_arch = "x86_64", target_arch = "x86")))]
        const O_NOFOLLOW: i32 = 0o100_000;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, O_NONBLOCK | O_NOFOLLOW);
    }
    options.open(path)
}
