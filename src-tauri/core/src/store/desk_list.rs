//! The list of drafts, read page by page: each order from an index of its own, by keyset.
//!
//! What is looked for by its words is found in `search`.

use rusqlite::{Connection, OptionalExtension, Row, ToSql};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Store, StoreError, drafts,
    search::search_page,
    search_words::match_expression,
    sql::{from_json, parsed},
};
use crate::domain::{
    draft::{DraftSummary, excerpt},
    draft_list::{DraftPlace, DraftQuery, DraftSort, DraftStage},
    id::DraftId,
    tag::Tag,
};

/// How many drafts a page of the list holds.
pub const PAGE_SIZE: usize = 100;

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftPage {
    /// The drafts.
    pub items: Vec<DraftSummary>,
    /// Asks for the page after this one; none at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_cursor: Option<DraftCursor>,
}

/// A place in the list of one query: after the draft that stood here, whatever has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct DraftCursor(pub(super) String);

impl DraftCursor {
    fn after(value: &str, id: DraftId) -> Self {
        Self(format!("{value} {id}"))
    }

    /// A cursor that can't be read starts the list anew, rather than failing it.
    fn split(&self) -> Option<(&str, &str)> {
        self.0.rsplit_once(' ')
    }
}

/// The tags of a row of `drafts`, as JSON.
pub(super) const TAGS: &str = "(SELECT json_group_array(name) FROM \
     (SELECT name FROM draft_tags WHERE draft_id = drafts.id ORDER BY key))";

/// What [`summary_from_row`] reads. An excerpt needs no more than the beginning of a text.
pub(super) fn summary_columns() -> String {
    format!(
        "drafts.id, drafts.title, substr(drafts.text, 1, 400) AS beginning, drafts.template,
         drafts.live_run_id IS NOT NULL AS drafting, drafts.status, {TAGS} AS tags,
         drafts.archived_at, drafts.deleted_at, drafts.created_at, drafts.updated_at"
    )
}

impl Store {
    /// A page of the drafts asked for, after a cursor of the same query.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn draft_page(
        &self,
        query: DraftQuery,
        cursor: Option<DraftCursor>,
    ) -> Result<DraftPage, StoreError> {
        let mut page = if let Some(expression) = match_expression(&query.text) {
            if let Err(error) = self.index_pending().await {
                // Better to find what is in the index than nothing at all.
                tracing::warn!(code = error.code(), "what changed last could not be indexed");
            }
            self.read(move |sql| search_page(sql, &query, &expression, cursor.as_ref())).await?
        } else {
            self.read(move |sql| list_page(sql, &query, cursor.as_ref())).await?
        };
        for item in &mut page.items {
            item.drafting &= !self.access.is_abandoned(item.id);
        }
        Ok(page)
    }
}

fn list_page(
    sql: &Connection,
    query: &DraftQuery,
    cursor: Option<&DraftCursor>,
) -> Result<DraftPage, StoreError> {
    let filter = Filter::of(query);
    let cursor = cursor.and_then(DraftCursor::split);
    let limit = PAGE_SIZE as i64 + 1;
    let mut parameters = filter.parameters();
    parameters.push((":limit", &limit));
    if let Some((value, id)) = &cursor {
        parameters.push((":value", value));
        parameters.push((":id", id));
    }
    let mut statement = sql.prepare_cached(&list_sql(query, cursor.is_some()))?;
    let rows = statement.query_map(parameters.as_slice(), |row| {
        Ok((row.get::<_, String>("sort_value")?, summary_from_row(row)?))
    })?;
    let mut items = rows.collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > PAGE_SIZE;
    items.truncate(PAGE_SIZE);
    let last = items.last().filter(|_| more);
    let next_cursor = last.map(|(value, draft)| DraftCursor::after(value, draft.id));
    Ok(DraftPage { items: items.into_iter().map(|(_, draft)| draft).collect(), next_cursor })
}

fn list_sql(query: &DraftQuery, after_cursor: bool) -> String {
    let (column, direction, beyond) = match query.sort {
        DraftSort::Changed => ("updated_at", "DESC", "<"),
        DraftSort::Untouched => ("updated_at", "ASC", ">"),
        DraftSort::Created => ("created_at", "DESC", "<"),
        DraftSort::Title => ("title_key", "ASC", ">"),
    };
    let after = if after_cursor {
        format!("AND (drafts.{column}, drafts.id) {beyond} (:value, :id)")
    } else {
        String::new()
    };
    format!(
        "SELECT {}, drafts.{column} AS sort_value FROM {} WHERE {} {after}
         ORDER BY drafts.{column} {direction}, drafts.id {direction} LIMIT :limit",
        summary_columns(),
        // A tag has far fewer drafts than there are: they are read first, and sorted.
        if query.tag.is_some() {
            "draft_tags CROSS JOIN drafts ON drafts.id = draft_tags.draft_id"
        } else {
            "drafts"
        },
        Filter::of(query).sql(),
    )
}

/// The conditions on a draft that a list and a search share.
pub(super) struct Filter {
    place: &'static str,
    stage: Option<&'static str>,
    tag: Option<String>,
}

impl Filter {
    pub(super) fn of(query: &DraftQuery) -> Self {
        Self {
            place: match query.place {
                DraftPlace::Desk => "desk",
                DraftPlace::Archive => "archive",
                DraftPlace::Bin => "bin",
            },
            stage: query.stage.map(|stage| match stage {
                DraftStage::Drafting => "drafting",
                DraftStage::Draft => "draft",
                DraftStage::Ready => "ready",
            }),
            tag: query.tag.as_ref().map(Tag::key),
        }
    }

    /// For a `WHERE`, with `drafts` and, for a tag, `draft_tags` in the `FROM`.
    pub(super) fn sql(&self) -> String {
        let mut sql = "drafts.place = :place".to_owned();
        if self.stage.is_some() {
            sql.push_str(" AND drafts.stage = :stage");
        }
        if self.tag.is_some() {
            sql.push_str(" AND draft_tags.key = :tag");
        }
        sql
    }

    pub(super) fn parameters(&self) -> Vec<(&'static str, &dyn ToSql)> {
        let mut parameters: Vec<(&'static str, &dyn ToSql)> = vec![(":place", &self.place)];
        if let Some(stage) = &self.stage {
            parameters.push((":stage", stage));
        }
        if let Some(tag) = &self.tag {
            parameters.push((":tag", tag));
        }
        parameters
    }
}

/// A draft as a line of the list.
pub(super) fn summary(sql: &Connection, id: DraftId) -> Result<DraftSummary, StoreError> {
    sql.prepare_cached(&format!("SELECT {} FROM drafts WHERE id = ?1", summary_columns()))?
        .query_row([id.to_string()], summary_from_row)
        .optional()?
        .ok_or_else(|| StoreError::not_found("draft", id))
}

/// Reads what [`summary_columns`] names.
pub(super) fn summary_from_row(row: &Row<'_>) -> rusqlite::Result<DraftSummary> {
    let (archived, bin) = drafts::keeping_from_row(row)?;
    Ok(DraftSummary {
        id: parsed(row, "id")?,
        title: row.get("title")?,
        excerpt: excerpt(row.get_ref("beginning")?.as_str()?),
        template: row.get("template")?,
        drafting: row.get("drafting")?,
        status: drafts::status_from_row(row)?,
        tags: from_json(row, "tags")?,
        archived,
        bin,
        found: None,
        created_at: parsed(row, "created_at")?,
        updated_at: parsed(row, "updated_at")?,
    })
}

#[cfg(test)]
mod tests;
