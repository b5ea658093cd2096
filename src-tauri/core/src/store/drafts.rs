//! Drafts: the mutable heads, and the list of them.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Store, StoreError, runs,
    sql::{from_json, json, parsed, parsed_option, time},
};
use crate::domain::{
    draft::{Brief, Draft, DraftSummary, StreamMark, Utf16Offset, excerpt},
    id::DraftId,
};

/// How many drafts a page of the list holds.
pub const PAGE_SIZE: usize = 100;

/// A page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftPage {
    /// The drafts.
    pub items: Vec<DraftSummary>,
    /// Asks for the page after this one; none at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_cursor: Option<DraftCursor>,
}

/// A place in the list: after the draft that stood here, whatever has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct DraftCursor(String);

impl DraftCursor {
    fn after(summary: &DraftSummary) -> Self {
        Self(format!("{} {}", time(summary.updated_at), summary.id))
    }

    /// A cursor that can't be read starts the list anew, rather than failing it.
    fn split(&self) -> (&str, &str) {
        self.0.split_once(' ').unwrap_or((END_OF_TIME, ""))
    }
}

/// Sorts after every time the store can hold.
const END_OF_TIME: &str = "9999-12-31T23:59:59.999Z";

/// How much of a text the list reads to make an excerpt of it.
const EXCERPT_SOURCE: u32 = 400;

impl Store {
    /// Adds a draft.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn insert_draft(&self, draft: &Draft) -> Result<(), StoreError> {
        let draft = draft.clone();
        self.write(move |sql| {
            sql.execute(
                "INSERT INTO drafts (id, title, titled_by_user, template, brief, text, created_at, updated_at)
                 VALUES (:id, :title, :titled_by_user, :template, :brief, :text, :created_at, :updated_at)",
                named_params! {
                    ":id": draft.id.to_string(),
                    ":title": draft.title,
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
        self.read(move |sql| draft(sql, id)).await
    }

    /// A page of the list, newest first, after a cursor.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn draft_page(&self, cursor: Option<DraftCursor>) -> Result<DraftPage, StoreError> {
        self.read(move |sql| {
            let (updated_at, id) = cursor.as_ref().map_or((END_OF_TIME, ""), DraftCursor::split);
            let mut statement = sql.prepare_cached(
                "SELECT id, title, template, substr(text, 1, :excerpt_source) AS beginning,
                        live_run_id IS NOT NULL AS drafting, updated_at
                 FROM drafts
                 WHERE (updated_at, id) < (:updated_at, :id)
                 ORDER BY updated_at DESC, id DESC
                 LIMIT :limit",
            )?;
            let rows = statement.query_map(
                named_params! {
                    ":excerpt_source": EXCERPT_SOURCE,
                    ":updated_at": updated_at,
                    ":id": id,
                    ":limit": PAGE_SIZE as i64 + 1,
                },
                summary_from_row,
            )?;
            let mut items = rows.collect::<Result<Vec<_>, _>>()?;
            let more = items.len() > PAGE_SIZE;
            items.truncate(PAGE_SIZE);
            let next_cursor = items.last().filter(|_| more).map(DraftCursor::after);
            Ok(DraftPage { items, next_cursor })
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
                        title = CASE WHEN titled_by_user THEN title ELSE :title END
                 WHERE id = :id",
                named_params! {
                    ":id": id.to_string(),
                    ":template": template,
                    ":brief": json(&brief)?,
                    ":title": title,
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
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn save_text(
        &self,
        id: DraftId,
        text: String,
        mark: Option<StreamMark>,
        now: Timestamp,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            let live = draft(sql, id)?.stream_mark;
            let (text, mark) = match (live, mark) {
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
                "UPDATE drafts SET title = ?2, titled_by_user = TRUE, updated_at = ?3 WHERE id = ?1",
                (id.to_string(), title, time(now)),
            )?;
            summary(sql, id)
        })
        .await
    }
}

pub(super) fn draft(sql: &Connection, id: DraftId) -> Result<Draft, StoreError> {
    sql.prepare_cached("SELECT * FROM drafts WHERE id = ?1")?
        .query_row([id.to_string()], draft_from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("draft", id))
}

fn summary(sql: &Connection, id: DraftId) -> Result<DraftSummary, StoreError> {
    sql.prepare_cached(
        "SELECT id, title, template, substr(text, 1, ?2) AS beginning,
                live_run_id IS NOT NULL AS drafting, updated_at
         FROM drafts WHERE id = ?1",
    )?
    .query_row((id.to_string(), EXCERPT_SOURCE), summary_from_row)
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
    Ok(Draft {
        id: parsed(row, "id")?,
        title: row.get("title")?,
        titled_by_user: row.get("titled_by_user")?,
        template: row.get("template")?,
        brief: from_json(row, "brief")?,
        text: row.get("text")?,
        stream_mark,
        created_at: parsed(row, "created_at")?,
        updated_at: parsed(row, "updated_at")?,
    })
}

fn summary_from_row(row: &Row<'_>) -> rusqlite::Result<DraftSummary> {
    Ok(DraftSummary {
        id: parsed(row, "id")?,
        title: row.get("title")?,
        excerpt: excerpt(&row.get::<_, String>("beginning")?),
        template: row.get("template")?,
        drafting: row.get("drafting")?,
        updated_at: parsed(row, "updated_at")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn new_draft(title: &str, now: Timestamp) -> Draft {
        Draft {
            id: DraftId::generate(),
            title: title.into(),
            titled_by_user: false,
            template: "launch-email".into(),
            brief: Brief::default(),
            text: String::new(),
            stream_mark: None,
            created_at: now,
            updated_at: now,
        }
    }

    #[tokio::test]
    async fn a_draft_is_found_again_after_the_store_is_reopened() {
        let folder = tempfile::tempdir().expect("a folder");
        let draft = new_draft("Brightleaf", at(1));
        {
            let store = Store::open(folder.path(), at(0)).await.expect("a store");
            store.insert_draft(&draft).await.expect("saved");
            store.save_text(draft.id, "Cold 🏔".into(), None, at(2)).await.expect("saved");
        }
        let store = Store::open(folder.path(), at(3)).await.expect("a store");
        let found = store.draft(draft.id).await.expect("found");
        assert_eq!(found, Draft { text: "Cold 🏔".into(), updated_at: at(2), ..draft });
    }

    #[tokio::test]
    async fn the_list_comes_newest_first_in_pages_that_neither_skip_nor_repeat() {
        let store = Store::in_memory().await.expect("a store");
        for index in 0..250 {
            // Several share a moment: the id decides between them.
            store
                .insert_draft(&new_draft(&index.to_string(), at(index / 10)))
                .await
                .expect("saved");
        }
        let mut titles = Vec::new();
        let mut cursor = None;
        loop {
            let page = store.draft_page(cursor).await.expect("a page");
            titles
                .extend(page.items.iter().map(|item| item.title.parse::<i64>().expect("a number")));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(titles, (0..250).rev().collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_page_of_the_list_is_read_by_its_index_alone() {
        let store = Store::in_memory().await.expect("a store");
        let plan: String = store
            .read(|sql| {
                Ok(sql.query_row(
                    "EXPLAIN QUERY PLAN SELECT id FROM drafts WHERE (updated_at, id) < ('x', 'y')
                     ORDER BY updated_at DESC, id DESC LIMIT 101",
                    [],
                    |row| row.get(3),
                )?)
            })
            .await
            .expect("a plan");
        assert!(plan.contains("USING COVERING INDEX drafts_newest_first"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
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
        let error = store.save_text(DraftId::generate(), "x".into(), None, at(1)).await;
        assert_eq!(error.expect_err("no draft").code(), "not_found");
    }
}
