//! Carries a request and its answer over the network and keeps the time limits.

use std::{fmt, sync::Arc};

use futures_util::{StreamExt, stream};
use reqwest::{Client, Response};
use tokio::time::{Instant, timeout_at};

use super::{Answer, Endpoint, Peer, Protocol, allowance};
use crate::{
    domain::sent::SentRequest,
    llm::{
        error::ProviderError,
        event::CompletionEvent,
        provider::{CompletionRequest, CompletionStream, Provider},
    },
};

/// A provider behind HTTP. The adapters make it: see [`openai_chat::provider`] and the like.
///
/// [`openai_chat::provider`]: crate::llm::openai_chat::provider
#[derive(Clone)]
pub struct RemoteProvider {
    pub(super) peer: Arc<Peer>,
    pub(super) client: Client,
}

impl RemoteProvider {
    pub(in crate::llm) fn new(
        protocol: &'static dyn Protocol,
        endpoint: Endpoint,
        client: Client,
    ) -> Self {
        Self { peer: Arc::new(Peer { endpoint, protocol }), client }
    }

    fn body(&self, request: &CompletionRequest) -> Vec<u8> {
        self.peer.protocol.body(&self.peer.endpoint.base_url, request)
    }
}

impl fmt::Debug for RemoteProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.peer.fmt(f)
    }
}

impl Provider for RemoteProvider {
    fn complete(&self, request: CompletionRequest) -> CompletionStream {
        let call = Call {
            phase: Phase::Ask { client: self.client.clone(), body: self.body(&request) },
            peer: Arc::clone(&self.peer),
            request,
        };
        stream::unfold(call, Call::next).boxed()
    }

    fn sent(&self, request: &CompletionRequest) -> SentRequest {
        let base_url = &self.peer.endpoint.base_url;
        SentRequest {
            url: Some(base_url.shown(&self.peer.protocol.completions(base_url))),
            headers: self.peer.shown_headers(),
            body: String::from_utf8_lossy(&self.body(request)).into_owned(),
        }
    }
}

/// A completion under way.
struct Call {
    peer: Arc<Peer>,
    request: CompletionRequest,
    phase: Phase,
}

enum Phase {
    Ask { client: Client, body: Vec<u8> },
    Read { response: Response, answer: Box<Answer>, deadline: Instant },
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
                Phase::Read { response, mut answer, deadline } => {
                    if let Some(event) = answer.next_event() {
                        self.phase = Phase::Read { response, answer, deadline };
                        return Some((event, self));
                    }
                    if answer.has_ended() {
                        return None;
                    }
                    self.phase = self.read(response, answer, deadline).await;
                }
                Phase::Over => return None,
            }
        }
    }

    /// Sends the request and waits for an answer that begins with success.
    async fn ask(&self, client: &Client, body: Vec<u8>) -> Result<Phase, ProviderError> {
        let Peer { endpoint, protocol } = &*self.peer;
        let deadline = Instant::now() + endpoint.limits.silence;
        let (host, bytes) = (endpoint.base_url.host(), body.len());
        tracing::debug!(%host, model = %self.request.model, bytes, "asking");
        let mut request = client.post(protocol.completions(&endpoint.base_url));
        for (name, value) in self.peer.completion_headers() {
            request = request.header(name, value);
        }
        let sent = self.peer.send(request.body(body));
        let response = timeout_at(deadline, sent).await.map_err(|_| self.peer.silent())??;
        let status = response.status();
        if status.is_success() {
            let mut answer = Answer::new(Arc::clone(&self.peer), status, &self.request);
            answer.allow(allowance::read(response.headers(), jiff::Timestamp::now()));
            let answer = Box::new(answer);
            return Ok(Phase::Read { response, answer, deadline });
        }
        Err(self.peer.refusal(response, &self.request.model).await)
    }

    /// Reads on until something has come of it.
    async fn read(
        &self,
        mut response: Response,
        mut answer: Box<Answer>,
        mut deadline: Instant,
    ) -> Phase {
        let limits = &self.peer.endpoint.limits;
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(bytes))) => {
                if answer.push(bytes) {
                    let patience = if answer.has_stop_reason() {
                        limits.after_stop_reason
                    } else {
                        limits.silence
                    };
                    deadline = Instant::now() + patience;
                }
            }
            Ok(Ok(None)) => answer.end(),
            Ok(Err(error)) => answer.cut(self.peer.transport_failure(&error)),
            Err(_) => answer.give_up(self.peer.silent()),
        }
        Phase::Read { response, answer, deadline }
    }
}
