//! The one way to ask for a completion.

use futures_util::stream::BoxStream;

use super::{error::ProviderError, event::CompletionEvent};
use crate::domain::prompt::{Message, Sampling};

/// What is asked of a provider.
#[derive(Clone, Debug, PartialEq)]
pub struct CompletionRequest {
    /// The model by the provider's name for it. The local provider takes a file's path.
    pub model: String,
    /// The prompt.
    pub messages: Vec<Message>,
    /// How to choose the words.
    pub sampling: Sampling,
}

/// A completion under way: events, then an end. `Err` is the last item; the text before it stands.
/// Dropping the stream cancels the completion.
pub type CompletionStream = BoxStream<'static, Result<CompletionEvent, ProviderError>>;

/// Something that completes prompts.
pub trait Provider: Send + Sync {
    /// Starts a completion. Failures of the start come as the stream's only item.
    fn complete(&self, request: CompletionRequest) -> CompletionStream;
}
