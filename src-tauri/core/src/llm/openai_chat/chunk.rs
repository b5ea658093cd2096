//! The wire format of an answer, read with a forgiving eye: servers leave fields out, send `null`
//! and add their own. What is read here has no meaning yet.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use crate::{domain::usage::TokenUsage, llm::wire::Piece};

/// One event of a stream, or a whole answer that was not streamed.
#[derive(Debug, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub(super) model: Option<String>,
    #[serde(default)]
    pub(super) choices: Option<Vec<Choice>>,
    #[serde(default, deserialize_with = "where_it_fits")]
    pub(super) usage: Option<WireUsage>,
    #[serde(default)]
    pub(super) error: Option<Value>,
}

/// A choice; one is asked for, so any after the first is not ours.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    /// The piece, in a stream.
    #[serde(default)]
    pub(super) delta: Option<Message>,
    /// The whole, outside one.
    #[serde(default)]
    pub(super) message: Option<Message>,
    #[serde(default)]
    pub(super) finish_reason: Option<String>,
}

/// Text, and what is not to be shown as text.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Message {
    #[serde(default)]
    pub(super) content: Option<Piece>,
    #[serde(default)]
    pub(super) refusal: Option<Piece>,
    /// Thoughts, under the name that DeepSeek, vLLM and llama.cpp give them.
    #[serde(default)]
    reasoning_content: Option<Piece>,
    /// Thoughts, under the name that Ollama and OpenRouter give them.
    #[serde(default)]
    reasoning: Option<Piece>,
    #[serde(default, deserialize_with = "where_it_fits")]
    tool_calls: Option<Vec<Value>>,
}

/// Counts as OpenAI names them.
#[derive(Debug, Deserialize)]
pub(super) struct WireUsage {
    #[serde(default)]
    prompt_tokens: Option<u64>,
    #[serde(default)]
    completion_tokens: Option<u64>,
    #[serde(default)]
    prompt_tokens_details: Option<PromptDetails>,
}

#[derive(Debug, Deserialize)]
struct PromptDetails {
    #[serde(default)]
    cached_tokens: Option<u64>,
}

impl Chunk {
    /// The one choice that was asked for.
    pub(super) fn into_choice(self) -> Option<Choice> {
        self.choices.into_iter().flatten().next()
    }
}

impl Message {
    /// How much the model thought aloud in this piece, in bytes. Its thoughts are never shown.
    pub(super) fn thought_bytes(&self) -> usize {
        [&self.reasoning_content, &self.reasoning]
            .into_iter()
            .flatten()
            .map(Piece::len)
            .max()
            .unwrap_or_default()
    }

    /// Whether the model calls a tool in this piece.
    pub(super) fn calls_tool(&self) -> bool {
        self.tool_calls.as_ref().is_some_and(|calls| !calls.is_empty())
    }
}

impl WireUsage {
    /// The counts; `None` where the server names none, so that no zero is taken for one.
    pub(super) fn into_usage(self) -> Option<TokenUsage> {
        self.prompt_tokens.or(self.completion_tokens)?;
        let details = self.prompt_tokens_details;
        Some(TokenUsage {
            input: self.prompt_tokens.unwrap_or_default(),
            cached_input: details.and_then(|details| details.cached_tokens).unwrap_or_default(),
            output: self.completion_tokens.unwrap_or_default(),
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
