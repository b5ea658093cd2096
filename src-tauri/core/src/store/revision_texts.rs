//! The texts of revisions. Each is kept once in a draft, and one that differs little from a text
//! nearby as the changes that make it of that one.

use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use crate::domain::{id::DraftId, revision::delta::Delta};

/// Shorter texts are kept whole.
const LEAST_BYTES: usize = 1_024;
/// Changes that take more than this part of the text are not worth their while: the text is kept
/// whole, and those after it as changes to it.
const MOST_OF_TEXT: usize = 8;
/// How long two texts may be compared.
const COMPARING: Duration = Duration::from_millis(40);

/// A text in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextId(i64);

impl rusqlite::types::FromSql for TextId {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

impl rusqlite::ToSql for TextId {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// When comparing two texts has to come to an end.
pub(super) fn deadline() -> Instant {
    Instant::now() + COMPARING
}

/// Keeps a text. `nearby` is one of the same draft that it may be much like.
pub(super) fn keep(
    sql: &Connection,
    draft_id: DraftId,
    text: &str,
    nearby: Option<TextId>,
) -> Result<TextId, StoreError> {
    let draft_id = draft_id.to_string();
    let digest = blake3::hash(text.as_bytes());
    let known = sql
        .prepare_cached("SELECT id FROM revision_texts WHERE draft_id = ?1 AND digest = ?2")?
        .query_row((&draft_id, digest.as_bytes()), |row| row.get(0))
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let (base, body) = match nearby.map(|nearby| as_changes(sql, nearby, text)).transpose()? {
        Some(Some((base, body))) => (Some(base), body),
        _ => (None, text.to_owned()),
    };
    sql.prepare_cached(
        "INSERT INTO revision_texts (draft_id, digest, base, body) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((&draft_id, digest.as_bytes(), base, body))?;
    Ok(TextId(sql.last_insert_rowid()))
}

/// The text as changes to the whole text that `nearby` is or changes, where that saves much room.
fn as_changes(
    sql: &Connection,
    nearby: TextId,
    text: &str,
) -> Result<Option<(TextId, String)>, StoreError> {
    if text.len() < LEAST_BYTES {
        return Ok(None);
    }
    let base: TextId = sql
        .prepare_cached("SELECT coalesce(base, id) FROM revision_texts WHERE id = ?1")?
        .query_row([nearby], |row| row.get(0))?;
    let base_text = read(sql, base)?;
    let delta = Delta::between(&base_text, text, deadline());
    let body = serde_json::to_string(&delta)?;
    let holds = delta.apply(&base_text).as_deref() == Some(text);
    Ok((holds && body.len() <= text.len() / MOST_OF_TEXT).then_some((base, body)))
}

/// A text, whole.
pub(super) fn read(sql: &Connection, id: TextId) -> Result<String, StoreError> {
    let (body, base): (String, Option<String>) = sql
        .prepare_cached(
            "SELECT text.body, base.body
             FROM revision_texts AS text LEFT JOIN revision_texts AS base ON base.id = text.base
             WHERE text.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match base {
        None => Ok(body),
        Some(base) => {
            let delta: Delta = serde_json::from_str(&body)?;
            delta.apply(&base).ok_or_else(|| StoreError::Damaged {
                details: format!(
                    "the text of revision text {} does not fit the one it changes",
                    id.0
                ),
            })
        }
    }
}

/// Lets go of the texts that no revision of the draft and no other text needs any more.
pub(super) fn drop_unused(sql: &Connection, draft_id: DraftId) -> Result<(), StoreError> {
    let mut statement = sql.prepare_cached(
        "DELETE FROM revision_texts
         WHERE draft_id = ?1
           AND NOT EXISTS (SELECT 1 FROM revisions WHERE text_id = revision_texts.id)
           AND NOT EXISTS (SELECT 1 FROM revision_texts AS other WHERE other.base = revision_texts.id)",
    )?;
    // First those that are changes to others, then those that were only needed by them.
    for _ in 0..2 {
        statement.execute([draft_id.to_string()])?;
    }
    Ok(())
}
