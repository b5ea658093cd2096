//! Settings, as one value: they are few, and are read and written together.

use rusqlite::OptionalExtension;

use super::{
    Store, StoreError,
    sql::{from_json, json},
};
use crate::domain::settings::Settings;

/// The row that holds them.
const NAME: &str = "settings";

impl Store {
    /// The settings; defaults where none were saved.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        self.read(|sql| {
            Ok(sql
                .prepare_cached("SELECT value FROM settings WHERE name = ?1")?
                .query_row([NAME], |row| from_json(row, "value"))
                .optional()?
                .unwrap_or_default())
        })
        .await
    }

    /// Saves the settings.
    ///
    /// # Errors
    /// When they can't be saved.
    pub async fn save_settings(&self, settings: &Settings) -> Result<(), StoreError> {
        let settings = settings.clone();
        self.write(move |sql| {
            sql.execute(
                "INSERT INTO settings (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (NAME, json(&settings)?),
            )?;
            Ok(())
        })
        .await
    }
}
