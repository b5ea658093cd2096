//! What is asked again, how often, after how long, and what is not.

use std::time::Instant;

use rstest::rstest;

use super::*;

type D = Dialect;

async fn patiently(
    dialect: Dialect,
    scripts: impl IntoIterator<Item = Script>,
) -> (Outcome, usize) {
    let server = LoopbackServer::start_with(scripts, Script::models(&[])).await;
    let outcome = complete(&patient(dialect, &server)).await;
    (outcome, server.requests().len())
}

#[rstest]
#[case(429, "rate_limit_error")]
#[case(408, "timeout_error")]
#[case(409, "conflict_error")]
#[case(500, "api_error")]
#[case(529, "overloaded_error")]
#[tokio::test]
async fn what_may_pass_is_asked_again_twice_and_then_told(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[case] status: u16,
    #[case] code: &str,
) {
    let busy = || dialect.refusal(status, code, "no").header("retry-after-ms", "5");
    let (outcome, asked) = patiently(dialect, [busy(), busy(), dialect.text(COPY)]).await;
    outcome.is(COPY, StopReason::Complete);
    assert_eq!(asked, 3);
    let attempts: Vec<_> = outcome.waits.iter().map(|wait| wait.attempt).collect();
    assert_eq!(attempts, [2, 3]);
    assert!(outcome.waits.iter().all(|wait| wait.after == Duration::from_millis(5)));

    let (outcome, asked) = patiently(dialect, [busy()]).await;
    assert_eq!(asked, 3);
    assert!(outcome.failure().is_transient(), "{outcome:?}");
}

#[rstest]
#[case(401, "authentication_error")]
#[case(404, "model_not_found")]
#[case(400, "context_length_exceeded")]
#[case(400, "invalid_request_error")]
#[case(422, "unprocessable")]
#[case(429, "insufficient_quota")]
#[case(402, "billing_error")]
#[case(407, "proxy")]
#[tokio::test]
async fn what_does_not_pass_is_told_at_once(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[case] status: u16,
    #[case] code: &str,
) {
    let (outcome, asked) = patiently(dialect, [dialect.refusal(status, code, "no")]).await;
    assert!(outcome.end.is_err() && outcome.waits.is_empty(), "{outcome:?}");
    assert_eq!(asked, 1);
}

#[rstest]
#[case(&[("retry-after", "300")])]
#[case(&[("retry-after", "-3")])]
#[case(&[("retry-after", "later")])]
#[case(&[("retry-after-ms", "130000")])]
#[case(&[("x-should-retry", "false")])]
#[tokio::test]
async fn a_wait_that_is_too_long_or_none_is_told_and_not_sat_through(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[case] headers: &[(&str, &str)],
) {
    let busy = dialect.refusal(429, "rate_limit_error", "no");
    let busy = headers.iter().fold(busy, |script, (name, value)| script.header(name, value));
    let (outcome, asked) = patiently(dialect, [busy]).await;
    assert_eq!(outcome.failure(), ProviderFailure::RateLimited);
    assert_eq!((asked, outcome.waits.len()), (1, 0));
}

#[rstest]
#[tokio::test]
async fn a_server_that_wants_to_be_asked_again_is(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let odd = dialect
        .refusal(400, "invalid_request_error", "no")
        .header("x-should-retry", "true")
        .header("retry-after", "0");
    let (outcome, asked) = patiently(dialect, [odd, dialect.text(COPY)]).await;
    outcome.is(COPY, StopReason::Complete);
    assert_eq!(asked, 2);
}

#[rstest]
#[tokio::test]
async fn a_connection_that_breaks_before_the_first_word_is_made_again(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let reset = Script::stream(dialect.whole(COPY)).reset_at(0);
    let (outcome, asked) = patiently(dialect, [reset, dialect.text(COPY)]).await;
    outcome.is(COPY, StopReason::Complete);
    assert_eq!((asked, outcome.waits.len()), (2, 1));
    let wait = outcome.waits[0].after;
    assert!(wait >= Duration::from_millis(375) && wait <= Duration::from_millis(500), "{wait:?}");
}

#[rstest]
#[tokio::test]
async fn nothing_is_asked_again_once_a_word_or_a_thought_has_come(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let error = dialect.error_event("overloaded_error", "no");
    for before in [dialect.words("Run"), format!("{}{}", dialect.opening(), dialect.thought("Hm"))]
    {
        let broken = Script::stream(format!("{before}{error}"));
        let (outcome, asked) = patiently(dialect, [broken, dialect.text(COPY)]).await;
        assert_eq!(outcome.failure(), ProviderFailure::Unavailable, "{outcome:?}");
        assert_eq!((asked, outcome.waits.len()), (1, 0));
    }
}

#[rstest]
#[tokio::test]
async fn a_silence_is_not_asked_again_because_it_may_be_paid_for(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let script = dialect.text(COPY).head_after(Duration::from_secs(60));
    let server = LoopbackServer::start(script).await;
    let provider = provider_at(dialect, &server.base_url(), IMPATIENT);
    let patient = PatientProvider::new(Arc::new(provider), "Studio server", Health::default());
    let outcome = complete(&patient).await;
    assert_eq!(outcome.failure(), ProviderFailure::TimedOut);
    assert_eq!(server.requests().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone_for_a_while_with_that_key(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let broken = dialect.refusal(500, "api_error", "no").header("retry-after-ms", "5");
    let server = LoopbackServer::start(broken).await;
    let health = Health::default();
    let provider = provider_at(dialect, &server.base_url(), LIMITS);
    let patient = |health: &Health| {
        PatientProvider::new(Arc::new(provider.clone()), "Studio server", health.clone())
    };
    for _ in 0..2 {
        complete(&patient(&health)).await.failure();
    }
    assert_eq!(server.requests().len(), 5, "five in a row open it, in the midst of retries");
    let outcome = complete(&patient(&health)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Unavailable);
    assert!(outcome.message().contains("several times in a row"), "{outcome:?}");
    assert_eq!(server.requests().len(), 5);
    complete(&patient(&Health::default())).await.failure();
    assert!(server.requests().len() > 5, "another key is not held up by it");
}

#[rstest]
#[tokio::test]
async fn refusals_and_an_empty_account_do_not_have_a_provider_left_alone(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values((401, "authentication_error"), (429, "insufficient_quota"))] refusal: (u16, &str),
) {
    let script = dialect.refusal(refusal.0, refusal.1, "no");
    let server = LoopbackServer::start(script).await;
    let patient = patient(dialect, &server);
    for _ in 0..8 {
        complete(&patient).await.failure();
    }
    assert_eq!(server.requests().len(), 8);
}

#[rstest]
#[tokio::test]
async fn a_wait_can_be_stopped_at_once(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let busy = dialect.refusal(429, "rate_limit_error", "no").header("retry-after", "100");
    let server = LoopbackServer::start(busy).await;
    let started = Instant::now();
    let mut events = patient(dialect, &server).complete(request());
    let first = events.next().await.expect("a wait");
    let Ok(CompletionEvent::Waiting(wait)) = first else { panic!("{first:?}") };
    assert_eq!(wait.after, Duration::from_secs(100));
    assert_eq!(wait.message, "Studio server is busy.");
    drop(events);
    assert!(started.elapsed() < wait.after);
    assert_eq!(server.requests().len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_the_headers_say_is_left_is_known_afterwards(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let script = dialect
        .text(COPY)
        .header("x-ratelimit-limit-requests", "60")
        .header("x-ratelimit-remaining-requests", "59")
        .header("x-ratelimit-reset-requests", "1m2s");
    let server = LoopbackServer::start(script).await;
    let health = Health::default();
    let provider = provider_at(dialect, &server.base_url(), LIMITS);
    let patient = PatientProvider::new(Arc::new(provider), "Studio server", health.clone());
    complete(&patient).await.is(COPY, StopReason::Complete);
    let requests = health.allowance().and_then(|allowance| allowance.requests).expect("known");
    assert_eq!((requests.left, requests.of, requests.whole_in_ms), (59, Some(60), Some(62_000)));
}
