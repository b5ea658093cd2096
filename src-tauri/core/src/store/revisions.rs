//! Revisions: earlier states of a draft, which are never changed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Store, StoreError, drafts,
    sql::{from_json, json, parsed, parsed_option, time},
};
use crate::domain::{
    draft::Draft,
    id::{DraftId, RevisionId},
    revision::{Revision, RevisionCause, RevisionSummary},
};

/// How many revisions a page of a history holds.
const PAGE_SIZE: usize = 100;

/// A page of a draft's history, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RevisionPage {
    /// The revisions.
    pub items: Vec<RevisionSummary>,
    /// Asks for the page after this one; none at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_cursor: Option<RevisionId>,
}

impl Store {
    /// A page of a draft's history, newest first, of revisions older than the one given.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn revision_page(
        &self,
        draft_id: DraftId,
        older_than: Option<RevisionId>,
    ) -> Result<RevisionPage, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT revisions.id, cause, model_name, created_at
                 FROM revisions LEFT JOIN runs ON runs.id = run_id
                 WHERE revisions.draft_id = :draft AND revisions.id < :older_than
                 ORDER BY revisions.id DESC
                 LIMIT :limit",
            )?;
            let rows = statement.query_map(
                named_params! {
                    ":draft": draft_id.to_string(),
                    ":older_than": older_than.map_or_else(|| AFTER_ALL.to_owned(), |id| id.to_string()),
                    ":limit": PAGE_SIZE as i64 + 1,
                },
                summary_from_row,
            )?;
            let mut items = rows.collect::<Result<Vec<_>, _>>()?;
            let more = items.len() > PAGE_SIZE;
            items.truncate(PAGE_SIZE);
            let next_cursor = items.last().filter(|_| more).map(|last| last.id);
            Ok(RevisionPage { items, next_cursor })
        })
        .await
    }

    /// A revision of a draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft has no such revision.
    pub async fn revision(
        &self,
        draft_id: DraftId,
        id: RevisionId,
    ) -> Result<Revision, StoreError> {
        self.read(move |sql| revision(sql, draft_id, id)).await
    }

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
            let revision = revision(sql, draft_id, revision_id)?;
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

/// Sorts after every id.
const AFTER_ALL: &str = "~";

fn revision(sql: &Connection, draft_id: DraftId, id: RevisionId) -> Result<Revision, StoreError> {
    sql.prepare_cached("SELECT * FROM revisions WHERE id = ?1 AND draft_id = ?2")?
        .query_row([id.to_string(), draft_id.to_string()], from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("earlier version", id))
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

fn summary_from_row(row: &Row<'_>) -> rusqlite::Result<RevisionSummary> {
    Ok(RevisionSummary {
        id: parsed(row, "id")?,
        cause: from_json(row, "cause")?,
        model_name: row.get("model_name")?,
        created_at: parsed(row, "created_at")?,
    })
}
