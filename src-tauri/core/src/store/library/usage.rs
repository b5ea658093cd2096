//! What was made with an item: its drafts, and the words of its runs that are still in them.

use rusqlite::Row;

use crate::{
    domain::{
        id::{DraftId, LibraryItemId},
        library::VersionOf,
    },
    store::{Store, StoreError, sql::parsed},
};

/// A draft, and the newest run that an item has to do with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The draft.
    pub draft_id: DraftId,
    /// Its title.
    pub title: String,
    /// The version of the item.
    pub version: u32,
    /// What the run wrote.
    pub written: String,
    /// The draft as it stands.
    pub text: String,
}

impl Store {
    /// How many drafts an item has to do with.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn drafts_made(&self, id: LibraryItemId) -> Result<u32, StoreError> {
        self.read(move |sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT count(DISTINCT draft_id) FROM runs WHERE template_item = ?1",
                )?
                .query_row([id.to_string()], |row| row.get(0))?)
        })
        .await
    }

    /// The last drafts made with an item, at most so many, each with its newest run that ended.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn last_made(&self, id: LibraryItemId, most: u32) -> Result<Vec<Made>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT runs.draft_id, drafts.title, runs.template_version, runs.text AS written,
                        drafts.text, max(runs.id) AS run
                 FROM runs JOIN drafts ON drafts.id = runs.draft_id
                 WHERE runs.template_item = ?1 AND runs.ended_at IS NOT NULL
                       AND drafts.deleted_at IS NULL
                 GROUP BY runs.draft_id ORDER BY run DESC LIMIT ?2",
            )?;
            let rows = statement.query_map((id.to_string(), most), from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The version that the newest run of a draft was made with.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn made_with(&self, draft: DraftId) -> Result<Option<VersionOf>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT template_item, template_version FROM runs
                 WHERE draft_id = ?1 ORDER BY id DESC LIMIT 1",
            )?;
            let mut rows = statement.query([draft.to_string()])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let item = crate::store::sql::parsed_option(row, "template_item")?;
            let version: Option<u32> = row.get("template_version")?;
            Ok(item.zip(version).map(|(item, version)| VersionOf { item, version }))
        })
        .await
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Made> {
    Ok(Made {
        draft_id: parsed(row, "draft_id")?,
        title: row.get("title")?,
        version: row.get("template_version")?,
        written: row.get("written")?,
        text: row.get("text")?,
    })
}
