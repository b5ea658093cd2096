//! Chat Completions, streamed: OpenAI and the many servers that speak like it.
//!
//! A request is a pure function to bytes ([`request_body`]), an answer a pure function from bytes
//! (the decoder); this file carries them over the network and keeps the time limits. Whether to
//! try again is not decided here.

mod chunk;
mod complaint;
mod completion;
mod decoder;
mod failure;
mod probe;
mod request;
mod text;

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, stream};
use reqwest::{
    Client, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION},
};
use tokio::time::{Instant, timeout, timeout_at};

pub use self::request::{OutputLimitName, request_body};
use self::{complaint::Complaint, decoder::ChatDecoder};
use super::{
    base_url::BaseUrl,
    error::{ProviderError, ProviderFailure},
    event::CompletionEvent,
    http::{TimeLimits, transport_failure},
    provider::{CompletionRequest, CompletionStream, Provider},
};
use crate::domain::api_key::ApiKey;

/// How long the body of a refusal may take; its status alone says enough.
const REFUSAL_TIME: Duration = Duration::from_secs(5);

/// The most that is read of a server's list of models, in bytes. OpenRouter's takes half of it.
const MAX_MODEL_LIST_BYTES: usize = 2 * 1024 * 1024;

/// A server that speaks Chat Completions, and the key for it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// What the user calls it.
    pub provider: String,
    /// Where it is.
    pub base_url: BaseUrl,
    /// The key, where it wants one.
    pub key: Option<ApiKey>,
    /// How long to wait for it.
    pub limits: TimeLimits,
}

/// A provider behind Chat Completions.
#[derive(Clone, Debug)]
pub struct OpenAiChat {
    endpoint: Arc<Endpoint>,
    client: Client,
}

impl OpenAiChat {
    /// Speaks to this endpoint over a client made by [`client`](super::http::client).
    #[must_use]
    pub fn new(endpoint: Endpoint, client: Client) -> Self {
        Self { endpoint: Arc::new(endpoint), client }
    }

    /// The exact bytes that [`complete`](Provider::complete) sends for this request.
    #[must_use]
    pub fn body(&self, request: &CompletionRequest) -> Vec<u8> {
        let limit_name = if self.endpoint.base_url.is_openai() {
            OutputLimitName::MaxCompletionTokens
        } else {
            OutputLimitName::MaxTokens
        };
        request_body(request, limit_name)
    }
}

impl Provider for OpenAiChat {
    fn complete(&self, request: CompletionRequest) -> CompletionStream {
        let call = Call {
            phase: Phase::Ask { client: self.client.clone(), body: self.body(&request) },
            endpoint: Arc::clone(&self.endpoint),
            model: request.model,
        };
        stream::unfold(call, Call::next).boxed()
    }
}

/// A completion under way.
struct Call {
    endpoint: Arc<Endpoint>,
    model: String,
    phase: Phase,
}

enum Phase {
    Ask { client: Client, body: Vec<u8> },
    Read { response: Response, decoder: Box<ChatDecoder>, deadline: Instant },
    Over,
}

type Item = Result<CompletionEvent, ProviderError>;

impl Call {
    async fn next(mut self) -> Option<(Item, Self)> {
        loop {
            match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::Ask { client, body } => match self.ask(&client, body).await {
                    Ok(reading) => self.phase = reading,
                    Err(failure) => return Some((Err(failure), self)),
                },
                Phase::Read { response, mut decoder, deadline } => {
                    if let Some(event) = decoder.next_event() {
                        self.phase = Phase::Read { response, decoder, deadline };
                        return Some((event, self));
                    }
                    if decoder.has_ended() {
                        return None;
                    }
                    self.phase = self.read(response, decoder, deadline).await;
                }
                Phase::Over => return None,
            }
        }
    }

    /// Sends the request and waits for an answer that begins with success.
    async fn ask(&self, client: &Client, body: Vec<u8>) -> Result<Phase, ProviderError> {
        let endpoint = &self.endpoint;
        let deadline = Instant::now() + endpoint.limits.silence;
        let bytes = body.len();
        tracing::debug!(host = %endpoint.base_url.host(), model = %self.model, bytes, "asking");
        let request = client
            .post(endpoint.base_url.endpoint("chat/completions"))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream")
            .body(body);
        let response =
            timeout_at(deadline, endpoint.send(request)).await.map_err(|_| endpoint.silent())??;
        let status = response.status();
        if status.is_success() {
            let decoder = ChatDecoder::new(Arc::clone(endpoint), status, &self.model);
            return Ok(Phase::Read { response, decoder: Box::new(decoder), deadline });
        }
        Err(endpoint.refusal(response, &self.model).await)
    }

    /// Reads on until something has come of it.
    async fn read(
        &self,
        mut response: Response,
        mut decoder: Box<ChatDecoder>,
        mut deadline: Instant,
    ) -> Phase {
        let endpoint = &self.endpoint;
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                if decoder.push(bytes) {
                    deadline = Instant::now()
                        + if decoder.has_stop_reason() {
                            endpoint.limits.after_stop_reason
                        } else {
                            endpoint.limits.silence
                        };
                }
            }
            Ok(Ok(None)) => decoder.end(),
            Ok(Err(error)) => decoder.cut(endpoint.transport_failure(&error)),
            Err(_) => decoder.give_up(endpoint.silent()),
        }
        Phase::Read { response, decoder, deadline }
    }
}

impl Endpoint {
    /// Sends a request with the key.
    async fn send(&self, request: RequestBuilder) -> Result<Response, ProviderError> {
        let request = request.headers(self.authorization()?);
        request.send().await.map_err(|error| self.transport_failure(&error))
    }

    fn authorization(&self) -> Result<HeaderMap, ProviderError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.key {
            let bearer = zeroize::Zeroizing::new(format!("Bearer {}", key.expose()));
            let mut value = HeaderValue::from_str(&bearer).map_err(|_| {
                ProviderError::new(
                    ProviderFailure::KeyRefused,
                    format!(
                        "The key for {} holds characters that no key has. Paste it again in \
                         Settings.",
                        self.provider
                    ),
                )
            })?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        Ok(headers)
    }

    fn transport_failure(&self, error: &reqwest::Error) -> ProviderError {
        transport_failure(error, &self.provider, &self.base_url)
    }

    /// What an answer that is no success means.
    async fn refusal(&self, mut response: Response, model: &str) -> ProviderError {
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            return self.redirected(status, target);
        }
        let mut body = Vec::new();
        // A refusal that stalls or breaks off is told by its status and what came of it.
        let _partial = timeout(REFUSAL_TIME, async {
            while let Ok(Some(bytes)) = response.chunk().await {
                body.extend_from_slice(&bytes);
                if body.len() > decoder::MAX_STRAY_BYTES {
                    break;
                }
            }
        })
        .await;
        body.truncate(decoder::MAX_STRAY_BYTES);
        let is_page = body.trim_ascii_start().starts_with(b"<");
        if is_page && is_told_by_its_page(status) {
            return self.web_page(status, &body);
        }
        self.complaint_failure(&Complaint::parse(&body), status, model)
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
