//! An answer's bytes, in any cut, into the events of a completion. Pure: no network, no clock.
//!
//! Whether the answer is a stream, a whole JSON document or something that has no business here
//! is told from its first bytes: servers often label them wrongly.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;

use super::{
    AnswerReader, Complaint, MAX_STRAY_BYTES, Peer,
    completion::{Completion, MAX_COMPLETION_BYTES},
};
use crate::llm::{
    error::ProviderError,
    event::{Allowance, CompletionEvent, StopReason},
    provider::CompletionRequest,
    sse::{MAX_EVENT_BYTES, SseDecoder, SseEvent},
};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Decodes one answer that began with success.
pub(in crate::llm) struct Answer {
    peer: Arc<Peer>,
    status: StatusCode,
    body: Body,
    reader: Box<dyn AnswerReader>,
    completion: Completion,
}

enum Body {
    /// Too little has come to tell.
    Undecided(Vec<u8>),
    Stream(Box<SseDecoder>),
    /// One JSON document, though a stream was asked for.
    Document(Vec<u8>),
    /// A web page or other text.
    Stray(Vec<u8>),
}

impl Answer {
    /// The answer to this request, which began with this status.
    pub(in crate::llm) fn new(
        peer: Arc<Peer>,
        status: StatusCode,
        request: &CompletionRequest,
    ) -> Self {
        let completion = Completion::new(Arc::clone(&peer), status, request);
        let reader = peer.protocol.reader();
        Self { peer, status, body: Body::Undecided(Vec::new()), reader, completion }
    }

    /// Takes what the headers say is left.
    pub(super) fn allow(&mut self, allowance: Allowance) {
        self.completion.allow(allowance);
    }

    /// Takes the next bytes, and says whether they held something that means anything.
    pub(in crate::llm) fn push(&mut self, bytes: Bytes) -> bool {
        if self.completion.has_ended() {
            return false;
        }
        match &mut self.body {
            Body::Undecided(head) => {
                head.extend_from_slice(&bytes);
                let Some(body) = recognise(head) else { return false };
                let head = std::mem::replace(&mut self.body, body).into_bytes();
                self.push(Bytes::from(head))
            }
            Body::Stream(stream) => {
                let mut events = Vec::new();
                let outcome = stream.push(bytes, &mut events);
                let meant_something = self.take_events(events);
                if let Err(error) = outcome {
                    self.completion.fail(self.peer.sse_failure(error));
                }
                meant_something
            }
            Body::Document(document) => {
                if document.len() + bytes.len() > MAX_COMPLETION_BYTES {
                    self.completion.fail(self.peer.too_large());
                } else {
                    document.extend_from_slice(&bytes);
                }
                true
            }
            Body::Stray(text) => {
                text.extend_from_slice(&bytes);
                if text.len() > MAX_STRAY_BYTES {
                    self.end();
                }
                true
            }
        }
    }

    /// Takes the end of the answer.
    pub(in crate::llm) fn end(&mut self) {
        if self.completion.has_ended() {
            return;
        }
        match std::mem::replace(&mut self.body, Body::Undecided(Vec::new())) {
            Body::Undecided(_) => self.completion.finish(StopReason::Truncated),
            Body::Stream(mut stream) => {
                let mut events = Vec::new();
                stream.finish(&mut events);
                for event in events {
                    // A last event that can't be read was cut off with the rest.
                    let _cut = self.take_event(&event);
                }
                self.completion.finish(StopReason::Truncated);
            }
            Body::Document(document) => self.take_document(&document),
            Body::Stray(text) => {
                let failure = if text.trim_ascii_start().starts_with(b"<") {
                    self.peer.web_page(self.status, &text)
                } else {
                    self.peer.not_a_provider(self.status, &Complaint::parse(&text))
                };
                self.completion.fail(failure);
            }
        }
    }

    /// Takes a connection that broke. Text before it is kept as a completion cut short; without
    /// any, it is the failure given.
    pub(in crate::llm) fn cut(&mut self, failure: ProviderError) {
        if self.completion.has_text() || self.completion.has_stop_reason() {
            self.end();
        } else {
            self.completion.fail(failure);
        }
    }

    /// Takes a silence that lasted too long. Once the model has said why it stopped, nothing is
    /// missing; before that it is the failure given.
    pub(in crate::llm) fn give_up(&mut self, failure: ProviderError) {
        if self.completion.has_stop_reason() {
            self.end();
        } else {
            self.completion.fail(failure);
        }
    }

    pub(in crate::llm) fn next_event(&mut self) -> Option<Result<CompletionEvent, ProviderError>> {
        self.completion.next_event()
    }

    pub(in crate::llm) fn has_ended(&self) -> bool {
        self.completion.has_ended()
    }

    pub(in crate::llm) fn has_stop_reason(&self) -> bool {
        self.completion.has_stop_reason()
    }

    fn take_events(&mut self, events: Vec<SseEvent>) -> bool {
        let mut meant_something = false;
        for event in events {
            if self.completion.has_ended() {
                break;
            }
            match self.take_event(&event) {
                Ok(meant) => meant_something |= meant,
                Err(_) => self.completion.fail(self.peer.malformed()),
            }
        }
        meant_something
    }

    fn take_event(&mut self, event: &SseEvent) -> serde_json::Result<bool> {
        if event.data.trim() == "[DONE]" {
            self.completion.finish(StopReason::Unknown);
            return Ok(true);
        }
        if event.name == "error" {
            self.completion.complain(&Complaint::parse(event.data.as_bytes()));
            return Ok(true);
        }
        self.reader.take_event(event, &mut self.completion)
    }

    fn take_document(&mut self, document: &[u8]) {
        match self.reader.take_document(document, &mut self.completion) {
            Ok(true) => self.completion.finish(StopReason::Unknown),
            Ok(false) => {
                let complaint = Complaint::parse(document);
                self.completion.fail(self.peer.not_a_provider(self.status, &complaint));
            }
            Err(_) => self.completion.fail(self.peer.malformed()),
        }
    }
}

impl Body {
    fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Undecided(bytes) | Self::Document(bytes) | Self::Stray(bytes) => bytes,
            Self::Stream(_) => Vec::new(),
        }
    }
}

/// What an answer is, by its first bytes; `None` while more are needed.
fn recognise(head: &[u8]) -> Option<Body> {
    if head.len() > MAX_STRAY_BYTES {
        return Some(Body::Stray(Vec::new()));
    }
    if BYTE_ORDER_MARK.starts_with(head) {
        return None;
    }
    let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    match text.first()? {
        b':' => return Some(Body::Stream(Box::new(SseDecoder::new(MAX_EVENT_BYTES)))),
        b'{' | b'[' => return Some(Body::Document(Vec::new())),
        _ => {}
    }
    let fields: [&[u8]; 4] = [b"data:", b"event:", b"id:", b"retry:"];
    if fields.iter().any(|field| text.starts_with(field)) {
        Some(Body::Stream(Box::new(SseDecoder::new(MAX_EVENT_BYTES))))
    } else if fields.iter().any(|field| field.starts_with(text)) {
        None
    } else {
        Some(Body::Stray(Vec::new()))
    }
}
