//! Making a pack: the description with its hashes, the signature, and the archive around them.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Write},
};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::signing::{SigningError, SigningKey};
use crate::domain::pack::{
    item::PackItem,
    manifest::Manifest,
    place::{MANIFEST, README, SIGNATURE},
};

/// The files of a pack by name, in the order in which they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackFiles(pub BTreeMap<String, Vec<u8>>);

/// Why a pack could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WritingError {
    /// It could not be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The archive could not be put together.
    #[error("The pack could not be written: {0}.")]
    Archive(#[from] zip::result::ZipError),
    /// The archive could not be put together.
    #[error("The pack could not be written: {0}.")]
    Io(#[from] io::Error),
}

/// The files of a pack. The description's hashes and key are filled in here.
///
/// # Errors
/// When it can't be signed.
pub fn files(
    mut manifest: Manifest,
    readme: &str,
    items: &[PackItem],
    key: Option<&SigningKey>,
) -> Result<PackFiles, SigningError> {
    let mut files: BTreeMap<String, Vec<u8>> =
        items.iter().map(|item| (item.name.path(), item.text.clone().into_bytes())).collect();
    if !readme.is_empty() {
        files.insert(README.to_owned(), readme.as_bytes().to_vec());
    }
    manifest.files = files
        .iter()
        .map(|(name, bytes)| (name.clone(), blake3::hash(bytes).to_hex().to_string()))
        .collect();
    manifest.key = key.map(|key| key.public().to_string());
    let bytes = manifest.to_bytes();
    if let Some(key) = key {
        let comment = format!("{} {}", manifest.id, manifest.version);
        files.insert(SIGNATURE.to_owned(), key.sign(&bytes, &comment)?.into_bytes());
    }
    files.insert(MANIFEST.to_owned(), bytes);
    Ok(PackFiles(files))
}

/// The bytes of a `.copypack`. The same files make the same bytes.
///
/// # Errors
/// When the archive can't be put together.
pub fn archive(files: &PackFiles) -> Result<Vec<u8>, WritingError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    // The description first, for programs that look at the beginning only.
    let (first, rest): (Vec<_>, Vec<_>) = files.0.iter().partition(|(name, _)| *name == MANIFEST);
    for (name, bytes) in first.into_iter().chain(rest) {
        // What grows as much as a bomb's file is left as it is, or no reader would take it.
        let options = if is_repetitive(bytes) {
            options.compression_method(CompressionMethod::Stored)
        } else {
            options
        };
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Whether text shrinks so much that readers would take it for a bomb.
fn is_repetitive(bytes: &[u8]) -> bool {
    if bytes.len() < 64 << 10 {
        return false;
    }
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.map_or(true, |packed| bytes.len() / packed.len().max(1) > 100)
}
