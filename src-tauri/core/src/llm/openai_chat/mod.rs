//! Chat Completions, streamed: OpenAI, Azure and the many servers that speak like them.

mod chunk;
mod reader;
mod request;

use reqwest::Client;
use url::Url;

use self::reader::ChatReader;
use super::{
    base_url::BaseUrl,
    model_names::thinks_first,
    provider::CompletionRequest,
    wire::{AnswerReader, Endpoint, Protocol, RemoteProvider},
};

/// A provider that speaks Chat Completions, over a client made by
/// [`http::client`](super::http::client).
#[must_use]
pub fn provider(endpoint: Endpoint, client: Client) -> RemoteProvider {
    RemoteProvider::new(&ChatCompletions, endpoint, client)
}

/// The protocol.
#[derive(Debug)]
pub(super) struct ChatCompletions;

impl Protocol for ChatCompletions {
    fn name(&self) -> &'static str {
        "Chat Completions"
    }

    fn completions(&self, base_url: &BaseUrl) -> Url {
        base_url.endpoint("chat/completions")
    }

    fn models(&self, base_url: &BaseUrl) -> Url {
        base_url.endpoint("models")
    }

    fn key_header(&self, base_url: &BaseUrl) -> (&'static str, &'static str) {
        super::wire::bearer_or_api_key(base_url)
    }

    fn body(&self, base_url: &BaseUrl, request: &CompletionRequest) -> Vec<u8> {
        request::body(request, base_url)
    }

    fn takes_stop_sequences(&self, model: &str) -> bool {
        !thinks_first(model)
    }

    fn thinks_aloud(&self, base_url: &BaseUrl) -> bool {
        !base_url.is_openai()
    }

    fn reader(&self) -> Box<dyn AnswerReader> {
        Box::new(ChatReader)
    }
}

#[cfg(test)]
mod tests;
