//! Making a pack: the description with its hashes, the signature, and the archive around them.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Write},
    path::Path,
};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::{
    PackFileError,
    signing::{SigningError, SigningKey},
};
use crate::domain::pack::{
    item::PackItem,
    manifest::Manifest,
    place::{MANIFEST, README, SIGNATURE},
    refusal::Refusal,
    version::PackVersion,
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
    /// The pack that is to be signed can't be read, or is refused.
    #[error(transparent)]
    File(#[from] PackFileError),
    /// The archive could not be put together.
    #[error("The pack could not be written: {0}.")]
    Archive(#[from] zip::result::ZipError),
    /// The archive could not be put together.
    #[error("The pack could not be written: {0}.")]
    Io(#[from] io::Error),
}

impl From<Refusal> for WritingError {
    fn from(refusal: Refusal) -> Self {
        Self::File(refusal.into())
    }
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

/// A pack that was signed anew: what is to be written where it was read.
#[derive(Debug)]
pub enum SignedAnew {
    /// Files of its folder, by name.
    Folder(Vec<(&'static str, Vec<u8>)>),
    /// The whole archive.
    File(Vec<u8>),
}

/// Brings a pack's description up to date with its files, and signs it. Keys of the description
/// that are not known here stay. Writes nothing.
///
/// # Errors
/// When the pack can't be read, or what is in it is refused.
pub fn signed_anew(
    path: &Path,
    key: &SigningKey,
    app: PackVersion,
) -> Result<SignedAnew, WritingError> {
    let is_folder = path.is_dir();
    let mut files = super::unsigned_files(path)?;
    let bytes = files.get(MANIFEST).ok_or(Refusal::ManifestMissing)?;
    let invalid = |error: serde_json::Error| Refusal::ManifestInvalid { what: error.to_string() };
    let mut described: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(bytes).map_err(invalid)?;
    let hashes = files
        .iter()
        .filter(|(name, _)| *name != MANIFEST && *name != SIGNATURE)
        .map(|(name, bytes)| (name.clone(), blake3::hash(bytes).to_hex().to_string().into()))
        .collect();
    described.insert("key".to_owned(), key.public().to_string().into());
    described.insert("files".to_owned(), serde_json::Value::Object(hashes));
    let mut bytes = serde_json::to_vec_pretty(&described).map_err(invalid)?;
    bytes.push(b'\n');
    let manifest = Manifest::parse(&bytes, app)?;
    let comment = format!("{} {}", manifest.id, manifest.version);
    let signature = key.sign(&bytes, &comment)?.into_bytes();
    files.insert(MANIFEST.to_owned(), bytes.clone());
    files.insert(SIGNATURE.to_owned(), signature.clone());
    // What is signed here has to be a pack everywhere.
    let packed = archive(&PackFiles(files))?;
    super::read(&packed, app)?;
    Ok(if is_folder {
        SignedAnew::Folder(vec![(MANIFEST, bytes), (SIGNATURE, signature)])
    } else {
        SignedAnew::File(packed)
    })
}
