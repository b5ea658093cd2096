//! The local language model, in a process of its own: llama.cpp behind the JSON lines of
//! [`copydeck_core::llm::engine_protocol`] on standard input and output.
//!
//! llama.cpp can abort on a bad file, which is why nothing here runs in the app's own process.
//! Starting, stopping and replacing that process is the app's side: `copydeck_core::llm::local`.
//!
//! One thread reads requests, so that a cancel is seen while the model works; the thread that
//! called [`run`] does the work, one request at a time.

mod chat;
mod completion;
mod gguf;
mod inbox;
mod model;
mod replies;
mod sampling;
mod session;
mod threads;
mod utf8;
mod work;

use std::{
    io::{self, BufRead, Write},
    process::ExitCode,
    sync::LazyLock,
};

use llama_cpp_2::{LlamaCppError, LogOptions, llama_backend::LlamaBackend, send_logs_to_tracing};
use tracing::{error, level_filters::LevelFilter};

/// Why the engine ended before its input did.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// llama.cpp did not start.
    #[error("llama.cpp did not start: {0}")]
    Backend(&'static LlamaCppError),
    /// Nobody reads the replies any more.
    #[error("a reply could not be written: {0}")]
    Output(#[from] io::Error),
}

/// All of `copydeck engine`: serves standard input until it ends, with a quiet log on standard
/// error.
#[must_use]
pub fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_max_level(LevelFilter::WARN)
        .init();
    match run(io::BufReader::new(io::stdin()), io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(%error, "the engine ended");
            ExitCode::FAILURE
        }
    }
}

/// Answers the requests of `input` on `output`, until `input` ends. What is under way then is
/// given up; should llama.cpp not come back from it, the process is ended.
///
/// # Errors
/// When llama.cpp does not start or a reply cannot be written. A request that fails is answered
/// and ends nothing.
pub fn run(input: impl BufRead + Send + 'static, output: impl Write) -> Result<(), EngineError> {
    let backend = backend().map_err(EngineError::Backend)?;
    let inbox = inbox::Inbox::listen(input);
    let replies = replies::Replies::to(output);
    Ok(work::work(backend, &inbox, replies)?)
}

/// llama.cpp starts once a process; its log goes where the process's log goes.
fn backend() -> Result<&'static LlamaBackend, &'static LlamaCppError> {
    static BACKEND: LazyLock<Result<LlamaBackend, LlamaCppError>> = LazyLock::new(|| {
        send_logs_to_tracing(LogOptions::default());
        LlamaBackend::init()
    });
    BACKEND.as_ref()
}
