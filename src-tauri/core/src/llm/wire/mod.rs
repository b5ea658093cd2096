//! What providers behind HTTP have in common, whatever their protocol: a request is sent, its
//! refusal understood, its answer read in any cut and put together to a completion.
//!
//! What differs is a `Protocol`: pure functions from a request to bytes and from an answer's
//! events to text. Whether to try again is not decided here, only what the server says of it.

mod allowance;
mod answer;
mod call;
mod complaint;
mod completion;
mod endpoint;
mod failure;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod probe;
mod quote;
mod retry_after;
mod text;
mod thoughts;

use std::fmt;

use url::Url;

#[cfg(test)]
pub(super) use self::completion::MAX_COMPLETION_BYTES;
pub(super) use self::{
    answer::Answer, complaint::Complaint, completion::Completion, endpoint::Peer, text::Piece,
};
pub use self::{call::RemoteProvider, endpoint::Endpoint};
use super::{base_url::BaseUrl, provider::CompletionRequest, sse::SseEvent};

/// The most that is read of what is not a completion, in bytes.
pub(super) const MAX_STRAY_BYTES: usize = 64 * 1024;

/// What one protocol says in its own way. It keeps no state.
pub(super) trait Protocol: fmt::Debug + Send + Sync {
    /// What people call it: “Chat Completions”.
    fn name(&self) -> &'static str;

    /// Where completions are asked for.
    fn completions(&self, base_url: &BaseUrl) -> Url;

    /// Where the models are listed.
    fn models(&self, base_url: &BaseUrl) -> Url;

    /// The headers of every request but for the key.
    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The header that holds the key, and what stands before the key in it.
    fn key_header(&self, base_url: &BaseUrl) -> (&'static str, &'static str);

    /// The exact bytes that ask for a completion. The same request always gives the same bytes.
    fn body(&self, base_url: &BaseUrl, request: &CompletionRequest) -> Vec<u8>;

    /// Whether the body can name the stop sequences of this request. Where it can't, they are
    /// watched for as the text comes.
    fn takes_stop_sequences(&self, model: &str) -> bool;

    /// Whether thoughts may come in the middle of the text, between `<think>` and `</think>`.
    fn thinks_aloud(&self, base_url: &BaseUrl) -> bool;

    /// What reads one answer.
    fn reader(&self) -> Box<dyn AnswerReader>;
}

/// Reads the events of one answer into a completion. An event that can't be read changes nothing.
pub(super) trait AnswerReader: Send + Sync {
    /// Takes an event that is no end mark, and says whether it meant anything: a keep-alive in
    /// the shape of an event does not.
    fn take_event(
        &mut self,
        event: &SseEvent,
        completion: &mut Completion,
    ) -> serde_json::Result<bool>;

    /// Takes an answer that came as one JSON document, though a stream was asked for. Says
    /// whether it is an answer at all.
    fn take_document(
        &mut self,
        document: &[u8],
        completion: &mut Completion,
    ) -> serde_json::Result<bool>;
}

/// The header for a key in OpenAI's protocols. Azure takes a bearer for one of its own tokens, and
/// a key in a header of another name.
pub(super) fn bearer_or_api_key(base_url: &BaseUrl) -> (&'static str, &'static str) {
    if base_url.is_azure() { ("api-key", "") } else { ("authorization", "Bearer ") }
}
