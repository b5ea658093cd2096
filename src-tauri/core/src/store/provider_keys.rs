//! The keys of providers: where each is in the vault, what the user calls it, and which one is in
//! use. A key itself is never here.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, named_params};

use super::{
    Store, StoreError,
    providers::{self, from_row as provider_from_row},
    sql::{json, parsed, parsed_option, time},
};
use crate::domain::{
    id::{CredentialId, ProviderId},
    model::{KeySource, ProviderConfig, ProviderKey},
};

/// What the first key of a provider is called, and one that was added without a name.
const USUAL_LABEL: &str = "Key";

impl Store {
    /// A provider's keys in the vault, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn provider_keys(
        &self,
        provider_id: ProviderId,
    ) -> Result<Vec<ProviderKey>, StoreError> {
        self.read(move |sql| {
            let mut statement = sql.prepare_cached(
                "SELECT k.*, k.id = p.key_source ->> '$.credentialId' AS in_use
                 FROM provider_keys k JOIN providers p ON p.id = k.provider_id
                 WHERE k.provider_id = ?1 ORDER BY k.id",
            )?;
            let rows = statement.query_map([provider_id.to_string()], from_row)?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .await
    }

    /// Adds a key that the vault holds. It is not in use yet.
    ///
    /// # Errors
    /// [`StoreError::KeyLabelTaken`] when another key of the provider has its label.
    pub async fn insert_provider_key(
        &self,
        provider_id: ProviderId,
        key: &ProviderKey,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let key = key.clone();
        self.write(move |sql| insert(sql, provider_id, &key, now)).await
    }

    /// Puts one of a provider's keys in use.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the provider has no such key.
    pub async fn use_provider_key(
        &self,
        provider_id: ProviderId,
        id: CredentialId,
    ) -> Result<ProviderConfig, StoreError> {
        self.write(move |sql| {
            let last_four: String = sql
                .prepare_cached(
                    "SELECT last_four FROM provider_keys WHERE id = ?1 AND provider_id = ?2",
                )?
                .query_row((id.to_string(), provider_id.to_string()), |row| row.get(0))
                .optional()?
                .ok_or_else(|| StoreError::not_found("key", id))?;
            set_source(sql, provider_id, &KeySource::Vault { credential_id: id, last_four })
        })
        .await
    }

    /// Puts a new key in the place of the one in use and gives it its label.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such provider.
    pub async fn replace_provider_key(
        &self,
        provider_id: ProviderId,
        id: CredentialId,
        last_four: String,
        now: Timestamp,
    ) -> Result<ProviderConfig, StoreError> {
        self.write(move |sql| {
            let before = providers::provider(sql, provider_id)?;
            let mut key = ProviderKey {
                id,
                label: free_label(sql, provider_id)?,
                last_four: last_four.clone(),
                in_use: true,
                last_used_at: None,
            };
            if let KeySource::Vault { credential_id, .. } = before.key {
                let label = sql
                    .prepare_cached("DELETE FROM provider_keys WHERE id = ?1 RETURNING label")?
                    .query_row([credential_id.to_string()], |row| row.get(0))
                    .optional()?;
                key.label = label.unwrap_or(key.label);
            }
            insert(sql, provider_id, &key, now)?;
            set_source(sql, provider_id, &KeySource::Vault { credential_id: id, last_four })
        })
        .await
    }

    /// Removes a key. Where it was in use, none is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the provider has no such key.
    pub async fn remove_provider_key(
        &self,
        provider_id: ProviderId,
        id: CredentialId,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            let removed = sql.execute(
                "DELETE FROM provider_keys WHERE id = ?1 AND provider_id = ?2",
                (id.to_string(), provider_id.to_string()),
            )?;
            if removed == 0 {
                return Err(StoreError::not_found("key", id));
            }
            let provider = providers::provider(sql, provider_id)?;
            if matches!(provider.key, KeySource::Vault { credential_id, .. } if credential_id == id)
            {
                set_source(sql, provider_id, &KeySource::None)?;
            }
            Ok(())
        })
        .await
    }

    /// Notes that a key is being used.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn touch_provider_key(
        &self,
        id: CredentialId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.prepare_cached("UPDATE provider_keys SET last_used_at = ?2 WHERE id = ?1")?
                .execute((id.to_string(), time(now)))?;
            Ok(())
        })
        .await
    }
}

/// Adds the key a new provider comes with.
pub(super) fn insert_first(
    sql: &Transaction<'_>,
    provider: &ProviderConfig,
    now: Timestamp,
) -> Result<(), StoreError> {
    let KeySource::Vault { credential_id, last_four } = &provider.key else { return Ok(()) };
    let key = ProviderKey {
        id: *credential_id,
        label: USUAL_LABEL.to_owned(),
        last_four: last_four.clone(),
        in_use: true,
        last_used_at: None,
    };
    insert(sql, provider.id, &key, now)
}

fn insert(
    sql: &Transaction<'_>,
    provider_id: ProviderId,
    key: &ProviderKey,
    now: Timestamp,
) -> Result<(), StoreError> {
    let taken: bool = sql
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM provider_keys WHERE provider_id = ?1 AND label = ?2)",
        )?
        .query_row((provider_id.to_string(), &key.label), |row| row.get(0))?;
    if taken {
        return Err(StoreError::KeyLabelTaken { label: key.label.clone() });
    }
    sql.prepare_cached(
        "INSERT INTO provider_keys (id, provider_id, label, last_four, created_at)
         VALUES (:id, :provider_id, :label, :last_four, :now)",
    )?
    .execute(named_params! {
        ":id": key.id.to_string(),
        ":provider_id": provider_id.to_string(),
        ":label": key.label,
        ":last_four": key.last_four,
        ":now": time(now),
    })?;
    Ok(())
}

/// “Key”, “Key 2” and so on: the first that no other key of the provider has.
fn free_label(sql: &Transaction<'_>, provider_id: ProviderId) -> Result<String, StoreError> {
    let mut statement =
        sql.prepare_cached("SELECT label FROM provider_keys WHERE provider_id = ?1")?;
    let rows = statement.query_map([provider_id.to_string()], |row| row.get::<_, String>(0))?;
    let taken = rows.collect::<Result<Vec<_>, _>>()?;
    let candidates = std::iter::once(USUAL_LABEL.to_owned())
        .chain((2_u32..).map(|number| format!("{USUAL_LABEL} {number}")));
    let is_free = |label: &String| !taken.iter().any(|other| other.eq_ignore_ascii_case(label));
    Ok(candidates.into_iter().find(is_free).unwrap_or_default())
}

fn set_source(
    sql: &Transaction<'_>,
    provider_id: ProviderId,
    source: &KeySource,
) -> Result<ProviderConfig, StoreError> {
    sql.prepare_cached("UPDATE providers SET key_source = ?2 WHERE id = ?1 RETURNING *")?
        .query_row((provider_id.to_string(), json(source)?), provider_from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("provider", provider_id))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<ProviderKey> {
    Ok(ProviderKey {
        id: parsed(row, "id")?,
        label: row.get("label")?,
        last_four: row.get("last_four")?,
        in_use: row.get::<_, Option<bool>>("in_use")?.unwrap_or_default(),
        last_used_at: parsed_option(row, "last_used_at")?,
    })
}
