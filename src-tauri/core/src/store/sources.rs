//! The documents attached to briefs, as the text taken from them. The files themselves stay where
//! the user keeps them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Store, StoreError,
    sql::{from_json, json, parsed, time},
};
use crate::domain::{
    id::{DraftId, SourceId},
    source::{MAX_SOURCES, SourceKind, SourceSummary, SourceText, facts::Document},
};

impl Store {
    /// Keeps a document's text with a draft.
    ///
    /// # Errors
    /// [`StoreError::TooManySources`] when the draft has as many as it can have;
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn add_source(
        &self,
        id: SourceId,
        draft_id: DraftId,
        name: String,
        text: SourceText,
        now: Timestamp,
    ) -> Result<SourceSummary, StoreError> {
        self.write(move |sql| {
            let draft = draft_id.to_string();
            let exists: bool = sql
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM drafts WHERE id = ?1)")?
                .query_row([&draft], |row| row.get(0))?;
            if !exists {
                return Err(StoreError::not_found("draft", draft_id));
            }
            let present: i64 = sql
                .prepare_cached(
                    "SELECT count(*) FROM sources WHERE draft_id = ?1 AND removed_at IS NULL",
                )?
                .query_row([&draft], |row| row.get(0))?;
            if usize::try_from(present).is_ok_and(|present| present >= MAX_SOURCES) {
                return Err(StoreError::TooManySources);
            }
            let words: usize =
                text.passages.iter().map(|passage| passage.text.unicode_words().count()).sum();
            sql.prepare_cached(
                "INSERT INTO sources (id, draft_id, name, kind, words, passages, left_out, created_at)
                 VALUES (:id, :draft_id, :name, :kind, :words, :passages, :left_out, :now)",
            )?
            .execute(named_params! {
                ":id": id.to_string(),
                ":draft_id": draft,
                ":name": name,
                ":kind": json(&text.kind)?,
                ":words": i64::try_from(words).unwrap_or(i64::MAX),
                ":passages": json(&text.passages)?,
                ":left_out": text.left_out,
                ":now": time(now),
            })?;
            summary(sql, id)
        })
        .await
    }

    /// The documents of a draft, in the order in which they were attached.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn sources(&self, draft_id: DraftId) -> Result<Vec<SourceSummary>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, name, kind, words, json_array_length(passages) AS passages, left_out
                 FROM sources WHERE draft_id = ?1 AND removed_at IS NULL ORDER BY id",
            )?;
            let rows = statement.query_map([draft_id.to_string()], summary_from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The documents of a draft with all their passages.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn documents(&self, draft_id: DraftId) -> Result<Vec<Document>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT id, name, passages FROM sources
                 WHERE draft_id = ?1 AND removed_at IS NULL ORDER BY id",
            )?;
            let rows = statement.query_map([draft_id.to_string()], |row| {
                Ok(Document {
                    id: parsed(row, "id")?,
                    name: row.get("name")?,
                    passages: from_json(row, "passages")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The text taken from a document.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn source_text(&self, id: SourceId) -> Result<SourceText, StoreError> {
        self.read(move |sql| {
            sql.prepare_cached("SELECT kind, passages, left_out FROM sources WHERE id = ?1")?
                .query_row([id.to_string()], |row| {
                    Ok(SourceText {
                        kind: from_json::<SourceKind>(row, "kind")?,
                        passages: from_json(row, "passages")?,
                        left_out: row.get("left_out")?,
                    })
                })
                .optional()?
                .ok_or_else(|| StoreError::not_found("source", id))
        })
        .await
    }

    /// Takes a document from its draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn remove_source(&self, id: SourceId, now: Timestamp) -> Result<(), StoreError> {
        self.mark_removed(id, Some(time(now))).await
    }

    /// Gives a draft a document back.
    ///
    /// # Errors
    /// As [`remove_source`](Self::remove_source).
    pub async fn restore_source(&self, id: SourceId) -> Result<(), StoreError> {
        self.mark_removed(id, None).await
    }

    async fn mark_removed(&self, id: SourceId, at: Option<String>) -> Result<(), StoreError> {
        self.write(move |sql| {
            let changed = sql
                .prepare_cached("UPDATE sources SET removed_at = ?2 WHERE id = ?1")?
                .execute((id.to_string(), at))?;
            if changed == 0 {
                return Err(StoreError::not_found("source", id));
            }
            Ok(())
        })
        .await
    }
}

fn summary(sql: &rusqlite::Connection, id: SourceId) -> Result<SourceSummary, StoreError> {
    Ok(sql
        .prepare_cached(
            "SELECT id, name, kind, words, json_array_length(passages) AS passages, left_out
             FROM sources WHERE id = ?1",
        )?
        .query_row([id.to_string()], summary_from_row)?)
}

fn summary_from_row(row: &Row<'_>) -> rusqlite::Result<SourceSummary> {
    Ok(SourceSummary {
        id: parsed(row, "id")?,
        name: row.get("name")?,
        kind: from_json(row, "kind")?,
        passages: row.get("passages")?,
        words: row.get("words")?,
        left_out: row.get("left_out")?,
    })
}
