//! Drafts: the mutable heads. The list of them is in [`desk_list`](super::desk_list).

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{
    Store, StoreError,
    desk_list::{TAGS, summary},
    revisions, runs,
    sql::{from_json, json, parsed, parsed_option, time},
};
use crate::domain::{
    draft::{BinStay, Brief, Draft, DraftStatus, DraftSummary, StreamMark, Utf16Offset},
    folding::folded,
    id::{DraftId, RevisionId},
};

impl Store {
    /// Adds a draft. Its tags are given by [`add_tag`](Self::add_tag).
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn insert_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let draft = draft.clone();
        self.write(move |sql| {
            sql.execute(
                "INSERT INTO drafts (id, title, title_key, titled_by_user, template, brief, text,
                                     created_at, updated_at)
                 VALUES (:id, :title, :title_key, :titled_by_user, :template, :brief, :text,
                         :created_at, :updated_at)",
                named_params! {
                    ":id": draft.id.to_string(),
                    ":title": draft.title,
                    ":title_key": folded(&draft.title),
                    ":titled_by_user": draft.titled_by_user,
                    ":template": draft.template,
                    ":brief": json(&draft.brief)?,
                    ":text": draft.text,
                    ":created_at": time(draft.created_at),
                    ":updated_at": time(draft.updated_at),
                },
            )?;
            Ok(())
        })
        .await
    }

    /// A draft as it stands. While a run is live its newest text is in the run; see
    /// [`Draft::stream_mark`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn draft(&self, id: DraftId) -> Result<Draft, StoreError> {
        let abandoned = self.access.is_abandoned(id);
        self.read(move |sql| {
            let mut draft = draft(sql, id)?;
            if let Some(mark) = draft.stream_mark.take_if(|_| abandoned) {
                draft.text = mark.join(&draft.text, &runs::text(sql, mark.run_id)?);
            }
            Ok(draft)
        })
        .await
    }

    /// Saves what the user filled in, and the title that follows from it unless the user has
    /// named the draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn save_brief(
        &self,
        id: DraftId,
        template: String,
        brief: Brief,
        title: String,
        now: Timestamp,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            sql.execute(
                "UPDATE drafts SET template = :template, brief = :brief, updated_at = :now,
                        title = CASE WHEN titled_by_user THEN title ELSE :title END,
                        title_key = CASE WHEN titled_by_user THEN title_key ELSE :title_key END
                 WHERE id = :id",
                named_params! {
                    ":id": id.to_string(),
                    ":template": template,
                    ":brief": json(&brief)?,
                    ":title": title,
                    ":title_key": folded(&title),
                    ":now": time(now),
                },
            )?;
            summary(sql, id)
        })
        .await
    }

    /// Saves the copy as the window shows it. With a mark, the text holds a part of a run that
    /// was live when the window sent it: the rest is joined when that run ends, or now if it has
    /// ended in the meantime. A text without a mark, sent while a run is live, was written before
    /// the window knew of the run; the run's text then goes behind it.
    ///
    /// Where the user paused before this, the text that this one replaces is kept as a revision
    /// with the id `kept_as`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn save_text(
        &self,
        id: DraftId,
        text: String,
        mark: Option<StreamMark>,
        kept_as: RevisionId,
        now: Timestamp,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            let present = draft(sql, id)?;
            let (text, mark) = match (present.stream_mark, mark) {
                (Some(live), Some(mark)) if live.run_id == mark.run_id => (text, Some(mark)),
                (Some(live), _) => {
                    let insert_at = Utf16Offset::end_of(&text);
                    let received = Utf16Offset(0);
                    (text, Some(StreamMark { run_id: live.run_id, received, insert_at }))
                }
                (None, Some(mark)) => {
                    let run_text = runs::text(sql, mark.run_id)?;
                    (mark.join(&text, &run_text), None)
                }
                (None, None) => (text, None),
            };
            revisions::keep_typing_before(sql, &present, &text, kept_as, now)?;
            set_text(sql, id, &text, mark.as_ref(), now)?;
            summary(sql, id)
        })
        .await
    }

    /// Gives a draft the user's own title.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn rename_draft(
        &self,
        id: DraftId,
        title: String,
        now: Timestamp,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            sql.execute(
                "UPDATE drafts SET title = ?2, title_key = ?3, titled_by_user = TRUE, updated_at = ?4
                 WHERE id = ?1",
                (id.to_string(), &title, folded(&title), time(now)),
            )?;
            summary(sql, id)
        })
        .await
    }
}

pub(super) fn draft(sql: &Connection, id: DraftId) -> Result<Draft, StoreError> {
    sql.prepare_cached(&format!("SELECT *, {TAGS} AS tags FROM drafts WHERE id = ?1"))?
        .query_row([id.to_string()], draft_from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("draft", id))
}

/// Puts a text in a draft's place; with a mark while a run is live.
pub(super) fn set_text(
    sql: &Connection,
    id: DraftId,
    text: &str,
    mark: Option<&StreamMark>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changed = sql
        .prepare_cached(
            "UPDATE drafts SET text = :text, live_run_id = :run, live_received = :received,
                    live_insert_at = :insert_at, updated_at = :now
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id.to_string(),
            ":text": text,
            ":run": mark.map(|mark| mark.run_id.to_string()),
            ":received": mark.map(|mark| mark.received.0),
            ":insert_at": mark.map(|mark| mark.insert_at.0),
            ":now": time(now),
        })?;
    if changed == 0 { Err(StoreError::not_found("draft", id)) } else { Ok(()) }
}

fn draft_from_row(row: &Row<'_>) -> rusqlite::Result<Draft> {
    let stream_mark = match parsed_option(row, "live_run_id")? {
        None => None,
        Some(run_id) => Some(StreamMark {
            run_id,
            received: Utf16Offset(row.get("live_received")?),
            insert_at: Utf16Offset(row.get("live_insert_at")?),
        }),
    };
    let (archived, bin) = keeping_from_row(row)?;
    Ok(Draft {
        id: parsed(row, "id")?,
        title: row.get("title")?,
        titled_by_user: row.get("titled_by_user")?,
        template: row.get("template")?,
        brief: from_json(row, "brief")?,
        text: row.get("text")?,
        status: status_from_row(row)?,
        tags: from_json(row, "tags")?,
        archived,
        bin,
        stream_mark,
        created_at: parsed(row, "created_at")?,
        updated_at: parsed(row, "updated_at")?,
    })
}

/// The status as it stands in its column.
pub(super) const fn status_name(status: DraftStatus) -> &'static str {
    match status {
        DraftStatus::Draft => "draft",
        DraftStatus::Ready => "ready",
    }
}

/// Reads the status. A word nobody wrote would not have passed the column's check.
pub(super) fn status_from_row(row: &Row<'_>) -> rusqlite::Result<DraftStatus> {
    let ready = row.get_ref("status")?.as_str()? == "ready";
    Ok(if ready { DraftStatus::Ready } else { DraftStatus::Draft })
}

/// Reads whether the draft is archived, and its stay in the bin.
pub(super) fn keeping_from_row(row: &Row<'_>) -> rusqlite::Result<(bool, Option<BinStay>)> {
    let archived = row.get::<_, Option<String>>("archived_at")?.is_some();
    Ok((archived, parsed_option(row, "deleted_at")?.map(BinStay::since)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn new_draft(title: &str, now: Timestamp) -> Draft {
        let id = DraftId::generate();
        Draft::new(id, title.into(), "launch-email".into(), Brief::default(), now)
    }

    #[tokio::test]
    async fn a_draft_is_found_again_after_the_store_is_reopened() {
        let folder = tempfile::tempdir().expect("a folder");
        let draft = new_draft("Brightleaf", at(1));
        {
            let store = Store::open(folder.path(), at(0)).await.expect("a store");
            store.insert_draft(&draft).await.expect("saved");
            store
                .save_text(draft.id, "Cold 🏔".into(), None, RevisionId::generate(), at(2))
                .await
                .expect("saved");
        }
        let store = Store::open(folder.path(), at(3)).await.expect("a store");
        let found = store.draft(draft.id).await.expect("found");
        assert_eq!(found, Draft { text: "Cold 🏔".into(), updated_at: at(2), ..draft });
    }

    #[tokio::test]
    async fn a_title_of_the_users_own_stays_when_the_brief_changes() {
        let store = Store::in_memory().await.expect("a store");
        let draft = new_draft("Launch email", at(1));
        store.insert_draft(&draft).await.expect("saved");
        let brief = |title: &str, now| {
            store.save_brief(draft.id, "newsletter".into(), Brief::default(), title.into(), at(now))
        };
        assert_eq!(
            brief("Spring: newsletter", 2).await.expect("saved").title,
            "Spring: newsletter"
        );
        store.rename_draft(draft.id, "Mine".into(), at(3)).await.expect("renamed");
        assert_eq!(brief("Summer: newsletter", 4).await.expect("saved").title, "Mine");
    }

    #[tokio::test]
    async fn saving_to_a_draft_that_is_not_there_says_so() {
        let store = Store::in_memory().await.expect("a store");
        let error = store
            .save_text(DraftId::generate(), "x".into(), None, RevisionId::generate(), at(1))
            .await;
        assert_eq!(error.expect_err("no draft").code(), "not_found");
    }
}
