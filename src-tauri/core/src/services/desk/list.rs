//! The list of drafts: found by their words, marked, tagged, archived, deleted and restored.

use jiff::Timestamp;

use super::{Desk, now};
use crate::{
    domain::{
        draft::{BinStay, DraftStatus, DraftSummary},
        draft_list::DraftQuery,
        id::DraftId,
        tag::Tag,
    },
    store::{
        StoreError,
        desk_list::{DraftCursor, DraftPage},
    },
};

impl Desk {
    /// A page of the drafts asked for, after a cursor of the same query.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn page(
        &self,
        query: DraftQuery,
        cursor: Option<DraftCursor>,
    ) -> Result<DraftPage, StoreError> {
        self.store.draft_page(query, cursor).await
    }

    /// Sets what the user says of a draft.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn set_status(
        &self,
        id: DraftId,
        status: DraftStatus,
    ) -> Result<DraftSummary, StoreError> {
        self.store.set_draft_status(id, status).await
    }

    /// Puts a draft in the archive, or takes it out.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn archive(&self, id: DraftId, archived: bool) -> Result<DraftSummary, StoreError> {
        self.store.archive_draft(id, archived.then(now)).await
    }

    /// Puts a draft in the bin, which keeps it for as long as [`BinStay`] says.
    ///
    /// # Errors
    /// When there is no such draft, a run still writes to it, or it can't be saved.
    pub async fn delete(&self, id: DraftId) -> Result<DraftSummary, StoreError> {
        self.store.delete_draft(id, now()).await
    }

    /// Takes a draft out of the bin, back to where it was.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn undelete(&self, id: DraftId) -> Result<DraftSummary, StoreError> {
        self.store.undelete_draft(id).await
    }

    /// Deletes all that is in the bin for good; says how many drafts that were.
    ///
    /// # Errors
    /// When the store can't be written; what was deleted until then is gone.
    pub async fn empty_bin(&self) -> Result<u64, StoreError> {
        self.store.empty_bin(Timestamp::MAX).await
    }

    /// Deletes for good what has been in the bin for its time.
    ///
    /// # Errors
    /// As [`empty_bin`](Self::empty_bin).
    pub async fn clear_bin(&self, now: Timestamp) -> Result<(), StoreError> {
        if let Ok(deleted_before) = now.checked_sub(BinStay::LENGTH) {
            self.store.empty_bin(deleted_before).await?;
        }
        Ok(())
    }

    /// What is to be done now and then: the bin is cleared, and what was written since the last
    /// search gets ready for the next.
    ///
    /// # Errors
    /// When the store can't be written; what is left is done the next time.
    pub async fn tidy(&self, now: Timestamp) -> Result<(), StoreError> {
        self.clear_bin(now).await?;
        self.store.index_pending().await
    }

    /// All tags in use, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        self.store.tags().await
    }

    /// Gives a draft a tag, written as it was the first time anywhere.
    ///
    /// # Errors
    /// When there is no such draft, it has as many as it can have, or it can't be saved.
    pub async fn add_tag(&self, id: DraftId, tag: Tag) -> Result<DraftSummary, StoreError> {
        self.store.add_tag(id, tag).await
    }

    /// Takes a tag from a draft.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn remove_tag(&self, id: DraftId, tag: Tag) -> Result<DraftSummary, StoreError> {
        self.store.remove_tag(id, tag).await
    }
}
