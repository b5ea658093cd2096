//! An answer without an end is stopped and named.

use rstest::rstest;

use super::*;

type D = Dialect;

#[rstest]
#[tokio::test]
async fn an_endless_answer_is_stopped_and_named(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values("one event", "many events", "many thoughts", "a document", "a list")] kind: &str,
) {
    let blanks = || vec![b' '; 64 * 1024];
    let long = "copy ".repeat(8_000);
    let script = match kind {
        "one event" => Script::stream("data: ").repeat(vec![b'x'; 64 * 1024], Duration::ZERO),
        "many events" => Script::stream("").repeat(dialect.piece(&long), Duration::ZERO),
        "many thoughts" => Script::stream("").repeat(dialect.thought(&long), Duration::ZERO),
        "a document" => {
            Script::answer(200, "application/json", "{").repeat(blanks(), Duration::ZERO)
        }
        _ => Script::answer(200, "text/plain", "[").repeat(vec![b'1'; 64 * 1024], Duration::ZERO),
    };
    let server = LoopbackServer::start(script).await;
    let outcome = complete(&provider_at(dialect, &server.base_url(), LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::ResponseTooLarge, "{outcome:?}");
    assert!(outcome.text.len() < 9 * 1024 * 1024);
    server.hung_up_on().await;
}

#[rstest]
#[tokio::test]
async fn an_endless_page_or_refusal_is_not_read_to_its_end(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let endless = |script: Script| script.repeat(vec![b' '; 64 * 1024], Duration::ZERO);
    let page = endless(Script::answer(200, "text/html", "<title>Portal</title>"));
    assert_eq!(complete_with(dialect, page).await.failure(), ProviderFailure::NotAProvider);
    let refusal = endless(Script::answer(503, "text/plain", "busy"));
    assert_eq!(complete_with(dialect, refusal).await.failure(), ProviderFailure::Unavailable);
}
