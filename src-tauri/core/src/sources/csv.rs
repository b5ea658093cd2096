//! Tables: each row as its column names with their values, so that a passage is understood by
//! itself.

use super::{SourceError, passages::Section, plain};
use crate::domain::source::{MAX_PASSAGE_CHARS, Place};

/// The most rows that are read.
const MAX_ROWS: u32 = 200_000;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Section>, SourceError> {
    let text = plain::text(bytes)?;
    let mut table = ::csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .from_reader(text.as_bytes());
    let names = table.headers().map_err(|_| SourceError::Broken)?.clone();
    let mut sections = Vec::new();
    let mut rows = String::new();
    let (mut first, mut number) = (1, 0);
    for record in table.records() {
        let record = record.map_err(|_| SourceError::Broken)?;
        let row = row(&names, &record);
        if !rows.is_empty() && rows.chars().count() + row.chars().count() > MAX_PASSAGE_CHARS {
            let place = Some(Place::Rows { first, last: number });
            sections.push(Section { place, text: std::mem::take(&mut rows) });
            first = number + 1;
        }
        number += 1;
        rows.push_str(&row);
        rows.push('\n');
        if number >= MAX_ROWS {
            break;
        }
    }
    if rows.is_empty() {
        // A table of one line has no head: the line is all there is.
        sections.push(Section { place: None, text: names.iter().collect::<Vec<_>>().join("; ") });
    } else {
        sections.push(Section { place: Some(Place::Rows { first, last: number }), text: rows });
    }
    Ok(sections)
}

fn row(names: &::csv::StringRecord, record: &::csv::StringRecord) -> String {
    let cells = record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let cells = cells.map(|(column, cell)| match names.get(column).map(str::trim) {
        Some(name) if !name.is_empty() => format!("{name}: {}", cell.trim()),
        _ => cell.trim().to_owned(),
    });
    cells.collect::<Vec<_>>().join("; ")
}

/// What stands between the cells of the first line: the most frequent of the usual characters.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| line.bytes().filter(|byte| *byte == delimiter).count();
    b",;\t|".iter().copied().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
