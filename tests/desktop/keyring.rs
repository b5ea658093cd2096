//! A keyring that is locked, does not answer, is not there, or comes later: said within three
//! seconds, and nothing hangs.

use std::time::{Duration, Instant};

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};
use crate::support::loopback::{LoopbackServer, Script};

/// The keyring's own three seconds, and what the window takes to say it.
const SAID_WITHIN: Duration = Duration::from_secs(4);

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_said_in_settings_and_by_a_draft() {
    let server = LoopbackServer::start(Script::text("Cold at mile twenty.")).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-locked-1234").await;
    session.lock_keyring();

    fill_in_provider(&window, "Other", &server.base_url()).await;
    let asked = Instant::now();
    window.click("button", "Add").await;
    window.until_text("The system keyring is locked. Unlock it and try again.").await;
    assert!(asked.elapsed() < SAID_WITHIN, "{:?}", asked.elapsed());
    window.screenshots("keyring-locked-settings", "light").await;
    window.click("button", "Keep it for this run only").await;
    window.until_text("A key, held for this run only.").await;

    let asked = Instant::now();
    window.click("button", "Test Loopback").await;
    window.until_text("The system keyring is locked. Unlock it and try again.").await;
    assert!(asked.elapsed() < SAID_WITHIN, "{:?}", asked.elapsed());

    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    let asked = Instant::now();
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    let outcome = steps::outcome(&window).await;
    assert!(asked.elapsed() < SAID_WITHIN, "{:?}", asked.elapsed());
    assert!(outcome.starts_with("The system keyring is locked."), "{outcome}");
    window.find("button", "Open Settings").await;
    window.screenshots("keyring-locked-draft", "light").await;

    window.choose("Other").await;
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "a key of this run works: {outcome}");
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_does_not_answer_holds_nothing_up() {
    let server = LoopbackServer::start(Script::text("Cold at mile twenty.")).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-hung-1234").await;
    session.freeze_keyring(true);

    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    let asked = Instant::now();
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    // What the window does meanwhile does not wait for the keyring.
    window.click("button", "Settings").await;
    window.find("button", "Test Loopback").await;
    window.click("button", "Desk").await;
    let outcome = steps::outcome(&window).await;
    assert!(asked.elapsed() < SAID_WITHIN, "{:?}", asked.elapsed());
    assert!(outcome.starts_with("The system keyring does not answer."), "{outcome}");
    window.screenshots("keyring-slow-draft", "light").await;

    session.freeze_keyring(false);
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_that_is_said_and_one_that_starts_later_is_used() {
    let server = LoopbackServer::start(Script::text("Cold at mile twenty.")).await;
    let mut session = Session::start_without_keyring();
    let window = Window::open(&mut session).await;
    window.click("button", "Settings").await;
    fill_in_provider(&window, "Loopback", &server.base_url()).await;
    let asked = Instant::now();
    window.click("button", "Add").await;
    window.until_text("No system keyring is running on this computer").await;
    assert!(asked.elapsed() < SAID_WITHIN, "{:?}", asked.elapsed());
    window.screenshots("keyring-absent-settings", "light").await;

    session.start_keyring();
    window.click("button", "Try again").await;
    window.until_text("Keys are in your system keyring.").await;
    window.close(&session);
}

async fn fill_in_provider(window: &Window, name: &str, address: &str) {
    window.click("button", "Add a provider…").await;
    window.choose("Another server").await;
    window.fill("Name", name).await;
    window.fill("Address", address).await;
    window.fill("Model", "loopback-1").await;
    window.fill("Key", "sk-typed-5678").await;
}
