//! What every protocol's decoding promises on bytes that nobody should send: it never panics,
//! always ends, and the cut of the bytes never matters.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;

use super::{Answer, Endpoint, Peer, Protocol};
use crate::llm::{
    anthropic::Messages,
    base_url::BaseUrl,
    error::ProviderError,
    event::CompletionEvent,
    http::TimeLimits,
    openai_chat::ChatCompletions,
    openai_responses::Responses,
    provider::CompletionRequest,
    sse::{MAX_EVENT_BYTES, SseDecoder, SseError, SseEvent},
};

type Item = Result<CompletionEvent, ProviderError>;

/// Decodes these chunks as one answer.
fn decode<'a>(
    protocol: &'static dyn Protocol,
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Item> {
    let endpoint = Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse("http://llm.example/v1").expect("an address"),
        key: None,
        key_label: None,
        limits: TimeLimits::default(),
    };
    let mut request = CompletionRequest { model: "m".into(), ..CompletionRequest::default() };
    request.sampling.stop_sequences = vec!["</never>".into()];
    let peer = Arc::new(Peer { endpoint, protocol });
    let mut answer = Answer::new(peer, StatusCode::OK, &request);
    let mut events = Vec::new();
    for chunk in chunks {
        answer.push(Bytes::copy_from_slice(chunk));
        events.extend(std::iter::from_fn(|| answer.next_event()));
    }
    answer.end();
    events.extend(std::iter::from_fn(|| answer.next_event()));
    events
}

/// There is exactly one end, at the end, and no text is empty.
fn check(events: &[Item]) {
    let ends = |event: &Item| matches!(event, Err(_) | Ok(CompletionEvent::Finished(_)));
    assert_eq!(events.iter().filter(|event| ends(event)).count(), 1, "{events:?}");
    assert!(events.last().is_some_and(ends), "{events:?}");
    let empty =
        |event: &Item| matches!(event, Ok(CompletionEvent::Delta { text }) if text.is_empty());
    assert!(!events.iter().any(empty), "{events:?}");
}

/// Neighbouring pieces of text as one, because the cut of the bytes decides where they part.
fn joined(events: Vec<Item>) -> Vec<Item> {
    let mut joined: Vec<Item> = Vec::new();
    for event in events {
        match (joined.last_mut(), event) {
            (
                Some(Ok(CompletionEvent::Delta { text })),
                Ok(CompletionEvent::Delta { text: more }),
            ) => {
                text.push_str(&more);
            }
            (_, event) => joined.push(event),
        }
    }
    joined
}

/// Chunks of a size that the bytes themselves decide, so that a fuzzer finds a cut as it finds a
/// byte.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.chunks(bytes.first().map_or(1, |&byte| 1 + usize::from(byte) % 61))
}

/// Reads bytes as an answer in this protocol, at once and in chunks.
fn read(protocol: &'static dyn Protocol, bytes: &[u8]) {
    let whole = decode(protocol, [bytes]);
    check(&whole);
    assert_eq!(joined(decode(protocol, chunks(bytes))), joined(whole));
}

/// Reads an answer of Chat Completions.
pub fn chat(bytes: &[u8]) {
    read(&ChatCompletions, bytes);
}

/// Reads an answer of OpenAI Responses.
pub fn responses(bytes: &[u8]) {
    read(&Responses, bytes);
}

/// Reads an answer of Anthropic Messages.
pub fn anthropic(bytes: &[u8]) {
    read(&Messages, bytes);
}

/// Reads server-sent events, whatever they are about.
pub fn sse(bytes: &[u8]) {
    let whole = events([bytes]);
    assert_eq!(events(chunks(bytes)), whole);
    let none_is_empty = whole.0.iter().all(|event| !event.data.trim().is_empty());
    assert!(none_is_empty, "{whole:?}");
}

fn events<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> (Vec<SseEvent>, Option<SseError>) {
    let mut decoder = SseDecoder::new(MAX_EVENT_BYTES);
    let mut events = Vec::new();
    for chunk in chunks {
        if let Err(error) = decoder.push(Bytes::copy_from_slice(chunk), &mut events) {
            return (events, Some(error));
        }
    }
    decoder.finish(&mut events);
    (events, None)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The protocols, each with a stream as its servers send it.
    const SEEDS: [(&dyn Protocol, &[u8]); 6] = [
        (&Responses, include_bytes!("../../../tests/data/streams/openai_responses.sse")),
        (&Messages, include_bytes!("../../../tests/data/streams/anthropic.sse")),
        (&ChatCompletions, include_bytes!("../../../tests/data/streams/openai.sse")),
        (&ChatCompletions, include_bytes!("../../../tests/data/streams/ollama.sse")),
        (&ChatCompletions, include_bytes!("../../../tests/data/streams/llama_cpp.sse")),
        (&ChatCompletions, include_bytes!("../../../tests/data/streams/vllm.sse")),
    ];

    fn cut<'a>(stream: &'a [u8], sizes: &[usize]) -> Vec<&'a [u8]> {
        let mut rest = stream;
        let mut chunks = Vec::new();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            chunks.push(chunk);
            rest = after;
        }
        chunks
    }

    #[test]
    fn a_stream_cut_at_any_byte_is_read_the_same() {
        for (protocol, stream) in SEEDS {
            let whole = joined(decode(protocol, [stream]));
            for at in 0..stream.len() {
                let parts = [&stream[..at], &stream[at..]];
                assert_eq!(joined(decode(protocol, parts)), whole, "{protocol:?} cut at {at}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_cut_of_a_stream_is_read_the_same(
            seed in 0..SEEDS.len(), sizes in proptest::collection::vec(1_usize..300, 1..30),
        ) {
            let (protocol, stream) = SEEDS[seed];
            let whole = joined(decode(protocol, [stream]));
            prop_assert_eq!(joined(decode(protocol, cut(stream, &sizes))), whole);
        }

        #[test]
        fn a_stream_with_bytes_changed_still_ends(
            seed in 0..SEEDS.len(),
            changes in proptest::collection::vec((0_usize..5_000, any::<u8>()), 1..6),
            size in 1_usize..200,
        ) {
            let (protocol, stream) = SEEDS[seed];
            let mut stream = stream.to_vec();
            for (at, byte) in changes {
                let at = at % stream.len();
                stream[at] = byte;
            }
            check(&decode(protocol, stream.chunks(size)));
        }

        #[test]
        fn the_parts_of_a_stream_in_any_order_still_end(
            seed in 0..SEEDS.len(), order in proptest::collection::vec(0_usize..40, 0..40),
        ) {
            let (protocol, stream) = SEEDS[seed];
            let events: Vec<&str> =
                str::from_utf8(stream).expect("recorded as UTF-8").split_inclusive("\n\n").collect();
            let stream: String = order.iter().map(|at| events[at % events.len()]).collect();
            check(&decode(protocol, [stream.as_bytes()]));
        }

        #[test]
        fn garbage_still_ends(
            protocol in 0..SEEDS.len(),
            chunks in proptest::collection::vec(
                prop_oneof![
                    proptest::collection::vec(any::<u8>(), 0..60),
                    "(data: |event: error|event: ping|\\{|\"type\":|\"error\"|\"delta\":|\"response\":|\
                     \\[|\\]|\\}|null|[0-9]|:|,|\"|\n|\r){0,24}".prop_map(String::into_bytes),
                ],
                0..12,
            ),
        ) {
            check(&decode(SEEDS[protocol].0, chunks.iter().map(Vec::as_slice)));
        }
    }
}
