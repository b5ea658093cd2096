//! Revisions: earlier states of a draft, which are never changed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{
    Store, StoreError, drafts,
    sql::{from_json, json, parsed, parsed_option, time},
};
use crate::domain::{
    draft::Draft,
    id::{DraftId, RevisionId},
    revision::{Revision, RevisionCause},
};

impl Store {
    /// The revisions of a draft, oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn revisions(&self, draft_id: DraftId) -> Result<Vec<Revision>, StoreError> {
        self.read(move |sql| {
            let mut statement =
                sql.prepare_cached("SELECT * FROM revisions WHERE draft_id = ?1 ORDER BY id")?;
            let rows = statement.query_map([draft_id.to_string()], from_row)?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .await
    }

    /// Brings a revision back as the draft's text. The present text is kept first, under
    /// `present`, unless it is empty.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft has no such revision; [`StoreError::DraftIsLive`]
    /// while a run writes to it.
    pub async fn restore_revision(
        &self,
        draft_id: DraftId,
        revision_id: RevisionId,
        present: RevisionId,
        now: Timestamp,
    ) -> Result<Draft, StoreError> {
        self.write(move |sql| {
            let revision = sql
                .prepare_cached("SELECT * FROM revisions WHERE id = ?1 AND draft_id = ?2")?
                .query_row([revision_id.to_string(), draft_id.to_string()], from_row)
                .optional()?
                .ok_or_else(|| StoreError::not_found("earlier version", revision_id))?;
            let draft = drafts::draft(sql, draft_id)?;
            if draft.stream_mark.is_some() {
                return Err(StoreError::DraftIsLive);
            }
            keep(sql, &draft, present, RevisionCause::BeforeRestore, now)?;
            drafts::set_text(sql, draft_id, &revision.text, None, now)?;
            drafts::draft(sql, draft_id)
        })
        .await
    }
}

/// Keeps a draft's text as a revision; an empty text is not worth one.
pub(super) fn keep(
    sql: &Connection,
    draft: &Draft,
    id: RevisionId,
    cause: RevisionCause,
    now: Timestamp,
) -> Result<Option<RevisionId>, StoreError> {
    if draft.text.is_empty() {
        return Ok(None);
    }
    let parent = newest(sql, draft.id)?;
    insert(
        sql,
        &Revision {
            id,
            draft_id: draft.id,
            parent,
            cause,
            run_id: None,
            text: draft.text.clone(),
            created_at: now,
        },
    )?;
    Ok(Some(id))
}

/// The newest revision of a draft.
pub(super) fn newest(
    sql: &Connection,
    draft_id: DraftId,
) -> Result<Option<RevisionId>, StoreError> {
    Ok(sql
        .prepare_cached("SELECT id FROM revisions WHERE draft_id = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row([draft_id.to_string()], |row| parsed(row, "id"))
        .optional()?)
}

/// Adds a revision.
pub(super) fn insert(sql: &Connection, revision: &Revision) -> Result<(), StoreError> {
    sql.prepare_cached(
        "INSERT INTO revisions (id, draft_id, parent, cause, run_id, text, created_at)
         VALUES (:id, :draft_id, :parent, :cause, :run_id, :text, :created_at)",
    )?
    .execute(named_params! {
        ":id": revision.id.to_string(),
        ":draft_id": revision.draft_id.to_string(),
        ":parent": revision.parent.map(|id| id.to_string()),
        ":cause": json(&revision.cause)?,
        ":run_id": revision.run_id.map(|id| id.to_string()),
        ":text": revision.text,
        ":created_at": time(revision.created_at),
    })?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        id: parsed(row, "id")?,
        draft_id: parsed(row, "draft_id")?,
        parent: parsed_option(row, "parent")?,
        cause: from_json(row, "cause")?,
        run_id: parsed_option(row, "run_id")?,
        text: row.get("text")?,
        created_at: parsed(row, "created_at")?,
    })
}
