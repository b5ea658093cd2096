//! What each run sent.

use rusqlite::{Transaction, named_params};

use super::{
    Store, StoreError,
    sql::{from_json, json},
};
use crate::domain::{id::RunId, sent::SentRequest};

impl Store {
    /// What a run sent, in the order it did; none for a run from before that was kept.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn sent_requests(&self, run_id: RunId) -> Result<Vec<SentRequest>, StoreError> {
        self.read(move |sql| {
            let sent = sql
                .prepare_cached(
                    "SELECT url, headers, body FROM sent_requests
                     WHERE run_id = ?1 ORDER BY position",
                )?
                .query_map([run_id.to_string()], |row| {
                    Ok(SentRequest {
                        url: row.get("url")?,
                        headers: from_json(row, "headers")?,
                        body: row.get("body")?,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(sent)
        })
        .await
    }

    /// Keeps what a run is about to send after its first request.
    ///
    /// # Errors
    /// When there is no such run, or it can't be saved.
    pub async fn keep_sent_request(
        &self,
        run_id: RunId,
        sent: SentRequest,
    ) -> Result<(), StoreError> {
        self.write(move |sql| keep(sql, run_id, &sent)).await
    }
}

/// Keeps what a run sends, with the run and after what it has sent before.
pub(super) fn keep(
    sql: &Transaction<'_>,
    run_id: RunId,
    sent: &SentRequest,
) -> Result<(), StoreError> {
    sql.prepare_cached(
        "INSERT INTO sent_requests (run_id, position, url, headers, body)
         VALUES (:run_id,
                 (SELECT coalesce(max(position) + 1, 0) FROM sent_requests WHERE run_id = :run_id),
                 :url, :headers, :body)",
    )?
    .execute(named_params! {
        ":run_id": run_id.to_string(),
        ":url": sent.url,
        ":headers": json(&sent.headers)?,
        ":body": sent.body,
    })?;
    Ok(())
}
