//! What the decoder promises, on streams in the shape that real servers send and on bytes that
//! nobody should.

use proptest::prelude::*;
use rstest::rstest;

use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;

use super::*;
use crate::{
    domain::{api_key::ApiKey, usage::TokenUsage},
    llm::{
        error::{ProviderError, ProviderFailure},
        event::{CompletionEvent, StopReason},
        http::TimeLimits,
        wire::{Answer, MAX_COMPLETION_BYTES, Peer},
    },
};

const OPENAI: &[u8] = include_bytes!("../../../tests/data/streams/openai.sse");
const OLLAMA: &[u8] = include_bytes!("../../../tests/data/streams/ollama.sse");
const LLAMA_CPP: &[u8] = include_bytes!("../../../tests/data/streams/llama_cpp.sse");
const VLLM: &[u8] = include_bytes!("../../../tests/data/streams/vllm.sse");
const COPY: &str = "Zoë’s new runner 👟 is here — 東京 to São Paulo.\n\nRun **today**.";

/// A whole answer in the few words the tests are about.
#[derive(Debug, PartialEq)]
struct Outcome {
    text: String,
    end: Result<StopReason, ProviderFailure>,
    usage: Option<TokenUsage>,
}

fn decoder() -> Answer {
    let endpoint = Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse("http://llm.example/v1").expect("an address"),
        key: ApiKey::new("sk-canary-0123456789abcdef"),
        key_label: None,
        limits: TimeLimits::default(),
    };
    let peer = Arc::new(Peer { endpoint, protocol: &ChatCompletions });
    let request = CompletionRequest { model: "asked-for".into(), ..CompletionRequest::default() };
    Answer::new(peer, StatusCode::OK, &request)
}

fn events(mut decoder: Answer) -> Vec<Result<CompletionEvent, ProviderError>> {
    std::iter::from_fn(|| decoder.next_event()).collect()
}

fn decode<'a>(
    chunks: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Result<CompletionEvent, ProviderError>> {
    let mut decoder = decoder();
    for chunk in chunks {
        decoder.push(Bytes::copy_from_slice(chunk));
    }
    decoder.end();
    events(decoder)
}

fn outcome(events: Vec<Result<CompletionEvent, ProviderError>>) -> Outcome {
    let mut outcome = Outcome { text: String::new(), end: Ok(StopReason::Stopped), usage: None };
    let last = events.len() - 1;
    for (place, event) in events.into_iter().enumerate() {
        match event {
            Ok(CompletionEvent::Started { .. }) => assert_eq!(place, 0, "started in the middle"),
            Ok(CompletionEvent::Delta { text }) => {
                assert!(!text.is_empty() && place > 0);
                outcome.text.push_str(&text);
            }
            Ok(CompletionEvent::Usage(usage)) if usage.estimated => {}
            Ok(CompletionEvent::Usage(usage)) => outcome.usage = Some(usage),
            Ok(CompletionEvent::Waiting(_) | CompletionEvent::Allowance(_)) => {
                panic!("no headers, no wait")
            }
            Ok(CompletionEvent::Finished(reason)) => {
                assert_eq!(place, last, "something after the end");
                outcome.end = Ok(reason);
            }
            Err(error) => {
                assert_eq!(place, last, "something after the error");
                outcome.end = Err(error.failure);
            }
        }
    }
    outcome
}

fn read(body: &str) -> Outcome {
    outcome(decode([body.as_bytes()]))
}

fn text_piece(text: &str) -> String {
    let delta = serde_json::json!({ "choices": [{ "delta": { "content": text } }] });
    format!("data: {delta}\n\n")
}

fn ended(text: &str, end: StopReason) -> Outcome {
    Outcome { text: text.into(), end: Ok(end), usage: None }
}

fn failed(text: &str, failure: ProviderFailure) -> Outcome {
    Outcome { text: text.into(), end: Err(failure), usage: None }
}

#[rstest]
#[case(OPENAI, "gpt-4o-mini-2024-07-18", StopReason::Complete, (42, 16, 19))]
#[case(OLLAMA, "llama3.2:1b", StopReason::Complete, (31, 0, 19))]
#[case(LLAMA_CPP, "SmolLM2-135M-Instruct.Q4_1.gguf", StopReason::Complete, (27, 0, 19))]
#[case(VLLM, "Qwen/Qwen3-8B", StopReason::Length, (55, 0, 43))]
fn the_streams_of_known_servers_are_read_whole(
    #[case] stream: &[u8],
    #[case] model: &str,
    #[case] end: StopReason,
    #[case] (input, cached_input, output): (u64, u64, u64),
) {
    let events = decode([stream]);
    assert_eq!(events[0], Ok(CompletionEvent::Started { model: model.into() }));
    let usage = Some(TokenUsage { input, cached_input, output, estimated: false });
    assert_eq!(outcome(events), Outcome { text: COPY.into(), end: Ok(end), usage });
}

#[rstest]
fn text_cut_in_the_middle_of_a_character_is_whole_on_arrival(
    #[values(OPENAI, OLLAMA, LLAMA_CPP, VLLM)] stream: &[u8],
) {
    let whole = decode([stream]);
    for cut in 0..stream.len() {
        assert_eq!(decode([&stream[..cut], &stream[cut..]]), whole, "cut at {cut}");
    }
    assert_eq!(decode(stream.chunks(1)), whole);
}

#[rstest]
fn a_stream_that_ends_anywhere_before_its_stop_reason_is_truncated_and_its_text_stands(
    #[values(OPENAI, OLLAMA, LLAMA_CPP, VLLM)] stream: &[u8],
) {
    let text = str::from_utf8(stream).expect("recorded as UTF-8");
    let reason_at = text.find(r#""finish_reason":"stop"#).or(text.find(r#""length""#));
    for cut in 0..reason_at.expect("a stop reason") {
        let outcome = outcome(decode([&stream[..cut]]));
        assert_eq!(outcome.end, Ok(StopReason::Truncated), "cut at {cut}");
        assert!(COPY.starts_with(&outcome.text), "cut at {cut}: {:?}", outcome.text);
    }
}

#[test]
fn complete_truncated_and_unknown_are_told_apart() {
    let text = text_piece("Run.");
    let stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    let done = "data: [DONE]\n\n";
    assert_eq!(read(&format!("{text}{stop}{done}")), ended("Run.", StopReason::Complete));
    assert_eq!(read(&format!("{text}{stop}")), ended("Run.", StopReason::Complete));
    assert_eq!(read(&format!("{text}{done}")), ended("Run.", StopReason::Unknown));
    assert_eq!(read(&text), ended("Run.", StopReason::Truncated));
    assert_eq!(read(""), ended("", StopReason::Truncated));
}

#[rstest]
#[case("stop", StopReason::Complete)]
#[case("length", StopReason::Length)]
#[case("content_filter", StopReason::Filtered)]
#[case("tool_calls", StopReason::ToolCall)]
#[case("something new", StopReason::Unknown)]
fn each_stop_reason_is_told(#[case] word: &str, #[case] reason: StopReason) {
    let body = format!(
        "{}data: {{\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"{word}\"}}]}}\n\n",
        text_piece("Run.")
    );
    assert_eq!(read(&body), ended("Run.", reason));
}

#[test]
fn an_error_in_the_middle_is_kept_apart_from_the_text_before_it() {
    let body = format!(
        "{}data: {{\"error\":{{\"message\":\"Overloaded\",\"type\":\"server_error\"}}}}\n\n{}",
        text_piece("Run "),
        text_piece("never shown")
    );
    assert_eq!(read(&body), failed("Run ", ProviderFailure::Unavailable));

    let named = format!(
        "{}event: error\ndata: {{\"message\":\"No\",\"code\":429}}\n\n",
        text_piece("Run ")
    );
    assert_eq!(read(&named), failed("Run ", ProviderFailure::RateLimited));
}

#[test]
fn out_of_credit_is_told_though_the_answer_began_well() {
    let body = "data: {\"error\":{\"message\":\"Quota\",\"code\":\"insufficient_quota\"}}\n\n";
    assert_eq!(read(body), failed("", ProviderFailure::OutOfCredit));
    assert_eq!(
        read("{\"error\":{\"message\":\"Quota\",\"code\":\"insufficient_quota\"}}"),
        failed("", ProviderFailure::OutOfCredit)
    );
}

#[test]
fn a_refusal_is_shown_and_told_from_copy() {
    let body = "data: {\"choices\":[{\"delta\":{\"refusal\":\"I can't help with that.\"}}]}\n\n\
                data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    assert_eq!(read(body), ended("I can't help with that.", StopReason::Refused));
}

#[test]
fn fields_that_servers_leave_out_or_send_empty_are_not_missed() {
    let body = "data: {}\n\n\
                data: {\"choices\":null,\"usage\":null}\n\n\
                data: {\"choices\":[{}]}\n\n\
                data: {\"choices\":[{\"delta\":null}]}\n\n\
                data: {\"choices\":[{\"delta\":{\"content\":null,\"role\":null}}]}\n\n\
                data: {\"choices\":[{\"delta\":{\"content\":\"Run.\"}}],\"usage\":\"none\"}\n\n\
                data: {\"choices\":[{\"finish_reason\":\"\"}],\"usage\":{}}\n\n\
                data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n";
    let events = decode([body.as_bytes()]);
    assert_eq!(events[0], Ok(CompletionEvent::Started { model: "asked-for".into() }));
    assert_eq!(outcome(events), ended("Run.", StopReason::Complete));
}

#[rstest]
#[case("reasoning_content")]
#[case("reasoning")]
fn thoughts_are_never_shown_as_copy(#[case] field: &str) {
    let body = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"{field}\":\"Hm, shoes.\",\"content\":\"\"}}}}]}}\n\n{}",
        text_piece("Run.")
    );
    assert_eq!(read(&body).text, "Run.");
}

#[test]
fn an_answer_that_was_not_streamed_is_accepted() {
    let body = r#"{"model":"m","choices":[{"message":{"role":"assistant","content":"Run."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#;
    let usage = Some(TokenUsage { input: 3, output: 2, ..TokenUsage::default() });
    for size in [1, 7, body.len()] {
        assert_eq!(
            outcome(decode(body.as_bytes().chunks(size))),
            Outcome { usage, ..ended("Run.", StopReason::Complete) }
        );
    }
}

#[test]
fn a_web_page_in_place_of_copy_is_named() {
    let page = "\n<!DOCTYPE html><html><head><title>Hotel\n Sign-in</title></head></html>";
    let events = decode(page.as_bytes().chunks(5));
    let [Err(error)] = &events[..] else { panic!("{events:?}") };
    insta::assert_snapshot!(error.message, @"llm.example answered with the web page “Hotel Sign-in”, not with copy. Your network may want you to sign in first, or the address in Settings is not the provider's.");
    assert_eq!(error.failure, ProviderFailure::NotAProvider);
}

#[rstest]
#[case(r#"{"status":"ok"}"#, ProviderFailure::NotAProvider)]
#[case("Welcome to nginx", ProviderFailure::NotAProvider)]
#[case("data: Welcome\n\n", ProviderFailure::MalformedResponse)]
#[case("data: {\"choices\":[{\"delta\":{\"content\":7}}]}\n\n", ProviderFailure::MalformedResponse)]
#[case("[1,", ProviderFailure::MalformedResponse)]
fn what_is_no_completion_is_no_copy(#[case] body: &str, #[case] failure: ProviderFailure) {
    assert_eq!(read(body), failed("", failure));
}

#[test]
fn bytes_that_are_no_text_end_it_and_the_text_before_stands() {
    let mut body = text_piece("Run.").into_bytes();
    body.extend_from_slice(b"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}\n\n");
    assert_eq!(outcome(decode([&body[..]])), failed("Run.", ProviderFailure::MalformedResponse));
}

#[test]
fn an_endless_completion_is_stopped_at_its_limit_and_what_came_stands() {
    let piece = Bytes::from(text_piece(&"copy ".repeat(10_000)));
    let mut decoder = decoder();
    let mut pieces = 0;
    while !decoder.has_ended() {
        decoder.push(piece.clone());
        pieces += 1;
        assert!(pieces < 1_000, "not stopped");
    }
    let outcome = outcome(events(decoder));
    assert_eq!(outcome.end, Err(ProviderFailure::ResponseTooLarge));
    assert!(outcome.text.len() >= MAX_COMPLETION_BYTES);
}

#[test]
fn keep_alives_mean_nothing_and_text_and_thoughts_do() {
    let mut decoder = decoder();
    let mut means = |bytes: &str| decoder.push(Bytes::copy_from_slice(bytes.as_bytes()));
    assert!(!means(": ping\n\n"));
    assert!(!means("event: ping\ndata: {}\n\n"));
    assert!(!means("data: {\"choices\":[]}\n\n"));
    assert!(!means("data: {\"choices\":[{\"delta\":{\"content\":\"\"}}]}\n\n"));
    assert!(means(&text_piece("Run.")));
    assert!(means("data: {\"choices\":[{\"delta\":{\"reasoning\":\"Hm\"}}]}\n\n"));
    assert!(means("data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n"));
    assert!(!means(": ping\n\n"));
}

#[test]
fn a_broken_connection_keeps_the_text_and_without_any_is_a_failure() {
    let failure = ProviderError::new(ProviderFailure::Unreachable, "broken");
    let cut_after = |body: &str| {
        let mut decoder = decoder();
        decoder.push(Bytes::copy_from_slice(body.as_bytes()));
        decoder.cut(failure.clone());
        outcome(events(decoder))
    };
    let stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    assert_eq!(cut_after(""), failed("", ProviderFailure::Unreachable));
    assert_eq!(cut_after("data: {\"choices\":[{\"del"), failed("", ProviderFailure::Unreachable));
    assert_eq!(cut_after(&text_piece("Run.")), ended("Run.", StopReason::Truncated));
    assert_eq!(
        cut_after(&format!("{}{stop}", text_piece("Run."))),
        ended("Run.", StopReason::Complete)
    );
}

#[test]
fn a_server_that_goes_silent_has_failed_unless_it_had_said_why_it_stopped() {
    let failure = ProviderError::new(ProviderFailure::TimedOut, "silent");
    let silent_after = |body: &str| {
        let mut decoder = decoder();
        decoder.push(Bytes::copy_from_slice(body.as_bytes()));
        decoder.give_up(failure.clone());
        outcome(events(decoder))
    };
    let stop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}\n\n";
    assert_eq!(silent_after(&text_piece("Run.")), failed("Run.", ProviderFailure::TimedOut));
    assert_eq!(
        silent_after(&format!("{}{stop}", text_piece("Run."))),
        ended("Run.", StopReason::Length)
    );
}

proptest! {
    #[test]
    fn any_cut_of_a_recorded_stream_gives_the_same_events(
        stream in prop_oneof![Just(OPENAI), Just(OLLAMA), Just(LLAMA_CPP), Just(VLLM)],
        sizes in proptest::collection::vec(1_usize..600, 1..60),
    ) {
        let mut rest = stream;
        let mut chunks = Vec::new();
        for size in sizes.iter().cycle() {
            if rest.is_empty() { break }
            let (chunk, after) = rest.split_at((*size).min(rest.len()));
            chunks.push(chunk);
            rest = after;
        }
        prop_assert_eq!(decode(chunks), decode([stream]));
    }

    #[test]
    fn garbage_never_panics_and_always_ends(
        chunks in proptest::collection::vec(
            prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..60),
                "(data: |event: error|\\{|\"choices\":|\\[|\\]|\\}|null|[0-9]|\"error\"|:|,|\n|\r){0,20}"
                    .prop_map(String::into_bytes),
                Just(text_piece("Run.").into_bytes()),
            ],
            0..12,
        ),
    ) {
        outcome(decode(chunks.iter().map(Vec::as_slice)));
    }

    #[test]
    fn a_recorded_stream_with_one_byte_changed_never_panics_and_always_ends(
        at in 0_usize..3_000, byte: u8,
    ) {
        let mut stream = LLAMA_CPP.to_vec();
        let at = at % stream.len();
        stream[at] = byte;
        outcome(decode(stream.chunks(64)));
    }
}
