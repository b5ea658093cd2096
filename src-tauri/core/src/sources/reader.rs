//! Reads documents in a process of their own, which is ended when it takes too long.

use std::{ffi::OsString, path::PathBuf, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    sync::Semaphore,
};
use tracing::debug;

use super::{SourceError, child::Answer};
use crate::domain::source::{MAX_SOURCE_BYTES, SourceText};

/// The longest answer, in bytes: the text that is kept, written as JSON at its worst.
const MAX_ANSWER: u64 = 32_000_000;

/// What the process sees of our environment. It reads files of strangers, so it gets nothing that
/// may hold a key.
const PASSED_ON: [&str; 3] = ["PATH", "LD_LIBRARY_PATH", "SystemRoot"];

/// How the process is started; the document's name is added behind the arguments.
#[derive(Clone, Debug)]
pub struct ReaderCommand {
    /// The executable.
    pub program: PathBuf,
    /// What comes before the document's name.
    pub args: Vec<OsString>,
}

/// Reads documents, one at a time.
#[derive(Debug)]
pub struct SourceReader {
    command: ReaderCommand,
    limit: Duration,
    turn: Semaphore,
}

impl SourceReader {
    /// A reader that gives a document `limit` of time.
    #[must_use]
    pub const fn new(command: ReaderCommand, limit: Duration) -> Self {
        Self { command, limit, turn: Semaphore::const_new(1) }
    }

    /// The text of a document, by its name and its bytes.
    ///
    /// # Errors
    /// As [`read`](super::read), and [`SourceError::TooHard`] when the process ends before it
    /// has answered, or does not answer in time.
    pub async fn read(&self, name: &str, bytes: Vec<u8>) -> Result<SourceText, SourceError> {
        if bytes.len() > MAX_SOURCE_BYTES {
            return Err(SourceError::TooLarge);
        }
        let _turn = self.turn.acquire().await;
        match tokio::time::timeout(self.limit, self.ask(name, bytes)).await {
            Ok(Ok(Answer::Text(text))) => Ok(text),
            Ok(Ok(Answer::Refused(error))) => Err(error),
            Ok(Err(error)) => {
                debug!(%error, "the reader of documents ended without an answer");
                Err(SourceError::TooHard)
            }
            Err(_) => Err(SourceError::TooHard),
        }
    }

    async fn ask(&self, name: &str, bytes: Vec<u8>) -> std::io::Result<Answer> {
        let passed_on = PASSED_ON.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut child = Command::new(&self.command.program)
            .args(&self.command.args)
            .arg("--")
            .arg(name)
            .env_clear()
            .envs(passed_on)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::Error::other("a pipe to the reader is missing"));
        };
        let mut answer = Vec::new();
        let mut output = output.take(MAX_ANSWER);
        let (written, read) = tokio::join!(
            async {
                let written = input.write_all(&bytes).await;
                drop(input);
                written
            },
            output.read_to_end(&mut answer),
        );
        read?;
        // A process that needed no more than the beginning closes its input early.
        if let Err(error) = written {
            debug!(%error, "the reader of documents took only a part");
        }
        Ok(serde_json::from_slice(&answer)?)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn reader(script: &str, limit: Duration) -> SourceReader {
        let args = vec!["-c".into(), script.into()];
        SourceReader::new(ReaderCommand { program: "/bin/sh".into(), args }, limit)
    }

    #[tokio::test]
    async fn a_document_that_takes_too_long_is_given_up() {
        let reader = reader("sleep 60", Duration::from_millis(50));
        assert_eq!(reader.read("a.pdf", vec![0; 200_000]).await, Err(SourceError::TooHard));
    }

    #[tokio::test]
    async fn a_process_that_ends_without_an_answer_is_an_error_of_the_document() {
        let reader = reader("exit 134", Duration::from_secs(20));
        assert_eq!(reader.read("a.pdf", vec![0; 200_000]).await, Err(SourceError::TooHard));
    }

    #[tokio::test]
    async fn what_the_process_says_is_what_is_said() {
        let reader =
            reader("cat > /dev/null; echo '{\"refused\":\"locked\"}'", Duration::from_secs(20));
        assert_eq!(reader.read("a.pdf", vec![0; 200_000]).await, Err(SourceError::Locked));
    }
}
