//! Pictures of every screen, in both themes and at both sizes, for a person to look at.
//!
//! They are left in `target/screenshots/`; the README shows one of them.

use std::time::Duration;

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

const COPY: &str = "\
Subject: Cold at mile twenty
Preheader: The 240-gram bottle that keeps ice for 24 hours.

Meet the Brightleaf trail bottle. It keeps your drink cold from the car park to the summit and back \
again, and it weighs less than the map you left at home.

Fill it at breakfast. At mile twenty the ice still rattles. One hand opens it, and the cap stays on \
its strap, where you can find it.

It is in the shop today, in fern, slate and sunrise.

**See the bottle**";

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_pictured_in_light_and_dark() {
    let whole = Script::text(COPY);
    let live = Script::stream(chat_stream::words(COPY.split_at(COPY.len() / 2).0)).stall();
    let server = LoopbackServer::start_with(
        [whole.clone(), live.clone(), whole, live],
        Script::models(&["loopback-1"]),
    )
    .await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    window.screenshots("first-launch", "light").await;
    steps::add_provider(&window, "Studio", &server.base_url(), "sk-pictures-1234").await;

    for (appearance, theme) in [("Light", "light"), ("Dark", "dark")] {
        steps::choose_appearance(&window, appearance).await;
        window.screenshots("appearance", theme).await;
        window.click("button", "Models and keys").await;
        window.screenshots("models", theme).await;

        window.click("button", "Desk").await;
        window.click("button", "New").await;
        window.screenshots("templates", theme).await;
        steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
        window.choose("Studio").await;
        window.screenshots("brief", theme).await;

        window.click("button", "Draft").await;
        steps::outcome(&window).await;
        window.screenshots("drafted", theme).await;
        for (tab, name) in [("Preview", "preview"), ("History", "history")] {
            window.click("tab", tab).await;
            window.screenshots(name, theme).await;
        }
        window.click("tab", "Write").await;

        window.click("button", "Draft").await;
        steps::copy_of(&window, 30).await;
        window.screenshots("drafting", theme).await;
        window.press(&[], char::from(Key::Escape)).await;
        steps::outcome(&window).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        window.screenshots("stopped", theme).await;
    }
    window.close(&session);
}
