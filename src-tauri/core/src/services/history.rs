//! A draft's history: its earlier states, seen, compared, named and brought back.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::desk::now;
use crate::{
    domain::{
        diff::comparison::Comparison,
        id::{DraftId, RevisionId},
        revision::{Revision, RevisionSummary},
    },
    store::{
        Store, StoreError,
        revisions::{RestoreIds, RestoredDraft, RevisionPage},
    },
};

/// How long two texts may be compared before the rest of them counts as replaced.
const COMPARING: Duration = Duration::from_millis(40);

/// What a revision is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Against {
    /// The revision before it: what it changed.
    Before,
    /// The present copy: what has changed since.
    Present,
}

/// The histories of a store's drafts.
#[derive(Debug)]
pub struct History {
    store: Arc<Store>,
}

impl History {
    /// The histories in a store.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// A page of a draft's history, newest first; see [`Store::revision_page`].
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn page(
        &self,
        draft: DraftId,
        older_than: Option<RevisionId>,
    ) -> Result<RevisionPage, StoreError> {
        self.store.revision_page(draft, older_than).await
    }

    /// A revision with its text.
    ///
    /// # Errors
    /// When the draft has no such revision.
    pub async fn revision(&self, draft: DraftId, id: RevisionId) -> Result<Revision, StoreError> {
        self.store.revision(draft, id).await
    }

    /// A revision compared by word.
    ///
    /// # Errors
    /// When the draft has no such revision.
    pub async fn compare(
        &self,
        draft: DraftId,
        id: RevisionId,
        against: Against,
    ) -> Result<Comparison, StoreError> {
        let text = self.store.revision(draft, id).await?.text;
        let (old, new) = match against {
            Against::Before => (self.store.text_before_revision(draft, id).await?, text),
            Against::Present => (text, self.store.draft(draft).await?.text),
        };
        let compare = move || Comparison::between(&old, &new, Instant::now() + COMPARING);
        tokio::task::spawn_blocking(compare).await.map_err(|_| StoreError::Closed)
    }

    /// Keeps what was typed, as at the end of a pause: the user leaves the draft or looks at its
    /// history.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn keep_typed(&self, draft: DraftId) -> Result<(), StoreError> {
        self.store.keep_typed(draft, RevisionId::generate(), now()).await?;
        Ok(())
    }

    /// Names a revision; an empty name takes the name away.
    ///
    /// # Errors
    /// When the draft has no such revision.
    pub async fn name(
        &self,
        draft: DraftId,
        id: RevisionId,
        name: &str,
    ) -> Result<RevisionSummary, StoreError> {
        /// More than anybody reads in a list.
        const MOST_CHARACTERS: usize = 120;
        let name: String = name.trim().chars().take(MOST_CHARACTERS).collect();
        self.store.name_revision(draft, id, (!name.is_empty()).then_some(name)).await
    }

    /// Brings an earlier state back. The present copy is kept first.
    ///
    /// # Errors
    /// When the draft has no such revision, or a run writes to it.
    pub async fn restore(
        &self,
        draft: DraftId,
        id: RevisionId,
    ) -> Result<RestoredDraft, StoreError> {
        let ids = RestoreIds { present: RevisionId::generate(), restored: RevisionId::generate() };
        self.store.restore_revision(draft, id, ids, now()).await
    }
}
