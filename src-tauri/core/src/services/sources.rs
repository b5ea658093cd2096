//! Sources: documents attached to a brief as facts to draft from.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    domain::{
        draft::Brief,
        id::{DraftId, SourceId},
        model::ModelChoice,
        source::{
            SourceSummary, SourceText,
            facts::{ChosenPassage, Document, Facts},
        },
    },
    sources::{SourceError, reader::SourceReader},
    store::{Store, StoreError},
};

/// What a model on this computer is given of documents, in tokens: its window also holds the
/// brief and the copy.
const LOCAL_BUDGET: usize = 900;
/// What a provider's model is given: enough for a long report, and cheap to send.
const PROVIDER_BUDGET: usize = 12_000;

/// Why a document could not be attached. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// It gave no text.
    #[error("{name} can’t be used. {source}")]
    Unusable {
        /// The file's name.
        name: String,
        /// Why.
        source: SourceError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SourcesError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unusable { source, .. } => source.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// The documents of a brief, and what a drafting would be given of them now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BriefSources {
    /// The documents.
    pub sources: Vec<SourceSummary>,
    /// The passages that are in.
    pub chosen: Vec<ChosenPassage>,
    /// What these take, in tokens, estimated.
    pub tokens: u32,
    /// What they may take.
    pub budget: u32,
}

/// The documents of a store's briefs.
#[derive(Debug)]
pub struct Sources {
    store: Arc<Store>,
    reader: SourceReader,
}

impl Sources {
    /// Documents kept in `store` and read by `reader`.
    #[must_use]
    pub const fn new(store: Arc<Store>, reader: SourceReader) -> Self {
        Self { store, reader }
    }

    /// Takes the text from a document and keeps it with a draft.
    ///
    /// # Errors
    /// When the document gives no text or the store fails.
    pub async fn attach(
        &self,
        draft_id: DraftId,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<SourceSummary, SourcesError> {
        let text = self.read(name, bytes).await?;
        self.keep(draft_id, name, text).await
    }

    /// Keeps a document that was read already.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep(
        &self,
        draft_id: DraftId,
        name: &str,
        text: SourceText,
    ) -> Result<SourceSummary, SourcesError> {
        let id = SourceId::generate();
        Ok(self.store.add_source(id, draft_id, name.to_owned(), text, Timestamp::now()).await?)
    }

    /// The text of a document.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn read(&self, name: &str, bytes: Vec<u8>) -> Result<SourceText, SourcesError> {
        let unusable = |source| SourcesError::Unusable { name: name.to_owned(), source };
        self.reader.read(name, bytes).await.map_err(unusable)
    }

    /// The documents of a draft, and what a drafting of this brief would be given of them.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn list(&self, draft_id: DraftId, brief: &Brief) -> Result<BriefSources, StoreError> {
        let sources = self.store.sources(draft_id).await?;
        let facts = self.facts(draft_id, brief).await?;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(BriefSources {
            sources,
            chosen: facts.chosen,
            tokens: number(facts.tokens),
            budget: number(budget(&brief.model)),
        })
    }

    /// What a drafting of this brief is given of the draft's documents.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn facts(&self, draft_id: DraftId, brief: &Brief) -> Result<Facts, StoreError> {
        let documents = self.store.documents(draft_id).await?;
        Ok(facts(&documents, brief))
    }

    /// The text taken from a document.
    ///
    /// # Errors
    /// When there is no such document.
    pub async fn text(&self, id: SourceId) -> Result<SourceText, StoreError> {
        self.store.source_text(id).await
    }

    /// Takes a document from its draft; [`restore`](Self::restore) gives it back.
    ///
    /// # Errors
    /// When there is no such document.
    pub async fn remove(&self, id: SourceId) -> Result<(), StoreError> {
        self.store.remove_source(id, Timestamp::now()).await
    }

    /// Gives a draft a document back.
    ///
    /// # Errors
    /// When there is no such document.
    pub async fn restore(&self, id: SourceId) -> Result<(), StoreError> {
        self.store.restore_source(id).await
    }
}

/// What a drafting of this brief is given of documents.
#[must_use]
pub fn facts(documents: &[Document], brief: &Brief) -> Facts {
    let answers = brief.values.0.values().map(|value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    let wanted = answers.collect::<Vec<_>>().join(" ");
    Facts::choose(documents, &wanted, budget(&brief.model))
}

const fn budget(model: &ModelChoice) -> usize {
    match model {
        ModelChoice::Local { .. } => LOCAL_BUDGET,
        ModelChoice::Provider { .. } => PROVIDER_BUDGET,
    }
}
