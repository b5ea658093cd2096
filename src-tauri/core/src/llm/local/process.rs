//! The engine's process: its pipes, its life and its end.

use std::{ffi::OsString, io, path::PathBuf, process::Stdio};

use tokio::{
    io::AsyncWriteExt,
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command},
};
use tracing::debug;

use super::lines::{LineError, Lines};
use crate::llm::engine_protocol::{ENGINE_ENVIRONMENT, EngineReply, EngineRequest};

/// The longest reply that is read; a delta is a word.
const MAX_REPLY: usize = 1 << 20;
/// The longest line of its log that is read.
const MAX_LOG_LINE: usize = 4 << 10;
/// What the engine sees of our environment. It reads files of strangers, so it gets nothing that
/// may hold a key.
const PASSED_ON: [&str; 3] = ["PATH", "LD_LIBRARY_PATH", "SystemRoot"];

/// How to start the engine.
#[derive(Clone, Debug)]
pub struct EngineCommand {
    /// The executable; Copydeck's own.
    pub program: PathBuf,
    /// What makes it the engine.
    pub args: Vec<OsString>,
}

/// Why there is no next reply.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReplyError {
    /// The process is gone.
    #[error("it ended")]
    Ended,
    /// What came is no reply.
    #[error("a line was no reply ({0:?})")]
    NoReply(serde_json::error::Category),
    /// The line can't be read.
    #[error(transparent)]
    Line(#[from] LineError),
}

/// A running engine. It is killed when this is dropped.
#[derive(Debug)]
pub(super) struct EngineProcess {
    child: Child,
    requests: ChildStdin,
    replies: Lines<ChildStdout>,
}

impl EngineProcess {
    /// Starts one.
    ///
    /// # Errors
    /// When the system won't.
    pub(super) fn start(command: &EngineCommand) -> io::Result<Self> {
        let passed_on = PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut child = Command::new(&command.program)
            .args(&command.args)
            .env_clear()
            .envs(passed_on)
            .envs(ENGINE_ENVIRONMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(requests), Some(replies), Some(log)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("a pipe to the engine is missing"));
        };
        tokio::spawn(pass_on_log(log));
        debug!(pid = child.id(), "the engine started");
        Ok(Self { child, requests, replies: Lines::new(replies, MAX_REPLY) })
    }

    /// The engine, unless its process has ended meanwhile.
    pub(super) fn if_alive(mut self) -> Option<Self> {
        matches!(self.child.try_wait(), Ok(None)).then_some(self)
    }

    /// Sends a request. When given up half-way the engine is of no more use.
    ///
    /// # Errors
    /// When the engine does not read any more.
    pub(super) async fn send(&mut self, request: &EngineRequest) -> io::Result<()> {
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        self.requests.write_all(&line).await?;
        self.requests.flush().await
    }

    /// Waits for a reply. When given up nothing is lost.
    ///
    /// # Errors
    /// When the engine is of no more use.
    pub(super) async fn reply(&mut self) -> Result<EngineReply, ReplyError> {
        let line = self.replies.next().await?.ok_or(ReplyError::Ended)?;
        // The error would quote from the line, and the line may hold text of a draft.
        serde_json::from_slice(&line).map_err(|error| ReplyError::NoReply(error.classify()))
    }

    /// Kills the process and waits until it is gone.
    pub(super) async fn end(mut self) {
        match self.child.kill().await {
            Ok(()) => debug!("the engine was ended"),
            Err(error) => debug!(%error, "the engine had ended by itself"),
        }
    }
}

/// Puts the engine's log into ours. It holds no text of prompts or drafts.
async fn pass_on_log(log: ChildStderr) {
    let mut lines = Lines::new(log, MAX_LOG_LINE);
    loop {
        match lines.next().await {
            Ok(Some(line)) => debug!(target: "copydeck::engine", "{}", line.escape_ascii()),
            Ok(None) => break,
            Err(error) => {
                debug!(%error, "the rest of the engine's log is left out");
                let drained = tokio::io::copy(&mut lines.into_rest(), &mut tokio::io::sink()).await;
                if let Err(error) = drained {
                    debug!(%error, "the engine's log broke off");
                }
                break;
            }
        }
    }
}
