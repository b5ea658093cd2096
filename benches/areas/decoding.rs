//! Reading a stream: one huge event in many cuts against eventsource-stream, and many small ones
//! over a connection against the npm package openai.

use bytes::Bytes;
use copydeck_core::{
    domain::prompt::{Message, Role},
    llm::{
        event::CompletionEvent,
        provider::{CompletionRequest, Provider},
        sse::SseDecoder,
        wire::RemoteProvider,
    },
};
use eventsource_stream::Eventsource;
use futures_util::{FutureExt, StreamExt, stream};
use serde_json::json;

use super::{block_on, provider_at};
use crate::{
    pairs::{compare, seconds, time},
    peers::{Missing, NodePeers},
    support::loopback::{LoopbackServer, Script},
    table::{Goal, Row},
};

const HUGE: usize = 8 << 20;
const CUTS: usize = 1_024;
const SMALL_EVENTS: usize = 100_000;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let mut rows = one_huge_event();
    rows.push(many_small_events()?);
    Ok(rows)
}

fn one_huge_event() -> Vec<Row> {
    let event = Bytes::from(format!("data: {}\n\n", "x".repeat(HUGE)));
    let cuts: Vec<Bytes> =
        (0..CUTS).map(|n| event.slice(cut(n, event.len())..cut(n + 1, event.len()))).collect();
    let against_peer = compare(
        30,
        || seconds(|| assert_eq!(decoded(&cuts), HUGE)),
        || seconds(|| assert_eq!(decoded_by_peer(&cuts), HUGE)),
    );
    let growth = compare(
        30,
        || seconds(|| assert_eq!(decoded(&cuts), HUGE)),
        || seconds(|| assert_eq!(decoded(std::slice::from_ref(&event)), HUGE)),
    );
    let area = "stream decoding, 8 MB in one event";
    vec![
        Row::compared(
            &format!("{area}, {CUTS} cuts"),
            &against_peer,
            "eventsource-stream",
            Goal::AtLeast(20.0),
            time,
        ),
        Row::compared(
            &format!("{area}, {CUTS} cuts against one"),
            &growth,
            "itself in one cut",
            Goal::AtMost(1.5),
            time,
        ),
    ]
}

fn cut(number: usize, length: usize) -> usize {
    length * number / CUTS
}

/// The length of all data.
fn decoded(cuts: &[Bytes]) -> usize {
    let mut decoder = SseDecoder::new(2 * HUGE);
    let mut events = Vec::new();
    for cut in cuts {
        decoder.push(cut.clone(), &mut events).expect("events that can be read");
    }
    decoder.finish(&mut events);
    events.iter().map(|event| event.data.len()).sum()
}

fn decoded_by_peer(cuts: &[Bytes]) -> usize {
    let chunks = cuts.iter().cloned().map(Ok::<_, std::convert::Infallible>);
    let events = stream::iter(chunks).eventsource();
    let lengths = events.map(|event| event.expect("events that can be read").data.len());
    let lengths: Vec<usize> = lengths.collect().now_or_never().expect("all of it is there already");
    lengths.into_iter().sum()
}

fn many_small_events() -> Result<Row, Missing> {
    let mut node = NodePeers::start()?;
    let comparison = block_on(async {
        let text = "word ".repeat(SMALL_EVENTS);
        let length = text.len();
        let server = LoopbackServer::start(Script::text(&text)).await;
        let provider = provider_at(&server.base_url());
        let runtime = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || {
            let question = json!({ "case": "openai-stream", "baseUrl": server.base_url() });
            compare(
                10,
                || seconds(|| assert_eq!(runtime.block_on(streamed(&provider)), length)),
                || {
                    let answer = node.ask(&question);
                    assert_eq!(answer["length"], length, "{answer}");
                    answer["seconds"].as_f64().expect("it took some time")
                },
            )
        })
        .await
        .expect("measuring does not panic")
    });
    let area = "stream decoding, 100,000 small events";
    Ok(Row::compared(area, &comparison, "npm openai", Goal::AtLeast(5.0), time))
}

/// The length of all text.
async fn streamed(provider: &RemoteProvider) -> usize {
    let mut events = provider.complete(CompletionRequest {
        model: "loopback-1".into(),
        messages: vec![Message::text(Role::User, "A launch line.")],
        ..CompletionRequest::default()
    });
    let mut length = 0;
    while let Some(event) = events.next().await {
        if let CompletionEvent::Delta { text } = event.expect("the server answers") {
            length += text.len();
        }
    }
    length
}
