//! Taking what the user has chosen of a pack: all of it or nothing, and with a way back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Packs, PacksError, preview::Meeting};
use crate::{
    domain::{
        id::{LibraryItemId, OpenPackId, PackChangeId},
        library::{ItemKind, NewItem, Origin},
        pack::{installed::InstalledPack, item::ItemState, merge::Side, refusal::Refusal},
    },
    pack_file::Pack,
    services::library::texts,
    store::{
        library::changes::ItemChange,
        packs::changes::{Installation, SeenChange},
    },
};

/// What to do with an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
#[ts(rename = "PackItemChoice")]
pub enum Choice {
    /// Leave the library as it is.
    Skip,
    /// Take it. For a conflict: the publisher's side throughout.
    Take,
    /// Join both, with a side for each passage that both have changed.
    Join {
        /// The sides, in the order of the passages.
        sides: Vec<Side>,
    },
}

/// What to do with which item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackChoice")]
pub struct ItemChoice {
    /// Its place among the pack's items.
    pub item: usize,
    /// What to do.
    pub choice: Choice,
}

/// A pack that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "ImportedPack")]
pub struct Imported {
    /// What takes it back.
    pub change: PackChangeId,
    /// The pack as it is installed now.
    pub pack: InstalledPack,
    /// How many items came or changed.
    pub changed: u32,
    /// The conflicts that were left as they were.
    pub left: Vec<(ItemKind, String)>,
}

impl Packs {
    /// Takes an open pack: what is not chosen otherwise is taken where that overwrites nothing,
    /// and left where it would. `accepted_key` is what the user has read and accepted where the
    /// publisher's key has changed.
    ///
    /// # Errors
    /// [`Refusal::KeyChanged`] when the key has changed and was not accepted. When an item has
    /// changed since the pack was opened, or the store fails. Nothing has changed then.
    pub async fn import(
        &self,
        open: OpenPackId,
        choices: &[ItemChoice],
        accepted_key: Option<&str>,
    ) -> Result<Imported, PacksError> {
        let pack = self.pack(open)?;
        let preview = self.preview(open, &pack).await?;
        if preview.trust == super::Trust::Changed && preview.key.as_deref() != accepted_key {
            return Err(Refusal::KeyChanged.into());
        }
        let meetings = self.meetings(&pack).await?;
        let mut changes = Vec::new();
        let (mut changed, mut left) = (0, Vec::new());
        for (number, meeting) in meetings.iter().enumerate() {
            let choice = choices.iter().rev().find(|choice| choice.item == number);
            match change(&pack, meeting, choice.map(|choice| &choice.choice)) {
                Some(change) => {
                    changed += 1;
                    changes.push(change);
                }
                None if meeting.state == ItemState::Conflict => {
                    left.push((meeting.item.name.kind, meeting.theirs.name.clone()));
                }
                None => {}
            }
        }
        let now = Timestamp::now();
        let before = self.store.installed_pack(pack.manifest.id.to_string()).await?;
        let installation = Installation {
            id: PackChangeId::generate(),
            pack: InstalledPack {
                id: pack.manifest.id.to_string(),
                name: pack.manifest.name.clone(),
                version: pack.manifest.version,
                author: pack.manifest.author.clone(),
                licence: pack.manifest.licence.clone(),
                description: pack.manifest.description.clone(),
                key: preview.key,
                items: 0,
                edited: 0,
                installed_at: before.map_or(now, |before| before.installed_at),
                updated_at: now,
            },
            changes,
        };
        let change = installation.id;
        let pack = self.store.install_pack(installation, now).await?;
        self.close(open);
        Ok(Imported { change, pack, changed, left })
    }
}

/// What becomes of the library's item; `None` for nothing.
fn change(pack: &Pack, meeting: &Meeting<'_>, choice: Option<&Choice>) -> Option<SeenChange> {
    let default = match meeting.state {
        ItemState::New | ItemState::Update => Choice::Take,
        ItemState::Same | ItemState::Conflict => Choice::Skip,
    };
    let choice = choice.unwrap_or(&default);
    if *choice == Choice::Skip || meeting.state == ItemState::Same {
        return None;
    }
    let manifest = &pack.manifest;
    let origin =
        Origin::Pack { pack: manifest.id.to_string(), version: manifest.version.to_string() };
    let note = format!("Came with {} {}", manifest.name, manifest.version);
    let kind = meeting.item.name.kind;
    let theirs = meeting.theirs.text.clone();
    let Some(mine) = &meeting.mine else {
        let new = NewItem {
            id: LibraryItemId::generate(),
            kind,
            text: meeting.theirs.clone(),
            folder: String::new(),
            origin,
            base: Some(theirs),
            note,
        };
        return Some(SeenChange { change: ItemChange::Add(new), seen: None });
    };
    let text = match (&meeting.merge, choice) {
        (Some(merge), Choice::Join { sides }) => {
            // A passage for which no side was chosen stays as the user has it.
            merge.with(|at| sides.get(at).copied().unwrap_or(Side::Mine))
        }
        (Some(merge), Choice::Take) => merge.with(|_| Side::Theirs),
        _ => theirs.clone(),
    };
    let text = texts::read(kind, &mine.summary.name, text);
    // A side may give the template another name; the library's stays, or drafts would lose it.
    let text = crate::domain::library::ItemText { name: mine.summary.name.clone(), ..text };
    Some(SeenChange {
        change: ItemChange::Save {
            id: mine.summary.id,
            text,
            note,
            origin: Some((origin, Some(theirs))),
        },
        seen: Some((mine.summary.version, mine.working.clone())),
    })
}
