//! A server to ask, and how it is asked.

use std::time::Duration;

use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue, LOCATION},
};
use tokio::time::timeout;

use super::{Complaint, MAX_STRAY_BYTES, Protocol, retry_after};
use crate::{
    domain::{api_key::ApiKey, sent::SentHeader},
    llm::{
        base_url::BaseUrl,
        error::{ProviderError, ProviderFailure},
        http::{TimeLimits, transport_failure},
    },
};

/// How long the body of a refusal may take; its status alone says enough.
const REFUSAL_TIME: Duration = Duration::from_secs(5);

/// What stands in place of a key where a request is shown.
fn hidden_key(label: Option<&str>) -> String {
    label.map_or_else(|| "(your key)".into(), |label| format!("(your key “{label}”)"))
}

/// A server that speaks one of the protocols, and the key for it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// What the user calls it.
    pub provider: String,
    /// Where it is.
    pub base_url: BaseUrl,
    /// The key, where it wants one.
    pub key: Option<ApiKey>,
    /// What the user calls the key, where there are several.
    pub key_label: Option<String>,
    /// How long to wait for it.
    pub limits: TimeLimits,
}

/// An endpoint and the protocol it speaks.
#[derive(Clone, Debug)]
pub(in crate::llm) struct Peer {
    pub(in crate::llm) endpoint: Endpoint,
    pub(in crate::llm) protocol: &'static dyn Protocol,
}

impl Peer {
    /// The headers that ask for a completion, the key's left out.
    pub(super) fn completion_headers(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        const COMMON: [(&str, &str); 3] = [
            ("content-type", "application/json"),
            ("accept", "text/event-stream"),
            // A stream that is packed on the way arrives in lumps.
            ("accept-encoding", "identity"),
        ];
        COMMON.into_iter().chain(self.protocol.headers().iter().copied())
    }

    /// The headers as they may be shown and kept: in place of the key it says that there is one.
    pub(in crate::llm) fn shown_headers(&self) -> Vec<SentHeader> {
        let header =
            |name: &str, value: &str| SentHeader { name: name.into(), value: value.into() };
        let mut shown: Vec<_> =
            self.completion_headers().map(|(name, value)| header(name, value)).collect();
        if self.endpoint.key.is_some() {
            let (name, prefix) = self.protocol.key_header(&self.endpoint.base_url);
            shown.push(header(
                name,
                &format!("{prefix}{}", hidden_key(self.endpoint.key_label.as_deref())),
            ));
        }
        shown
    }

    /// Sends a request with the key.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<Response, ProviderError> {
        let request = request.headers(self.authorization()?);
        request.send().await.map_err(|error| self.transport_failure(&error))
    }

    fn authorization(&self) -> Result<HeaderMap, ProviderError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.endpoint.key {
            let (name, prefix) = self.protocol.key_header(&self.endpoint.base_url);
            let value = zeroize::Zeroizing::new(format!("{prefix}{}", key.expose()));
            let mut value = HeaderValue::from_str(&value).map_err(|_| {
                ProviderError::new(
                    ProviderFailure::KeyRefused,
                    format!(
                        "The key for {} holds characters that no key has. Paste it again in \
                         Settings.",
                        self.endpoint.provider
                    ),
                )
            })?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Ok(headers)
    }

    pub(super) fn transport_failure(&self, error: &reqwest::Error) -> ProviderError {
        transport_failure(error, &self.endpoint.provider, &self.endpoint.base_url)
    }

    /// What an answer that is no success means.
    pub(super) async fn refusal(&self, mut response: Response, model: &str) -> ProviderError {
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            return self.redirected(status, target);
        }
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        // A refusal that stalls or breaks off is told by its status and what came of it.
        let _partial = timeout(REFUSAL_TIME, async {
            while let Ok(Some(bytes)) = response.chunk().await {
                body.extend_from_slice(&bytes);
                if body.len() > MAX_STRAY_BYTES {
                    break;
                }
            }
        })
        .await;
        body.truncate(MAX_STRAY_BYTES);
        let is_page = body.trim_ascii_start().starts_with(b"<");
        if is_page && is_told_by_its_page(status) {
            return self.web_page(status, &body);
        }
        let mut error = self.complaint_failure(&Complaint::parse(&body), status, model);
        let asked = retry_after::asked(&headers, jiff::Timestamp::now());
        error.retry = retry_after::advice(error.failure, &headers, asked);
        if error.failure.is_transient()
            && let retry_after::Asked::TooLong { seconds } = asked
        {
            error.message.push_str(&format!(" It asks to wait {}.", in_words(seconds)));
        }
        error
    }
}

/// A wait that is too long to sit through.
fn in_words(seconds: u64) -> String {
    match seconds.div_ceil(60) {
        minutes @ 0..120 => format!("{minutes} minutes"),
        minutes => format!("{} hours", minutes.div_ceil(60)),
    }
}

/// Whether a page that comes with this status is more telling than the status: a firewall's or a
/// portal's, where a provider would have sent JSON.
fn is_told_by_its_page(status: StatusCode) -> bool {
    status.is_client_error()
        && !matches!(
            status,
            StatusCode::UNAUTHORIZED
                | StatusCode::PROXY_AUTHENTICATION_REQUIRED
                | StatusCode::REQUEST_TIMEOUT
                | StatusCode::TOO_MANY_REQUESTS
        )
}
