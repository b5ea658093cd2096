//! Copy in fields as data: JSON that fits its template's schema, and a row of a table.

use std::sync::Arc;

use super::{ExportError, Exporting};
use crate::{
    domain::{
        fields::{
            columns::{Column, columns},
            reader,
        },
        id::DraftId,
    },
    services::library::{Library, LibraryTemplate},
};

impl Exporting {
    /// A draft's fields as JSON, as its template's schema has them. Of a template whose JSON no
    /// form can show, the copy is that JSON.
    pub(super) async fn json(&self, id: DraftId, text: &str) -> Result<Vec<u8>, ExportError> {
        let template = self.template(id).await?;
        let value = match template.field_rules() {
            Some(rules) => reader::values(&rules.shape, text).to_json(&rules.shape),
            None => serde_json::from_str(text).map_err(|_| ExportError::NotInFields)?,
        };
        if value.as_object().is_some_and(serde_json::Map::is_empty) {
            return Err(ExportError::NotInFields);
        }
        Ok(format!("{value:#}\n").into_bytes())
    }

    /// A draft's fields as a table of one row, in CSV as RFC 4180 has it.
    pub(super) async fn csv(&self, id: DraftId, text: &str) -> Result<Vec<u8>, ExportError> {
        let template = self.template(id).await?;
        let rules = template.field_rules().ok_or(ExportError::NotInFields)?;
        let columns = columns(&rules.shape, &reader::values(&rules.shape, text));
        if columns.is_empty() {
            return Err(ExportError::NotInFields);
        }
        table(&columns)
    }

    async fn template(&self, id: DraftId) -> Result<LibraryTemplate, ExportError> {
        let name = self.store.draft(id).await?.template;
        Ok(Library::new(Arc::clone(&self.store)).find(&name).await?)
    }
}

/// A row of names and a row of cells.
fn table(columns: &[Column]) -> Result<Vec<u8>, ExportError> {
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table
        .write_record(columns.iter().map(|column| &column.name))
        .and_then(|()| table.write_record(columns.iter().map(|column| &column.cell)))
        .map_err(|_| ExportError::Table)?;
    table.into_inner().map_err(|_| ExportError::Table)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_reader_of_csv_gets_the_cells_back(
            cells in proptest::collection::vec("[\"',;=\r\n\t a-zé🥤]{0,8}", 2..8),
        ) {
            let columns: Vec<Column> = cells
                .iter()
                .enumerate()
                .map(|(index, cell)| Column { name: format!("C {index}"), cell: cell.clone() })
                .collect();
            let bytes = table(&columns).expect("memory takes all");
            prop_assert!(bytes.ends_with(b"\r\n"));
            let mut read = csv::ReaderBuilder::new().from_reader(&bytes[..]);
            prop_assert_eq!(read.headers().expect("names").len(), cells.len());
            let rows: Vec<csv::StringRecord> =
                read.records().collect::<Result<_, _>>().expect("rows");
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].iter().collect::<Vec<_>>(), cells);
        }
    }
}
