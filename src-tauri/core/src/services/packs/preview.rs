//! What a pack would change, before it changes anything.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Packs, PacksError};
use crate::{
    domain::{
        diff::comparison::Comparison,
        id::OpenPackId,
        library::{ItemKind, ItemText, LibraryItem, Origin},
        pack::{
            item::{ItemState, PackItem},
            manifest::PackId,
            merge::{Merge, Part},
            refusal::{Refusal, Shown},
            version::PackVersion,
            warning::{self, Warning},
        },
    },
    pack_file::Pack,
    services::library::texts,
};

/// How long two texts are compared for the user to look at.
const COMPARISON_LIMIT: Duration = Duration::from_millis(200);

/// What is known of the key that signed a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "PackTrust")]
pub enum Trust {
    /// It has been trusted before.
    Trusted,
    /// Neither the key nor the publisher has been seen before.
    New,
    /// The publisher, or this very pack, was signed with another key before.
    Changed,
    /// Nobody signed the pack.
    Unsigned,
}

/// A pack that is open, and what it would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PackPreview {
    /// What it is called while it is open.
    #[serde(rename = "open")]
    pub open_id: OpenPackId,
    /// Which pack.
    pub id: PackId,
    /// Its name for people.
    pub name: String,
    /// Which version of it.
    pub version: PackVersion,
    /// Which version is installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub installed: Option<PackVersion>,
    /// Who says to have published it.
    pub publisher: String,
    /// The key that signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key: Option<String>,
    /// The key, to be compared by people.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fingerprint: Option<String>,
    /// What is known of the key.
    pub trust: Trust,
    /// Since when the key is trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub trusted_since: Option<Timestamp>,
    /// Under which terms.
    pub licence: String,
    /// What it is for.
    pub description: String,
    /// What its publisher says about it.
    pub readme: String,
    /// Its items.
    pub items: Vec<ItemPreview>,
    /// What is to be said about the pack as a whole.
    pub warnings: Vec<Warning>,
}

/// An item of a pack, and what would become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackItemPreview")]
pub struct ItemPreview {
    /// Its name in the library.
    pub name: String,
    /// What it is.
    pub kind: ItemKind,
    /// Its name for people.
    pub title: String,
    /// What would become of it.
    pub state: ItemState,
    /// Whether the user's own edits of it stay.
    pub merges: bool,
    /// What is to be said about it.
    pub warnings: Vec<Warning>,
}

/// An item looked at closely.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PackItemDetails")]
pub struct ItemDetails {
    /// From what the library has to what it would have; to the pack's own where both have
    /// changed.
    pub comparison: Comparison,
    /// The stretches of both, where a side has to be chosen.
    pub parts: Vec<Part>,
}

/// A pack's item beside the library's.
pub(super) struct Meeting<'a> {
    pub(super) item: &'a PackItem,
    pub(super) theirs: ItemText,
    pub(super) mine: Option<LibraryItem>,
    pub(super) state: ItemState,
    /// The two joined, where there is something to join.
    pub(super) merge: Option<Merge>,
}

impl Meeting<'_> {
    /// What the library has, with what its editor holds.
    pub(super) fn mine(&self) -> &str {
        self.mine.as_ref().map_or("", |item| item.working.as_deref().unwrap_or(&item.text))
    }
}

impl Packs {
    /// What an open pack would change. Refuses what is only wrong for this library.
    pub(super) async fn preview(
        &self,
        open_id: OpenPackId,
        pack: &Pack,
    ) -> Result<PackPreview, PacksError> {
        let manifest = &pack.manifest;
        let installed = self.store.installed_pack(manifest.id.to_string()).await?;
        let installed_key = installed.as_ref().and_then(|pack| pack.key.as_deref());
        let key = pack.key.as_ref().map(ToString::to_string);
        let (trust, trusted_since) = match &key {
            None if installed_key.is_some() => return Err(Refusal::SignatureMissing.into()),
            None => (Trust::Unsigned, None),
            Some(key) => self.trust(key, installed_key, &manifest.author).await?,
        };
        let meetings = self.meetings(pack).await?;
        let mut warnings = warning::about_name(&manifest.name);
        warnings.extend(warning::about_name(&manifest.author));
        warnings.extend(warning::about_text(&manifest.description));
        warnings.extend(warning::about_text(&pack.readme));
        let items = meetings
            .iter()
            .map(|meeting| {
                let mut warnings = warning::about_name(&meeting.theirs.facts.title);
                warnings.extend(warning::about_text(&meeting.theirs.text));
                ItemPreview {
                    name: meeting.theirs.name.clone(),
                    kind: meeting.item.name.kind,
                    title: meeting.theirs.facts.title.clone(),
                    state: meeting.state,
                    merges: meeting.state == ItemState::Update
                        && meeting
                            .mine
                            .as_ref()
                            .is_some_and(|mine| mine.summary.edited || mine.summary.unsaved),
                    warnings,
                }
            })
            .collect();
        Ok(PackPreview {
            open_id,
            id: manifest.id.clone(),
            name: manifest.name.clone(),
            version: manifest.version,
            installed: installed.map(|pack| pack.version),
            publisher: manifest.author.clone(),
            fingerprint: pack.key.as_ref().map(|key| key.fingerprint()),
            key,
            trust,
            trusted_since,
            licence: manifest.licence.clone(),
            description: manifest.description.clone(),
            readme: pack.readme.clone(),
            items,
            warnings,
        })
    }

    async fn trust(
        &self,
        key: &str,
        installed_key: Option<&str>,
        publisher: &str,
    ) -> Result<(Trust, Option<Timestamp>), PacksError> {
        let own = self.store.signing_key().await?.is_some_and(|(public, _)| public == key);
        let since = self.store.key_trusted_since(key.to_owned()).await?;
        // Another key than this pack's own counts as changed, even one trusted for other packs.
        let differs = installed_key.is_some_and(|installed| installed != key);
        let trust = if differs {
            Trust::Changed
        } else if since.is_some() || own {
            Trust::Trusted
        } else if self.store.knows_publisher(publisher).await? {
            Trust::Changed
        } else {
            Trust::New
        };
        Ok((trust, since))
    }

    /// Each item of a pack beside the library's of the same name.
    pub(super) async fn meetings<'a>(
        &self,
        pack: &'a Pack,
    ) -> Result<Vec<Meeting<'a>>, PacksError> {
        let texts: Vec<ItemText> = pack
            .items
            .iter()
            .map(|item| texts::read(item.name.kind, &item.name.name, item.text.clone()))
            .collect();
        let names: Vec<_> = pack
            .items
            .iter()
            .zip(&texts)
            .map(|(item, text)| (item.name.kind, text.name.clone()))
            .collect();
        refuse_one_name_twice(pack, &names)?;
        let found = self.store.library_items_named(names).await?;
        let id = pack.manifest.id.as_str();
        let met = pack.items.iter().zip(texts).zip(found);
        Ok(met.map(|((item, theirs), mine)| meet(id, item, theirs, mine)).collect())
    }

    /// An item looked at closely, by its place among the pack's items.
    ///
    /// # Errors
    /// When the pack is not open any more, or the store can't be read.
    pub async fn item(&self, open: OpenPackId, number: usize) -> Result<ItemDetails, PacksError> {
        let pack = self.pack(open)?;
        let meetings = self.meetings(&pack).await?;
        let meeting = meetings.get(number).ok_or(PacksError::NotOpen)?;
        let joined = meeting.merge.as_ref().and_then(Merge::clean);
        let after = match meeting.state {
            ItemState::Same => meeting.mine(),
            _ => joined.as_deref().unwrap_or(&meeting.theirs.text),
        };
        let comparison =
            Comparison::between(meeting.mine(), after, Instant::now() + COMPARISON_LIMIT);
        let parts = match (&meeting.merge, meeting.state) {
            (Some(merge), ItemState::Conflict) => merge.parts.clone(),
            _ => Vec::new(),
        };
        Ok(ItemDetails { comparison, parts })
    }
}

/// Names that the library writes in one way, such as “Launch email” and “launch-email”.
fn refuse_one_name_twice(pack: &Pack, names: &[(ItemKind, String)]) -> Result<(), Refusal> {
    let mut seen = std::collections::HashMap::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        if let Some(other) = seen.insert(name, number) {
            let shown = |number: usize| Shown::new(&pack.items[number].name.path());
            return Err(Refusal::Collision { name: shown(number), other: shown(other) });
        }
    }
    Ok(())
}

fn meet<'a>(
    pack: &str,
    item: &'a PackItem,
    theirs: ItemText,
    mine: Option<LibraryItem>,
) -> Meeting<'a> {
    let (state, merge) = match &mine {
        None => (ItemState::New, None),
        Some(mine) => {
            let text = mine.working.as_deref().unwrap_or(&mine.text);
            let base = match &mine.summary.origin {
                Origin::Pack { pack: from, .. } if from == pack => mine.base.as_deref(),
                _ => None,
            };
            match base {
                _ if text == theirs.text => (ItemState::Same, None),
                // The publisher has not changed it since: what the user has made of it stays.
                Some(base) if base == theirs.text => (ItemState::Same, None),
                Some(base) => {
                    let merge = Merge::new(base, text, &theirs.text);
                    let clean = merge.conflicts().next().is_none();
                    (if clean { ItemState::Update } else { ItemState::Conflict }, Some(merge))
                }
                // Somebody else's text of the same name: there is nothing that both came from.
                None => {
                    let whole = Part::Conflict {
                        base: String::new(),
                        mine: text.to_owned(),
                        theirs: theirs.text.clone(),
                    };
                    (ItemState::Conflict, Some(Merge { parts: vec![whole] }))
                }
            }
        }
    };
    Meeting { item, theirs, mine, state, merge }
}
