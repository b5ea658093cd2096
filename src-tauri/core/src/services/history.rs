//! A draft's history: its earlier states, seen and brought back.

use std::sync::Arc;

use super::desk::now;
use crate::{
    domain::{
        draft::Draft,
        id::{DraftId, RevisionId},
        revision::Revision,
    },
    store::{Store, StoreError, revisions::RevisionPage},
};

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

    /// Brings an earlier state back. The present copy is kept first.
    ///
    /// # Errors
    /// When the draft has no such revision, or a run writes to it.
    pub async fn restore(&self, draft: DraftId, id: RevisionId) -> Result<Draft, StoreError> {
        self.store.restore_revision(draft, id, RevisionId::generate(), now()).await
    }
}
