//! The library's shelves, read page by page by keyset, and the search in it.

use rusqlite::{Connection, Row, ToSql};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{SUMMARY, kind_name, summary_from_row};
use crate::{
    domain::{
        folding::folded,
        library::{Counted, ItemKind, ItemSummary, LibraryQuery, Shelf},
    },
    store::{Store, StoreError, search_words::match_expression},
};

/// How many items a page holds.
pub const PAGE_SIZE: usize = 100;

/// Words found in more items than this say little about any of them: they are not weighed then.
const MOST_WEIGHED: u32 = 5_000;

/// A page of a shelf, or of what a search found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryPage {
    /// The items.
    pub items: Vec<ItemSummary>,
    /// Asks for the page after this one; none at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_cursor: Option<LibraryCursor>,
}

/// A place in what one query finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct LibraryCursor(String);

impl Store {
    /// A page of what is asked for, after a cursor of the same query.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_page(
        &self,
        query: LibraryQuery,
        cursor: Option<LibraryCursor>,
    ) -> Result<LibraryPage, StoreError> {
        self.read(move |sql| match match_expression(&query.text) {
            Some(expression) => search_page(sql, &query, &expression, cursor.as_ref()),
            None => shelf_page(sql, &query, cursor.as_ref()),
        })
        .await
    }

    /// How many items of a kind there are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_size(&self, kind: ItemKind) -> Result<u32, StoreError> {
        self.read(move |sql| {
            Ok(sql
                .prepare_cached(
                    "SELECT count(*) FROM library_items WHERE kind = ?1 AND in_bin = 0",
                )?
                .query_row([kind_name(kind)], |row| row.get(0))?)
        })
        .await
    }

    /// The folders in use, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_folders(&self, kind: ItemKind) -> Result<Vec<Counted>, StoreError> {
        self.read(move |sql| {
            counted(
                sql,
                "SELECT folder, count(*) FROM library_items
                 WHERE kind = ?1 AND in_bin = 0 AND folder != ''
                 GROUP BY folder ORDER BY folder COLLATE NOCASE",
                kind,
            )
        })
        .await
    }

    /// The tags in use, those of most items first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn library_tags(&self, kind: ItemKind) -> Result<Vec<Counted>, StoreError> {
        self.read(move |sql| {
            counted(
                sql,
                "SELECT min(library_tags.name), count(*) AS items
                 FROM library_tags JOIN library_items ON library_items.id = library_tags.item_id
                 WHERE library_items.kind = ?1 AND in_bin = 0
                 GROUP BY tag ORDER BY items DESC, tag",
                kind,
            )
        })
        .await
    }
}

fn counted(sql: &Connection, query: &str, kind: ItemKind) -> Result<Vec<Counted>, StoreError> {
    let mut statement = sql.prepare_cached(query)?;
    let rows = statement.query_map([kind_name(kind)], |row| {
        Ok(Counted { name: row.get(0)?, count: row.get(1)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The column that orders a shelf.
const fn order(shelf: &Shelf) -> (&'static str, &'static str, &'static str) {
    match shelf {
        Shelf::Recent => ("used_at", "DESC", "<"),
        Shelf::Bin => ("updated_at", "DESC", "<"),
        Shelf::All | Shelf::Favourites | Shelf::Folder { .. } => ("title_key", "ASC", ">"),
    }
}

fn shelf_page(
    sql: &Connection,
    query: &LibraryQuery,
    cursor: Option<&LibraryCursor>,
) -> Result<LibraryPage, StoreError> {
    let cursor = cursor.and_then(|cursor| cursor.0.rsplit_once(' '));
    let filter = Filter::of(query);
    let limit = PAGE_SIZE as i64 + 1;
    let mut parameters = filter.parameters();
    parameters.push((":limit", &limit));
    if let Some((value, id)) = &cursor {
        parameters.push((":value", value));
        parameters.push((":id", id));
    }
    let mut statement = sql.prepare_cached(&shelf_sql(query, cursor.is_some()))?;
    let rows = statement.query_map(parameters.as_slice(), |row| {
        Ok((row.get::<_, String>("sort_value")?, summary_from_row(row)?))
    })?;
    let mut items = rows.collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > PAGE_SIZE;
    items.truncate(PAGE_SIZE);
    let last = items.last().filter(|_| more);
    let next_cursor = last.map(|(value, item)| LibraryCursor(format!("{value} {}", item.id)));
    Ok(LibraryPage { items: items.into_iter().map(|(_, item)| item).collect(), next_cursor })
}

pub(super) fn shelf_sql(query: &LibraryQuery, after_cursor: bool) -> String {
    let (column, direction, beyond) = order(&query.shelf);
    let after = if after_cursor {
        format!("AND (library_items.{column}, library_items.id) {beyond} (:value, :id)")
    } else {
        String::new()
    };
    format!(
        "SELECT {SUMMARY}, library_items.{column} AS sort_value FROM {} WHERE {} {after}
         ORDER BY library_items.{column} {direction}, library_items.id {direction} LIMIT :limit",
        // A tag has far fewer items than there are: they are read first, and sorted.
        if query.tag.is_some() {
            "library_tags CROSS JOIN library_items ON library_items.id = library_tags.item_id"
        } else {
            "library_items"
        },
        Filter::of(query).sql(),
    )
}

/// Each page weighs all that is found anew, so that a cursor is a count and not a place.
fn search_page(
    sql: &Connection,
    query: &LibraryQuery,
    expression: &str,
    cursor: Option<&LibraryCursor>,
) -> Result<LibraryPage, StoreError> {
    let found: u32 = sql
        .prepare_cached(
            "SELECT count(*) FROM
                 (SELECT 1 FROM library_search WHERE library_search MATCH ?1 LIMIT ?2)",
        )?
        .query_row((expression, MOST_WEIGHED + 1), |row| row.get(0))?;
    let filter = Filter::of(query);
    let offset: usize = cursor.and_then(|cursor| cursor.0.parse().ok()).unwrap_or(0);
    let (limit, skipped) = (PAGE_SIZE as i64 + 1, offset as i64);
    let mut parameters = filter.parameters();
    let searched: [(&'static str, &dyn ToSql); 3] =
        [(":expression", &expression), (":limit", &limit), (":skipped", &skipped)];
    parameters.extend(searched);
    let mut statement = sql.prepare_cached(&search_sql(query, found <= MOST_WEIGHED))?;
    let rows = statement.query_map(parameters.as_slice(), |row: &Row<'_>| summary_from_row(row))?;
    let mut items = rows.collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > PAGE_SIZE;
    items.truncate(PAGE_SIZE);
    let next_cursor = more.then(|| LibraryCursor((offset + PAGE_SIZE).to_string()));
    Ok(LibraryPage { items, next_cursor })
}

pub(super) fn search_sql(query: &LibraryQuery, weighed: bool) -> String {
    let tags = if query.tag.is_some() {
        "CROSS JOIN library_tags ON library_tags.item_id = library_items.id"
    } else {
        ""
    };
    format!(
        "SELECT {SUMMARY} FROM library_search
         CROSS JOIN library_items ON library_items.key = library_search.rowid {tags}
         WHERE library_search MATCH :expression AND {}
         ORDER BY {} LIMIT :limit OFFSET :skipped",
        Filter::of(query).sql(),
        if weighed { "rank" } else { "library_search.rowid" },
    )
}

/// The conditions on an item that a shelf and a search share.
struct Filter {
    kind: &'static str,
    in_bin: bool,
    folder: Option<String>,
    shelf: &'static str,
    tag: Option<String>,
}

impl Filter {
    fn of(query: &LibraryQuery) -> Self {
        let (shelf, folder) = match &query.shelf {
            Shelf::All | Shelf::Bin => ("", None),
            Shelf::Favourites => (" AND library_items.favourite = 1", None),
            Shelf::Recent => (" AND library_items.used_at IS NOT NULL", None),
            Shelf::Folder { folder } => {
                (" AND library_items.folder = :folder", Some(folder.clone()))
            }
        };
        Self {
            kind: kind_name(query.kind),
            in_bin: query.shelf == Shelf::Bin,
            folder,
            shelf,
            tag: query.tag.as_deref().map(folded),
        }
    }

    fn sql(&self) -> String {
        let tag = if self.tag.is_some() { " AND library_tags.tag = :tag" } else { "" };
        format!("library_items.kind = :kind AND library_items.in_bin = :in_bin{}{tag}", self.shelf)
    }

    fn parameters(&self) -> Vec<(&'static str, &dyn ToSql)> {
        let mut parameters: Vec<(&'static str, &dyn ToSql)> =
            vec![(":kind", &self.kind), (":in_bin", &self.in_bin)];
        if let Some(folder) = &self.folder {
            parameters.push((":folder", folder));
        }
        if let Some(tag) = &self.tag {
            parameters.push((":tag", tag));
        }
        parameters
    }
}
