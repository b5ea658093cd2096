//! What the pieces of an answer add up to: text, counts, and why it ended.

use std::{collections::VecDeque, sync::Arc};

use reqwest::StatusCode;

use super::{
    Endpoint,
    chunk::{Choice, Chunk, WireUsage},
    complaint::Complaint,
    text::{Joiner, Piece},
};
use crate::llm::{
    error::ProviderError,
    event::{CompletionEvent, StopReason, TokenUsage},
};

/// The most that one completion may hold, its thoughts included, in bytes.
pub(super) const MAX_COMPLETION_BYTES: usize = 8 * 1024 * 1024;

/// A completion as far as it has come.
pub(super) struct Completion {
    endpoint: Arc<Endpoint>,
    requested_model: String,
    ready: VecDeque<Result<CompletionEvent, ProviderError>>,
    started: bool,
    joiner: Joiner,
    has_text: bool,
    taken_bytes: usize,
    usage: Option<TokenUsage>,
    refused: bool,
    reason: Option<StopReason>,
    ended: bool,
}

impl Completion {
    pub(super) fn new(endpoint: Arc<Endpoint>, requested_model: &str) -> Self {
        Self {
            endpoint,
            requested_model: requested_model.to_owned(),
            ready: VecDeque::new(),
            started: false,
            joiner: Joiner::default(),
            has_text: false,
            taken_bytes: 0,
            usage: None,
            refused: false,
            reason: None,
            ended: false,
        }
    }

    /// Takes a piece and says whether it meant anything: a keep-alive in the shape of a piece
    /// does not.
    pub(super) fn take(&mut self, mut chunk: Chunk, status: StatusCode) -> bool {
        if self.ended {
            return false;
        }
        if let Some(error) = chunk.error.take() {
            self.complain(&Complaint::from_value(&error), status);
            return true;
        }
        let mut meant_something = self.start(chunk.model.take());
        let usage = chunk.usage.take().and_then(WireUsage::into_usage);
        if let Some(choice) = chunk.into_choice() {
            meant_something |= self.take_choice(choice);
        }
        if let Some(usage) = usage.filter(|usage| self.usage != Some(*usage) && !self.ended) {
            self.usage = Some(usage);
            self.ready.push_back(Ok(CompletionEvent::Usage(usage)));
            meant_something = true;
        }
        meant_something
    }

    fn take_choice(&mut self, choice: Choice) -> bool {
        let mut meant_something = false;
        if let Some(message) = choice.delta.or(choice.message) {
            let thought = message.thought_bytes();
            meant_something |= thought > 0 || message.calls_tool();
            let refusal = message.refusal.unwrap_or_default();
            self.refused |= !refusal.is_empty();
            // A refusal comes in a field of its own, and is shown: it says why there is no copy.
            for piece in [message.content.unwrap_or_default(), refusal] {
                meant_something |= !piece.is_empty();
                self.show(piece);
            }
            self.count(thought);
        }
        if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
            self.reason = Some(stop_reason(&reason));
            meant_something = true;
        }
        meant_something
    }

    /// Takes an error that stands in place of more text. The text before it has been handed out.
    pub(super) fn complain(&mut self, complaint: &Complaint, status: StatusCode) {
        let failure = self.endpoint.complaint_failure(complaint, status, &self.requested_model);
        self.fail(failure);
    }

    /// Ends the completion with a failure. What was handed out before stands.
    pub(super) fn fail(&mut self, failure: ProviderError) {
        if !std::mem::replace(&mut self.ended, true) {
            self.ready.push_back(Err(failure));
        }
    }

    /// Ends the completion in order, for the reason the model gave or else for this one.
    pub(super) fn finish(&mut self, otherwise: StopReason) {
        if self.ended {
            return;
        }
        let reason = match self.reason.unwrap_or(otherwise) {
            // A refusal ends like any other answer; its words came in a field of their own.
            StopReason::Complete | StopReason::Unknown if self.refused => StopReason::Refused,
            reason => reason,
        };
        self.announce(None);
        self.ready.push_back(Ok(CompletionEvent::Finished(reason)));
        self.ended = true;
    }

    /// The next event, as far as they have come.
    pub(super) fn next_event(&mut self) -> Option<Result<CompletionEvent, ProviderError>> {
        self.ready.pop_front()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    pub(super) fn has_text(&self) -> bool {
        self.has_text
    }

    /// Whether the model has said why it stopped, so that only counts and the end can follow.
    pub(super) fn has_stop_reason(&self) -> bool {
        self.reason.is_some()
    }

    /// Announces the start once a piece names the model. Azure's first piece names none.
    fn start(&mut self, model: Option<String>) -> bool {
        match model.filter(|model| !model.is_empty()) {
            Some(model) if !self.started => {
                self.announce(Some(model));
                true
            }
            _ => false,
        }
    }

    fn announce(&mut self, model: Option<String>) {
        if !std::mem::replace(&mut self.started, true) {
            let model = model.unwrap_or_else(|| self.requested_model.clone());
            self.ready.push_back(Ok(CompletionEvent::Started { model }));
        }
    }

    fn show(&mut self, piece: Piece) {
        let text = self.joiner.join(piece);
        if text.is_empty() || self.ended {
            return;
        }
        self.announce(None);
        self.has_text = true;
        let bytes = text.len();
        self.ready.push_back(Ok(CompletionEvent::Delta { text }));
        self.count(bytes);
    }

    fn count(&mut self, bytes: usize) {
        self.taken_bytes += bytes;
        if self.taken_bytes > MAX_COMPLETION_BYTES {
            let failure = self.endpoint.too_large();
            self.fail(failure);
        }
    }
}

/// The words for why a model stopped, those of servers with their own words included.
fn stop_reason(word: &str) -> StopReason {
    match word {
        "stop" | "eos" | "eos_token" | "end_turn" | "stop_sequence" => StopReason::Complete,
        "length" | "max_tokens" | "model_length" => StopReason::Length,
        "content_filter" => StopReason::Filtered,
        "refusal" => StopReason::Refused,
        // The server itself broke off.
        "abort" | "error" => StopReason::Truncated,
        // A tool call among them: none is ever offered.
        _ => StopReason::Unknown,
    }
}
