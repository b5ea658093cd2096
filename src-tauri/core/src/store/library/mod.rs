//! The library: items, read one at a time. How they change is in `changes`, how they are listed
//! and found in [`list`], their versions in `versions`, what drafts made of them in `use`.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Store, StoreError,
    sql::{from_json, parsed, parsed_option, time},
};
use crate::domain::{
    draft::BinStay,
    id::LibraryItemId,
    library::{ItemKind, ItemSummary, LibraryItem, VersionOf},
};

pub mod changes;
pub mod list;
#[cfg(test)]
mod tests;
mod usage;
mod versions;

pub use usage::Made;

/// What [`summary_from_row`] reads.
const SUMMARY: &str = "library_items.id, library_items.kind, library_items.name,
     library_items.title, library_items.description, library_items.format, library_items.tags,
     library_items.problem, library_items.folder, library_items.favourite, library_items.origin,
     library_items.base IS NOT NULL AND library_items.base IS NOT library_items.text AS edited,
     library_items.working IS NOT NULL AS unsaved, library_items.version, library_items.used_at,
     library_items.deleted_at, library_items.created_at, library_items.updated_at";

impl Store {
    /// An item with its texts, in the bin or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn library_item(&self, id: LibraryItemId) -> Result<LibraryItem, StoreError> {
        self.read(move |sql| item(sql, id)).await
    }

    /// The item of this name, unless it is in the bin.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_item_named(
        &self,
        kind: ItemKind,
        name: String,
    ) -> Result<Option<LibraryItem>, StoreError> {
        self.read(move |sql| named(sql, kind, &name)).await
    }

    /// The item of this name; where there is none, the one of this name that was deleted last.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_item_called(
        &self,
        kind: ItemKind,
        name: String,
    ) -> Result<Option<LibraryItem>, StoreError> {
        self.read(move |sql| match named(sql, kind, &name)? {
            Some(item) => Ok(Some(item)),
            None => Ok(sql
                .prepare_cached(&format!(
                    "SELECT {SUMMARY}, text, working, base FROM library_items
                     WHERE kind = ?1 AND name = ?2 AND deleted_at IS NOT NULL
                     ORDER BY deleted_at DESC LIMIT 1"
                ))?
                .query_row((kind_name(kind), &name), item_from_row)
                .optional()?),
        })
        .await
    }

    /// The names there are of a kind, in the order of the alphabet, up to so many.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_names(
        &self,
        kind: ItemKind,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT name FROM library_items WHERE kind = ?1 AND deleted_at IS NULL
                 ORDER BY name LIMIT ?2",
            )?;
            let rows = statement.query_map((kind_name(kind), most), |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// All items that came with Copydeck, those in the bin included.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn starter_items(&self) -> Result<Vec<LibraryItem>, StoreError> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached(&format!(
                "SELECT {SUMMARY}, text, working, base FROM library_items
                 WHERE origin ->> '$.type' = 'starter'"
            ))?;
            let rows = statement.query_map([], item_from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn item(sql: &Connection, id: LibraryItemId) -> Result<LibraryItem, StoreError> {
    sql.prepare_cached(&format!(
        "SELECT {SUMMARY}, text, working, base FROM library_items WHERE id = ?1"
    ))?
    .query_row([id.to_string()], item_from_row)
    .optional()?
    .ok_or_else(|| StoreError::not_found("library item", id))
}

pub(super) fn named(
    sql: &Connection,
    kind: ItemKind,
    name: &str,
) -> Result<Option<LibraryItem>, StoreError> {
    Ok(sql
        .prepare_cached(&format!(
            "SELECT {SUMMARY}, text, working, base FROM library_items
             WHERE kind = ?1 AND name = ?2 AND deleted_at IS NULL"
        ))?
        .query_row((kind_name(kind), name), item_from_row)
        .optional()?)
}

/// The items that came in a pack, but for those in the bin.
pub(super) fn of_pack(sql: &Connection, pack: &str) -> Result<Vec<LibraryItem>, StoreError> {
    let mut statement = sql.prepare_cached(&format!(
        "SELECT {SUMMARY}, text, working, base FROM library_items
         WHERE origin ->> '$.type' = 'pack' AND origin ->> '$.pack' = ?1 AND in_bin = 0
         ORDER BY kind, name"
    ))?;
    let rows = statement.query_map([pack], item_from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn summary(sql: &Connection, id: LibraryItemId) -> Result<ItemSummary, StoreError> {
    sql.prepare_cached(&format!("SELECT {SUMMARY} FROM library_items WHERE id = ?1"))?
        .query_row([id.to_string()], summary_from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("library item", id))
}

fn item_from_row(row: &Row<'_>) -> rusqlite::Result<LibraryItem> {
    Ok(LibraryItem {
        summary: summary_from_row(row)?,
        text: row.get("text")?,
        working: row.get("working")?,
        base: row.get("base")?,
    })
}

fn summary_from_row(row: &Row<'_>) -> rusqlite::Result<ItemSummary> {
    Ok(ItemSummary {
        id: parsed(row, "id")?,
        kind: kind_from_row(row)?,
        name: row.get("name")?,
        title: row.get("title")?,
        description: row.get("description")?,
        format: row.get("format")?,
        tags: from_json(row, "tags")?,
        problem: row.get("problem")?,
        folder: row.get("folder")?,
        favourite: row.get("favourite")?,
        origin: from_json(row, "origin")?,
        edited: row.get("edited")?,
        unsaved: row.get("unsaved")?,
        version: row.get("version")?,
        used_at: parsed_option(row, "used_at")?,
        bin: parsed_option(row, "deleted_at")?.map(BinStay::since),
        created_at: parsed(row, "created_at")?,
        updated_at: parsed(row, "updated_at")?,
    })
}

/// The kind as it stands in its column.
const fn kind_name(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Template => "template",
        ItemKind::Partial => "partial",
        ItemKind::Voice => "voice",
        ItemKind::Format => "format",
    }
}

/// Reads the kind. A word nobody wrote would not have passed the column's check.
fn kind_from_row(row: &Row<'_>) -> rusqlite::Result<ItemKind> {
    Ok(match row.get_ref("kind")?.as_str()? {
        "partial" => ItemKind::Partial,
        "voice" => ItemKind::Voice,
        "format" => ItemKind::Format,
        _ => ItemKind::Template,
    })
}

/// The version as it stands in the columns of a run.
pub(super) fn columns_of(version: Option<VersionOf>) -> (Option<String>, Option<u32>) {
    version.map_or((None, None), |made| (Some(made.item.to_string()), Some(made.version)))
}

/// Notes that a draft is being written with an item.
pub(super) fn note_use(
    sql: &Connection,
    version: Option<VersionOf>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(made) = version {
        sql.prepare_cached("UPDATE library_items SET used_at = ?2 WHERE id = ?1")?
            .execute((made.item.to_string(), time(now)))?;
    }
    Ok(())
}
