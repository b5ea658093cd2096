//! Packs: which are installed and whose keys are trusted. How a pack changes the library, and how
//! that is taken back, is in [`changes`]; what was made here is in `made`.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{
    Store, StoreError,
    library::named,
    sql::{parsed, time},
};
use crate::domain::{
    folding::folded,
    library::{ItemKind, LibraryItem},
    pack::installed::InstalledPack,
};

pub mod changes;
mod made;

impl Store {
    /// The installed packs, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn installed_packs(&self) -> Result<Vec<InstalledPack>, StoreError> {
        self.read(|sql| {
            let mut statement =
                sql.prepare_cached(&format!("SELECT {PACK} FROM packs ORDER BY name, id"))?;
            let rows = statement.query_map([], pack_from_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// The installed pack of this id.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn installed_pack(&self, id: String) -> Result<Option<InstalledPack>, StoreError> {
        self.read(move |sql| installed(sql, &id)).await
    }

    /// The library's items of these names, in their order; `None` where there is none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_items_named(
        &self,
        names: Vec<(ItemKind, String)>,
    ) -> Result<Vec<Option<LibraryItem>>, StoreError> {
        self.read(move |sql| names.iter().map(|(kind, name)| named(sql, *kind, name)).collect())
            .await
    }

    /// The items that came in a pack and are not in the bin, by kind and name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn items_of_pack(&self, pack: String) -> Result<Vec<LibraryItem>, StoreError> {
        self.read(move |sql| super::library::of_pack(sql, &pack)).await
    }

    /// Since when a key is trusted, if it is.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn key_trusted_since(
        &self,
        key: String,
    ) -> Result<Option<jiff::Timestamp>, StoreError> {
        self.read(move |sql| {
            Ok(sql
                .prepare_cached("SELECT trusted_at FROM publisher_keys WHERE key = ?1")?
                .query_row([key], |row| parsed(row, "trusted_at"))
                .optional()?)
        })
        .await
    }

    /// Whether a publisher of this name is known by some key.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn knows_publisher(&self, publisher: &str) -> Result<bool, StoreError> {
        let publisher = folded(publisher);
        self.read(move |sql| {
            Ok(sql
                .prepare_cached("SELECT 1 FROM publisher_keys WHERE publisher = ?1 LIMIT 1")?
                .exists([publisher])?)
        })
        .await
    }
}

const PACK: &str = "packs.id, packs.name, packs.version, packs.author, packs.licence,
     packs.description, packs.key, packs.installed_at, packs.updated_at,
     (SELECT count(*) FROM library_items
      WHERE origin ->> '$.type' = 'pack' AND origin ->> '$.pack' = packs.id
        AND in_bin = 0) AS items,
     (SELECT count(*) FROM library_items
      WHERE origin ->> '$.type' = 'pack' AND origin ->> '$.pack' = packs.id
        AND in_bin = 0 AND base IS NOT NULL AND base IS NOT text) AS edited";

fn installed(sql: &Connection, id: &str) -> Result<Option<InstalledPack>, StoreError> {
    Ok(sql
        .prepare_cached(&format!("SELECT {PACK} FROM packs WHERE id = ?1"))?
        .query_row([id], pack_from_row)
        .optional()?)
}

fn pack_from_row(row: &Row<'_>) -> rusqlite::Result<InstalledPack> {
    Ok(InstalledPack {
        id: row.get("id")?,
        name: row.get("name")?,
        version: parsed(row, "version")?,
        author: row.get("author")?,
        licence: row.get("licence")?,
        description: row.get("description")?,
        key: row.get("key")?,
        items: row.get("items")?,
        edited: row.get("edited")?,
        installed_at: parsed(row, "installed_at")?,
        updated_at: parsed(row, "updated_at")?,
    })
}

fn write_pack(sql: &Connection, pack: &InstalledPack) -> Result<(), StoreError> {
    sql.prepare_cached(
        "INSERT OR REPLACE INTO packs (id, name, version, author, licence, description, key,
                installed_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        &pack.id,
        &pack.name,
        pack.version.to_string(),
        &pack.author,
        &pack.licence,
        &pack.description,
        &pack.key,
        time(pack.installed_at),
        time(pack.updated_at),
    ))?;
    Ok(())
}

#[cfg(test)]
impl Store {
    /// Every row of every table that a pack can touch, for tests that look for traces.
    pub(crate) async fn dump(&self) -> Result<Vec<String>, StoreError> {
        const TABLES: [&str; 7] = [
            "library_items",
            "library_versions",
            "library_tags",
            "packs",
            "publisher_keys",
            "pack_changes",
            "pack_changed_items",
        ];
        self.read(|sql| {
            let mut rows = Vec::new();
            for table in TABLES {
                let mut statement = sql.prepare(&format!("SELECT * FROM {table}"))?;
                let columns = statement.column_count();
                let mut found = statement.query([])?;
                while let Some(row) = found.next()? {
                    let values: Vec<_> =
                        (0..columns).map(|at| row.get_ref(at)).collect::<Result<_, _>>()?;
                    rows.push(format!("{table} {values:?}"));
                }
            }
            rows.sort();
            Ok(rows)
        })
        .await
    }
}
