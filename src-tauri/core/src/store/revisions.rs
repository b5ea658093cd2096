//! Revisions: earlier states of a draft. When the user's typing becomes one is decided in
//! [`typing`](crate::domain::revision::typing); how their texts are kept is in `revision_texts`.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Store, StoreError, drafts,
    revision_texts::{self, TextId},
    sql::{from_json, json, parsed, parsed_option, time},
};
use crate::domain::{
    draft::Draft,
    id::{DraftId, RevisionId, RunId},
    revision::{
        Revision, RevisionCause, RevisionSummary,
        change::{Change, words},
        thinning::thinned,
        typing::Typing,
    },
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

/// A draft after an earlier revision was brought back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RestoredDraft {
    /// The draft with its new text.
    pub draft: Draft,
    /// The revision that holds the text that was there before; none where it was empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub replaced: Option<RevisionId>,
}

/// The identities of the revisions that bringing one back leaves.
#[derive(Clone, Copy, Debug)]
pub struct RestoreIds {
    /// Keeps the present text.
    pub present: RevisionId,
    /// Says that the other was brought back.
    pub restored: RevisionId,
}

/// What is to be kept, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewRevision<'a> {
    pub(super) id: RevisionId,
    pub(super) draft_id: DraftId,
    pub(super) cause: RevisionCause,
    /// The run it came from.
    pub(super) run_id: Option<RunId>,
    /// The revision brought back; of all others, the newest is the parent.
    pub(super) brought_back: Option<RevisionId>,
    pub(super) text: &'a str,
    pub(super) at: Timestamp,
}

/// The columns of a summary.
const SUMMARY: &str =
    "SELECT revisions.id, cause, run_id, model_name, name, words, added, removed, excerpt,
        created_at
 FROM revisions LEFT JOIN runs ON runs.id = run_id";

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
        /// Sorts after every id.
        const AFTER_ALL: &str = "~";
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(&format!(
                "{SUMMARY}
                 WHERE revisions.draft_id = :draft AND revisions.id < :older_than
                 ORDER BY revisions.id DESC
                 LIMIT :limit"
            ))?;
            let older_than = older_than.map_or_else(|| AFTER_ALL.to_owned(), |id| id.to_string());
            let rows = statement.query_map(
                named_params! {
                    ":draft": draft_id.to_string(),
                    ":older_than": older_than,
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

    /// The text of the revision before this one; nothing before the first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn text_before_revision(
        &self,
        draft_id: DraftId,
        id: RevisionId,
    ) -> Result<String, StoreError> {
        self.read(move |sql| {
            let before = newest(sql, draft_id, Some(id))?;
            before.map_or(Ok(String::new()), |before| revision_texts::read(sql, before.text))
        })
        .await
    }

    /// Names a revision; `None` takes the name away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft has no such revision.
    pub async fn name_revision(
        &self,
        draft_id: DraftId,
        id: RevisionId,
        name: Option<String>,
    ) -> Result<RevisionSummary, StoreError> {
        self.write(move |sql| {
            sql.execute(
                "UPDATE revisions SET name = ?3 WHERE id = ?1 AND draft_id = ?2",
                (id.to_string(), draft_id.to_string(), name),
            )?;
            sql.prepare_cached(&format!(
                "{SUMMARY} WHERE revisions.id = ?1 AND revisions.draft_id = ?2"
            ))?
            .query_row([id.to_string(), draft_id.to_string()], summary_from_row)
            .optional()?
            .ok_or_else(|| StoreError::not_found("earlier version", id))
        })
        .await
    }

    /// Brings a revision back as the draft's text. The present text is kept first.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft has no such revision; [`StoreError::DraftIsLive`]
    /// while a run writes to it.
    pub async fn restore_revision(
        &self,
        draft_id: DraftId,
        revision_id: RevisionId,
        ids: RestoreIds,
        now: Timestamp,
    ) -> Result<RestoredDraft, StoreError> {
        self.write(move |sql| {
            let Revision { text, .. } = revision(sql, draft_id, revision_id)?;
            let draft = drafts::draft(sql, draft_id)?;
            if draft.stream_mark.is_some() {
                return Err(StoreError::DraftIsLive);
            }
            let replaced =
                keep_present(sql, &draft, ids.present, RevisionCause::BeforeRestore, now)?;
            drafts::set_text(sql, draft_id, &text, None, now)?;
            add(
                sql,
                NewRevision {
                    id: ids.restored,
                    draft_id,
                    cause: RevisionCause::Restored,
                    run_id: None,
                    brought_back: Some(revision_id),
                    text: &text,
                    at: now,
                },
            )?;
            Ok(RestoredDraft { draft: drafts::draft(sql, draft_id)?, replaced })
        })
        .await
    }

    /// Keeps a draft's present text, unless a revision holds it already or a run writes to it.
    /// Gives the revision that holds it; none when there is no text.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn keep_typed(
        &self,
        draft_id: DraftId,
        id: RevisionId,
        now: Timestamp,
    ) -> Result<Option<RevisionId>, StoreError> {
        self.write(move |sql| {
            let draft = drafts::draft(sql, draft_id)?;
            if draft.stream_mark.is_some() {
                return Ok(None);
            }
            let at = typing(sql, draft_id)?.map_or(now, |typing| typing.last);
            keep_present(sql, &draft, id, RevisionCause::Typed, at)
        })
        .await
    }
}

/// Before a text takes the place of the draft's present one: keeps the present one if what the
/// user typed is due for it, and remembers that there is typing to keep.
pub(super) fn keep_typing_before(
    sql: &Connection,
    draft: &Draft,
    next: &str,
    id: RevisionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    if draft.text == next {
        return Ok(());
    }
    let mut typing = typing(sql, draft.id)?;
    if let Some(Typing { last, .. }) =
        typing.filter(|typing| typing.is_kept_before(&draft.text, next, now))
        && draft.stream_mark.is_none()
    {
        keep_present(sql, draft, id, RevisionCause::Typed, last)?;
        thin(sql, draft.id, now)?;
        typing = None;
    }
    let since = typing.map_or(now, |typing| typing.since);
    sql.prepare_cached("UPDATE drafts SET typed_since = ?2, typed_at = ?3 WHERE id = ?1")?
        .execute([draft.id.to_string(), time(since), time(now)])?;
    Ok(())
}

/// Keeps a draft's text as a revision, unless the newest holds the same. Gives the one that holds
/// it; an empty text is not worth one.
pub(super) fn keep_present(
    sql: &Connection,
    draft: &Draft,
    id: RevisionId,
    cause: RevisionCause,
    at: Timestamp,
) -> Result<Option<RevisionId>, StoreError> {
    if draft.text.is_empty() {
        return Ok(None);
    }
    let newest = newest(sql, draft.id, None)?;
    if let Some(newest) = newest
        && revision_texts::read(sql, newest.text)? == draft.text
    {
        forget_typing(sql, draft.id)?;
        return Ok(Some(newest.id));
    }
    let (draft_id, text) = (draft.id, draft.text.as_str());
    add(sql, NewRevision { id, draft_id, cause, run_id: None, brought_back: None, text, at })?;
    Ok(Some(id))
}

/// Adds a revision that is the draft's present text.
pub(super) fn add(sql: &Connection, new: NewRevision<'_>) -> Result<(), StoreError> {
    let newest = newest(sql, new.draft_id, None)?;
    let before = newest.map(|newest| revision_texts::read(sql, newest.text)).transpose()?;
    let before = before.unwrap_or_default();
    let change = Change::between(&before, new.text, revision_texts::deadline());
    let text = revision_texts::keep(sql, new.draft_id, new.text, newest.map(|newest| newest.text))?;
    sql.prepare_cached(
        "INSERT INTO revisions (id, draft_id, parent, cause, run_id, text_id, words, added, removed,
                                excerpt, created_at)
         VALUES (:id, :draft_id, :parent, :cause, :run_id, :text, :words, :added, :removed,
                 :excerpt, :created_at)",
    )?
    .execute(named_params! {
        ":id": new.id.to_string(),
        ":draft_id": new.draft_id.to_string(),
        ":parent": new.brought_back.or(newest.map(|newest| newest.id)).map(|id| id.to_string()),
        ":cause": json(&new.cause)?,
        ":run_id": new.run_id.map(|id| id.to_string()),
        ":text": text,
        ":words": words(new.text),
        ":added": change.added,
        ":removed": change.removed,
        ":excerpt": change.excerpt,
        ":created_at": time(new.at),
    })?;
    forget_typing(sql, new.draft_id)
}

/// Lets go of typed revisions that have grown old; see [`thinned`].
fn thin(sql: &Connection, draft_id: DraftId, now: Timestamp) -> Result<(), StoreError> {
    let typed = sql
        .prepare_cached(
            "SELECT id, created_at FROM revisions
             WHERE draft_id = ?1 AND cause = ?2 AND name IS NULL ORDER BY id",
        )?
        .query_map([draft_id.to_string(), json(&RevisionCause::Typed)?], |row| {
            Ok((parsed(row, "id")?, parsed(row, "created_at")?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let gone = thinned(&typed, now);
    if gone.is_empty() {
        return Ok(());
    }
    for id in &gone {
        let id = id.to_string();
        sql.prepare_cached(
            "UPDATE revisions SET parent = (SELECT parent FROM revisions WHERE id = ?1) WHERE parent = ?1",
        )?
        .execute([&id])?;
        sql.prepare_cached("DELETE FROM revisions WHERE id = ?1")?.execute([&id])?;
    }
    for id in gone {
        retell(sql, draft_id, id)?;
    }
    revision_texts::drop_unused(sql, draft_id)
}

/// Tells the change of the revision that came after one that is gone anew.
fn retell(sql: &Connection, draft_id: DraftId, gone: RevisionId) -> Result<(), StoreError> {
    let after: Option<(String, TextId)> = sql
        .prepare_cached(
            "SELECT id, text_id FROM revisions WHERE draft_id = ?1 AND id > ?2 ORDER BY id LIMIT 1",
        )?
        .query_row([draft_id.to_string(), gone.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((id, text)) = after else { return Ok(()) };
    let before = newest(sql, draft_id, Some(gone))?;
    let before = before.map(|before| revision_texts::read(sql, before.text)).transpose()?;
    let text = revision_texts::read(sql, text)?;
    let change = Change::between(&before.unwrap_or_default(), &text, revision_texts::deadline());
    sql.prepare_cached(
        "UPDATE revisions SET added = ?2, removed = ?3, excerpt = ?4 WHERE id = ?1",
    )?
    .execute((id, change.added, change.removed, change.excerpt))?;
    Ok(())
}

fn typing(sql: &Connection, draft_id: DraftId) -> Result<Option<Typing>, StoreError> {
    let (since, last) = sql
        .prepare_cached("SELECT typed_since, typed_at FROM drafts WHERE id = ?1")?
        .query_row([draft_id.to_string()], |row| {
            Ok((parsed_option(row, "typed_since")?, parsed_option(row, "typed_at")?))
        })?;
    Ok(since.zip(last).map(|(since, last)| Typing { since, last }))
}

fn forget_typing(sql: &Connection, draft_id: DraftId) -> Result<(), StoreError> {
    sql.prepare_cached("UPDATE drafts SET typed_since = NULL, typed_at = NULL WHERE id = ?1")?
        .execute([draft_id.to_string()])?;
    Ok(())
}

#[derive(Clone, Copy)]
struct Newest {
    id: RevisionId,
    text: TextId,
}

/// The newest revision of a draft, or the newest before another.
fn newest(
    sql: &Connection,
    draft_id: DraftId,
    before: Option<RevisionId>,
) -> Result<Option<Newest>, StoreError> {
    Ok(sql
        .prepare_cached(
            "SELECT id, text_id FROM revisions
             WHERE draft_id = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT 1",
        )?
        .query_row((draft_id.to_string(), before.map(|id| id.to_string())), |row| {
            Ok(Newest { id: parsed(row, "id")?, text: row.get("text_id")? })
        })
        .optional()?)
}

fn revision(sql: &Connection, draft_id: DraftId, id: RevisionId) -> Result<Revision, StoreError> {
    let (revision, text) = sql
        .prepare_cached("SELECT * FROM revisions WHERE id = ?1 AND draft_id = ?2")?
        .query_row([id.to_string(), draft_id.to_string()], from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("earlier version", id))?;
    Ok(Revision { text: revision_texts::read(sql, text)?, ..revision })
}

/// A revision still without its text, and where that is.
fn from_row(row: &Row<'_>) -> rusqlite::Result<(Revision, TextId)> {
    let revision = Revision {
        id: parsed(row, "id")?,
        draft_id: parsed(row, "draft_id")?,
        parent: parsed_option(row, "parent")?,
        cause: from_json(row, "cause")?,
        run_id: parsed_option(row, "run_id")?,
        name: row.get("name")?,
        text: String::new(),
        created_at: parsed(row, "created_at")?,
    };
    Ok((revision, row.get("text_id")?))
}

fn summary_from_row(row: &Row<'_>) -> rusqlite::Result<RevisionSummary> {
    Ok(RevisionSummary {
        id: parsed(row, "id")?,
        cause: from_json(row, "cause")?,
        run_id: parsed_option(row, "run_id")?,
        model_name: row.get("model_name")?,
        name: row.get("name")?,
        words: row.get("words")?,
        added: row.get("added")?,
        removed: row.get("removed")?,
        excerpt: row.get("excerpt")?,
        created_at: parsed(row, "created_at")?,
    })
}

#[cfg(test)]
mod tests;
