//! A provider for tests, which says what it is told to when it is told to.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;

use super::{
    error::{ProviderError, ProviderFailure},
    event::{CompletionEvent, StopReason},
    provider::{CompletionRequest, CompletionStream, Provider},
};
use crate::domain::sent::SentRequest;

type Item = Result<CompletionEvent, ProviderError>;

/// Hands out the completions that a test has prepared, in order, and remembers what was asked.
#[derive(Clone, Default)]
pub struct ScriptedProvider {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    prepared: VecDeque<mpsc::UnboundedReceiver<Item>>,
    requests: Vec<CompletionRequest>,
}

impl ScriptedProvider {
    /// Prepares the next completion, which the test writes by hand.
    #[must_use]
    pub fn prepare(&self) -> ScriptedCompletion {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.state().prepared.push_back(receiver);
        ScriptedCompletion { sender }
    }

    /// Prepares a completion that comes at once, word by word, and ends in order.
    pub fn prepare_text(&self, text: &str) {
        let completion = self.prepare();
        completion.start("scripted");
        for word in text.split_inclusive(' ') {
            completion.write(word);
        }
        completion.finish(StopReason::Complete);
    }

    /// All that was asked so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<CompletionRequest> {
        self.state().requests.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provider for ScriptedProvider {
    fn complete(&self, request: CompletionRequest) -> CompletionStream {
        let mut state = self.state();
        state.requests.push(request);
        match state.prepared.pop_front() {
            Some(receiver) => UnboundedReceiverStream::new(receiver).boxed(),
            None => futures_util::stream::iter([Err(ProviderError::new(
                ProviderFailure::Unavailable,
                "No completion was prepared for this request.",
            ))])
            .boxed(),
        }
    }

    fn sent(&self, request: &CompletionRequest) -> SentRequest {
        let texts: Vec<_> = request.messages.iter().map(|m| m.joined_text()).collect();
        SentRequest { url: None, headers: Vec::new(), body: texts.join("\n") }
    }
}

/// A completion written by hand. Dropping it before its end leaves it without one, as a provider
/// that broke its contract would.
pub struct ScriptedCompletion {
    sender: mpsc::UnboundedSender<Item>,
}

impl ScriptedCompletion {
    /// Takes the request.
    pub fn start(&self, model: &str) {
        self.send(Ok(CompletionEvent::Started { model: model.to_owned() }));
    }

    /// Writes more text.
    pub fn write(&self, text: &str) {
        self.send(Ok(CompletionEvent::Delta { text: text.to_owned() }));
    }

    /// Sends any event.
    pub fn event(&self, event: CompletionEvent) {
        self.send(Ok(event));
    }

    /// Ends in order.
    pub fn finish(self, reason: StopReason) {
        self.send(Ok(CompletionEvent::Finished(reason)));
    }

    /// Fails; what was written before stands.
    pub fn fail(self, error: ProviderError) {
        self.send(Err(error));
    }

    /// Whether nobody reads any more: the completion was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.sender.is_closed()
    }

    /// Waits until nobody reads any more.
    pub async fn cancelled(&self) {
        self.sender.closed().await;
    }

    fn send(&self, item: Item) {
        // Writing on after a cancellation is what providers do; it goes nowhere.
        let _cancelled = self.sender.send(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::prompt::{Message, Role};

    fn request(words: &str) -> CompletionRequest {
        CompletionRequest {
            model: "m".into(),
            messages: vec![Message::text(Role::User, words)],
            ..CompletionRequest::default()
        }
    }

    #[tokio::test]
    async fn it_says_what_it_is_told_when_it_is_told() {
        let provider = ScriptedProvider::default();
        let script = provider.prepare();
        let mut completion = provider.complete(request("Hello"));
        script.write("Hi");
        assert_eq!(completion.next().await, Some(Ok(CompletionEvent::Delta { text: "Hi".into() })));
        script.finish(StopReason::Length);
        assert_eq!(
            completion.next().await,
            Some(Ok(CompletionEvent::Finished(StopReason::Length)))
        );
        assert_eq!(completion.next().await, None);
        assert_eq!(provider.requests(), [request("Hello")]);
    }

    #[tokio::test]
    async fn dropping_the_stream_is_seen_as_a_cancellation() {
        let provider = ScriptedProvider::default();
        let script = provider.prepare();
        let completion = provider.complete(request("Hello"));
        assert!(!script.is_cancelled());
        drop(completion);
        script.cancelled().await;
        assert!(script.is_cancelled());
    }
}
