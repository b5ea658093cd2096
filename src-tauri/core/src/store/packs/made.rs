//! Packs made here, and the key they are signed with. The store knows where the key's secret half
//! is, never what it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::{
    domain::{id::CredentialId, pack::installed::MadePack},
    store::{
        Store, StoreError,
        sql::{from_json, json, parsed, time},
    },
};

impl Store {
    /// The last version made of the pack of this name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn made_pack(&self, name: String) -> Result<Option<MadePack>, StoreError> {
        self.read(move |sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT name, id, version, author, licence, description, items
                     FROM made_packs WHERE name = ?1",
                )?
                .query_row([name], |row| {
                    Ok(MadePack {
                        name: row.get("name")?,
                        id: row.get("id")?,
                        version: parsed(row, "version")?,
                        author: row.get("author")?,
                        licence: row.get("licence")?,
                        description: row.get("description")?,
                        items: from_json::<BTreeMap<_, _>>(row, "items")?,
                    })
                })
                .optional()?)
        })
        .await
    }

    /// Remembers the last version made of a pack.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn remember_made_pack(
        &self,
        pack: MadePack,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.execute(
                "INSERT OR REPLACE INTO made_packs (name, id, version, author, licence,
                        description, items, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                (
                    &pack.name,
                    &pack.id,
                    pack.version.to_string(),
                    &pack.author,
                    &pack.licence,
                    &pack.description,
                    json(&pack.items)?,
                    time(now),
                ),
            )?;
            Ok(())
        })
        .await
    }

    /// The key that packs are signed with: its public half, and where its secret half is.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn signing_key(&self) -> Result<Option<(String, CredentialId)>, StoreError> {
        self.read(|sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT public_key, credential_id FROM signing_keys
                     ORDER BY created_at DESC LIMIT 1",
                )?
                .query_row([], |row| Ok((row.get("public_key")?, parsed(row, "credential_id")?)))
                .optional()?)
        })
        .await
    }

    /// Remembers a new signing key.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn remember_signing_key(
        &self,
        public_key: String,
        credential_id: CredentialId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.execute(
                "INSERT INTO signing_keys (public_key, credential_id, created_at)
                 VALUES (?1, ?2, ?3)",
                (public_key, credential_id.to_string(), time(now)),
            )?;
            Ok(())
        })
        .await
    }
}
