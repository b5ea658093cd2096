//! The provider against engines that misbehave on cue: shell scripts that speak the protocol.

use std::time::{Duration, Instant};

use futures_util::future;

use super::*;
use crate::{
    domain::prompt::{Message, Role},
    llm::event::{StopReason, TokenUsage},
};

/// What every script can do. `$id` is that of the request at hand.
const VERBS: &str = r#"
read_request() {
    IFS= read -r line || exit 0
    id=${line#*\"id\":}; id=${id%%[!0-9]*}
}
started() { printf '{"type":"started","id":%s,"model":"Fake"}\n' "$id"; }
delta() { printf '{"type":"delta","id":%s,"text":"%s"}\n' "$id" "$1"; }
finished() {
    printf '{"type":"finished","id":%s,"reason":"%s","usage":{"input":3,"cachedInput":1,"output":2}}\n' "$id" "$1"
}
"#;

/// Answers any number of requests, and tells its process id.
const OBEDIENT: &str = r#"while read_request; do started; delta "$$"; finished complete; done"#;

fn provider(script: &str) -> LocalProvider {
    with_limits(script, EngineLimits::default())
}

fn with_limits(script: &str, limits: EngineLimits) -> LocalProvider {
    let command = EngineCommand {
        program: "/bin/sh".into(),
        args: vec!["-c".into(), format!("{VERBS}\n{script}").into()],
    };
    LocalProvider::new(command, limits)
}

fn request() -> CompletionRequest {
    CompletionRequest {
        model: "/models/small.gguf".into(),
        messages: vec![Message::text(Role::User, "A slogan for tea.")],
        ..CompletionRequest::default()
    }
}

async fn all(provider: &LocalProvider) -> Vec<Result<CompletionEvent, ProviderError>> {
    provider.complete(request()).collect().await
}

fn text(events: &[Result<CompletionEvent, ProviderError>]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Ok(CompletionEvent::Delta { text }) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

fn failure(events: &[Result<CompletionEvent, ProviderError>]) -> Option<&ProviderError> {
    events.last().and_then(|event| event.as_ref().err())
}

#[tokio::test]
async fn a_completion_comes_as_events_up_to_its_stop_reason() {
    let provider = provider("read_request; started; delta Fresh; finished complete; read_request");
    let events: Result<Vec<_>, _> = all(&provider).await.into_iter().collect();
    assert_eq!(
        events.expect("a completion"),
        [
            CompletionEvent::Started { model: "Fake".into() },
            CompletionEvent::Delta { text: "Fresh".into() },
            CompletionEvent::Usage(TokenUsage {
                input: 3,
                cached_input: 1,
                output: 2,
                estimated: false
            }),
            CompletionEvent::Finished(StopReason::Complete),
        ]
    );
}

#[tokio::test]
async fn the_engine_is_kept_warm_for_the_next_request() {
    let provider = provider(OBEDIENT);
    let first = text(&all(&provider).await);
    assert!(!first.is_empty());
    assert_eq!(text(&all(&provider).await), first, "another process answered");
}

#[tokio::test]
async fn an_idle_engine_is_ended_and_started_again_when_needed() {
    let limits = EngineLimits { idle: Duration::from_millis(20), ..EngineLimits::default() };
    let provider = with_limits(OBEDIENT, limits);
    let first = text(&all(&provider).await);
    let gone = format!("/proc/{first}");
    while Path::new(&gone).exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_ne!(text(&all(&provider).await), first);
}

#[tokio::test]
async fn requests_take_turns() {
    let provider = provider(OBEDIENT);
    let (one, two) = future::join(all(&provider), all(&provider)).await;
    assert_eq!(failure(&one), None);
    assert_eq!(failure(&two), None);
    assert_eq!(text(&one), text(&two));
}

#[tokio::test]
async fn a_crash_keeps_the_text_so_far_and_the_next_request_works() {
    let provider = provider(
        r#"while read_request; do started; delta "Half a"; delta " slogan"; kill -9 $$; done"#,
    );
    let first = all(&provider).await;
    assert_eq!(text(&first), "Half a slogan");
    let error = failure(&first).expect("an error");
    assert_eq!(error.failure, ProviderFailure::EngineStopped);
    insta::assert_snapshot!(error, @"The local model stopped. What it wrote is kept: draft again to go on.");
    assert_eq!(text(&all(&provider).await), "Half a slogan");
}

#[tokio::test]
async fn a_crash_while_the_model_loads_names_the_file() {
    let provider = provider("read_request; kill -9 $$");
    let events = all(&provider).await;
    let error = failure(&events).expect("an error");
    assert_eq!(error.failure, ProviderFailure::ModelFileUnusable);
    insta::assert_snapshot!(error, @"The model file “small.gguf” can't be used: the local model stopped while it was loaded. It may be damaged, or too large for this computer. Choose another model file.");
}

#[tokio::test]
async fn a_failure_that_the_engine_reports_is_passed_on_in_its_words() {
    let provider = provider(
        r#"while read_request; do
            printf '{"type":"failed","id":%s,"code":"prompt_too_long","message":"Too long."}\n' "$id"
        done"#,
    );
    let events = all(&provider).await;
    let error = ProviderError::new(ProviderFailure::PromptTooLong, "Too long.");
    assert_eq!(failure(&events), Some(&error));
}

#[tokio::test]
async fn garbage_from_the_engine_ends_it_and_is_not_quoted() {
    let provider = provider("read_request; started; echo 'tea secrets'; read_request");
    let events = all(&provider).await;
    let error = failure(&events).expect("an error");
    assert_eq!(error.failure, ProviderFailure::MalformedResponse);
    assert!(!error.message.contains("secrets"));
}

#[tokio::test]
async fn an_endless_line_from_the_engine_is_given_up() {
    let provider = provider("read_request; started; while :; do printf '%0999d' 0; done");
    let events = all(&provider).await;
    let failure = failure(&events).map(|error| error.failure);
    assert_eq!(failure, Some(ProviderFailure::MalformedResponse));
}

#[tokio::test]
async fn a_log_without_end_does_not_hold_the_engine_up() {
    let provider = provider(
        r#"read_request; i=0; while [ $i -lt 300 ]; do printf '%0999d' 0 >&2; i=$((i+1)); done
        started; delta done; finished complete; read_request"#,
    );
    assert_eq!(text(&all(&provider).await), "done");
}

#[tokio::test]
async fn dropping_the_stream_cancels_and_keeps_an_engine_that_obeys() {
    let provider = provider(
        r#"read_request; started; delta "$$"
        read_request
        case $line in *cancel*) finished stopped;; esac
        read_request; started; delta "$$"; finished complete; read_request"#,
    );
    let first = text_then_drop(&provider).await;
    assert_eq!(text(&all(&provider).await), first, "the engine was not kept");
}

#[tokio::test]
async fn an_engine_that_hangs_on_cancel_is_killed_and_replaced() {
    let limits = EngineLimits { cancel: Duration::from_millis(50), ..EngineLimits::default() };
    let provider = with_limits(
        r#"read_request; started; delta "$$"; read_request
        while :; do sleep 1; done"#,
        limits,
    );
    let first = text_then_drop(&provider).await;
    let asked = Instant::now();
    let second = text_then_drop(&provider).await;
    assert_ne!(second, first);
    assert!(asked.elapsed() < Duration::from_secs(5), "took {:?}", asked.elapsed());
    assert!(!Path::new(&format!("/proc/{first}")).exists(), "the first engine still runs");
}

#[tokio::test]
async fn the_engine_goes_with_the_provider() {
    let provider = provider(OBEDIENT);
    let engine = format!("/proc/{}", text(&all(&provider).await));
    drop(provider);
    let asked = Instant::now();
    while Path::new(&engine).exists() {
        assert!(asked.elapsed() < Duration::from_secs(5), "the engine still runs");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_engine_that_cannot_be_started_is_said_so() {
    let command = EngineCommand { program: "/nowhere/copydeck".into(), args: Vec::new() };
    let provider = LocalProvider::new(command, EngineLimits::default());
    let events = all(&provider).await;
    let error = failure(&events).expect("an error");
    assert_eq!(error.failure, ProviderFailure::EngineStopped);
    insta::assert_snapshot!(error, @"The local model could not be started (No such file or directory (os error 2)). Install Copydeck again, or choose another model.");
}

#[tokio::test]
async fn a_prompt_of_many_megabytes_is_refused_before_it_is_sent() {
    let provider = provider("read_request; finished complete");
    let mut request = request();
    request.messages = vec![Message::text(Role::User, "tea ".repeat(3 << 20))];
    let events: Vec<_> = provider.complete(request).collect().await;
    assert_eq!(failure(&events).map(|error| error.failure), Some(ProviderFailure::PromptTooLong));
}

#[tokio::test]
async fn the_engine_sees_nothing_of_the_environment_that_may_hold_a_key() {
    let provider = provider(
        r#"read_request; started; delta "[${HOME}${CARGO_MANIFEST_DIR}]"; finished complete; read_request"#,
    );
    assert_eq!(text(&all(&provider).await), "[]");
}

#[tokio::test]
async fn a_model_file_says_what_it_is() {
    let provider = provider(
        r#"while read_request; do
            printf '{"type":"inspected","id":%s,"name":"Small","contextLength":8192}\n' "$id"
        done"#,
    );
    let description = provider.inspect(Path::new("/models/small.gguf")).await;
    let expected = ModelDescription { name: Some("Small".into()), context_length: 8_192 };
    assert_eq!(description, Ok(expected));
}

/// Reads the first words of a completion and lets go of it.
async fn text_then_drop(provider: &LocalProvider) -> String {
    let mut events = provider.complete(request());
    while let Some(event) = events.next().await {
        if let CompletionEvent::Delta { text } = event.expect("an event") {
            return text;
        }
    }
    panic!("no text came");
}
