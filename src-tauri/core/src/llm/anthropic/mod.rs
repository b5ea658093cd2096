//! Anthropic's Messages, streamed.

mod event;
mod reader;
mod request;

use reqwest::Client;
use url::Url;

use self::reader::MessageReader;
use super::{
    base_url::BaseUrl,
    provider::CompletionRequest,
    wire::{AnswerReader, Endpoint, Protocol, RemoteProvider},
};

/// A provider that speaks Messages, over a client made by [`http::client`](super::http::client).
#[must_use]
pub fn provider(endpoint: Endpoint, client: Client) -> RemoteProvider {
    RemoteProvider::new(&Messages, endpoint, client)
}

/// The protocol.
#[derive(Debug)]
pub(super) struct Messages;

impl Protocol for Messages {
    fn name(&self) -> &'static str {
        "Anthropic Messages"
    }

    fn completions(&self, base_url: &BaseUrl) -> Url {
        versioned(base_url, "messages")
    }

    fn models(&self, base_url: &BaseUrl) -> Url {
        versioned(base_url, "models")
    }

    fn headers(&self) -> &'static [(&'static str, &'static str)] {
        &[("anthropic-version", "2023-06-01")]
    }

    fn key_header(&self, _: &BaseUrl) -> (&'static str, &'static str) {
        ("x-api-key", "")
    }

    fn body(&self, _: &BaseUrl, request: &CompletionRequest) -> Vec<u8> {
        request::body(request)
    }

    fn takes_stop_sequences(&self, _: &str) -> bool {
        true
    }

    fn thinks_aloud(&self, base_url: &BaseUrl) -> bool {
        !base_url.is_anthropic()
    }

    fn reader(&self) -> Box<dyn AnswerReader> {
        Box::<MessageReader>::default()
    }
}

/// Anthropic's own libraries take the address without its version, others with it.
fn versioned(base_url: &BaseUrl, name: &str) -> Url {
    base_url.with_version().as_ref().unwrap_or(base_url).endpoint(name)
}

#[cfg(test)]
mod tests;
