//! How the tests of templates went, by version and model.

use jiff::Timestamp;
use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Store, StoreError,
    sql::{from_json, json, parsed, time},
};
use crate::domain::{expectation::TestResult, id::LibraryItemId, library::VersionOf};

/// The last run of a template's tests with one version and model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateTestRun {
    /// The version of the template.
    pub version: u32,
    /// Who wrote the drafts, as the user knows it.
    pub model: String,
    /// When.
    #[ts(type = "string")]
    pub ran_at: Timestamp,
    /// Test by test.
    pub results: Vec<TestResult>,
}

impl Store {
    /// Keeps a run in place of an earlier one with the same version and model.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn keep_template_test_run(
        &self,
        of: VersionOf,
        run: TemplateTestRun,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.prepare_cached(
                "INSERT INTO template_test_runs (item_id, version, model, ran_at, results)
                 VALUES (:item, :version, :model, :ran_at, :results)
                 ON CONFLICT DO UPDATE SET ran_at = excluded.ran_at, results = excluded.results",
            )?
            .execute(named_params! {
                ":item": of.item.to_string(),
                ":version": of.version,
                ":model": run.model,
                ":ran_at": time(run.ran_at),
                ":results": json(&run.results)?,
            })?;
            Ok(())
        })
        .await
    }

    /// The last runs of a template's tests, newest first: one for each version and model.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn template_test_runs(
        &self,
        item: LibraryItemId,
        most: u32,
    ) -> Result<Vec<TemplateTestRun>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT * FROM template_test_runs WHERE item_id = ?1
                 ORDER BY ran_at DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((item.to_string(), most), run)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn run(row: &Row<'_>) -> rusqlite::Result<TemplateTestRun> {
    Ok(TemplateTestRun {
        version: row.get("version")?,
        model: row.get("model")?,
        ran_at: parsed(row, "ran_at")?,
        results: from_json(row, "results")?,
    })
}
