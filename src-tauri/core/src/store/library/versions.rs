//! The versions of an item. Each saved text is one; only what is said of it can change.

use rusqlite::{OptionalExtension, Row};

use crate::{
    domain::{id::LibraryItemId, library::ItemVersion},
    store::{Store, StoreError, sql::parsed},
};

/// How many versions a page of a history holds.
const PAGE_SIZE: u32 = 200;

impl Store {
    /// The versions of an item, newest first, from the one before `before` on.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn item_versions(
        &self,
        id: LibraryItemId,
        before: Option<u32>,
    ) -> Result<Vec<ItemVersion>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT number, note, lower(hex(digest)) AS digest, created_at,
                        (SELECT count(DISTINCT draft_id) FROM runs
                         WHERE template_item = item_id AND template_version = number) AS drafts
                 FROM library_versions WHERE item_id = ?1 AND number < ?2
                 ORDER BY number DESC LIMIT ?3",
            )?;
            let rows = statement
                .query_map((id.to_string(), before.unwrap_or(u32::MAX), PAGE_SIZE), from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The text of a version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such version.
    pub async fn version_text(&self, id: LibraryItemId, number: u32) -> Result<String, StoreError> {
        self.read(move |sql| {
            sql.prepare_cached(
                "SELECT text FROM library_versions WHERE item_id = ?1 AND number = ?2",
            )?
            .query_row((id.to_string(), number), |row| row.get(0))
            .optional()?
            .ok_or_else(|| StoreError::not_found("version", number))
        })
        .await
    }

    /// Says something of a version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such version.
    pub async fn note_version(
        &self,
        id: LibraryItemId,
        number: u32,
        note: String,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            let changed = sql
                .prepare_cached(
                    "UPDATE library_versions SET note = ?3 WHERE item_id = ?1 AND number = ?2",
                )?
                .execute((id.to_string(), number, note))?;
            if changed == 0 { Err(StoreError::not_found("version", number)) } else { Ok(()) }
        })
        .await
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ItemVersion> {
    Ok(ItemVersion {
        number: row.get("number")?,
        note: row.get("note")?,
        digest: row.get("digest")?,
        drafts: row.get("drafts")?,
        created_at: parsed(row, "created_at")?,
    })
}
