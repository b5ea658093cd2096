//! How an item has done: the drafts made with it, and how much of what was written is still there.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Library;
use crate::{
    domain::{
        diff::{Edit, by_word, comparison::Comparison},
        id::{DraftId, LibraryItemId},
        revision::change::words,
    },
    store::{StoreError, library::Made},
};

/// How many drafts are looked at.
const MOST_LOOKED_AT: u32 = 40;
/// How long two texts may be compared before the rest of them counts as replaced.
const COMPARING: Duration = Duration::from_millis(20);
/// The same for two versions, which somebody looks at.
const SHOWING: Duration = Duration::from_millis(40);

/// How an item has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ItemRecord {
    /// How many drafts were made with it.
    pub drafts: u32,
    /// How many words were written in the last of them.
    pub words_written: u32,
    /// How many of those are still there.
    pub words_kept: u32,
    /// The last drafts made with it, newest first.
    pub last: Vec<MadeDraft>,
}

/// A draft made with an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MadeDraft {
    /// The draft.
    pub id: DraftId,
    /// Its title.
    pub title: String,
    /// The version of the item it was made with.
    pub version: u32,
}

impl Library {
    /// How an item has done.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn record(&self, id: LibraryItemId) -> Result<ItemRecord, StoreError> {
        let drafts = self.store.drafts_made(id).await?;
        let made = self.store.last_made(id, MOST_LOOKED_AT).await?;
        let count = move || {
            let (mut words_written, mut words_kept) = (0, 0);
            for draft in &made {
                words_written += words(&draft.written);
                words_kept += kept(draft);
            }
            let last = made
                .into_iter()
                .take(8)
                .map(|made| MadeDraft {
                    id: made.draft_id,
                    title: made.title,
                    version: made.version,
                })
                .collect();
            ItemRecord { drafts, words_written, words_kept, last }
        };
        tokio::task::spawn_blocking(count).await.map_err(|_| StoreError::Closed)
    }

    /// A version compared with a later one, or with a text that is not saved yet.
    ///
    /// # Errors
    /// When there is no such version.
    pub async fn compare(
        &self,
        id: LibraryItemId,
        old: u32,
        new: ComparedWith,
    ) -> Result<Comparison, StoreError> {
        let old = self.store.version_text(id, old).await?;
        let new = match new {
            ComparedWith::Version { number } => self.store.version_text(id, number).await?,
            ComparedWith::Text { text } => text,
        };
        let compare = move || Comparison::between(&old, &new, Instant::now() + SHOWING);
        tokio::task::spawn_blocking(compare).await.map_err(|_| StoreError::Closed)
    }
}

/// What a version is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ComparedWith {
    /// Another version.
    Version {
        /// Its number.
        number: u32,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
}

fn kept(made: &Made) -> u32 {
    by_word(&made.written, &made.text, Instant::now() + COMPARING)
        .into_iter()
        .map(|edit| match edit {
            Edit::Kept(text) => words(text),
            Edit::Deleted(_) | Edit::Inserted(_) => 0,
        })
        .sum()
}
