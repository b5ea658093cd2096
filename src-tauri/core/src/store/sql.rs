//! How values stand in columns.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::{
    Row,
    types::{FromSqlError, Type},
};
use serde::{Serialize, de::DeserializeOwned};

use super::StoreError;

/// A time as text that sorts.
pub(super) fn time(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// A value as JSON text.
pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

/// Reads an id or a time.
pub(super) fn parsed<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.get(column)?;
    text.parse().map_err(|error| unreadable(row, column, error))
}

/// Reads an id or a time that may not be there.
pub(super) fn parsed_option<T>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|error| unreadable(row, column, error))).transpose()
}

/// Reads a value kept as JSON.
pub(super) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| unreadable(row, column, error))
}

/// Reads a value kept as JSON that may not be there.
pub(super) fn from_json_option<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| unreadable(row, column, error)))
        .transpose()
}

fn unreadable(
    row: &Row<'_>,
    column: &str,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let index = row.as_ref().column_index(column).unwrap_or_default();
    rusqlite::Error::FromSqlConversionFailure(
        index,
        Type::Text,
        Box::new(FromSqlError::Other(Box::new(error))),
    )
}

/// How SQLite would go about a query, for tests that pin it.
#[cfg(test)]
pub(super) fn query_plan(
    sql: &rusqlite::Connection,
    query: &str,
) -> Result<Vec<String>, StoreError> {
    let mut statement = sql.prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
    let lines = statement.raw_query().mapped(|row| row.get("detail"));
    Ok(lines.collect::<Result<_, _>>()?)
}
