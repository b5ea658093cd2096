//! A provider that is busy or refuses a key: what the pill says, and the way back to the draft.

use super::{session::Session, steps, window::Window};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

const COPY: &str = "Subject: Cold at mile twenty\n\nSee the bottle.";
const FIRST: &str = "sk-brightleaf-first-0001";
const SECOND: &str = "sk-brightleaf-second-0002";

/// A brief filled in, and a provider that gives these answers in turn.
async fn ready(answers: impl IntoIterator<Item = Script>) -> (LoopbackServer, Session, Window) {
    let server = LoopbackServer::start_with(answers, Script::models(&["loopback-1"])).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), FIRST).await;
    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    (server, session, window)
}

fn busy(milliseconds: &str) -> Script {
    Dialect::Chat.refusal(429, "rate_limit_exceeded", "no").header("retry-after-ms", milliseconds)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_waited_out_in_plain_view() {
    let (server, session, window) = ready([busy("4000"), Script::text(COPY)]).await;
    window.click("button", "Draft").await;
    window.until_text("s: Loopback is busy.").await;
    window.screenshots("waiting", "light").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    assert_eq!(steps::copy(&window).await, COPY);
    assert_eq!(server.requests().len(), 2);
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_is_cancelled_and_nothing_more_is_asked() {
    let (server, session, window) = ready([busy("60000"), Script::text(COPY)]).await;
    window.click("button", "Draft").await;
    window.until_text("s: Loopback is busy.").await;
    window.click("button", "Cancel").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Stopped"), "{outcome}");
    assert_eq!(server.requests().len(), 1);
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_is_replaced_and_the_draft_redone() {
    let refused = Dialect::Chat.refusal(401, "invalid_api_key", "no");
    let (server, session, window) = ready([refused, Script::text(COPY)]).await;
    window.click("button", "What is sent…").await;
    window.until_text("Nothing has been sent.").await;
    window.screenshots("what-is-sent", "light").await;
    window.click("button", "Close").await;
    assert!(server.requests().is_empty());

    window.click("button", "Draft").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Loopback refused this key."), "{outcome}");
    window.screenshots("key-refused", "light").await;
    window.click("button", "Replace key…").await;
    window.fill("New key", SECOND).await;
    window.screenshots("replacing-key", "light").await;
    window.click("button", "Replace").await;
    window.until_text("The key is replaced.").await;
    window.click("button", "Redo").await;
    let redone = "const words = document.querySelector('[data-testid=stream-pill]')?.innerText;
                  return words?.startsWith('Draft complete') ?? false";
    window.until("the draft to be redone", redone).await;
    assert_eq!(steps::copy(&window).await, COPY);

    let requests = server.requests();
    let keys: Vec<_> = requests.iter().map(|sent| sent.header("authorization")).collect();
    assert_eq!(
        keys,
        [Some(format!("Bearer {FIRST}").as_str()), Some(format!("Bearer {SECOND}").as_str())]
    );
    window.click("button", "What was sent").await;
    window.choose("As it is sent").await;
    let shown = "return document.querySelector('[aria-label=\"The request\"]').textContent";
    let shown = window.run(shown, Vec::new()).await;
    assert_eq!(shown.as_str().map(str::as_bytes), Some(&requests[1].body[..]));
    window.close(&session);
}
