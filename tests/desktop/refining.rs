//! Refining in the window: what is proposed stands beside the copy until it is taken, piece by
//! piece, and survives whatever ends the app.

use std::time::Duration;

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

const COPY: &str =
    "Cold at mile twenty. It weighs 190 grams and fits every pack. Order before Friday.";
const REFINED: &str =
    "Icy at mile twenty. It weighs 190 grams and fits every pack. Order by Friday night.";

/// The copy without what is only proposed for it.
const WITHOUT_PROPOSAL: &str =
    "const text = Array.from(document.querySelectorAll('.cm-line'), (line) => {
        const copy = line.cloneNode(true);
        for (const piece of copy.querySelectorAll('.cm-piece')) piece.remove();
        return copy.textContent;
     });
     return text.join('\\n')";

#[tokio::test(flavor = "multi_thread")]
async fn a_refinement_is_accepted_in_part_and_undone() {
    let (_server, session, window) = refining(Script::text(REFINED)).await;
    window
        .until("three changes", "return document.querySelectorAll('.cm-piece').length === 3")
        .await;
    assert_eq!(text(&window).await, COPY, "nothing has changed yet");
    let struck =
        "return getComputedStyle(document.querySelector('.cm-piece-gone')).textDecorationLine";
    assert_eq!(window.run(struck, Vec::new()).await, "line-through", "seen without colour");
    window.screenshots("refining", "light").await;

    window.click("button", "Accept").await;
    let taken = COPY.replace("Cold", "Icy");
    assert_eq!(text(&window).await, taken);
    window.click("button", "Reject").await;
    window.click("button", "Reject all").await;
    window
        .until(
            "the end of it",
            "return document.querySelector('[data-testid=proposal-bar]') === null",
        )
        .await;
    assert_eq!(text(&window).await, taken);
    steps::saved(&window).await;

    window.run("document.querySelector('.cm-content').focus()", Vec::new()).await;
    window.press(&[Key::Control], 'z').await;
    assert_eq!(text(&window).await, COPY);
    steps::saved(&window).await;
    window.click("tab", "History").await;
    window.until_text("Refined with Loopback").await;
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_proposed_survives_a_crash_and_is_offered_again() {
    let stream = Script::stream(chat_stream::words(&REFINED.repeat(8)));
    let slowly = stream.in_chunks(chat_stream::piece("twenty. ").len(), Duration::from_millis(120));
    let (_server, mut session, window) = refining(slowly).await;
    let coming = "const shown = document.querySelector('.cm-coming')?.textContent ?? '';
         return shown.split(' ').length > 6 ? shown : null";
    let shown = window.until_within("words to come", Duration::from_secs(30), coming).await;
    let shown = shown.as_str().expect("words").to_owned();
    tokio::time::sleep(Duration::from_millis(250)).await;
    window.crash(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.until("the proposal", "return document.querySelector('.cm-piece') !== null").await;
    assert_eq!(text(&window).await, COPY, "the copy is as it was");
    window.click("button", "Accept all").await;
    let kept = text(&window).await;
    assert!(kept.starts_with("Icy at mile twenty."), "shown {shown:?}, kept {kept:?}");
    assert!(kept.contains("Order"), "what did not come is not taken for deleted: {kept:?}");
    window.close(&session);
}

/// A window in which all of a draft is being refined.
async fn refining(answer: Script) -> (LoopbackServer, Session, Window) {
    let server = LoopbackServer::start(answer).await;
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-refine-1234").await;
    window.click("button", "Desk").await;
    steps::open_newest(&window).await;
    window.choose("Loopback").await;
    steps::saved(&window).await;
    window.run("document.querySelector('.cm-content').focus()", Vec::new()).await;
    window.press(&[Key::Control], 'j').await;
    window.fill("What should change", "Say it colder.").await;
    window.click("button", "Refine").await;
    (server, session, window)
}

async fn text(window: &Window) -> String {
    window.run(WITHOUT_PROPOSAL, Vec::new()).await.as_str().unwrap_or_default().to_owned()
}
