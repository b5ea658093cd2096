//! What the reader promises, on streams in the shape that real servers send.

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use rstest::rstest;

use super::*;
use crate::{
    domain::usage::TokenUsage,
    llm::{
        error::{ProviderError, ProviderFailure},
        event::{CompletionEvent, StopReason},
        http::TimeLimits,
        wire::{Answer, Peer},
    },
};

const RECORDED: &str = include_str!("../../../tests/data/streams/openai_responses.sse");
const COPY: &str = "Zoë’s new runner 👟 is here — 東京 to São Paulo.\n\nRun **today**.";

fn answer(body: &str, stops: &[&str]) -> Vec<Result<CompletionEvent, ProviderError>> {
    let endpoint = Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse("http://llm.example/v1").expect("an address"),
        key: None,
        key_label: None,
        limits: TimeLimits::default(),
    };
    let peer = Arc::new(Peer { endpoint, protocol: &Responses });
    let mut request = CompletionRequest { model: "asked-for".into(), ..Default::default() };
    request.sampling.stop_sequences = stops.iter().map(|&stop| stop.to_owned()).collect();
    let mut answer = Answer::new(peer, StatusCode::OK, &request);
    answer.push(Bytes::copy_from_slice(body.as_bytes()));
    answer.end();
    std::iter::from_fn(|| answer.next_event()).collect()
}

fn events(body: &str) -> Vec<CompletionEvent> {
    answer(body, &[]).into_iter().map(|event| event.expect("no failure")).collect()
}

fn text(events: &[CompletionEvent]) -> String {
    let text = |event: &CompletionEvent| match event {
        CompletionEvent::Delta { text } => Some(text.clone()),
        _ => None,
    };
    events.iter().filter_map(text).collect()
}

fn event(json: &str) -> String {
    format!("data: {json}\n\n")
}

fn delta(text: &str) -> String {
    let data = serde_json::json!({
        "type": "response.output_text.delta", "output_index": 0, "delta": text,
    });
    event(&data.to_string())
}

#[test]
fn a_recorded_stream_is_read_whole_and_its_thoughts_are_not_shown() {
    let events = events(RECORDED);
    assert_eq!(events[0], CompletionEvent::Started { model: "gpt-5-mini-2025-08-07".into() });
    assert_eq!(text(&events), COPY);
    let usage = TokenUsage { input: 42, cached_input: 16, output: 83, estimated: false };
    let end = [CompletionEvent::Usage(usage), CompletionEvent::Finished(StopReason::Complete)];
    assert_eq!(events[events.len() - 2..], end);
}

#[rstest]
#[case(r#"{"type":"response.completed","response":{"status":"completed"}}"#, StopReason::Complete)]
#[case(
    r#"{"type":"response.completed","response":{"output":[{"type":"function_call"}]}}"#,
    StopReason::ToolCall
)]
#[case(
    r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}"#,
    StopReason::Length
)]
#[case(
    r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}}"#,
    StopReason::Filtered
)]
#[case(
    r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":null}}"#,
    StopReason::Truncated
)]
#[case(r#"[DONE]"#, StopReason::Unknown)]
#[case(r#"{"type":"response.in_progress"}"#, StopReason::Truncated)]
fn each_end_is_told(#[case] last: &str, #[case] reason: StopReason) {
    let events = events(&format!("{}{}", delta("Run."), event(last)));
    assert_eq!(text(&events), "Run.");
    assert_eq!(events.last(), Some(&CompletionEvent::Finished(reason)));
}

#[rstest]
#[case(
    r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"Broken"}}}"#,
    ProviderFailure::Unavailable
)]
#[case(
    r#"{"type":"error","code":"insufficient_quota","message":"No","param":null}"#,
    ProviderFailure::OutOfCredit
)]
#[case(
    r#"{"type":"error","error":{"code":"rate_limit_exceeded","message":"No"}}"#,
    ProviderFailure::RateLimited
)]
fn a_failure_keeps_the_text_before_it(#[case] last: &str, #[case] failure: ProviderFailure) {
    let mut events = answer(&format!("{}{}", delta("Run."), event(last)), &[]);
    let error = events.pop().expect("an end").expect_err("a failure");
    assert_eq!(error.failure, failure);
    assert_eq!(error.retry, crate::llm::error::RetryAdvice::Never, "the text is paid for");
    assert!(events.contains(&Ok(CompletionEvent::Delta { text: "Run.".into() })));
}

#[test]
fn what_the_model_says_about_its_work_is_no_copy() {
    let body = [
        r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"message","phase":"commentary"}}"#,
        r#"{"type":"response.output_text.delta","output_index":0,"delta":"I will write a line."}"#,
        r#"{"type":"response.output_item.added","output_index":1,"item":{"type":"message","phase":"final_answer"}}"#,
        r#"{"type":"response.output_text.delta","output_index":1,"delta":"Run."}"#,
        r#"{"type":"response.completed","response":{"status":"completed"}}"#,
    ];
    assert_eq!(text(&events(&body.map(event).concat())), "Run.");
}

#[test]
fn a_refusal_is_shown_and_told_from_copy() {
    let body = [
        r#"{"type":"response.refusal.delta","delta":"I can't help with that."}"#,
        r#"{"type":"response.completed","response":{"status":"completed"}}"#,
    ];
    let events = events(&body.map(event).concat());
    assert_eq!(text(&events), "I can't help with that.");
    assert_eq!(events.last(), Some(&CompletionEvent::Finished(StopReason::Refused)));
}

#[test]
fn the_text_stops_before_a_stop_sequence_that_the_protocol_can_not_carry() {
    let body = format!("{}{}{}", delta("Run today.\n"), delta("EN"), delta("D and more"));
    let events: Vec<_> =
        answer(&body, &["END"]).into_iter().map(|event| event.expect("no failure")).collect();
    assert_eq!(text(&events), "Run today.\n");
    assert_eq!(events.last(), Some(&CompletionEvent::Finished(StopReason::Complete)));
}

#[test]
fn an_answer_that_was_not_streamed_is_accepted() {
    let body = r#"{"object":"response","model":"m","status":"completed","error":null,"output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"Run."}]}],"usage":{"input_tokens":3,"output_tokens":2}}"#;
    let events = events(body);
    assert_eq!(text(&events), "Run.");
    assert_eq!(events.last(), Some(&CompletionEvent::Finished(StopReason::Complete)));
}
