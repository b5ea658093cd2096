//! OpenAI's Responses, streamed as typed events.

mod event;
mod reader;
mod request;

use reqwest::Client;
use url::Url;

use self::reader::ResponseReader;
use super::{
    base_url::BaseUrl,
    provider::CompletionRequest,
    wire::{AnswerReader, Endpoint, Protocol, RemoteProvider},
};

/// A provider that speaks Responses, over a client made by [`http::client`](super::http::client).
#[must_use]
pub fn provider(endpoint: Endpoint, client: Client) -> RemoteProvider {
    RemoteProvider::new(&Responses, endpoint, client)
}

/// The protocol.
#[derive(Debug)]
pub(super) struct Responses;

impl Protocol for Responses {
    fn name(&self) -> &'static str {
        "OpenAI Responses"
    }

    fn completions(&self, base_url: &BaseUrl) -> Url {
        base_url.endpoint("responses")
    }

    fn models(&self, base_url: &BaseUrl) -> Url {
        base_url.endpoint("models")
    }

    fn key_header(&self, base_url: &BaseUrl) -> (&'static str, &'static str) {
        super::wire::bearer_or_api_key(base_url)
    }

    fn body(&self, _: &BaseUrl, request: &CompletionRequest) -> Vec<u8> {
        request::body(request)
    }

    fn takes_stop_sequences(&self, _: &str) -> bool {
        false
    }

    fn thinks_aloud(&self, base_url: &BaseUrl) -> bool {
        !base_url.is_openai()
    }

    fn reader(&self) -> Box<dyn AnswerReader> {
        Box::<ResponseReader>::default()
    }
}

#[cfg(test)]
mod tests;
