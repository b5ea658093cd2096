//! What the screen has shown is kept, whatever ends the drafting.

use std::time::Duration;

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

/// What may be lost of what was shown, at the most.
const SAVED_WITHIN: Duration = Duration::from_millis(250);

#[tokio::test(flavor = "multi_thread")]
async fn stopping_keeps_what_came() {
    let (server, mut session, window) = drafting_slowly().await;
    let shown = steps::copy_of(&window, 8).await;
    window.press(&[], char::from(Key::Escape)).await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Stopped"), "{outcome}");
    server.hung_up_on().await;

    let kept = steps::copy(&window).await;
    assert!(kept.starts_with(&shown), "shown {shown:?}, kept {kept:?}");
    assert!(whole_text().starts_with(&kept), "{kept:?}");
    steps::saved(&window).await;
    window.close(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    assert_eq!(steps::copy(&window).await, kept);
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_the_window_while_it_drafts_keeps_what_came() {
    let (_server, mut session, window) = drafting_slowly().await;
    let shown = steps::copy_of(&window, 8).await;
    window.close(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    let kept = steps::copy(&window).await;
    assert!(kept.starts_with(&shown), "shown {shown:?}, kept {kept:?}");
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_a_quarter_of_a_second_at_most() {
    let (_server, mut session, window) = drafting_slowly().await;
    let shown = steps::copy_of(&window, 8).await;
    tokio::time::sleep(SAVED_WITHIN).await;
    window.crash(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    let kept = steps::copy(&window).await;
    assert!(kept.starts_with(&shown), "shown {shown:?}, kept {kept:?}");
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_elsewhere_in_the_draft_while_it_arrives_keeps_both() {
    let (_server, session, window) = drafting_slowly().await;
    steps::copy_of(&window, 8).await;
    window.type_at_start("My own line. ").await;
    let typed = steps::copy_of(&window, 16).await;
    window.press(&[], char::from(Key::Escape)).await;
    steps::outcome(&window).await;

    let kept = steps::copy(&window).await;
    assert!(kept.starts_with(&typed), "shown {typed:?}, kept {kept:?}");
    let arrived = kept.strip_prefix("My own line. ").expect("what was typed stands first");
    assert!(whole_text().starts_with(arrived), "{arrived:?}");
    window.close(&session);
}

/// A window in which a draft is arriving, about ten words a second, and would for a minute.
async fn drafting_slowly() -> (LoopbackServer, Session, Window) {
    let stream = Script::stream(chat_stream::words(&whole_text()));
    let word_bytes = chat_stream::piece("word12 ").len();
    let server =
        LoopbackServer::start(stream.in_chunks(word_bytes, Duration::from_millis(100))).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-slow-1234").await;
    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    (server, session, window)
}

fn whole_text() -> String {
    (1..600).map(|number| format!("word{number} ")).collect()
}
