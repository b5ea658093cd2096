//! The “Test” of a provider: what Settings and `providers test` say about a server.

use copydeck_core::domain::model::TestReport;

use super::contract::{IMPATIENT, provider_at};
use crate::support::{
    chat_stream,
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

async fn test(base_url: &str, model: Option<&str>) -> TestReport {
    provider_at(Dialect::Chat, base_url, IMPATIENT).test_connection(model).await
}

/// The report as people read it, without what differs from run to run.
fn shown(report: &TestReport) -> String {
    let steps = report.steps.iter().map(|step| {
        let mark = if step.ok { "✓" } else { "✗" };
        format!("{mark} {}", step.message)
    });
    let steps = steady(&steps.collect::<Vec<_>>().join("\n"));
    format!("{steps}\nworks: {}", report.works)
}

/// The text with its ports and times replaced.
fn steady(text: &str) -> String {
    text.split(' ')
        .map(|word| match word.split_once("127.0.0.1:") {
            Some((before, after)) => {
                let rest = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
                format!("{before}127.0.0.1:PORT{rest}")
            }
            None if word.starts_with(|digit: char| digit.is_ascii_digit())
                && word.contains('.') =>
            {
                "N".to_owned()
            }
            None => word.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test]
async fn a_server_that_works_is_shown_step_by_step() {
    let server = LoopbackServer::start(Script::text("ready")).await;
    let report = test(&server.base_url(), Some("loopback-1")).await;
    insta::assert_snapshot!(shown(&report), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✓ The key is accepted.
    ✓ It has the model “loopback-1”.
    ✓ It wrote its first word after N seconds.
    works: true
    ");
    assert!(report.first_text_ms.is_some());
    let asked: Vec<_> = server.requests().into_iter().map(|r| (r.method, r.path)).collect();
    assert_eq!(
        asked,
        [
            ("GET".to_owned(), "/v1/models".to_owned()),
            ("POST".to_owned(), "/v1/chat/completions".to_owned())
        ]
    );
}

#[tokio::test]
async fn a_server_without_a_list_of_models_works_all_the_same() {
    let none = Script::answer(404, "text/plain", "404 page not found");
    let server = LoopbackServer::start_with([Script::text("ready")], none).await;
    assert!(test(&server.base_url(), Some("any")).await.works);
}

#[tokio::test]
async fn the_only_model_is_taken_where_none_is_chosen_and_several_are_offered() {
    let server = LoopbackServer::start(Script::text("ready")).await;
    assert!(test(&server.base_url(), None).await.works);

    let several = Script::models(&["a", "b", "c", "d", "e", "f", "g"]);
    let server = LoopbackServer::start_with([Script::text("ready")], several).await;
    insta::assert_snapshot!(shown(&test(&server.base_url(), None).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✗ No model is chosen: enter one in Settings. It offers “a”, “b”, “c”, “d”, “e” and 2 more.
    works: false
    ");
}

#[tokio::test]
async fn a_model_under_another_name_is_told_and_works() {
    let server = LoopbackServer::start(Script::text("ready")).await;
    insta::assert_snapshot!(shown(&test(&server.base_url(), Some("latest")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✓ The key is accepted.
    ✓ It does not list “latest”, but answers to that name with “loopback-1”.
    ✓ It wrote its first word after N seconds.
    works: true
    ");
}

#[tokio::test]
async fn a_missing_model_comes_with_those_there_are() {
    let missing = Script::error(404, "model_not_found", "The model does not exist.");
    let server = LoopbackServer::start(missing).await;
    insta::assert_snapshot!(shown(&test(&server.base_url(), Some("gpt-9")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✓ The key is accepted.
    ✗ Studio server has no model called “gpt-9”. Choose another in Settings. It offers “loopback-1”.
    works: false
    ");
}

#[tokio::test]
async fn a_refused_key_is_told_wherever_it_is_refused() {
    let refused = || Script::error(401, "invalid_api_key", "Incorrect API key.");
    let strict = LoopbackServer::start_with([refused()], refused()).await;
    insta::assert_snapshot!(shown(&test(&strict.base_url(), Some("m")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✗ Studio server refused this key. Replace it in Settings.
    works: false
    ");

    let open_list = LoopbackServer::start_with([refused()], Script::models(&["m"])).await;
    insta::assert_snapshot!(shown(&test(&open_list.base_url(), Some("m")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✗ Studio server refused this key. Replace it in Settings.
    works: false
    ");
}

#[tokio::test]
async fn an_address_that_lacks_its_v1_is_mended() {
    let server = LoopbackServer::start(Script::text("ready")).await;
    insta::assert_snapshot!(shown(&test(&server.origin(), Some("m")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✗ Studio server answers at http://127.0.0.1:PORT/v1: put that address into Settings.
    works: false
    ");
}

#[tokio::test]
async fn a_server_that_is_not_there_or_another_is_told() {
    let server = LoopbackServer::start(Script::text("ready")).await;
    let gone = server.base_url();
    drop(server);
    tokio::task::yield_now().await;
    insta::assert_snapshot!(shown(&test(&gone, Some("m")).await), @"
    ✗ Nothing answers at 127.0.0.1:PORT. Is Studio server running?
    works: false
    ");

    let portal = || Script::page(200, "Hotel sign-in");
    let server = LoopbackServer::start_with([portal()], portal()).await;
    insta::assert_snapshot!(shown(&test(&server.base_url(), Some("m")).await), @"
    ✗ 127.0.0.1:PORT answered with the web page “Hotel sign-in”, not with copy. Your network may want you to sign in first, or the address in Settings is not the provider's.
    works: false
    ");
}

#[tokio::test]
async fn a_server_that_falls_silent_or_breaks_off_does_not_work() {
    let silent = LoopbackServer::start(Script::stream("").stall()).await;
    insta::assert_snapshot!(shown(&test(&silent.base_url(), Some("m")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✗ Studio server sent nothing for 1 s. Try again, or choose another model.
    works: false
    ");

    let empty = LoopbackServer::start(Script::stream("")).await;
    insta::assert_snapshot!(shown(&test(&empty.base_url(), Some("m")).await), @"
    ✓ Studio server answers at 127.0.0.1:PORT.
    ✓ The key is accepted.
    ✗ It broke off before its first word. Try again.
    works: false
    ");
}

#[tokio::test]
async fn a_model_that_only_thinks_in_its_few_tokens_works() {
    let thinks = Script::stream(chat_stream::finish("length"));
    let server = LoopbackServer::start(thinks).await;
    let report = test(&server.base_url(), Some("loopback-1")).await;
    assert!(report.works && report.first_text_ms.is_none(), "{report:?}");
}
