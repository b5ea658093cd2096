//! What each run sent.

use rusqlite::{OptionalExtension, Transaction, named_params};

use super::{
    Store, StoreError,
    sql::{from_json, json},
};
use crate::domain::{id::RunId, sent::SentRequest};

impl Store {
    /// What a run sent; `None` for a run from before that was kept.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn sent_request(&self, run_id: RunId) -> Result<Option<SentRequest>, StoreError> {
        self.read(move |sql| {
            let sent = sql
                .prepare_cached("SELECT * FROM sent_requests WHERE run_id = ?1")?
                .query_row([run_id.to_string()], |row| {
                    Ok(SentRequest {
                        url: row.get("url")?,
                        headers: from_json(row, "headers")?,
                        body: row.get("body")?,
                    })
                })
                .optional()?;
            Ok(sent)
        })
        .await
    }
}

/// Keeps what a run sends, with the run.
pub(super) fn keep(
    sql: &Transaction<'_>,
    run_id: RunId,
    sent: &SentRequest,
) -> Result<(), StoreError> {
    sql.prepare_cached(
        "INSERT INTO sent_requests (run_id, url, headers, body)
         VALUES (:run_id, :url, :headers, :body)",
    )?
    .execute(named_params! {
        ":run_id": run_id.to_string(),
        ":url": sent.url,
        ":headers": json(&sent.headers)?,
        ":body": sent.body,
    })?;
    Ok(())
}
