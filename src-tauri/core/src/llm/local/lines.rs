//! Lines from a process that may send anything: no line grows without end.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

/// Why there is no next line.
#[derive(Debug, thiserror::Error)]
pub(super) enum LineError {
    /// The line went over the limit.
    #[error("a line went over {limit} bytes")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The pipe failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Reads lines. A call of [`Lines::next`] that is given up loses nothing.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    limit: usize,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Lines of at most `limit` bytes.
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Self { reader: BufReader::new(reader), line: Vec::new(), limit }
    }

    /// The next whole line, without its end; `None` when there is none. A line that was cut off
    /// by the end is no line.
    ///
    /// # Errors
    /// When the line is too long or the pipe fails.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, LineError> {
        loop {
            let available = self.reader.fill_buf().await?;
            if available.is_empty() {
                return Ok(None);
            }
            let end = available.iter().position(|&byte| byte == b'\n');
            let taken = end.unwrap_or(available.len());
            if self.line.len() + taken > self.limit {
                return Err(LineError::TooLong { limit: self.limit });
            }
            self.line.extend_from_slice(&available[..taken]);
            self.reader.consume(end.map_or(taken, |end| end + 1));
            if end.is_some() {
                return Ok(Some(std::mem::take(&mut self.line)));
            }
        }
    }

    /// What comes after the lines that were read.
    pub(super) fn into_rest(self) -> BufReader<R> {
        self.reader
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_come_whole_and_a_cut_one_not_at_all() {
        let mut lines = Lines::new(b"one\n\ntwo\nthr".as_slice(), 8);
        for expected in ["one", "", "two"] {
            let line = lines.next().await.expect("a line");
            assert_eq!(line.as_deref(), Some(expected.as_bytes()));
        }
        assert_eq!(lines.next().await.expect("the end"), None);
    }

    #[tokio::test]
    async fn an_endless_line_is_given_up() {
        let mut lines = Lines::new(tokio::io::repeat(b'x'), 1 << 16);
        let error = lines.next().await.expect_err("too long");
        assert!(matches!(error, LineError::TooLong { limit: 65_536 }));
    }
}
