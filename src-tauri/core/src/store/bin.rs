//! Where drafts are kept, and how they go: what the user says of them, the archive and the bin.

use jiff::Timestamp;
use rusqlite::{Connection, ToSql};

use super::{
    Store, StoreError,
    desk_list::summary,
    drafts::{self, status_name},
    sql::time,
};
use crate::domain::{
    draft::{DraftStatus, DraftSummary},
    id::DraftId,
};

/// How many drafts go for good in one step. Others may save between two steps.
const EMPTIED_AT_ONCE: u32 = 100;

impl Store {
    /// Sets what the user says of a draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn set_draft_status(
        &self,
        id: DraftId,
        status: DraftStatus,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| set(sql, id, "status", &status_name(status))).await
    }

    /// Puts a draft in the archive, or takes it out where no time is given.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn archive_draft(
        &self,
        id: DraftId,
        archived_at: Option<Timestamp>,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| set(sql, id, "archived_at", &archived_at.map(time))).await
    }

    /// Puts a draft in the bin.
    ///
    /// # Errors
    /// [`StoreError::DraftIsLive`] while a run writes to it; [`StoreError::NotFound`] when there
    /// is no such draft.
    pub async fn delete_draft(
        &self,
        id: DraftId,
        now: Timestamp,
    ) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            if drafts::draft(sql, id)?.stream_mark.is_some() {
                return Err(StoreError::DraftIsLive);
            }
            set(sql, id, "deleted_at", &time(now))
        })
        .await
    }

    /// Takes a draft out of the bin, back to where it was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn undelete_draft(&self, id: DraftId) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| set(sql, id, "deleted_at", &None::<String>)).await
    }

    /// Deletes for good what was put in the bin before a time, with all that belongs to it; says
    /// how many drafts that were.
    ///
    /// # Errors
    /// When the store can't be written; what was deleted until then is gone.
    pub async fn empty_bin(&self, deleted_before: Timestamp) -> Result<u64, StoreError> {
        let before = time(deleted_before);
        let mut emptied = 0;
        loop {
            let bound = before.clone();
            let none_left = self
                .read(move |sql| {
                    let found = sql
                        .prepare_cached("SELECT 1 FROM drafts WHERE deleted_at < ?1 LIMIT 1")?
                        .exists([bound])?;
                    Ok(!found)
                })
                .await?;
            if none_left {
                return Ok(emptied);
            }
            let bound = before.clone();
            emptied += self
                .write(move |sql| {
                    Ok(sql
                        .prepare_cached(
                            "DELETE FROM drafts WHERE id IN
                                 (SELECT id FROM drafts WHERE deleted_at < ?1 LIMIT ?2)",
                        )?
                        .execute((bound, EMPTIED_AT_ONCE))? as u64)
                })
                .await?;
        }
    }
}

fn set(
    sql: &Connection,
    id: DraftId,
    column: &'static str,
    value: &dyn ToSql,
) -> Result<DraftSummary, StoreError> {
    sql.prepare_cached(&format!("UPDATE drafts SET {column} = ?2 WHERE id = ?1"))?
        .execute((id.to_string(), value))?;
    summary(sql, id)
}
