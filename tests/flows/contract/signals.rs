//! Each signal of a provider is told as what it is, with what to do.

use rstest::rstest;

use super::*;

type D = Dialect;

#[rstest]
#[case(401, "authentication_error", ProviderFailure::KeyRefused)]
#[case(403, "permission_error", ProviderFailure::KeyRefused)]
#[case(404, "model_not_found", ProviderFailure::ModelNotFound)]
#[case(400, "context_length_exceeded", ProviderFailure::PromptTooLong)]
#[case(413, "request_too_large", ProviderFailure::PromptTooLong)]
#[case(400, "content_policy_violation", ProviderFailure::RequestRejected)]
#[case(422, "unprocessable", ProviderFailure::RequestRejected)]
#[case(429, "insufficient_quota", ProviderFailure::OutOfCredit)]
#[case(429, "contract_spend_limit_reached", ProviderFailure::OutOfCredit)]
#[case(402, "billing_error", ProviderFailure::OutOfCredit)]
#[case(429, "rate_limit_error", ProviderFailure::RateLimited)]
#[case(408, "timeout_error", ProviderFailure::Unavailable)]
#[case(409, "conflict_error", ProviderFailure::Unavailable)]
#[case(500, "api_error", ProviderFailure::Unavailable)]
#[case(503, "service_unavailable", ProviderFailure::Unavailable)]
#[case(529, "overloaded_error", ProviderFailure::Unavailable)]
#[tokio::test]
async fn each_refusal_is_told_as_what_it_is(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[case] status: u16,
    #[case] code: &str,
    #[case] failure: ProviderFailure,
) {
    let outcome = complete_with(dialect, dialect.refusal(status, code, "no")).await;
    assert_eq!(outcome.failure(), failure, "{outcome:?}");
    assert_eq!(outcome.text, "");
}

#[rstest]
#[case("insufficient_quota", ProviderFailure::OutOfCredit)]
#[case("billing_error", ProviderFailure::OutOfCredit)]
#[case("rate_limit_error", ProviderFailure::RateLimited)]
#[case("overloaded_error", ProviderFailure::Unavailable)]
#[case("context_length_exceeded", ProviderFailure::PromptTooLong)]
#[tokio::test]
async fn an_answer_that_begins_well_and_is_an_error_is_told_as_that(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[case] code: &str,
    #[case] failure: ProviderFailure,
) {
    let event = dialect.error_event(code, "no");
    let named = format!("event: error\ndata: {}\n\n", dialect.error(code, "no"));
    let document = Script::json(200, &dialect.error(code, "no"));
    for script in [Script::stream(event), Script::stream(named), document] {
        let outcome = complete_with(dialect, script).await;
        assert_eq!(outcome.failure(), failure, "{outcome:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_refused_key_is_named_by_its_label(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    install_crypto();
    let echo = format!("Incorrect key {KEY}");
    let server = LoopbackServer::start(dialect.refusal(401, "invalid_api_key", &echo)).await;
    let label = Some("Team".to_owned());
    let endpoint = Endpoint { key_label: label, ..endpoint(&server.base_url(), LIMITS) };
    let outcome = complete(&dialect.provider(endpoint)).await;
    assert_eq!(outcome.message(), "Studio server refused the key “Team”. Replace it in Settings.");
}

#[rstest]
#[case(Script::page(502, "Bad gateway"), ProviderFailure::Unavailable)]
#[case(Script::page(200, "Hotel sign-in"), ProviderFailure::NotAProvider)]
#[case(Script::page(403, "Blocked"), ProviderFailure::NotAProvider)]
#[case(Script::answer(407, "text/plain", ""), ProviderFailure::NotAProvider)]
#[case(Script::answer(200, "text/plain", "Welcome to nginx"), ProviderFailure::NotAProvider)]
#[case(
    Script::answer(200, "application/json", r#"{"status":"ok"}"#),
    ProviderFailure::NotAProvider
)]
#[case(Script::stream("data: Welcome\n\n"), ProviderFailure::MalformedResponse)]
#[case(Script::answer(200, "text/event-stream", vec![0xff; 300]), ProviderFailure::NotAProvider)]
#[case(Script::stream(b"data: \xff\xfe\n\n".to_vec()), ProviderFailure::MalformedResponse)]
#[case(Script::answer(200, "application/json", "{\"a\":"), ProviderFailure::MalformedResponse)]
#[tokio::test]
async fn what_is_met_in_place_of_a_provider_is_named(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[case] script: Script,
    #[case] failure: ProviderFailure,
) {
    let outcome = complete_with(dialect, script).await;
    assert_eq!(outcome.failure(), failure, "{outcome:?}");
    assert_eq!(outcome.text, "");
}

#[rstest]
#[tokio::test]
async fn a_redirect_is_named_and_never_followed_with_the_key(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values(301, 302, 303, 307, 308)] status: u16,
) {
    let elsewhere = LoopbackServer::start(dialect.text(COPY)).await;
    let to = format!("{}{}", elsewhere.origin(), dialect.path());
    let outcome = complete_with(dialect, Script::redirect(status, &to)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Redirected);
    assert!(outcome.message().contains(&elsewhere.origin()), "{outcome:?}");
    assert!(elsewhere.requests().is_empty());
}
