//! What a pack changes in the library: all of it in one transaction or nothing, and with what is
//! needed to take it back. Of each pack the last change can be taken back, as long as nobody has
//! changed its items since.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::{installed, write_pack};
use crate::{
    domain::{
        folding::folded,
        id::{LibraryItemId, PackChangeId},
        pack::installed::InstalledPack,
    },
    store::{
        Store, StoreError,
        library::{self, changes::ItemChange},
        sql::{json, time},
    },
};

/// A change to an item, made by somebody who has seen it in a certain state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenChange {
    /// The change.
    pub change: ItemChange,
    /// For an item that is there: its version, and what its editor held.
    pub seen: Option<(u32, Option<String>)>,
}

/// A pack that is about to be installed or updated.
#[derive(Clone, Debug)]
pub struct Installation {
    /// What the change will be known by.
    pub id: PackChangeId,
    /// The pack as it will be.
    pub pack: InstalledPack,
    /// What becomes of the library's items.
    pub changes: Vec<SeenChange>,
}

/// The columns of an item that a pack can change, as JSON.
const ROW: &str = "json_object('name', name, 'text', text, 'working', working, 'title', title,
     'title_key', title_key, 'description', description, 'format', format, 'tags', tags,
     'problem', problem, 'folder', folder, 'origin', origin, 'base', base, 'version', version,
     'updated_at', updated_at, 'deleted_at', deleted_at)";

impl Store {
    /// Installs a pack, or brings it up to date. The pack's key is trusted from then on.
    ///
    /// # Errors
    /// [`StoreError::ItemChanged`] when an item is not as it was seen. Nothing has changed then.
    pub async fn install_pack(
        &self,
        installation: Installation,
        now: Timestamp,
    ) -> Result<InstalledPack, StoreError> {
        self.write(move |sql| {
            let Installation { id, pack, changes } = &installation;
            let new_key = trust(sql, pack, now)?;
            begin(sql, *id, &pack.id, new_key, now)?;
            for SeenChange { change, seen } in changes {
                let (item, before) = match change {
                    ItemChange::Add(new) => (new.id, None),
                    ItemChange::Save { id, .. } | ItemChange::Delete(id) => {
                        (*id, Some(row(sql, *id)?))
                    }
                };
                if let Some(seen) = seen {
                    check_unchanged(sql, item, seen)?;
                }
                library::changes::apply(sql, change, now)?;
                note(sql, *id, item, before)?;
            }
            write_pack(sql, pack)?;
            installed(sql, &pack.id)?.ok_or_else(|| StoreError::not_found("pack", &pack.id))
        })
        .await
    }

    /// Removes a pack. What the user has changed of it stays, as the user's own; the rest goes to
    /// the bin.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no such pack is installed.
    pub async fn remove_pack(
        &self,
        id: PackChangeId,
        pack: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            begin(sql, id, &pack, None, now)?;
            for item in library::of_pack(sql, &pack)? {
                let summary = &item.summary;
                let before = row(sql, summary.id)?;
                if summary.edited || summary.unsaved {
                    sql.prepare_cached(
                        "UPDATE library_items SET origin = '{\"type\":\"own\"}', base = NULL
                         WHERE id = ?1",
                    )?
                    .execute([summary.id.to_string()])?;
                } else {
                    sql.prepare_cached("UPDATE library_items SET deleted_at = ?2 WHERE id = ?1")?
                        .execute((summary.id.to_string(), time(now)))?;
                }
                note(sql, id, summary.id, Some(before))?;
            }
            let removed =
                sql.prepare_cached("DELETE FROM packs WHERE id = ?1")?.execute([&pack])?;
            if removed == 0 { Err(StoreError::not_found("pack", &pack)) } else { Ok(()) }
        })
        .await
    }

    /// Takes back what a pack changed, to the last trace.
    ///
    /// # Errors
    /// [`StoreError::ItemChanged`] when an item has changed since, [`StoreError::NotFound`] when
    /// there is no such change any more. Nothing has changed then.
    pub async fn undo_pack_change(&self, id: PackChangeId) -> Result<(), StoreError> {
        self.write(move |sql| {
            let (pack, pack_before, new_key): (String, Option<String>, Option<String>) = sql
                .prepare_cached(
                    "SELECT pack, pack_before, new_key FROM pack_changes WHERE id = ?1",
                )?
                .query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?
                .ok_or_else(|| StoreError::not_found("pack change", id))?;
            put_items_back(sql, id)?;
            sql.execute("DELETE FROM packs WHERE id = ?1", [&pack])?;
            if let Some(before) = pack_before {
                write_pack(sql, &serde_json::from_str(&before)?)?;
            }
            if let Some(key) = new_key {
                sql.execute("DELETE FROM publisher_keys WHERE key = ?1", [key])?;
            }
            sql.execute("DELETE FROM pack_changes WHERE id = ?1", [id.to_string()])?;
            Ok(())
        })
        .await
    }
}

/// Trusts a pack's key. Gives the key where it is new.
fn trust(
    sql: &Connection,
    pack: &InstalledPack,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let Some(key) = &pack.key else { return Ok(None) };
    let added = sql
        .prepare_cached(
            "INSERT OR IGNORE INTO publisher_keys (key, publisher, trusted_at) VALUES (?1, ?2, ?3)",
        )?
        .execute((key, folded(&pack.author), time(now)))?;
    Ok((added > 0).then(|| key.clone()))
}

fn begin(
    sql: &Connection,
    id: PackChangeId,
    pack: &str,
    new_key: Option<String>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = installed(sql, pack)?.map(|before| json(&before)).transpose()?;
    sql.execute("DELETE FROM pack_changes WHERE pack = ?1", [pack])?;
    sql.execute(
        "INSERT INTO pack_changes (id, pack, pack_before, new_key, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        (id.to_string(), pack, before, new_key, time(now)),
    )?;
    Ok(())
}

fn row(sql: &Connection, id: LibraryItemId) -> Result<String, StoreError> {
    sql.prepare_cached(&format!("SELECT {ROW} FROM library_items WHERE id = ?1"))?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::not_found("library item", id))
}

/// Notes how an item was before and is now.
fn note(
    sql: &Connection,
    change: PackChangeId,
    item: LibraryItemId,
    before: Option<String>,
) -> Result<(), StoreError> {
    let after = digest(&row(sql, item)?);
    sql.prepare_cached(
        "INSERT INTO pack_changed_items (change_id, item_id, before, after)
         VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((change.to_string(), item.to_string(), before, after))?;
    Ok(())
}

fn digest(row: &str) -> String {
    blake3::hash(row.as_bytes()).to_hex().to_string()
}

fn check_unchanged(
    sql: &Connection,
    id: LibraryItemId,
    seen: &(u32, Option<String>),
) -> Result<(), StoreError> {
    let present: (u32, Option<String>, String) = sql
        .prepare_cached("SELECT version, working, name FROM library_items WHERE id = ?1")?
        .query_row([id.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (version, working, name) = present;
    if (version, working) == *seen { Ok(()) } else { Err(StoreError::ItemChanged { name }) }
}

fn put_items_back(sql: &Connection, id: PackChangeId) -> Result<(), StoreError> {
    let mut statement = sql.prepare_cached(
        "SELECT item_id, before, after FROM pack_changed_items WHERE change_id = ?1",
    )?;
    let rows = statement.query_map([id.to_string()], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, String>(2)?))
    })?;
    for row_of_change in rows {
        let (item, before, after) = row_of_change?;
        let id = item.parse().map_err(|_| StoreError::not_found("library item", &item))?;
        let present = row(sql, id)?;
        if digest(&present) != after {
            let name =
                sql.query_row("SELECT name FROM library_items WHERE id = ?1", [&item], |row| {
                    row.get(0)
                })?;
            return Err(StoreError::ItemChanged { name });
        }
        let Some(before) = before else {
            sql.prepare_cached("DELETE FROM library_items WHERE id = ?1")?.execute([&item])?;
            continue;
        };
        sql.prepare_cached(
            "UPDATE library_items SET (name, text, working, title, title_key, description, format,
                    tags, problem, folder, origin, base, version, updated_at, deleted_at) =
                (SELECT ?2 ->> 'name', ?2 ->> 'text', ?2 ->> 'working', ?2 ->> 'title',
                    ?2 ->> 'title_key', ?2 ->> 'description', ?2 ->> 'format', ?2 ->> 'tags',
                    ?2 ->> 'problem', ?2 ->> 'folder', ?2 ->> 'origin', ?2 ->> 'base',
                    ?2 ->> 'version', ?2 ->> 'updated_at', ?2 ->> 'deleted_at')
             WHERE id = ?1",
        )?
        .execute((&item, &before))?;
        sql.prepare_cached(
            "DELETE FROM library_versions WHERE item_id = ?1 AND number > ?2 ->> 'version'",
        )?
        .execute((&item, &before))?;
        library::changes::tag_anew(sql, id)?;
    }
    Ok(())
}
