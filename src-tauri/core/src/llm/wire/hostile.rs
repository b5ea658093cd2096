//! What every protocol's decoding promises on bytes that nobody should send: it never panics,
//! always ends, and the cut of the bytes never matters.

use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;
use reqwest::StatusCode;

use super::{Answer, Endpoint, Peer, Protocol};
use crate::llm::{
    anthropic::Messages, base_url::BaseUrl, error::ProviderError, event::CompletionEvent,
    http::TimeLimits, openai_chat::ChatCompletions, openai_responses::Responses,
    provider::CompletionRequest,
};

type Item = Result<CompletionEvent, ProviderError>;

/// The protocols, each with a stream as its servers send it.
const SEEDS: [(&dyn Protocol, &[u8]); 6] = [
    (&Responses, include_bytes!("../../../tests/data/streams/openai_responses.sse")),
    (&Messages, include_bytes!("../../../tests/data/streams/anthropic.sse")),
    (&ChatCompletions, include_bytes!("../../../tests/data/streams/openai.sse")),
    (&ChatCompletions, include_bytes!("../../../tests/data/streams/ollama.sse")),
    (&ChatCompletions, include_bytes!("../../../tests/data/streams/llama_cpp.sse")),
    (&ChatCompletions, include_bytes!("../../../tests/data/streams/vllm.sse")),
];

/// Decodes these chunks as one answer. What a fuzzer calls.
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
