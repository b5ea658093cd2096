//! What the pieces of an answer add up to: text, counts, and why it ended.

use std::{collections::VecDeque, sync::Arc};

use reqwest::StatusCode;

use super::{Complaint, Peer, Piece, text::Joiner, thoughts::ThoughtFilter};
use crate::{
    domain::usage::BYTES_A_TOKEN,
    llm::{
        error::{ProviderError, RetryAdvice},
        event::{Allowance, CompletionEvent, StopReason, TokenUsage},
        provider::CompletionRequest,
        stop_sequences::{Passed, StopFilter},
    },
};

/// The most that one completion may hold, its thoughts included, in bytes.
pub(in crate::llm) const MAX_COMPLETION_BYTES: usize = 8 * 1024 * 1024;

/// A completion as far as it has come.
pub(in crate::llm) struct Completion {
    peer: Arc<Peer>,
    status: StatusCode,
    requested_model: String,
    prompt_bytes: usize,
    ready: VecDeque<Result<CompletionEvent, ProviderError>>,
    started: bool,
    joiner: Joiner,
    thoughts: Option<ThoughtFilter>,
    stops: Option<StopFilter>,
    has_text: bool,
    taken_bytes: usize,
    usage: Option<TokenUsage>,
    refused: bool,
    reason: Option<StopReason>,
    ended: bool,
}

impl Completion {
    /// A completion of this request that has been answered with this status.
    pub(super) fn new(peer: Arc<Peer>, status: StatusCode, request: &CompletionRequest) -> Self {
        let protocol = peer.protocol;
        let sequences = &request.sampling.stop_sequences;
        let watches = !sequences.is_empty() && !protocol.takes_stop_sequences(&request.model);
        Self {
            thoughts: protocol.thinks_aloud(&peer.endpoint.base_url).then(ThoughtFilter::default),
            stops: watches.then(|| StopFilter::new(sequences.iter().cloned())),
            prompt_bytes: request.messages.iter().map(|m| m.joined_text().len()).sum(),
            requested_model: request.model.clone(),
            peer,
            status,
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

    /// Takes what is left of what the key may do.
    pub(super) fn allow(&mut self, allowance: Allowance) {
        if !allowance.is_unknown() {
            self.ready.push_back(Ok(CompletionEvent::Allowance(allowance)));
        }
    }

    /// Announces the start once the answer names the model. Azure's first piece names none.
    pub(in crate::llm) fn begin(&mut self, model: Option<String>) -> bool {
        match model.filter(|model| !model.is_empty()) {
            Some(model) if !self.started && !self.ended => {
                self.announce(Some(model));
                true
            }
            _ => false,
        }
    }

    /// Takes more of the text, and says whether there was any.
    pub(in crate::llm) fn write(&mut self, piece: Piece) -> bool {
        let came = !piece.is_empty();
        let text = self.joiner.join(piece);
        match &mut self.thoughts {
            Some(thoughts) => {
                let (text, thought) = thoughts.push(&text);
                self.count(thought);
                self.pass(&text);
            }
            None => self.pass(&text),
        }
        came
    }

    /// Takes more of a refusal. It is shown: it says why there is no copy.
    pub(in crate::llm) fn refuse(&mut self, piece: Piece) -> bool {
        self.refused |= !piece.is_empty();
        self.write(piece)
    }

    /// Takes so many bytes of thought, or of anything else that is not shown.
    pub(in crate::llm) fn think(&mut self, bytes: usize) -> bool {
        self.count(bytes);
        bytes > 0
    }

    /// Takes the provider's own counts; the last ones stand.
    pub(in crate::llm) fn use_tokens(&mut self, usage: TokenUsage) -> bool {
        let is_new = self.usage != Some(usage) && !self.ended;
        if is_new {
            self.usage = Some(usage);
            self.ready.push_back(Ok(CompletionEvent::Usage(usage)));
        }
        is_new
    }

    /// Takes the model's reason to stop. Counts and the end may follow.
    pub(in crate::llm) fn stop(&mut self, reason: StopReason) {
        self.reason = Some(reason);
    }

    /// Takes an error that stands in place of more text. The text before it has been handed out.
    pub(in crate::llm) fn complain(&mut self, complaint: &Complaint) {
        let failure = self.peer.complaint_failure(complaint, self.status, &self.requested_model);
        self.fail(failure);
    }

    /// Ends the completion with a failure. What was handed out before stands, and is not asked
    /// and paid for again.
    pub(super) fn fail(&mut self, mut failure: ProviderError) {
        if self.ended {
            return;
        }
        self.release();
        if self.taken_bytes > 0 {
            failure.retry = RetryAdvice::Never;
        }
        self.estimate();
        self.ready.push_back(Err(failure));
        self.ended = true;
    }

    /// Ends the completion in order, for the reason the model gave or else for this one.
    pub(in crate::llm) fn finish(&mut self, otherwise: StopReason) {
        if self.ended {
            return;
        }
        self.release();
        let reason = match self.reason.unwrap_or(otherwise) {
            // A refusal ends like any other answer; its words came in a field of their own.
            StopReason::Complete | StopReason::Unknown if self.refused => StopReason::Refused,
            reason => reason,
        };
        self.announce(None);
        self.estimate();
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

    pub(in crate::llm) fn has_text(&self) -> bool {
        self.has_text
    }

    /// Whether the model has said why it stopped, so that only counts and the end can follow.
    pub(super) fn has_stop_reason(&self) -> bool {
        self.reason.is_some()
    }

    fn announce(&mut self, model: Option<String>) {
        if !std::mem::replace(&mut self.started, true) {
            let model = model.unwrap_or_else(|| self.requested_model.clone());
            self.ready.push_back(Ok(CompletionEvent::Started { model }));
        }
    }

    /// Hands text on as far as the first stop sequence that is ours to find.
    fn pass(&mut self, text: &str) {
        match self.stops.as_mut().map(|stops| stops.push(text)) {
            None => self.show(text.to_owned()),
            Some(Passed::Open(text)) => self.show(text),
            Some(Passed::Stopped(text)) => {
                self.show(text);
                self.stops = None;
                self.thoughts = None;
                self.reason = Some(StopReason::Complete);
                self.finish(StopReason::Complete);
            }
        }
    }

    /// Hands out what was held back, as nothing more comes.
    fn release(&mut self) {
        if let Some(text) = self.thoughts.take().map(|mut thoughts| thoughts.finish()) {
            self.pass(&text);
        }
        if let Some(text) = self.stops.take().map(StopFilter::finish) {
            self.show(text);
        }
    }

    fn show(&mut self, text: String) {
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
            let failure = self.peer.too_large();
            self.fail(failure);
        }
    }

    /// Puts an estimate, marked as one, where the provider has counted nothing.
    fn estimate(&mut self) {
        if self.usage.is_none() && self.taken_bytes > 0 {
            let tokens = |bytes: usize| bytes.div_ceil(BYTES_A_TOKEN) as u64;
            self.ready.push_back(Ok(CompletionEvent::Usage(TokenUsage {
                input: tokens(self.prompt_bytes),
                cached_input: 0,
                output: tokens(self.taken_bytes),
                estimated: true,
            })));
        }
    }
}
