//! The engine's side of the wire: one JSON object a line, each sent at once.

use std::io::{self, Write};

use copydeck_core::llm::engine_protocol::EngineReply;

/// Writes replies.
#[derive(Debug)]
pub(crate) struct Replies<W> {
    output: W,
    line: Vec<u8>,
}

impl<W: Write> Replies<W> {
    /// Replies that go to `output`.
    pub(crate) const fn to(output: W) -> Self {
        Self { output, line: Vec::new() }
    }

    /// Sends one.
    ///
    /// # Errors
    /// When nobody reads the output any more.
    pub(crate) fn send(&mut self, reply: &EngineReply) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, reply)?;
        self.line.push(b'\n');
        self.output.write_all(&self.line)?;
        self.output.flush()
    }
}
