//! Printing to standard output, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::failure::CliError;

/// Prints a value as indented JSON.
pub(super) fn json(value: &impl Serialize) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value)?;
    writeln!(out)?;
    Ok(())
}

/// Prints a value as JSON on a line of its own, at once.
pub(super) fn json_line(value: &impl Serialize) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)?;
    out.flush()?;
    Ok(())
}

/// Prints text as it is, at once.
pub(super) fn text(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints a line.
pub(super) fn line(line: impl std::fmt::Display) -> Result<(), CliError> {
    writeln!(io::stdout().lock(), "{line}")?;
    Ok(())
}
