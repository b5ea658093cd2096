//! A template written from nothing by somebody who does not know what a prompt is: three fields,
//! a slip mended by the fix that is offered, a try, a version, a test that fails and then passes,
//! and a draft made with it.

use super::{session::Session, steps, window::Window};
use crate::support::loopback::{LoopbackServer, Script};

const TRIED: &str = "A bottle for the long way up.";
const FAILING: &str = "A bottle that keeps cold.";
const PASSING: &str = "Trail bottles keep cold.";
const DRAFTED: &str = "Brightleaf keeps cold what you carry.";

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_written_from_nothing_mended_tried_and_used() {
    let answers = [TRIED, FAILING, PASSING, DRAFTED].map(Script::text);
    let server = LoopbackServer::start_with(answers, Script::models(&["loopback-1"])).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-loopback").await;

    window.click("button", "Library").await;
    window.until_text("Launch email").await;
    window.click("button", "New template").await;
    window.fill("Name", "Trail note").await;
    window.click("button", "Add a field").await;
    window.fill("Label", "Reader").await;
    window.click("button", "Topic").await;
    window.until_text("Reader").await;

    window.click("textbox", "Instructions").await;
    window.write(" Write to {{reader}} and name {{price}}.").await;
    window.until_text("“price” is not one of the fields.").await;
    window.screenshots("library-problem", "light").await;
    window.click("button", "Add “price” as a field").await;
    let gone = "return document.querySelector('[aria-label=\"What is wrong\"]') === null";
    window.until("the problem to be gone", gone).await;
    let fields = "return document.querySelectorAll('[data-testid=field-card]').length === 3";
    window.until("three fields", fields).await;

    window.choose("Try it").await;
    choose_model(&window).await;
    window.click("button", "Try it with the sample values").await;
    window.until_text(TRIED).await;

    window.click("button", "Save version…").await;
    window.fill("What has changed, if you like", "Asks for a price").await;
    window.click("button", "Save").await;
    window.until_text("Version 2").await;
    window.screenshots("library-written", "light").await;

    window.click("tab", "Tests").await;
    window.click("button", "Add a test").await;
    window.fill("Words", "Trail").await;
    window.click("button", "Add the test").await;
    window.until_text("Contains “Trail”").await;
    choose_model(&window).await;
    window.click("button", "Run the test").await;
    window.until_text("0 of 1 passed").await;
    window.until_text("This text is not saved as a version").await;
    window.click("button", "Save version…").await;
    window.click("button", "Save").await;
    window.until_text("Version 3").await;
    window.click("button", "Run the test").await;
    window.until_text("1 of 1 passed").await;
    window.until_text("Version 3 with Loopback (loopback-1)").await;
    window.screenshots("library-tested", "light").await;

    window.click("button", "Draft with this").await;
    window.fill("Topic", "Brightleaf").await;
    window.fill("Reader", "hikers").await;
    window.fill("Price", "$30").await;
    window.choose("Loopback").await;
    window.click("button", "Draft").await;
    let outcome = steps::outcome(&window).await;
    assert!(outcome.starts_with("Draft complete"), "{outcome}");
    assert_eq!(steps::copy(&window).await, DRAFTED);
    window.close(&session);
}

/// Chooses the server where a model is asked for.
async fn choose_model(window: &Window) {
    let choose = "const model = [...document.querySelectorAll('select')]
                      .find((each) => [...each.options].some((one) => one.label === 'Loopback'));
                  model.value = [...model.options].find((one) => one.label === 'Loopback').value;
                  model.dispatchEvent(new Event('change', { bubbles: true }))";
    window.run(choose, Vec::new()).await;
}
