//! A completion is complete only when the model says so; all other ends are told apart.

use rstest::rstest;

use super::*;

type D = Dialect;

#[rstest]
#[tokio::test]
async fn each_stop_reason_is_told(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values(
        StopReason::Complete,
        StopReason::Length,
        StopReason::Filtered,
        StopReason::Refused,
        StopReason::ToolCall
    )]
    reason: StopReason,
) {
    if reason == StopReason::Filtered && skips("filtered", dialect) {
        return;
    }
    let end = dialect.end(reason).expect("the protocol has it");
    let body = format!("{}{end}", dialect.words(COPY));
    for script in [Script::stream(body.clone()), Script::stream(body).bare()] {
        let outcome = complete_with(dialect, script).await;
        assert_eq!(outcome.end, Ok(reason), "{outcome:?}");
        assert!(outcome.text.starts_with(COPY), "{outcome:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_bare_end_is_truncated_and_a_bare_end_mark_is_unknown(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let words = dialect.words(COPY);
    complete_with(dialect, Script::stream(words.clone())).await.is(COPY, StopReason::Truncated);
    let done = format!("{words}data: [DONE]\n\n");
    complete_with(dialect, Script::stream(done)).await.is(COPY, StopReason::Unknown);
}

#[rstest]
#[tokio::test]
async fn a_connection_cut_at_any_byte_keeps_what_came_and_says_so(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let body = dialect.words(COPY);
    let cuts = || (0..body.len()).step_by(13);
    let scripts = cuts().map(|at| Script::stream(body.clone()).cut_at(at));
    let server = LoopbackServer::start_with(scripts, Script::models(&[])).await;
    let provider = provider_at(dialect, &server.base_url(), LIMITS);
    for at in cuts() {
        let outcome = complete(&provider).await;
        assert!(COPY.starts_with(&outcome.text), "cut at {at}: {outcome:?}");
        match &outcome.end {
            Ok(StopReason::Truncated) => assert!(!outcome.text.is_empty(), "cut at {at}"),
            Err(error) => {
                assert_eq!(error.failure, ProviderFailure::Unreachable, "cut at {at}");
                assert_eq!(outcome.text, "", "cut at {at}");
            }
            Ok(end) => panic!("cut at {at}: {end:?}"),
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_reset_connection_keeps_what_came_and_says_so(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let body = dialect.words(COPY);
    let outcome =
        complete_with(dialect, Script::stream(body.clone()).reset_at(body.len() - 90)).await;
    assert!(!outcome.text.is_empty() && COPY.starts_with(&outcome.text), "{outcome:?}");
    assert_eq!(outcome.end, Ok(StopReason::Truncated));
}

#[rstest]
#[tokio::test]
async fn an_error_keeps_the_text_before_it(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let words = dialect.words(COPY);
    let error = dialect.error_event("server_error", "The engine fell over.");
    let outcome = complete_with(dialect, Script::stream(format!("{words}{error}"))).await;
    assert_eq!(outcome.text, COPY);
    assert_eq!(outcome.failure(), ProviderFailure::Unavailable);
    assert!(outcome.message().ends_with("It says: “The engine fell over”"), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn a_server_that_never_hangs_up_does_not_hold_up_a_complete_text(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    complete_with(dialect, dialect.text(COPY).stall()).await.is(COPY, StopReason::Complete);
}

#[rstest]
#[tokio::test]
async fn dropping_a_completion_hangs_up_on_the_server(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let server = LoopbackServer::start(Script::stream(dialect.words(COPY)).stall()).await;
    let mut events = provider_at(dialect, &server.base_url(), LIMITS).complete(request());
    events.next().await.expect("a start").expect("no failure");
    drop(events);
    tokio::time::timeout(Duration::from_secs(20), server.hung_up_on()).await.expect("hung up");
}
