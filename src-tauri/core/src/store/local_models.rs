//! Model files the user added. The files stay where the user keeps them.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};

use super::{
    Store, StoreError,
    sql::{parsed, time},
};
use crate::domain::{id::LocalModelId, model::LocalModel};

impl Store {
    /// All added models, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn local_models(&self) -> Result<Vec<LocalModel>, StoreError> {
        self.read(|sql| {
            let mut statement =
                sql.prepare_cached("SELECT * FROM local_models ORDER BY name, id")?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .await
    }

    /// An added model.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this id.
    pub async fn local_model(&self, id: LocalModelId) -> Result<LocalModel, StoreError> {
        self.read(move |sql| {
            sql.prepare_cached("SELECT * FROM local_models WHERE id = ?1")?
                .query_row([id.to_string()], from_row)
                .optional()?
                .ok_or_else(|| StoreError::not_found("local model", id))
        })
        .await
    }

    /// Adds a model; one with the same file is added once and keeps its identity.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn add_local_model(
        &self,
        model: &LocalModel,
        now: Timestamp,
    ) -> Result<LocalModel, StoreError> {
        let model = model.clone();
        self.write(move |sql| {
            Ok(sql.query_row(
                "INSERT INTO local_models (id, name, path, size_bytes, created_at)
                 VALUES (:id, :name, :path, :size_bytes, :now)
                 ON CONFLICT (path) DO UPDATE SET name = excluded.name, size_bytes = excluded.size_bytes
                 RETURNING *",
                named_params! {
                    ":id": model.id.to_string(),
                    ":name": model.name,
                    ":path": model.path,
                    ":size_bytes": i64::try_from(model.size_bytes).unwrap_or(i64::MAX),
                    ":now": time(now),
                },
                from_row,
            )?)
        })
        .await
    }

    /// Forgets a model. The file stays.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn remove_local_model(&self, id: LocalModelId) -> Result<(), StoreError> {
        self.write(move |sql| {
            sql.execute("DELETE FROM local_models WHERE id = ?1", [id.to_string()])?;
            Ok(())
        })
        .await
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<LocalModel> {
    Ok(LocalModel {
        id: parsed(row, "id")?,
        name: row.get("name")?,
        path: row.get("path")?,
        size_bytes: row.get::<_, i64>("size_bytes")?.unsigned_abs(),
    })
}
