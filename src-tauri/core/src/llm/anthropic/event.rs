//! The wire format of an answer, as far as it matters for copy. Fields may be missing: servers
//! that speak the protocol without being Anthropic leave many out.

use serde::Deserialize;
use serde_json::Value;

use crate::llm::wire::Piece;

/// An event of a stream, or a whole message that was not streamed.
#[derive(Debug, Deserialize)]
pub(super) struct Event {
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
    /// At the start of a stream.
    #[serde(default)]
    pub(super) message: Option<Message>,
    /// At the start of a block.
    #[serde(default)]
    pub(super) content_block: Option<Block>,
    /// More of a block, or what is known at the end.
    #[serde(default)]
    pub(super) delta: Option<Block>,
    #[serde(default)]
    pub(super) usage: Option<WireUsage>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

/// A message as a whole.
#[derive(Debug, Deserialize)]
pub(super) struct Message {
    #[serde(default)]
    pub(super) model: Option<String>,
    #[serde(default)]
    pub(super) content: Option<Vec<Block>>,
    #[serde(default)]
    pub(super) stop_reason: Option<String>,
    #[serde(default)]
    pub(super) usage: Option<WireUsage>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

/// A block of a message, more of one, or the end of the message.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Block {
    #[serde(default)]
    pub(super) text: Option<Piece>,
    #[serde(default)]
    thinking: Option<Piece>,
    #[serde(default)]
    signature: Option<Piece>,
    #[serde(default)]
    partial_json: Option<Piece>,
    #[serde(default)]
    pub(super) stop_reason: Option<String>,
}

/// Counts as Messages names them. What is read from a cache is not part of `input_tokens`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) struct WireUsage {
    #[serde(default)]
    pub(super) input_tokens: Option<u64>,
    #[serde(default)]
    pub(super) cache_creation_input_tokens: Option<u64>,
    #[serde(default)]
    pub(super) cache_read_input_tokens: Option<u64>,
    #[serde(default)]
    pub(super) output_tokens: Option<u64>,
}

impl Block {
    /// How many bytes came that are not shown: thoughts, their seals, and calls.
    pub(super) fn hidden_bytes(&self) -> usize {
        [&self.thinking, &self.signature, &self.partial_json]
            .into_iter()
            .flatten()
            .map(Piece::len)
            .sum()
    }
}
