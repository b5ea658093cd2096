//! `copydeck drafts export`: a draft as a file for others.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

use copydeck_core::{
    domain::id::DraftId,
    services::exporting::{ExportFormat, Exporting, write_whole},
};

use super::failure::CliError;

/// Writes a draft to a file, or to standard output where none is given.
pub(super) async fn run(
    exporting: &Exporting,
    id: DraftId,
    format: ExportFormat,
    out: Option<&Path>,
) -> Result<(), CliError> {
    if out.is_none() && format == ExportFormat::Docx && io::stdout().is_terminal() {
        let message = "a Word document is nothing to read here: name a file with --out".into();
        return Err(CliError::Usage { message });
    }
    let bytes = exporting.file(id, format).await?;
    match out {
        Some(path) => write_whole(path, &bytes)?,
        None => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(&bytes)?;
            stdout.flush()?;
        }
    }
    Ok(())
}
