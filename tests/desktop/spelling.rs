//! A word that is not spelt right is underlined in red, and is not once the check is off.

use std::time::Duration;

use super::{session::Session, steps, window::Window};

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelt_word_is_underlined_while_spelling_is_checked() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), "").await.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.type_at_start("The botttle keepz its ice. ").await;
    let checked = red_after_a_moment(&window, "spelling-on").await;

    window.click("button", "Settings").await;
    window.click("button", "Appearance").await;
    window.click("checkbox", "Check spelling while I write").await;
    window.click("button", "Desk").await;
    window.type_at_start("Anothr worrd. ").await;
    let unchecked = red_after_a_moment(&window, "spelling-off").await;
    assert!(checked > unchecked + 40, "{checked} red pixels, then {unchecked}");

    window.click("button", "Settings").await;
    window.click("button", "Appearance").await;
    window.click("checkbox", "Check spelling while I write").await;
    window.click("button", "Desk").await;
    window.type_at_start("Yett moree. ").await;
    assert!(red_after_a_moment(&window, "spelling-on-again").await > unchecked + 40);
    window.close(&session);
}

/// The red pixels on the window, those of the underlines among them.
async fn red_after_a_moment(window: &Window, name: &str) -> usize {
    tokio::time::sleep(Duration::from_secs(1)).await;
    let picture = window.picture(name);
    picture.count(|[red, green, blue]| red > 220 && green < 190 && blue < 190)
}
