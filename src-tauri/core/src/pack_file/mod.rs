//! Pack files: a `.copypack`, or the same tree as a folder, read and written.
//!
//! A pack is read in memory and never unpacked to disk: a name in it is a label. What is read is
//! bounded before it is allocated: the size of the archive, the number of files, the size of each
//! and of all. The archive's own records are read here rather than by a library, because a library
//! forgives what a pack must be refused for: names and sizes that differ in two places, files that
//! share bytes, bytes that belong to no file (`archive`, `record`). A folder has its own dangers
//! (`folder`). What both hold is then checked against the description and its signature
//! (`contents`). `signing` knows minisign, `writing` makes a pack.
//!
//! What a pack would change, and whether its key is trusted, is for the services.

mod archive;
mod contents;
mod folder;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod record;
pub mod signing;
#[cfg(test)]
mod tests;
pub mod writing;

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use crate::domain::pack::{
    MOST_PACK_BYTES,
    item::PackItem,
    manifest::Manifest,
    refusal::{Refusal, Shown},
    version::PackVersion,
};

/// A pack whose files are what its description says, and whose description is what its publisher
/// signed, if it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// What it says about itself.
    pub manifest: Manifest,
    /// The key that has signed it.
    pub key: Option<signing::PublicKey>,
    /// What its publisher says about it; empty when nothing.
    pub readme: String,
    /// Its items, by kind and name.
    pub items: Vec<PackItem>,
}

/// Why a pack could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum PackFileError {
    /// It is not safe, or is no pack.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The system does not let it be read.
    #[error("“{}” can’t be read: {source}.", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl PackFileError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Unreadable { .. } => "pack_unreadable",
        }
    }
}

/// Opens a pack, a file or a folder, for a Copydeck of the version `app`.
///
/// # Errors
/// When it can't be read, or is refused. Nothing is written in any case.
pub fn open(path: &Path, app: PackVersion) -> Result<Pack, PackFileError> {
    match found(path)? {
        Found::Folder => contents::check(&folder::Folder::list(path)?, app),
        Found::File(bytes) => read(&bytes, app),
    }
}

/// The files of a pack whose description and signature may be out of date.
fn unsigned_files(path: &Path) -> Result<BTreeMap<String, Vec<u8>>, PackFileError> {
    match found(path)? {
        Found::Folder => contents::all(&folder::Folder::list(path)?),
        Found::File(bytes) => contents::all(&archive::Archive::list(&bytes)?),
    }
}

/// What stands at a path.
enum Found {
    Folder,
    File(Vec<u8>),
}

fn found(path: &Path) -> Result<Found, PackFileError> {
    let unreadable = |source| PackFileError::Unreadable { path: path.to_owned(), source };
    // Looked at before it is opened: opening a pipe would wait for its other end.
    let kind = std::fs::metadata(path).map_err(unreadable)?;
    if kind.is_dir() {
        return Ok(Found::Folder);
    }
    if !kind.is_file() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        return Err(Refusal::Device { name: Shown::new(&name) }.into());
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_PACK_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_PACK_BYTES {
        return Err(Refusal::TooLarge.into());
    }
    Ok(Found::File(bytes))
}

/// Reads a `.copypack` from memory.
///
/// # Errors
/// When it is refused.
pub fn read(bytes: &[u8], app: PackVersion) -> Result<Pack, PackFileError> {
    if bytes.len() as u64 > MOST_PACK_BYTES {
        return Err(Refusal::TooLarge.into());
    }
    contents::check(&archive::Archive::list(bytes)?, app)
}
