//! The items of a pack: what they are, and what would become of each.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use crate::domain::library::ItemKind;

impl ItemKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Template, Self::Voice, Self::Format, Self::Partial];

    /// The folder in a pack that holds items of this kind.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Template => "templates",
            Self::Partial => "partials",
            Self::Voice => "voices",
            Self::Format => "formats",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Template => "template",
            Self::Partial => "partial",
            Self::Voice => "voice",
            Self::Format => "format",
        }
    }

    /// The kind whose items stand in this folder.
    #[must_use]
    pub fn in_folder(folder: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.folder() == folder)
    }

    const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Template | Self::Partial => &[".prompt"],
            Self::Voice | Self::Format => &[".yaml", ".yml", ".json", ".toml", ".md"],
        }
    }

    /// The item that a file in the folder is; `None` when it is none of this kind.
    pub(super) fn item(self, file: &str) -> Option<ItemName> {
        let stem = self.endings().iter().find_map(|ending| file.strip_suffix(ending))?;
        // In a folder beside templates, Dotprompt marks a partial by an underscore.
        let stem =
            if self == Self::Partial { stem.strip_prefix('_').unwrap_or(stem) } else { stem };
        let usable = !stem.is_empty() && !stem.starts_with('.');
        usable.then(|| ItemName { kind: self, name: stem.to_owned(), file: file.to_owned() })
    }
}

/// An item by kind and name, and the file it stands in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemName {
    /// What it is.
    pub kind: ItemKind,
    /// Its name: `launch-email`.
    pub name: String,
    /// Its file, without the folder: `launch-email.prompt`.
    pub file: String,
}

impl ItemName {
    /// Its name in the pack: `templates/launch-email.prompt`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.kind.folder(), self.file)
    }
}

/// An item with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackItem {
    /// Which item.
    pub name: ItemName,
    /// Its file's text, as it is.
    pub text: String,
}

/// What would become of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "PackItemState")]
pub enum ItemState {
    /// The library has none of this name.
    New,
    /// The library has it as it is.
    Same,
    /// It takes the place of what the user has not changed, or joins the user's edits cleanly.
    Update,
    /// The user has changed the same passage, or has another item of this name.
    Conflict,
}
