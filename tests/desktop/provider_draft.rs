//! A draft by a provider, with a key that was typed into Settings and is kept in the keyring.

use std::time::Duration;

use super::{session::Session, steps, window::Window};
use crate::support::loopback::{LoopbackServer, Script};

const KEY: &str = "sk-brightleaf-7d1f0c9e5a3b-cafe";
const COPY: &str =
    "Subject: Cold at mile twenty\n\nThe bottle that outlasts the climb. See it now.";

#[tokio::test(flavor = "multi_thread")]
async fn a_key_typed_into_settings_drafts_and_is_found_nowhere_on_disk() {
    let server =
        LoopbackServer::start(Script::text(COPY).in_chunks(64, Duration::from_millis(10))).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;

    steps::add_provider(&window, "Loopback", &server.base_url(), KEY).await;
    window.until_text("Keys are in your system keyring.").await;
    window.until_text("…cafe").await;
    window.click("button", "Test Loopback").await;
    window.until_text("Works").await;

    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    window.click("button", "Draft").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    assert_eq!(steps::copy(&window).await, COPY);
    assert_keyed(&server);
    steps::saved(&window).await;
    window.close(&session);

    // The next day, the key comes from the keyring alone.
    let before = server.requests().len();
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.click("button", "Draft").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    assert!(server.requests().len() > before);
    assert_keyed(&server);
    window.close(&session);

    assert_eq!(steps::files_with(&session, KEY), Vec::<String>::new());
    // The search would have found it: the copy, which is kept, is found.
    assert_ne!(steps::files_with(&session, "Cold at mile twenty"), Vec::<String>::new());
}

fn assert_keyed(server: &LoopbackServer) {
    let expected = format!("Bearer {KEY}");
    for request in server.requests() {
        assert_eq!(request.header("authorization"), Some(expected.as_str()), "{}", request.path);
    }
}
