//! What the library holds: templates, partials, voices and formats, where they came from, and
//! their versions.
//!
//! What their texts say is for `template` and its like.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{draft::BinStay, id::LibraryItemId};

/// The most letters a folder's name may have.
pub const MOST_FOLDER_CHARACTERS: usize = 60;

/// What an item is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "camelCase")]
pub enum ItemKind {
    /// What a draft is written with.
    #[default]
    Template,
    /// A text that templates include.
    Partial,
    /// How a brand sounds.
    Voice,
    /// A channel's rules.
    Format,
}

/// Where an item came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Origin {
    /// It came with Copydeck.
    Starter,
    /// It was written here.
    Own,
    /// It was read from a file.
    File {
        /// The file's name, without its folder.
        name: String,
    },
    /// It came in a pack.
    Pack {
        /// The pack.
        pack: String,
        /// The pack's version.
        version: String,
    },
}

/// What an item's text says of itself. Derived from the text, and written with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFacts {
    /// Its name for people.
    pub title: String,
    /// What it makes, in a line.
    pub description: String,
    /// The channel whose rules its copy keeps to.
    pub format: Option<String>,
    /// Where it is used.
    pub tags: Vec<String>,
    /// Why it can't be used as it stands.
    pub problem: Option<String>,
}

/// A text and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemText {
    /// By this name it is found; one item of its kind has it.
    pub name: String,
    /// The text, as its file holds it.
    pub text: String,
    /// What it says of itself.
    pub facts: ItemFacts,
}

/// An item that is about to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// Its identity.
    pub id: LibraryItemId,
    /// What it is.
    pub kind: ItemKind,
    /// Its name and text.
    pub text: ItemText,
    /// The folder it is put in; empty for none.
    pub folder: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The text as it came from there, for later merges.
    pub base: Option<String>,
    /// What is said of its first version.
    pub note: String,
}

/// An item as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryItem {
    /// All but its texts.
    #[serde(flatten)]
    #[ts(flatten)]
    pub summary: ItemSummary,
    /// Its text.
    pub text: String,
    /// What the editor holds of it that is not a version yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub working: Option<String>,
    /// The text as it came from its origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub base: Option<String>,
}

/// An item as a card of the library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemSummary {
    /// Its identity.
    pub id: LibraryItemId,
    /// What it is.
    pub kind: ItemKind,
    /// By this name it is found.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// What it makes, in a line.
    pub description: String,
    /// The channel whose rules its copy keeps to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub format: Option<String>,
    /// Where it is used.
    pub tags: Vec<String>,
    /// Why it can't be used as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<String>,
    /// The folder it is in; empty for none.
    pub folder: String,
    /// Whether the user marked it.
    pub favourite: bool,
    /// Where it came from.
    pub origin: Origin,
    /// Whether its text differs from that of its origin.
    pub edited: bool,
    /// Whether the editor holds what is not a version yet.
    pub unsaved: bool,
    /// The number of its newest version.
    pub version: u32,
    /// When a draft was last written with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub used_at: Option<Timestamp>,
    /// Its stay in the bin, where it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bin: Option<BinStay>,
    /// When it was added.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// When its text last changed.
    #[ts(type = "string")]
    pub updated_at: Timestamp,
}

/// A version of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemVersion {
    /// Counted from 1.
    pub number: u32,
    /// What the user said of it; may be empty.
    pub note: String,
    /// BLAKE3 of its text, in hexadecimal.
    pub digest: String,
    /// How many drafts were written with it.
    pub drafts: u32,
    /// When it was saved.
    #[ts(type = "string")]
    pub created_at: Timestamp,
}

/// Which version of which item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionOf {
    /// The item.
    pub item: LibraryItemId,
    /// The version's number.
    pub version: u32,
}

/// Which part of the library is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Shelf {
    /// All of it, by title.
    #[default]
    All,
    /// What the user marked, by title.
    Favourites,
    /// What drafts were written with, the last first.
    Recent,
    /// One folder, by title; the empty one is what is in none.
    Folder {
        /// The folder.
        folder: String,
    },
    /// What was deleted and can be put back.
    Bin,
}

/// What the library is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryQuery {
    /// What kind of item.
    #[serde(default)]
    pub kind: ItemKind,
    /// Where to look.
    #[serde(default)]
    pub shelf: Shelf,
    /// Only those with this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tag: Option<String>,
    /// Only those in which all these words are found, the last of them perhaps not typed to its
    /// end; those that fit best come first.
    #[serde(default)]
    pub text: String,
}

/// A folder or a tag, and how many items it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Counted {
    /// The folder or the tag.
    pub name: String,
    /// How many items.
    pub count: u32,
}

/// A folder's name as it is kept: one line with single spaces, and not too long.
#[must_use]
pub fn folder_name(typed: &str) -> String {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let name: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    name.chars().take(MOST_FOLDER_CHARACTERS).collect()
}
