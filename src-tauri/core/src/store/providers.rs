//! Configured providers. Where a key is, is stored; a key never is.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::{
    Store, StoreError, provider_keys,
    sql::{from_json, json, parsed, time},
};
use crate::domain::{id::ProviderId, model::ProviderConfig};

impl Store {
    /// All providers, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn providers(&self) -> Result<Vec<ProviderConfig>, StoreError> {
        self.read(|sql| {
            let mut statement = sql.prepare_cached("SELECT * FROM providers ORDER BY name")?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .await
    }

    /// A provider.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn provider(&self, id: ProviderId) -> Result<ProviderConfig, StoreError> {
        self.read(move |sql| provider(sql, id)).await
    }

    /// A provider by the name the user gave it, in any case.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this name.
    pub async fn provider_named(&self, name: &str) -> Result<ProviderConfig, StoreError> {
        let name = name.to_owned();
        self.read(move |sql| {
            sql.prepare_cached("SELECT * FROM providers WHERE name = ?1")?
                .query_row([&name], from_row)
                .optional()?
                .ok_or_else(|| StoreError::not_found("provider called", format!("“{name}”")))
        })
        .await
    }

    /// Adds a provider.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when another has its name.
    pub async fn insert_provider(
        &self,
        provider: &ProviderConfig,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let provider = provider.clone();
        self.write(move |sql| {
            expect_free_name(sql, &provider)?;
            sql.execute(
                "INSERT INTO providers (id, name, kind, base_url, model, key_source, created_at)
                 VALUES (:id, :name, :kind, :base_url, :model, :key_source, :now)",
                named_params! {
                    ":id": provider.id.to_string(),
                    ":name": provider.name,
                    ":kind": json(&provider.kind)?,
                    ":base_url": provider.base_url,
                    ":model": provider.model,
                    ":key_source": json(&provider.key)?,
                    ":now": time(now),
                },
            )?;
            provider_keys::insert_first(sql, &provider, now)
        })
        .await
    }

    /// Changes a provider.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when another has its name; [`StoreError::NotFound`] when there
    /// is no such provider.
    pub async fn update_provider(&self, provider: &ProviderConfig) -> Result<(), StoreError> {
        let provider = provider.clone();
        self.write(move |sql| {
            expect_free_name(sql, &provider)?;
            let changed = sql.execute(
                "UPDATE providers SET name = :name, kind = :kind, base_url = :base_url,
                        model = :model, key_source = :key_source
                 WHERE id = :id",
                named_params! {
                    ":id": provider.id.to_string(),
                    ":name": provider.name,
                    ":kind": json(&provider.kind)?,
                    ":base_url": provider.base_url,
                    ":model": provider.model,
                    ":key_source": json(&provider.key)?,
                },
            )?;
            if changed == 0 { Err(StoreError::not_found("provider", provider.id)) } else { Ok(()) }
        })
        .await
    }

    /// Removes a provider. Its keys are the vault's to forget.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn remove_provider(&self, id: ProviderId) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.execute("DELETE FROM providers WHERE id = ?1", [id.to_string()])?;
            Ok(())
        })
        .await
    }
}

pub(super) fn provider(sql: &Connection, id: ProviderId) -> Result<ProviderConfig, StoreError> {
    sql.prepare_cached("SELECT * FROM providers WHERE id = ?1")?
        .query_row([id.to_string()], from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("provider", id))
}

fn expect_free_name(sql: &Transaction<'_>, provider: &ProviderConfig) -> Result<(), StoreError> {
    let taken: bool = sql.query_row(
        "SELECT EXISTS (SELECT 1 FROM providers WHERE name = ?1 AND id <> ?2)",
        [&provider.name, &provider.id.to_string()],
        |row| row.get(0),
    )?;
    if taken { Err(StoreError::NameTaken { name: provider.name.clone() }) } else { Ok(()) }
}

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<ProviderConfig> {
    Ok(ProviderConfig {
        id: parsed(row, "id")?,
        name: row.get("name")?,
        kind: from_json(row, "kind")?,
        base_url: row.get("base_url")?,
        model: row.get("model")?,
        key: from_json(row, "key_source")?,
    })
}
