//! The tags of drafts. A tag is there as long as a draft has it.

use rusqlite::OptionalExtension;

use super::{Store, StoreError, desk_list::summary};
use crate::domain::{
    draft::DraftSummary,
    id::DraftId,
    tag::{MOST_TAGS, Tag},
};

impl Store {
    /// All tags in use, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        self.read(|sql| {
            let mut statement =
                sql.prepare_cached("SELECT min(name) FROM draft_tags GROUP BY key ORDER BY key")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            let names = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(names.iter().filter_map(|name| Tag::parse(name).ok()).collect())
        })
        .await
    }

    /// Gives a draft a tag, written as it was the first time anywhere. One that it has already
    /// stays as it is.
    ///
    /// # Errors
    /// [`StoreError::TooManyTags`] when it has as many as it can have; [`StoreError::NotFound`]
    /// when there is no such draft.
    pub async fn add_tag(&self, id: DraftId, tag: Tag) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            let present = summary(sql, id)?;
            let key = tag.key();
            if present.tags.iter().any(|other| other.key() == key) {
                return Ok(present);
            }
            if present.tags.len() >= MOST_TAGS {
                return Err(StoreError::TooManyTags);
            }
            let name: Option<String> = sql
                .prepare_cached("SELECT name FROM draft_tags WHERE key = ?1 LIMIT 1")?
                .query_row([&key], |row| row.get(0))
                .optional()?;
            sql.prepare_cached("INSERT INTO draft_tags (key, draft_id, name) VALUES (?1, ?2, ?3)")?
                .execute((key, id.to_string(), name.as_deref().unwrap_or(tag.as_str())))?;
            summary(sql, id)
        })
        .await
    }

    /// Takes a tag from a draft; one that it does not have is as good as taken.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such draft.
    pub async fn remove_tag(&self, id: DraftId, tag: Tag) -> Result<DraftSummary, StoreError> {
        self.write(move |sql| {
            sql.prepare_cached("DELETE FROM draft_tags WHERE key = ?1 AND draft_id = ?2")?
                .execute((tag.key(), id.to_string()))?;
            summary(sql, id)
        })
        .await
    }
}
