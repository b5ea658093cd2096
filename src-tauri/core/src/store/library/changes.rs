//! How the library changes. A text that changes leaves a version; what is deleted goes to the bin.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, ToSql, named_params};

use super::{item, kind_name, named, summary};
use crate::{
    domain::{
        folding::folded,
        id::LibraryItemId,
        library::{ItemKind, ItemSummary, ItemText, LibraryItem, NewItem, Origin},
    },
    store::{
        Store, StoreError,
        sql::{json, time},
    },
};

/// One change of several that are made together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemChange {
    /// A new item.
    Add(NewItem),
    /// A new version of an item.
    Save {
        /// The item.
        id: LibraryItemId,
        /// Its new text.
        text: ItemText,
        /// What is said of the version.
        note: String,
        /// Where the text comes from, and what it is there, where that changes.
        origin: Option<(Origin, Option<String>)>,
    },
    /// The item goes to the bin.
    Delete(LibraryItemId),
}

impl Store {
    /// Makes changes, all of them or none; gives the items as they stand after, in that order.
    /// A text that is the item's already leaves no version.
    ///
    /// # Errors
    /// [`StoreError::ItemNameTaken`] when another item has the name; [`StoreError::NotFound`]
    /// when there is no such item.
    pub async fn change_library(
        &self,
        changes: Vec<ItemChange>,
        now: Timestamp,
    ) -> Result<Vec<LibraryItem>, StoreError> {
        self.write(move |sql| {
            let mut changed = Vec::with_capacity(changes.len());
            for change in &changes {
                changed.push(apply(sql, change, now)?);
            }
            Ok(changed)
        })
        .await
    }

    /// Keeps what the editor holds, which is not in use yet; none when it holds nothing more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such item.
    pub async fn keep_working_text(
        &self,
        id: LibraryItemId,
        working: Option<String>,
    ) -> Result<ItemSummary, StoreError> {
        self.write(move |sql| set(sql, id, "working", &working)).await
    }

    /// Marks an item as one of the user's favourites, or takes the mark away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such item.
    pub async fn mark_favourite(
        &self,
        id: LibraryItemId,
        favourite: bool,
    ) -> Result<ItemSummary, StoreError> {
        self.write(move |sql| set(sql, id, "favourite", &favourite)).await
    }

    /// Puts an item in a folder; the empty one is none.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such item.
    pub async fn move_to_folder(
        &self,
        id: LibraryItemId,
        folder: String,
    ) -> Result<ItemSummary, StoreError> {
        self.write(move |sql| set(sql, id, "folder", &folder)).await
    }

    /// Puts an item in the bin, or takes it out where no time is given.
    ///
    /// # Errors
    /// [`StoreError::ItemNameTaken`] when another item has taken its name meanwhile;
    /// [`StoreError::NotFound`] when there is no such item.
    pub async fn bin_item(
        &self,
        id: LibraryItemId,
        deleted_at: Option<Timestamp>,
    ) -> Result<ItemSummary, StoreError> {
        self.write(move |sql| {
            if deleted_at.is_none() {
                let binned = summary(sql, id)?;
                refuse_taken_name(sql, binned.kind, &binned.name, id)?;
            }
            set(sql, id, "deleted_at", &deleted_at.map(time))
        })
        .await
    }

    /// Deletes for good what was put in the bin before a time. What came with Copydeck stays
    /// there: it would come again.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn empty_library_bin(&self, deleted_before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |sql| {
            let gone = sql.execute(
                "DELETE FROM library_items
                 WHERE deleted_at < ?1 AND origin ->> '$.type' != 'starter'",
                [time(deleted_before)],
            )?;
            Ok(gone as u64)
        })
        .await
    }
}

/// Carries out one change.
pub(in crate::store) fn apply(
    sql: &Connection,
    change: &ItemChange,
    now: Timestamp,
) -> Result<LibraryItem, StoreError> {
    match change {
        ItemChange::Add(new) => add(sql, new, now),
        ItemChange::Save { id, text, note, origin } => {
            save(sql, *id, text, note, origin.as_ref(), now)
        }
        ItemChange::Delete(id) => {
            set(sql, *id, "deleted_at", &time(now))?;
            item(sql, *id)
        }
    }
}

/// Brings an item's tags in line with its row.
pub(in crate::store) fn tag_anew(sql: &Connection, id: LibraryItemId) -> Result<(), StoreError> {
    let tags = summary(sql, id)?.tags;
    tag(sql, id, &tags)
}

fn add(sql: &Connection, new: &NewItem, now: Timestamp) -> Result<LibraryItem, StoreError> {
    refuse_taken_name(sql, new.kind, &new.text.name, new.id)?;
    let facts = &new.text.facts;
    sql.prepare_cached(
        "INSERT INTO library_items (id, kind, name, text, title, title_key, description, format,
                tags, problem, folder, origin, base, version, created_at, updated_at)
         VALUES (:id, :kind, :name, :text, :title, :title_key, :description, :format,
                :tags, :problem, :folder, :origin, :base, 0, :now, :now)",
    )?
    .execute(named_params! {
        ":id": new.id.to_string(),
        ":kind": kind_name(new.kind),
        ":name": new.text.name,
        ":text": new.text.text,
        ":title": facts.title,
        ":title_key": folded(&facts.title),
        ":description": facts.description,
        ":format": facts.format,
        ":tags": json(&facts.tags)?,
        ":problem": facts.problem,
        ":folder": new.folder,
        ":origin": json(&new.origin)?,
        ":base": new.base,
        ":now": time(now),
    })?;
    tag(sql, new.id, &facts.tags)?;
    add_version(sql, new.id, &new.text.text, &new.note, now)?;
    item(sql, new.id)
}

fn save(
    sql: &Connection,
    id: LibraryItemId,
    new: &ItemText,
    note: &str,
    origin: Option<&(Origin, Option<String>)>,
    now: Timestamp,
) -> Result<LibraryItem, StoreError> {
    let present = item(sql, id)?;
    refuse_taken_name(sql, present.summary.kind, &new.name, id)?;
    if let Some((origin, base)) = origin {
        sql.prepare_cached("UPDATE library_items SET origin = ?2, base = ?3 WHERE id = ?1")?
            .execute((id.to_string(), json(origin)?, base))?;
    }
    if present.text == new.text && present.summary.name == new.name {
        set(sql, id, "working", &None::<String>)?;
        return item(sql, id);
    }
    let facts = &new.facts;
    sql.prepare_cached(
        "UPDATE library_items SET name = :name, text = :text, working = NULL, title = :title,
                title_key = :title_key, description = :description, format = :format,
                tags = :tags, problem = :problem, updated_at = :now
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.to_string(),
        ":name": new.name,
        ":text": new.text,
        ":title": facts.title,
        ":title_key": folded(&facts.title),
        ":description": facts.description,
        ":format": facts.format,
        ":tags": json(&facts.tags)?,
        ":problem": facts.problem,
        ":now": time(now),
    })?;
    tag(sql, id, &facts.tags)?;
    if present.summary.kind == ItemKind::Template && present.summary.name != new.name {
        // A draft knows its template by name.
        sql.prepare_cached("UPDATE drafts SET template = ?2 WHERE template = ?1")?
            .execute((&present.summary.name, &new.name))?;
    }
    add_version(sql, id, &new.text, note, now)?;
    item(sql, id)
}

fn refuse_taken_name(
    sql: &Connection,
    kind: ItemKind,
    name: &str,
    own: LibraryItemId,
) -> Result<(), StoreError> {
    match named(sql, kind, name)? {
        Some(other) if other.summary.id != own => {
            Err(StoreError::ItemNameTaken { name: name.to_owned() })
        }
        _ => Ok(()),
    }
}

fn add_version(
    sql: &Connection,
    id: LibraryItemId,
    text: &str,
    note: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let number: u32 = sql
        .prepare_cached(
            "UPDATE library_items SET version = version + 1 WHERE id = ?1 RETURNING version",
        )?
        .query_row([id.to_string()], |row| row.get(0))?;
    sql.prepare_cached(
        "INSERT INTO library_versions (item_id, number, text, note, digest, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        id.to_string(),
        number,
        text,
        note,
        blake3::hash(text.as_bytes()).as_bytes(),
        time(now),
    ))?;
    Ok(())
}

fn tag(sql: &Connection, id: LibraryItemId, tags: &[String]) -> Result<(), StoreError> {
    let id = id.to_string();
    sql.prepare_cached("DELETE FROM library_tags WHERE item_id = ?1")?.execute([&id])?;
    let mut add = sql.prepare_cached(
        "INSERT OR IGNORE INTO library_tags (tag, item_id, name) VALUES (?1, ?2, ?3)",
    )?;
    for name in tags {
        // Written as it was the first time anywhere.
        let known: Option<String> = sql
            .prepare_cached("SELECT name FROM library_tags WHERE tag = ?1 LIMIT 1")?
            .query_row([folded(name)], |row| row.get(0))
            .optional()?;
        add.execute((folded(name), &id, known.as_ref().unwrap_or(name)))?;
    }
    Ok(())
}

fn set(
    sql: &Connection,
    id: LibraryItemId,
    column: &'static str,
    value: &dyn ToSql,
) -> Result<ItemSummary, StoreError> {
    sql.prepare_cached(&format!("UPDATE library_items SET {column} = ?2 WHERE id = ?1"))?
        .execute((id.to_string(), value))?;
    summary(sql, id)
}
