//! Making a pack of the library's items: what they need comes along, problems are said first, and
//! the version is suggested from what has changed since the last time.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Packs, PacksError};
use crate::{
    domain::{
        api_key::ApiKey,
        library::{ItemKind, LibraryItem, Origin},
        pack::{
            FORMAT,
            installed::{MadeItem, MadePack, change_between},
            item::{ItemName, PackItem},
            manifest::{Manifest, PackId},
            place,
            version::PackVersion,
            warning,
        },
        template::PromptTemplate,
    },
    pack_file::{
        signing::PublicKey,
        writing::{self, PackFiles},
    },
    services::{exporting::write_whole, library::texts},
};

/// An item of the library, by kind and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackItemRef")]
pub struct ItemRef {
    /// What it is.
    pub kind: ItemKind,
    /// Its name.
    pub name: String,
}

/// What a pack is to say about itself. What is empty is as it was the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackExportDetails")]
pub struct ExportDetails {
    /// Its name for people.
    pub name: String,
    /// Which version; the suggested one where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<PackVersion>,
    /// Who publishes it.
    #[serde(default)]
    pub author: String,
    /// Under which terms.
    #[serde(default)]
    pub licence: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
}

/// Something to know before a pack is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackExportProblem")]
pub struct ExportProblem {
    /// The item it is about.
    pub item: ItemRef,
    /// Whether the pack can't be made before it is mended.
    pub blocks: bool,
    /// In words.
    pub message: String,
}

/// What a pack would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackExportOutline")]
pub struct ExportOutline {
    /// All that would be in it: what was chosen, and what that needs.
    pub items: Vec<ItemRef>,
    /// What to know before.
    pub problems: Vec<ExportProblem>,
    /// The version that fits what has changed.
    pub version: PackVersion,
    /// The version made last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_version: Option<PackVersion>,
    /// Its publisher the last time.
    pub author: String,
    /// Its terms the last time.
    pub licence: String,
    /// What it was for the last time.
    pub description: String,
}

/// A pack that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "MadePackFile")]
pub struct MadeFile {
    /// Its name for people.
    pub name: String,
    /// Which version.
    pub version: PackVersion,
    /// How many items it holds.
    pub items: u32,
    /// The key it is signed with, if it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<String>,
}

/// Who signs a pack.
#[derive(Clone, Copy, Debug)]
pub enum Signer<'a> {
    /// The key in the vault, made at the first use.
    Vault,
    /// A key that was given.
    Given(&'a ApiKey),
    /// Nobody.
    Nobody,
}

impl Packs {
    /// What a pack of these items would be. Makes nothing.
    ///
    /// # Errors
    /// When an item is not there, or the store can't be read.
    pub async fn outline(
        &self,
        name: &str,
        chosen: &[ItemRef],
    ) -> Result<ExportOutline, PacksError> {
        let (items, mut problems) = self.with_needs(chosen).await?;
        for item in &items {
            problems.extend(about(item));
        }
        let last = self.store.made_pack(name.trim().to_owned()).await?;
        let last = last.as_ref();
        let words = |get: fn(&MadePack) -> &String| last.map(get).cloned().unwrap_or_default();
        Ok(ExportOutline {
            version: suggested(last, &made_items(&items)),
            last_version: last.map(|last| last.version),
            author: words(|last| &last.author),
            licence: words(|last| &last.licence),
            description: words(|last| &last.description),
            items: items.iter().map(reference).collect(),
            problems,
        })
    }

    /// Makes a pack of these items and what they need, and writes it where the user chose.
    ///
    /// # Errors
    /// When nothing was chosen, an item can't be used, the vault does not serve, or the file
    /// can't be written.
    pub async fn export(
        &self,
        details: &ExportDetails,
        chosen: &[ItemRef],
        signer: Signer<'_>,
        path: &Path,
    ) -> Result<MadeFile, PacksError> {
        let (items, _) = self.with_needs(chosen).await?;
        if items.is_empty() {
            return Err(PacksError::NothingChosen);
        }
        for item in &items {
            if let Some(problem) = about(item).into_iter().find(|problem| problem.blocks) {
                let name = item.summary.title.clone();
                return Err(PacksError::ItemUnusable { name, problem: problem.message });
            }
        }
        let name = details.name.trim().to_owned();
        let last = self.store.made_pack(name.clone()).await?;
        let made_items = made_items(&items);
        let version = details.version.unwrap_or_else(|| suggested(last.as_ref(), &made_items));
        let or_last = |given: &str, get: fn(&MadePack) -> &String| match given.trim() {
            "" => last.as_ref().map(get).cloned().unwrap_or_default(),
            given => given.to_owned(),
        };
        let manifest = Manifest {
            format: FORMAT,
            id: match &last {
                Some(last) => last.id.parse().map_err(|_| PacksError::NothingChosen)?,
                None => new_id(&name),
            },
            name: name.clone(),
            version,
            author: or_last(&details.author, |last| &last.author),
            licence: or_last(&details.licence, |last| &last.licence),
            description: or_last(&details.description, |last| &last.description),
            least_app_version: None,
            key: None,
            files: BTreeMap::new(),
        };
        manifest.check()?;
        let key = match signer {
            Signer::Nobody => None,
            Signer::Vault => Some(self.key_or(None).await?),
            Signer::Given(key) => Some(self.key_or(Some(key)).await?),
        };
        let made = MadePack {
            name: name.clone(),
            id: manifest.id.to_string(),
            version,
            author: manifest.author.clone(),
            licence: manifest.licence.clone(),
            description: manifest.description.clone(),
            items: made_items,
        };
        let packed: Vec<PackItem> = items.iter().map(packed).collect();
        let files = writing::files(manifest, "", &packed, key.as_ref())?;
        let bytes = archive(&files)?;
        // Whoever gets it must be able to open it, so it is opened here first.
        crate::pack_file::read(&bytes, self.app)?;
        write_whole(path, &bytes)?;
        self.store.remember_made_pack(made, Timestamp::now()).await?;
        Ok(MadeFile {
            name,
            version,
            items: u32::try_from(items.len()).unwrap_or(u32::MAX),
            key: key.map(|key| key.public().to_string()),
        })
    }

    /// Puts the hashes of a pack's files into its description anew, and signs it.
    ///
    /// # Errors
    /// When the pack can't be read, is refused for what is in it, or can't be written.
    pub async fn sign(&self, path: &Path, given: Option<&ApiKey>) -> Result<PublicKey, PacksError> {
        let key = self.key_or(given).await?;
        let resigned = writing::signed_anew(path, &key, self.app)?;
        match resigned {
            writing::SignedAnew::Folder(files) => {
                for (name, bytes) in files {
                    write_whole(&path.join(name), &bytes)?;
                }
            }
            writing::SignedAnew::File(bytes) => write_whole(path, &bytes)?,
        }
        Ok(key.public().clone())
    }

    /// The chosen items and what they need, by kind and name; and what is missing.
    async fn with_needs(
        &self,
        chosen: &[ItemRef],
    ) -> Result<(Vec<LibraryItem>, Vec<ExportProblem>), PacksError> {
        let mut found: BTreeMap<ItemRef, LibraryItem> = BTreeMap::new();
        let mut problems = Vec::new();
        let mut seen: BTreeSet<ItemRef> = chosen.iter().cloned().collect();
        let mut wanted: Vec<(ItemRef, Option<ItemRef>)> =
            seen.iter().map(|item| (item.clone(), None)).collect();
        while !wanted.is_empty() {
            let names = wanted.iter().map(|(item, _)| (item.kind, item.name.clone())).collect();
            let items = self.store.library_items_named(names).await?;
            let mut next = Vec::new();
            for ((wanted, by), item) in wanted.into_iter().zip(items) {
                let Some(item) = item else {
                    match by {
                        None => return Err(PacksError::NoSuchItem { name: wanted.name }),
                        Some(by) => problems.push(missing(&wanted, by)),
                    }
                    continue;
                };
                if by.is_some() && is_everywhere(&item) {
                    continue;
                }
                for need in needs(&item) {
                    if seen.insert(need.clone()) {
                        next.push((need, Some(wanted.clone())));
                    }
                }
                found.insert(wanted, item);
            }
            wanted = next;
        }
        Ok((found.into_values().collect(), problems))
    }
}

fn archive(files: &PackFiles) -> Result<Vec<u8>, PacksError> {
    Ok(writing::archive(files)?)
}

fn reference(item: &LibraryItem) -> ItemRef {
    ItemRef { kind: item.summary.kind, name: item.summary.name.clone() }
}

/// What an item includes, and the format it is held to.
fn needs(item: &LibraryItem) -> Vec<ItemRef> {
    let partial = |name: &str| ItemRef { kind: ItemKind::Partial, name: name.to_owned() };
    match item.summary.kind {
        ItemKind::Template => {
            let file = texts::file_name(&item.summary.name);
            let Ok(template) = PromptTemplate::parse(&file, &item.text) else { return Vec::new() };
            let format = template
                .format()
                .map(|name| ItemRef { kind: ItemKind::Format, name: name.to_owned() });
            template.partials().map(partial).chain(format).collect()
        }
        ItemKind::Partial => {
            PromptTemplate::partials_in(&item.text).iter().map(|name| partial(name)).collect()
        }
        ItemKind::Voice | ItemKind::Format => Vec::new(),
    }
}

/// Whether everybody has the item as it is: it came with Copydeck.
fn is_everywhere(item: &LibraryItem) -> bool {
    item.summary.kind == ItemKind::Format
        && item.summary.origin == Origin::Starter
        && !item.summary.edited
}

fn missing(item: &ItemRef, by: ItemRef) -> ExportProblem {
    let what = match item.kind {
        ItemKind::Format => "keeps to the format",
        _ => "includes the partial",
    };
    ExportProblem {
        message: format!("It {what} “{}”, which the library does not have.", item.name),
        item: by,
        blocks: false,
    }
}

/// What is to be known about an item before it is sent.
fn about(item: &LibraryItem) -> Vec<ExportProblem> {
    let problem = |blocks, message| ExportProblem { item: reference(item), blocks, message };
    let mut problems = Vec::new();
    if let Some(what) = &item.summary.problem {
        problems.push(problem(true, what.clone()));
    }
    if place::place(&file(item).path()).is_err() {
        let message = "Its name can’t be the name of a file everywhere. Rename it.".to_owned();
        problems.push(problem(true, message));
    }
    if item.working.is_some() {
        let message = "It has changes that are not saved as a version; they stay here.".to_owned();
        problems.push(problem(false, message));
    }
    let warnings = warning::about_text(&item.text);
    problems.extend(warnings.into_iter().map(|warning| problem(false, warning.message)));
    problems
}

fn file(item: &LibraryItem) -> ItemName {
    let ending = match item.summary.kind {
        ItemKind::Template | ItemKind::Partial => "prompt",
        ItemKind::Voice | ItemKind::Format if item.text.trim_start().starts_with('{') => "json",
        ItemKind::Voice | ItemKind::Format => "yaml",
    };
    let name = item.summary.name.clone();
    ItemName { kind: item.summary.kind, file: format!("{name}.{ending}"), name }
}

fn packed(item: &LibraryItem) -> PackItem {
    PackItem { name: file(item), text: item.text.clone() }
}

fn made_items(items: &[LibraryItem]) -> BTreeMap<String, MadeItem> {
    items
        .iter()
        .map(|item| {
            let hash = blake3::hash(item.text.as_bytes()).to_hex().to_string();
            (file(item).path(), MadeItem { hash, required: required(item) })
        })
        .collect()
}

fn required(item: &LibraryItem) -> Vec<String> {
    if item.summary.kind != ItemKind::Template {
        return Vec::new();
    }
    let template = PromptTemplate::parse(&texts::file_name(&item.summary.name), &item.text);
    template
        .map(|template| {
            let required = template.variables().filter(|variable| variable.required);
            required.map(|variable| variable.name.clone()).collect()
        })
        .unwrap_or_default()
}

fn suggested(last: Option<&MadePack>, items: &BTreeMap<String, MadeItem>) -> PackVersion {
    last.map_or(PackVersion::FIRST, |last| {
        change_between(&last.items, items).map_or(last.version, |change| last.version.after(change))
    })
}

/// An identity that no other pack has, and that people recognise where their name is in Latin
/// letters.
fn new_id(name: &str) -> PackId {
    let words: String = texts::name_from(name)
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-')
        .take(40)
        .collect();
    let random = Uuid::now_v7().simple().to_string();
    // The end of a UUIDv7 is what is random in it.
    let random = &random[random.len() - 12..];
    let id = format!("{}-{random}", words.trim_matches('-'));
    id.trim_start_matches('-').parse().expect("made of what an id is made of")
}
