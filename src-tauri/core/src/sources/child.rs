//! The process that reads one document: its bytes come on standard input, its text or why there
//! is none goes to standard output as one line of JSON.

use std::{
    io::{self, Read, Write},
    process::ExitCode,
};

use serde::{Deserialize, Serialize};

use super::SourceError;
use crate::domain::source::{MAX_SOURCE_BYTES, SourceText};

/// The most memory that reading a document may take, in bytes of address space. The executable
/// itself maps some hundred megabytes before it reads anything.
#[cfg(unix)]
const MAX_MEMORY: u64 = 2 << 30;

/// What the process answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Answer {
    /// The document's text.
    Text(SourceText),
    /// Why there is none.
    Refused(SourceError),
}

/// Reads the document on standard input, called `name`, and answers.
#[must_use]
pub fn main(name: &str) -> ExitCode {
    // What a broken document says goes nowhere: it would be text of the user's.
    std::panic::set_hook(Box::new(|_| {}));
    bound_memory();
    match answer(name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer(name: &str) -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().take(MAX_SOURCE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let answer = match super::read(name, &bytes) {
        Ok(text) => Answer::Text(text),
        Err(error) => Answer::Refused(error),
    };
    let mut output = io::stdout().lock();
    serde_json::to_writer(&mut output, &answer)?;
    output.flush()
}

#[cfg(unix)]
fn bound_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit { current: Some(MAX_MEMORY), maximum: Some(MAX_MEMORY) };
    // Where the system allows no limit, the limit of time still holds.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(unix))]
fn bound_memory() {}
