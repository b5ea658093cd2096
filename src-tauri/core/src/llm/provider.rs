//! The one way to ask for a completion.

use futures_util::stream::BoxStream;

use serde_json::Value;

use super::{error::ProviderError, event::CompletionEvent};
use crate::domain::{
    prompt::{Message, Sampling},
    sent::SentRequest,
};

/// What is asked of a provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompletionRequest {
    /// The model by the provider's name for it. The local provider takes a file's path.
    pub model: String,
    /// The prompt.
    pub messages: Vec<Message>,
    /// How to choose the words.
    pub sampling: Sampling,
    /// The JSON Schema that the text must fit. The local provider holds the model to it; another
    /// may not know how to.
    pub output_schema: Option<Value>,
    /// What the model may ask for instead of writing. The local provider offers it none.
    pub tools: Vec<Tool>,
}

/// A tool that a model may call. Nothing here carries the call out: it ends the completion with
/// [`StopReason::ToolCall`](super::event::StopReason::ToolCall).
#[derive(Clone, Debug, PartialEq)]
pub struct Tool {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// What it is for, in words for the model.
    pub description: Option<String>,
    /// The JSON Schema of what it is called with.
    pub input_schema: Value,
}

/// A completion under way: events, then an end. `Err` is the last item; the text before it stands.
/// Dropping the stream cancels the completion.
pub type CompletionStream = BoxStream<'static, Result<CompletionEvent, ProviderError>>;

/// Something that completes prompts.
pub trait Provider: Send + Sync {
    /// Starts a completion. Failures of the start come as the stream's only item.
    fn complete(&self, request: CompletionRequest) -> CompletionStream;

    /// What [`complete`](Self::complete) sends for this request, to the byte, but for the key.
    fn sent(&self, request: &CompletionRequest) -> SentRequest;
}
