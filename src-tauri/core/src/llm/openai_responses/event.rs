//! The wire format of an answer, as far as it matters for copy. Fields may be missing: servers
//! that speak the protocol without being OpenAI leave many out.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use crate::{domain::usage::TokenUsage, llm::wire::Piece};

/// What an event is about; the rest of it is read once that is known.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    #[serde(default, rename = "type")]
    pub(super) kind: Option<String>,
}

/// An event that brings more of something.
#[derive(Debug, Deserialize)]
pub(super) struct More {
    #[serde(default)]
    pub(super) output_index: u64,
    #[serde(default)]
    pub(super) delta: Piece,
}

/// An event that begins a part of the output.
#[derive(Debug, Deserialize)]
pub(super) struct ItemAdded {
    #[serde(default)]
    pub(super) output_index: u64,
    #[serde(default)]
    pub(super) item: Item,
}

/// An event about the answer as a whole.
#[derive(Debug, Deserialize)]
pub(super) struct About {
    pub(super) response: Response,
}

/// The answer as a whole.
#[derive(Debug, Deserialize)]
pub(super) struct Response {
    #[serde(default)]
    pub(super) model: Option<String>,
    #[serde(default)]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) error: Option<Value>,
    #[serde(default)]
    pub(super) incomplete_details: Option<Incomplete>,
    #[serde(default)]
    pub(super) output: Option<Vec<Item>>,
    #[serde(default, deserialize_with = "where_it_fits")]
    pub(super) usage: Option<WireUsage>,
}

/// Why an answer stopped before its end.
#[derive(Debug, Deserialize)]
pub(super) struct Incomplete {
    #[serde(default)]
    pub(super) reason: Option<String>,
}

/// A part of the output: a message, a thought, a call.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Item {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    phase: Option<String>,
    #[serde(default)]
    pub(super) content: Option<Vec<Content>>,
}

/// A part of a message.
#[derive(Debug, Deserialize)]
pub(super) struct Content {
    #[serde(default)]
    pub(super) text: Option<Piece>,
    #[serde(default)]
    pub(super) refusal: Option<Piece>,
}

/// Counts as Responses names them.
#[derive(Debug, Deserialize)]
pub(super) struct WireUsage {
    #[serde(default)]
    input_tokens: Option<u64>,
    #[serde(default)]
    output_tokens: Option<u64>,
    #[serde(default)]
    input_tokens_details: Option<InputDetails>,
}

#[derive(Debug, Deserialize)]
struct InputDetails {
    #[serde(default)]
    cached_tokens: Option<u64>,
}

impl Item {
    pub(super) fn is_message(&self) -> bool {
        self.kind.as_deref() == Some("message")
    }

    /// Whether this is a message about the work and not its result.
    pub(super) fn is_commentary(&self) -> bool {
        self.phase.as_deref() == Some("commentary")
    }

    pub(super) fn is_call(&self) -> bool {
        matches!(self.kind.as_deref(), Some("function_call" | "custom_tool_call"))
    }
}

impl WireUsage {
    /// The counts; `None` where the server names none, so that no zero is taken for one.
    pub(super) fn into_usage(self) -> Option<TokenUsage> {
        self.input_tokens.or(self.output_tokens)?;
        let details = self.input_tokens_details;
        Some(TokenUsage {
            input: self.input_tokens.unwrap_or_default(),
            cached_input: details.and_then(|details| details.cached_tokens).unwrap_or_default(),
            output: self.output_tokens.unwrap_or_default(),
            estimated: false,
        })
    }
}

/// Reads a field that is not worth failing for: `None` where it has another shape.
fn where_it_fits<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}
