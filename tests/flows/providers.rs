//! A provider over a real connection: what the user is told, and what is kept, however the server
//! misbehaves.

use std::{
    sync::Once,
    time::{Duration, Instant},
};

use copydeck_core::{
    domain::{
        api_key::ApiKey,
        prompt::{Message, Role, Sampling},
        run::{ProviderFailure, StopReason},
        usage::TokenUsage,
    },
    llm::{
        base_url::BaseUrl,
        error::ProviderError,
        event::CompletionEvent,
        http::{self, TimeLimits},
        openai_chat,
        provider::{CompletionRequest, Provider},
        wire::{Endpoint, RemoteProvider},
    },
};
use futures_util::StreamExt;
use rstest::rstest;

use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
    untrusted::UntrustedServer,
};

pub(super) const KEY: &str = "sk-canary-0123456789abcdef";
const COPY: &str = "Zoë’s new runner 👟 is here — 東京 to São Paulo. Run today.";

/// Short enough for tests, long enough for a busy machine.
pub(super) const LIMITS: TimeLimits = TimeLimits {
    connect: Duration::from_secs(2),
    silence: Duration::from_millis(400),
    after_stop_reason: Duration::from_secs(1),
};

/// All that came of a completion.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) text: String,
    usage: Option<TokenUsage>,
    pub(super) end: Result<StopReason, ProviderError>,
}

impl Outcome {
    pub(super) fn failure(&self) -> ProviderFailure {
        self.end.as_ref().expect_err("it failed").failure
    }

    pub(super) fn message(&self) -> &str {
        &self.end.as_ref().expect_err("it failed").message
    }
}

/// What `main` does first.
fn install_crypto() {
    static CRYPTO: Once = Once::new();
    CRYPTO.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().expect("installed once");
    });
}

/// A provider at this address, with the canary for a key.
pub(super) fn provider_at(base_url: &str, limits: TimeLimits) -> RemoteProvider {
    install_crypto();
    let endpoint = Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse(base_url).expect("an address"),
        key: ApiKey::new(KEY),
        key_label: None,
        limits,
    };
    openai_chat::provider(endpoint, http::client(&limits).expect("a client"))
}

fn request() -> CompletionRequest {
    CompletionRequest {
        model: "loopback-1".into(),
        messages: vec![
            Message::text(Role::System, "You write copy."),
            Message::text(Role::User, "A launch line for canary-brief."),
        ],
        sampling: Sampling { temperature: Some(0.5), seed: Some(7), ..Sampling::default() },
        ..CompletionRequest::default()
    }
}

pub(super) async fn complete(provider: &RemoteProvider) -> Outcome {
    let mut events = provider.complete(request());
    let mut outcome = Outcome { text: String::new(), usage: None, end: Ok(StopReason::Stopped) };
    let mut ends = 0;
    while let Some(event) = events.next().await {
        match event {
            Ok(
                CompletionEvent::Started { .. }
                | CompletionEvent::Waiting(_)
                | CompletionEvent::Allowance(_),
            ) => {}
            Ok(CompletionEvent::Delta { text }) => outcome.text.push_str(&text),
            Ok(CompletionEvent::Usage(usage)) => outcome.usage = Some(usage),
            Ok(CompletionEvent::Finished(reason)) => {
                outcome.end = Ok(reason);
                ends += 1;
            }
            Err(error) => {
                outcome.end = Err(error);
                ends += 1;
            }
        }
    }
    assert_eq!(ends, 1, "exactly one end: {outcome:?}");
    outcome
}

async fn complete_with(script: Script) -> Outcome {
    let server = LoopbackServer::start(script).await;
    complete(&provider_at(&server.base_url(), LIMITS)).await
}

#[tokio::test]
async fn copy_arrives_whole_in_whatever_pieces_it_travels() {
    for bytes in [1, 2, 3, 7, 64, usize::MAX] {
        let outcome = complete_with(Script::text(COPY).in_chunks(bytes, Duration::ZERO)).await;
        assert_eq!(outcome.text, COPY, "in chunks of {bytes}");
        assert_eq!(outcome.end, Ok(StopReason::Complete));
        let usage = TokenUsage { input: 12, output: 34, ..TokenUsage::default() };
        assert_eq!(outcome.usage, Some(usage));
    }
}

#[tokio::test]
async fn the_bytes_on_the_wire_are_the_ones_that_can_be_shown() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let provider = provider_at(&server.base_url(), LIMITS);
    complete(&provider).await;
    let requests = server.requests();
    let [sent] = &requests[..] else { panic!("{requests:?}") };
    assert_eq!((sent.method.as_str(), sent.path.as_str()), ("POST", "/v1/chat/completions"));
    assert_eq!(sent.body, provider.sent(&request()).body.as_bytes());
    assert_eq!(sent.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(sent.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_server_without_a_key_is_sent_none() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let endpoint = Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse(&server.base_url()).expect("an address"),
        key: None,
        key_label: None,
        limits: LIMITS,
    };
    let with_key = provider_at(&server.base_url(), LIMITS);
    complete(&with_key).await;
    complete(&openai_chat::provider(endpoint, http::client(&LIMITS).expect("a client"))).await;
    let sent: Vec<_> =
        server.requests().iter().map(|r| r.header("authorization").is_some()).collect();
    assert_eq!(sent, [true, false]);
}

#[tokio::test]
async fn a_connection_cut_at_any_byte_keeps_what_came_and_says_so() {
    let body = format!("{}{}", chat_stream::words(COPY), chat_stream::finish("stop"));
    let scripts =
        (0..body.len()).step_by(11).map(|at| (at, Script::stream(body.clone()).cut_at(at)));
    let server =
        LoopbackServer::start_with(scripts.clone().map(|(_, script)| script), Script::models(&[]))
            .await;
    let provider = provider_at(&server.base_url(), LIMITS);
    for (at, _) in scripts {
        let outcome = complete(&provider).await;
        assert!(COPY.starts_with(&outcome.text), "cut at {at}: {:?}", outcome.text);
        match outcome.end {
            Ok(StopReason::Truncated) => assert!(!outcome.text.is_empty(), "cut at {at}"),
            Err(error) => {
                assert_eq!(error.failure, ProviderFailure::Unreachable, "cut at {at}");
                assert_eq!(outcome.text, "", "cut at {at}");
            }
            end @ Ok(_) => panic!("cut at {at}: {end:?}"),
        }
    }
}

#[tokio::test]
async fn a_reset_connection_keeps_what_came_and_says_so() {
    let body = chat_stream::words(COPY);
    let outcome = complete_with(Script::stream(body.clone()).reset_at(body.len() / 2)).await;
    assert!(!outcome.text.is_empty() && COPY.starts_with(&outcome.text));
    assert_eq!(outcome.end, Ok(StopReason::Truncated));
}

#[tokio::test]
async fn complete_truncated_and_unknown_are_told_apart() {
    let words = chat_stream::words(COPY);
    for (body, reason) in [
        (format!("{words}{}", chat_stream::finish("stop")), StopReason::Complete),
        (format!("{words}{}", chat_stream::finish("length")), StopReason::Length),
        (format!("{words}{}", chat_stream::DONE), StopReason::Unknown),
        (words.clone(), StopReason::Truncated),
    ] {
        for script in [Script::stream(body.clone()), Script::stream(body).bare()] {
            let outcome = complete_with(script).await;
            assert_eq!((outcome.text.as_str(), outcome.end), (COPY, Ok(reason)));
        }
    }
}

#[tokio::test]
async fn an_error_is_kept_apart_from_the_text_before_it() {
    let words = chat_stream::words(COPY);
    let error = chat_stream::error("server_error", "The engine fell over.");
    let outcome = complete_with(Script::stream(format!("{words}{error}"))).await;
    assert_eq!(outcome.text, COPY);
    assert_eq!(outcome.failure(), ProviderFailure::Unavailable);
    assert!(outcome.message().ends_with("It says: “The engine fell over”"), "{outcome:?}");
}

#[rstest]
#[case(Script::error(401, "invalid_api_key", "no"), ProviderFailure::KeyRefused)]
#[case(Script::error(403, "forbidden", "no"), ProviderFailure::KeyRefused)]
#[case(Script::error(404, "model_not_found", "no"), ProviderFailure::ModelNotFound)]
#[case(Script::error(400, "context_length_exceeded", "no"), ProviderFailure::PromptTooLong)]
#[case(Script::error(400, "content_policy_violation", "no"), ProviderFailure::RequestRejected)]
#[case(Script::error(422, "unprocessable", "no"), ProviderFailure::RequestRejected)]
#[case(Script::error(429, "insufficient_quota", "no"), ProviderFailure::OutOfCredit)]
#[case(Script::error(429, "rate_limit_exceeded", "no"), ProviderFailure::RateLimited)]
#[case(Script::error(408, "timeout", "no"), ProviderFailure::Unavailable)]
#[case(Script::error(409, "conflict", "no"), ProviderFailure::Unavailable)]
#[case(Script::error(500, "server_error", "no"), ProviderFailure::Unavailable)]
#[case(Script::error(529, "overloaded_error", "no"), ProviderFailure::Unavailable)]
#[case(Script::page(502, "Bad gateway"), ProviderFailure::Unavailable)]
#[case(Script::page(200, "Hotel sign-in"), ProviderFailure::NotAProvider)]
#[case(Script::page(403, "Blocked"), ProviderFailure::NotAProvider)]
#[case(Script::answer(407, "text/plain", ""), ProviderFailure::NotAProvider)]
#[case(
    Script::stream(chat_stream::error("insufficient_quota", "no")),
    ProviderFailure::OutOfCredit
)]
#[tokio::test]
async fn each_signal_is_told_as_what_it_is(
    #[case] script: Script,
    #[case] failure: ProviderFailure,
) {
    let outcome = complete_with(script).await;
    assert_eq!(outcome.failure(), failure, "{outcome:?}");
    assert_eq!(outcome.text, "");
}

#[tokio::test]
async fn a_redirect_is_named_and_never_followed_with_the_key() {
    let elsewhere = LoopbackServer::start(Script::text(COPY)).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/chat/completions", elsewhere.base_url());
        let outcome = complete_with(Script::redirect(status, &to)).await;
        assert_eq!(outcome.failure(), ProviderFailure::Redirected);
        assert!(outcome.message().contains(&elsewhere.origin()), "{outcome:?}");
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let base_url = server.base_url();
    drop(server);
    tokio::task::yield_now().await;
    let outcome = complete(&provider_at(&base_url, LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Unreachable);
    assert!(outcome.message().starts_with("Nothing answers at 127.0.0.1:"), "{outcome:?}");
}

#[tokio::test]
async fn a_name_that_is_not_known_is_unreachable() {
    let outcome = complete(&provider_at("http://copydeck.invalid/v1", LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Unreachable, "{outcome:?}");
}

#[tokio::test]
async fn something_that_is_no_web_server_is_told_from_one_that_is_not_there() {
    let server = LoopbackServer::start(Script::noise("SSH-2.0-OpenSSH_9.9\r\n")).await;
    let secure = server.base_url().replace("http://", "https://");
    for base_url in [secure, server.base_url()] {
        let outcome = complete(&provider_at(&base_url, LIMITS)).await;
        assert_eq!(outcome.failure(), ProviderFailure::NotAProvider, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused_before_the_key_is_sent() {
    install_crypto();
    let server = UntrustedServer::start();
    let outcome = complete(&provider_at(&server.base_url(), LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::CertificateRejected, "{outcome:?}");
    assert_eq!(server.trusted_by(), 0);
}

#[rstest]
#[case::no_head(Script::text(COPY).head_after(Duration::from_secs(60)), "")]
#[case::nothing(Script::stream("").stall(), "")]
#[case::some_text(Script::stream(chat_stream::words(COPY)).stall(), COPY)]
#[case::pings(
    Script::stream(chat_stream::words(COPY)).repeat(": ping\n\n", Duration::from_millis(20)),
    COPY
)]
#[case::empty_pieces(
    Script::stream(chat_stream::words(COPY))
        .repeat(chat_stream::piece(""), Duration::from_millis(20)),
    COPY
)]
#[tokio::test]
async fn silence_ends_it_and_pings_are_silence(#[case] script: Script, #[case] text: &str) {
    let started = Instant::now();
    let outcome = complete_with(script).await;
    assert_eq!(outcome.failure(), ProviderFailure::TimedOut, "{outcome:?}");
    assert_eq!(outcome.text, text);
    assert!(started.elapsed() >= LIMITS.silence);
}

#[tokio::test]
async fn a_slow_stream_that_keeps_coming_is_never_cut_off() {
    let script = Script::text(COPY).in_chunks(120, Duration::from_millis(60));
    let started = Instant::now();
    let outcome = complete_with(script).await;
    assert_eq!((outcome.text.as_str(), &outcome.end), (COPY, &Ok(StopReason::Complete)));
    assert!(started.elapsed() > 2 * LIMITS.silence, "too quick to show anything");
}

#[tokio::test]
async fn a_server_that_never_hangs_up_does_not_hold_up_a_complete_text() {
    let body = format!("{}{}", chat_stream::words(COPY), chat_stream::finish("stop"));
    let outcome = complete_with(Script::stream(body).stall()).await;
    assert_eq!((outcome.text.as_str(), outcome.end), (COPY, Ok(StopReason::Complete)));
}

#[rstest]
#[case::one_event(Script::stream("data: ").repeat(vec![b'x'; 64 * 1024], Duration::ZERO))]
#[case::many_events(
    Script::stream("").repeat(chat_stream::piece(&"copy ".repeat(4_000)), Duration::ZERO)
)]
#[case::a_document(Script::answer(200, "application/json", "{").repeat(vec![b' '; 64 * 1024], Duration::ZERO))]
#[case::a_list(Script::answer(200, "text/plain", "[").repeat(vec![b'1'; 64 * 1024], Duration::ZERO))]
#[tokio::test]
async fn an_endless_answer_is_stopped_and_named(#[case] script: Script) {
    let server = LoopbackServer::start(script).await;
    let outcome = complete(&provider_at(&server.base_url(), LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::ResponseTooLarge, "{outcome:?}");
    assert!(outcome.text.len() < 9 * 1024 * 1024);
    server.hung_up_on().await;
}

#[tokio::test]
async fn an_endless_page_or_refusal_is_not_read_to_its_end() {
    let blanks = || vec![b' '; 64 * 1024];
    let page =
        Script::answer(200, "text/html", "<title>Portal</title>").repeat(blanks(), Duration::ZERO);
    let outcome = complete_with(page).await;
    assert_eq!(outcome.failure(), ProviderFailure::NotAProvider);
    let refusal = Script::answer(503, "text/plain", "busy").repeat(blanks(), Duration::ZERO);
    assert_eq!(complete_with(refusal).await.failure(), ProviderFailure::Unavailable);
}

#[tokio::test]
async fn dropping_a_completion_hangs_up_on_the_server() {
    let server = LoopbackServer::start(Script::stream(chat_stream::words(COPY)).stall()).await;
    let mut events = provider_at(&server.base_url(), TimeLimits::default()).complete(request());
    events.next().await.expect("a start").expect("no failure");
    drop(events);
    tokio::time::timeout(Duration::from_secs(5), server.hung_up_on()).await.expect("hung up");
}
