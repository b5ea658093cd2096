//! The desk: drafts made and changed. How they are listed, found and put away is in `list`, how
//! they came to be and how to go back in `history`.

use std::{num::NonZeroU32, sync::Arc};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    domain::{
        draft::{Brief, Draft, DraftSummary, StreamMark, title_from_brief},
        id::{DraftId, RevisionId},
        run::Run,
        template::PromptTemplate,
        variable::{VariableKind, VariableValues},
    },
    store::{Store, StoreError},
};

mod list;

/// A draft with how its last drafting went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftDocument {
    /// The draft. Its text is whole unless the last run is live.
    pub draft: Draft,
    /// The newest run, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub last_run: Option<Run>,
    /// How many rounds of variants it has, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub variant_rounds: Option<NonZeroU32>,
}

/// The drafts of a store.
#[derive(Debug)]
pub struct Desk {
    store: Arc<Store>,
}

impl Desk {
    /// A desk over a store.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// A new draft without copy.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn create(
        &self,
        template: &PromptTemplate,
        brief: Brief,
    ) -> Result<Draft, StoreError> {
        let title = title(template, &brief.values);
        let draft =
            Draft::new(DraftId::generate(), title, template.name().to_owned(), brief, now());
        self.store.insert_draft(&draft).await?;
        Ok(draft)
    }

    /// A draft and its newest run.
    ///
    /// # Errors
    /// When there is no such draft.
    pub async fn open(&self, id: DraftId) -> Result<DraftDocument, StoreError> {
        let draft = self.store.draft(id).await?;
        let last_run = self.store.last_run(id).await?;
        let variant_rounds = NonZeroU32::new(self.store.variant_rounds(id).await?);
        Ok(DraftDocument { draft, last_run, variant_rounds })
    }

    /// Saves what the user filled in; the title follows unless the user has named the draft.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn save_brief(
        &self,
        id: DraftId,
        template: &PromptTemplate,
        brief: Brief,
    ) -> Result<DraftSummary, StoreError> {
        let title = title(template, &brief.values);
        self.store.save_brief(id, template.name().to_owned(), brief, title, now()).await
    }

    /// Saves the copy as the window shows it; see [`Store::save_text`]. Once the store has met
    /// damage the copy is rescued to a file as well, see [`Store::rescue`], and is not said to be
    /// saved: the next start may not find it.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn save_text(
        &self,
        id: DraftId,
        text: String,
        mark: Option<StreamMark>,
    ) -> Result<DraftSummary, StoreError> {
        let copy = text.clone();
        let saved = self.store.save_text(id, text, mark, RevisionId::generate(), now()).await;
        if self.store.has_met_damage() {
            self.store.rescue(id, copy).await?;
            saved?;
            return Err(StoreError::Damaged { details: "a damaged page was met before".into() });
        }
        saved
    }

    /// Gives a draft the user's own title.
    ///
    /// # Errors
    /// When there is no such draft or it can't be saved.
    pub async fn rename(&self, id: DraftId, title: &str) -> Result<DraftSummary, StoreError> {
        self.store.rename_draft(id, title.trim().to_owned(), now()).await
    }
}

/// The store keeps milliseconds; a finer time would not be found again as it was made.
pub(super) fn now() -> Timestamp {
    Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap_or_default()
}

/// The title that follows from a brief: its first short answer and what is made of it.
pub(super) fn title(template: &PromptTemplate, values: &VariableValues) -> String {
    let first_answer = template
        .variables()
        .filter(|variable| variable.kind == VariableKind::Text)
        .find_map(|variable| values.0.get(&variable.name).and_then(Value::as_str));
    title_from_brief(&template.title(), first_answer)
}
