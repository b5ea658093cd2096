//! What the reader promises, on streams in the shape that real servers send.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use rstest::rstest;

use super::*;
use crate::{
    domain::usage::TokenUsage,
    llm::{
        event::{CompletionEvent, StopReason},
        http::TimeLimits,
        wire::{Answer, Peer},
    },
};

const RECORDED: &str = include_str!("../../../tests/data/streams/anthropic.sse");
const COPY: &str = "Zoë’s new runner 👟 is here — 東京 to São Paulo.\n\nRun **today**.";

fn events(body: &str) -> Vec<CompletionEvent> {
    let endpoint = Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse("http://llm.example/v1").expect("an address"),
        key: None,
        key_label: None,
        limits: TimeLimits::default(),
    };
    let peer = Arc::new(Peer { endpoint, protocol: &Messages });
    let request = CompletionRequest { model: "asked-for".into(), ..CompletionRequest::default() };
    let mut answer = Answer::new(peer, StatusCode::OK, &request);
    answer.push(Bytes::copy_from_slice(body.as_bytes()));
    answer.end();
    std::iter::from_fn(|| answer.next_event()).map(|event| event.expect("no failure")).collect()
}

fn text(events: &[CompletionEvent]) -> String {
    let text = |event: &CompletionEvent| match event {
        CompletionEvent::Delta { text } => Some(text.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

#[test]
fn a_recorded_stream_is_read_whole_and_its_thoughts_are_not_shown() {
    let events = events(RECORDED);
    assert_eq!(events[0], CompletionEvent::Started { model: "claude-sonnet-4-5-20250929".into() });
    assert_eq!(text(&events), COPY);
    let usage = TokenUsage { input: 2_095, cached_input: 2_051, output: 73, estimated: false };
    let end = [CompletionEvent::Usage(usage), CompletionEvent::Finished(StopReason::Complete)];
    assert_eq!(events[events.len() - 2..], end);
}

#[rstest]
#[case("end_turn", StopReason::Complete)]
#[case("stop_sequence", StopReason::Complete)]
#[case("max_tokens", StopReason::Length)]
#[case("refusal", StopReason::Refused)]
#[case("tool_use", StopReason::ToolCall)]
#[case("pause_turn", StopReason::Unknown)]
fn each_stop_reason_is_told(#[case] word: &str, #[case] reason: StopReason) {
    let body = RECORDED.replace("\"end_turn\"", &format!("\"{word}\""));
    assert_eq!(events(&body).last(), Some(&CompletionEvent::Finished(reason)));
}

#[test]
fn an_answer_that_was_not_streamed_is_accepted() {
    let body = r#"{"type":"message","model":"m","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Run."}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}"#;
    let events = events(body);
    assert_eq!(text(&events), "Run.");
    assert_eq!(events.last(), Some(&CompletionEvent::Finished(StopReason::Complete)));
}
