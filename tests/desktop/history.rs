//! Going back: an earlier draft from the history, undo and redo across drafting and restoring, and
//! a draft that was cut off and is gone on with.

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

const FIRST: &str = "Cold at mile twenty.\n\nSee the bottle.";
const SECOND: &str = "Water that stays cold.\n\nSee the bottle.";
const CUT: &str = "The bottle that";
const REST: &str = "that outlasts the climb.";

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_draft_comes_back_and_undo_reaches_across_all_of_it() {
    let cut = format!(
        "{}{}{}",
        chat_stream::words(CUT),
        chat_stream::finish("length"),
        chat_stream::DONE
    );
    let answers =
        [Script::text(FIRST), Script::text(SECOND), Script::stream(cut), Script::text(REST)];
    let server = LoopbackServer::start_with(answers, Script::models(&["loopback-1"])).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-loopback").await;
    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;

    for text in [FIRST, SECOND] {
        window.click("button", "Draft").await;
        let outcome = steps::outcome(&window).await;
        assert!(outcome.starts_with("Draft complete"), "{outcome}");
        assert_eq!(steps::copy(&window).await, text);
    }
    steps::saved(&window).await;

    window.click("tab", "History").await;
    window.until_text("Drafted with Loopback").await;
    window.click_on("[data-testid=revision-item][tabindex='-1']").await;
    window.until_text("Since then").await;
    window.click("button", "Restore").await;
    window.until_text("The earlier version is back.").await;
    assert_eq!(steps::copy(&window).await, FIRST);

    window.click_on(".cm-content").await;
    for text in [SECOND, FIRST, ""] {
        window.press(&[Key::Control], 'z').await;
        assert_eq!(steps::copy(&window).await, text);
    }
    for text in [FIRST, SECOND, FIRST] {
        window.press(&[Key::Control, Key::Shift], 'z').await;
        assert_eq!(steps::copy(&window).await, text);
    }

    window.click("button", "Draft").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Cut off at the limit"), "{outcome}");
    window.click("button", "Continue").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    assert_eq!(steps::copy(&window).await, "The bottle that outlasts the climb.");
    window.click_on(".cm-content").await;
    window.press(&[Key::Control], 'z').await;
    assert_eq!(steps::copy(&window).await, CUT);
    window.close(&session);
}
