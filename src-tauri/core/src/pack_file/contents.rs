//! The files of a pack against its description: each is there, listed, and what was signed.

use std::collections::{BTreeMap, HashMap};

use super::{Pack, PackFileError, signing};
use crate::domain::{
    pack::{
        MOST_ITEMS,
        item::{ItemKind, PackItem},
        manifest::Manifest,
        place::{self, Place, collision_key},
        refusal::{Refusal, Shown},
        version::PackVersion,
    },
    template::PromptTemplate,
};

/// Where the files of a pack come from.
pub(super) trait Source {
    /// Their names, in any order.
    fn names(&self) -> Vec<&str>;
    /// The bytes of one, by its place among the names.
    fn bytes(&self, number: usize) -> Result<Vec<u8>, PackFileError>;
}

/// Reads a pack, for a Copydeck of the version `app`.
pub(super) fn check(source: &impl Source, app: PackVersion) -> Result<Pack, PackFileError> {
    let names = source.names();
    let places = places(&names)?;
    let number_of = |wanted: &Place| places.iter().position(|place| place == wanted);
    let manifest_number = number_of(&Place::Manifest).ok_or(Refusal::ManifestMissing)?;
    let manifest_bytes = source.bytes(manifest_number)?;
    let manifest = Manifest::parse(&manifest_bytes, app)?;
    let signature = number_of(&Place::Signature).map(|number| source.bytes(number)).transpose()?;
    // Before any other file is looked at: what nobody vouches for is not unpacked.
    let key = signing::check(manifest.key.as_deref(), signature.as_deref(), &manifest_bytes)?;

    for name in manifest.files.keys() {
        place::place(name)?;
    }
    let mut readme = String::new();
    let mut items = Vec::new();
    let mut named = HashMap::new();
    let mut found = 0;
    for (number, (name, place)) in names.iter().zip(places).enumerate() {
        if matches!(place, Place::Manifest | Place::Signature | Place::Folder) {
            continue;
        }
        let shown = || Shown::new(name);
        let hash =
            manifest.files.get(*name).ok_or_else(|| Refusal::FileUnlisted { name: shown() })?;
        let bytes = source.bytes(number)?;
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            return Err(Refusal::HashWrong { name: shown() }.into());
        }
        found += 1;
        let text = text(name, bytes)?;
        match place {
            Place::Item(mut name) => {
                if name.kind == ItemKind::Template {
                    let template = PromptTemplate::parse(&name.file, &text)
                        .map_err(|error| Refusal::ItemInvalid { what: error.to_string() })?;
                    template.name().clone_into(&mut name.name);
                }
                if let Some(other) = named.insert((name.kind, collision_key(&name.name)), number) {
                    let other = Shown::new(names[other]);
                    return Err(Refusal::Collision { name: shown(), other }.into());
                }
                items.push(PackItem { name, text });
            }
            _ => readme = text,
        }
    }
    if found != manifest.files.len() {
        let missing = manifest.files.keys().find(|name| !names.contains(&name.as_str()));
        let name = Shown::new(missing.map_or("", String::as_str));
        return Err(Refusal::FileMissing { name }.into());
    }
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Pack { manifest, key, readme, items })
}

/// All files, with none of what the description says held against them.
pub(super) fn all(source: &impl Source) -> Result<BTreeMap<String, Vec<u8>>, PackFileError> {
    let names = source.names();
    let places = places(&names)?;
    let mut files = BTreeMap::new();
    for (number, (name, place)) in names.iter().zip(places).enumerate() {
        if place != Place::Folder {
            files.insert((*name).to_owned(), source.bytes(number)?);
        }
    }
    Ok(files)
}

/// The place of each name, when no two are the same, or might be taken for the same.
fn places(names: &[&str]) -> Result<Vec<Place>, Refusal> {
    let mut keys: HashMap<String, &str> = HashMap::with_capacity(names.len());
    let mut places = Vec::with_capacity(names.len());
    for name in names {
        let place = place::place(name)?;
        if let Some(other) = keys.insert(collision_key(name), name) {
            let shown = Shown::new(name);
            return Err(if other == *name {
                Refusal::Duplicate { name: shown }
            } else {
                Refusal::Collision { name: shown, other: Shown::new(other) }
            });
        }
        places.push(place);
    }
    let items = places.iter().filter(|place| matches!(place, Place::Item(_))).count();
    if items > MOST_ITEMS { Err(Refusal::TooMany) } else { Ok(places) }
}

/// A file's text. Archives in it are named, because they are how bombs hide from limits.
fn text(name: &str, bytes: Vec<u8>) -> Result<String, Refusal> {
    const ARCHIVES: [&[u8]; 8] = [
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b",
        b"BZh",
        b"7z\xbc\xaf\x27\x1c",
        b"\xfd7zXZ",
        b"Rar!\x1a\x07",
        b"\x28\xb5\x2f\xfd",
    ];
    let shown = || Shown::new(name);
    if ARCHIVES.iter().any(|start| bytes.starts_with(start)) {
        return Err(Refusal::Nested { name: shown() });
    }
    match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text),
        _ => Err(Refusal::NotText { name: shown() }),
    }
}
