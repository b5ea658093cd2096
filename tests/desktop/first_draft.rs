//! The main job on the first launch: no key, no network, the model that comes with Copydeck.

use super::{session::Session, steps, window::Window};

#[tokio::test(flavor = "multi_thread")]
async fn a_first_launch_leads_to_a_finished_draft_that_is_there_tomorrow() {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    window.find("heading", "What shall we write first?").await;

    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.click("button", "Draft").await;
    window.find("button", "Stop").await;
    let outcome = steps::outcome(&window).await;
    assert!(
        outcome.starts_with("Draft complete") || outcome.starts_with("Cut off at the limit"),
        "{outcome}"
    );
    let copy = steps::copy(&window).await;
    assert!(copy.split_whitespace().count() > 20, "{copy}");
    steps::saved(&window).await;
    window.close(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    assert_eq!(steps::copy(&window).await, copy);
    let product = window.find("textbox", "Product").await;
    assert_eq!(
        product.prop("value").await.expect("a field has a value").as_deref(),
        Some("Brightleaf trail bottle")
    );
    window.close(&session);
}
