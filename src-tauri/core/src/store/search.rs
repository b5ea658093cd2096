//! The search in all drafts: SQLite's full-text index, and how it keeps up.
//!
//! A draft that changes leaves the index (a trigger of the schema does that) and is indexed anew
//! before the next search, or when the app tidies up. Indexing a long draft costs many times what
//! saving it does, and a draft being typed is saved five times a second.

use rusqlite::{Connection, Row, named_params, types::ValueRef};

use super::{
    Store, StoreError,
    desk_list::{DraftCursor, DraftPage, Filter, summary_columns, summary_from_row},
};
use crate::domain::{
    draft::{DraftSummary, Found},
    draft_list::DraftQuery,
    passage::{MARK_END, MARK_START, Passage},
    unspaced,
};

/// How many drafts are indexed in one step. Others may save between two steps.
const INDEXED_AT_ONCE: u32 = 500;

/// Words found in more drafts than this say little about any of them, and weighing is most of the
/// work: five microseconds a draft. Those with the words in their titles are shown first then, and
/// of them and of the rest those made last.
const MOST_WEIGHED: u32 = 1_000;

/// How many drafts a page of results holds: whoever types looks at the first few.
const PAGE_SIZE: usize = 30;

/// How much of a passage is shown, in words.
const PASSAGE_WORDS: u32 = 18;

impl Store {
    /// Brings the search up to date with what has been written.
    ///
    /// # Errors
    /// When the store can't be written; what is left is indexed the next time.
    pub async fn index_pending(&self) -> Result<(), StoreError> {
        while self.read(is_pending).await? {
            self.write(|sql| index_some(sql)).await?;
        }
        Ok(())
    }
}

fn is_pending(sql: &Connection) -> Result<bool, StoreError> {
    let mut statement =
        sql.prepare_cached("SELECT 1 FROM search_entries WHERE indexed = 0 LIMIT 1")?;
    Ok(statement.exists([])?)
}

fn index_some(sql: &Connection) -> Result<(), StoreError> {
    let last: Option<i64> = sql
        .prepare_cached(
            "SELECT max(key) FROM
                 (SELECT key FROM search_entries WHERE indexed = 0 ORDER BY key LIMIT ?1)",
        )?
        .query_row([INDEXED_AT_ONCE], |row| row.get(0))?;
    take_apart_unspaced(sql, last)?;
    sql.prepare_cached(
        "INSERT INTO draft_search (rowid, title, text, brief, unspaced)
             SELECT key, title, text, brief, unspaced FROM search_documents
             WHERE indexed = 0 AND key <= ?1",
    )?
    .execute([last])?;
    sql.prepare_cached("UPDATE search_entries SET indexed = 1 WHERE indexed = 0 AND key <= ?1")?
        .execute([last])?;
    Ok(())
}

/// Notes what the index takes in pieces of the drafts that are about to be indexed.
fn take_apart_unspaced(sql: &Connection, last: Option<i64>) -> Result<(), StoreError> {
    let mut documents = sql.prepare_cached(
        "SELECT key, title, text, brief, unspaced FROM search_documents
         WHERE indexed = 0 AND key <= ?1",
    )?;
    let mut note = sql.prepare_cached("UPDATE search_entries SET unspaced = ?2 WHERE key = ?1")?;
    let mut rows = documents.query([last])?;
    // A row is changed only once it has been read, and by a column that no index is read by.
    while let Some(row) = rows.next()? {
        let text = |column| -> rusqlite::Result<&str> {
            Ok(row.get_ref(column)?.as_str_or_null()?.unwrap_or_default())
        };
        let pieces = unspaced::pieces_of([text("title")?, text("text")?, text("brief")?]);
        if pieces.is_some() || row.get_ref("unspaced")? != ValueRef::Null {
            note.execute((row.get::<_, i64>("key")?, pieces))?;
        }
    }
    Ok(())
}

/// A page of the drafts that an expression finds. Each page asks the index anew, so that a cursor
/// is a count and not a place.
pub(super) fn search_page(
    sql: &Connection,
    query: &DraftQuery,
    expression: &str,
    cursor: Option<&DraftCursor>,
) -> Result<DraftPage, StoreError> {
    // A cursor that can't be read starts the list anew, rather than failing it.
    let mut from = match cursor.and_then(Place::of) {
        Some(place) => place,
        None => Place { part: Part::first(count(sql, expression)?), offset: 0 },
    };
    let mut items = read_part(sql, query, expression, from, PAGE_SIZE + 1)?;
    let mut in_part = items.len();
    if from.part == Part::Titles && items.len() <= PAGE_SIZE {
        from = Place { part: Part::Others, offset: 0 };
        let others = read_part(sql, query, expression, from, PAGE_SIZE + 1 - items.len())?;
        in_part = others.len();
        items.extend(others);
    }
    let more = items.len() > PAGE_SIZE;
    items.truncate(PAGE_SIZE);
    // The one too many is the part's.
    let next = Place { offset: from.offset + in_part.saturating_sub(1), ..from };
    Ok(DraftPage { items, next_cursor: more.then(|| next.cursor()) })
}

/// Which of the drafts found are read. The order is each part's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// All of them, those that fit best first.
    All,
    /// Those whose titles have all of the words, the newest first.
    Titles,
    /// All others, the newest first.
    Others,
}

impl Part {
    fn first(count: u32) -> Self {
        if count > MOST_WEIGHED { Self::Titles } else { Self::All }
    }

    fn expression(self, expression: &str) -> String {
        match self {
            Self::All => expression.to_owned(),
            Self::Titles => format!("{{title}} : ({expression})"),
            Self::Others => format!("({expression}) NOT {{title}} : ({expression})"),
        }
    }

    const fn order(self) -> &'static str {
        match self {
            Self::All => "rank",
            Self::Titles | Self::Others => "draft_search.rowid DESC",
        }
    }
}

/// How far the drafts of a part have been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    part: Part,
    offset: usize,
}

impl Place {
    fn of(cursor: &DraftCursor) -> Option<Self> {
        let (part, offset) = cursor.0.split_once(' ')?;
        let part = match part {
            "all" => Part::All,
            "titles" => Part::Titles,
            "others" => Part::Others,
            _ => return None,
        };
        Some(Self { part, offset: offset.parse().ok()? })
    }

    fn cursor(self) -> DraftCursor {
        let part = match self.part {
            Part::All => "all",
            Part::Titles => "titles",
            Part::Others => "others",
        };
        DraftCursor(format!("{part} {}", self.offset))
    }
}

fn read_part(
    sql: &Connection,
    query: &DraftQuery,
    expression: &str,
    Place { part, offset }: Place,
    limit: usize,
) -> Result<Vec<DraftSummary>, StoreError> {
    let filter = Filter::of(query);
    let expression = part.expression(expression);
    let (limit, skipped) = (limit as i64, offset as i64);
    let (start, end) = (MARK_START.to_string(), MARK_END.to_string());
    let mut parameters = filter.parameters();
    parameters.extend(named_params! {
        ":expression": expression,
        ":limit": limit,
        ":skipped": skipped,
        ":start": start,
        ":end": end,
        ":words": PASSAGE_WORDS,
    });
    let mut statement = sql.prepare_cached(&search_sql(query, part))?;
    let rows = statement.query_map(parameters.as_slice(), found_from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many drafts an expression finds, or one more than are weighed.
fn count(sql: &Connection, expression: &str) -> Result<u32, StoreError> {
    Ok(sql
        .prepare_cached(
            "SELECT count(*) FROM
                 (SELECT 1 FROM draft_search WHERE draft_search MATCH ?1 LIMIT ?2)",
        )?
        .query_row((expression, MOST_WEIGHED + 1), |row| row.get(0))?)
}

/// The index is asked first and comes in order, so that only what is shown is read and cut into
/// passages.
fn search_sql(query: &DraftQuery, part: Part) -> String {
    let tags = if query.tag.is_some() {
        "CROSS JOIN draft_tags ON draft_tags.draft_id = drafts.id"
    } else {
        ""
    };
    format!(
        "SELECT {},
                highlight(draft_search, 0, :start, :end) AS marked_title,
                snippet(draft_search, 1, :start, :end, '…', :words) AS marked_text,
                snippet(draft_search, 2, :start, :end, '…', :words) AS marked_brief
         FROM draft_search
         CROSS JOIN search_entries ON search_entries.key = draft_search.rowid
         CROSS JOIN drafts ON drafts.id = search_entries.draft_id {tags}
         WHERE draft_search MATCH :expression AND {}
         ORDER BY {} LIMIT :limit OFFSET :skipped",
        summary_columns(),
        Filter::of(query).sql(),
        part.order(),
    )
}

fn found_from_row(row: &Row<'_>) -> rusqlite::Result<DraftSummary> {
    let marked = |column| -> rusqlite::Result<String> {
        Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
    };
    let in_text = Passage::line_from_marked(&marked("marked_text")?);
    let in_brief = Passage::line_from_marked(&marked("marked_brief")?);
    let only_in_brief = in_text.marks.is_empty() && !in_brief.marks.is_empty();
    let found = Found {
        title: Passage::from_marked(&marked("marked_title")?),
        passage: if only_in_brief { in_brief } else { in_text },
        in_brief: only_in_brief,
    };
    Ok(DraftSummary { found: Some(found), ..summary_from_row(row)? })
}

#[cfg(test)]
mod tests;
