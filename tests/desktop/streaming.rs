//! A stream as it is watched: the view follows it only from the end, what the user does meanwhile
//! is left alone, those who listen hear that it began and ended, and lost messages lose no text.

use std::time::Duration;

use fantoccini::key::Key;

use super::{
    session::Session,
    steps,
    window::{SIZES, Window},
};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_view_follows_the_stream_only_from_its_end() {
    for (view, scroller) in [("Write", ".cm-scroller"), ("Preview", "[aria-label=Preview]")] {
        let (_server, session, window) = drafting(40, Duration::from_millis(60)).await;
        window.resize(SIZES[1]).await;
        window.click("tab", view).await;
        let from_end = format!(
            "const it = document.querySelector({scroller:?});
             return Math.round(it.scrollHeight - it.scrollTop - it.clientHeight)"
        );
        let scrolls = format!(
            "const it = document.querySelector({scroller:?});
             return it !== null && it.scrollHeight > it.clientHeight + 300"
        );
        window.until_within("more than a screen of text", Duration::from_secs(60), &scrolls).await;
        assert!(number(&window, &from_end).await <= 64, "{view}: it follows from the start");

        let to_top = format!("document.querySelector({scroller:?}).scrollTop = 40");
        window.run(&to_top, Vec::new()).await;
        let before = number(&window, &from_end).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        let top = format!("return document.querySelector({scroller:?}).scrollTop");
        assert_eq!(number(&window, &top).await, 40, "{view}: what is read stays");
        let after = number(&window, &from_end).await;
        assert!(after > before, "{view}: text came meanwhile, {before} and {after}");

        let to_end = format!(
            "const it = document.querySelector({scroller:?}); it.scrollTop = it.scrollHeight"
        );
        window.run(&to_end, Vec::new()).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(number(&window, &from_end).await <= 64, "{view}: it follows again");
        window.close(&session);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_stays_while_text_arrives_and_start_and_end_are_said() {
    let (_server, session, window) = drafting(12, Duration::from_millis(80)).await;
    let listen = "window.heard = [];
        const live = document.querySelector('section.sheet > [role=status]');
        const note = () => { if (live.textContent !== window.heard.at(-1)) window.heard.push(live.textContent); };
        note(); new MutationObserver(note).observe(live, { childList: true, characterData: true, subtree: true });";
    window.run(listen, Vec::new()).await;
    steps::copy_of(&window, 30).await;
    let select = "const line = document.querySelector('.cm-line').firstChild;
        document.querySelector('.cm-content').focus();
        getSelection().setBaseAndExtent(line, 0, line, 12);
        return getSelection().toString()";
    let selected = window.run(select, Vec::new()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let still = window.run("return getSelection().toString()", Vec::new()).await;
    assert_eq!(still, selected, "the selection stays");
    window.run("document.querySelector('#field-product').focus()", Vec::new()).await;
    window.write(", typed").await;
    window.press(&[], char::from(Key::Escape)).await;
    steps::outcome(&window).await;
    let heard = window.run("return window.heard", Vec::new()).await;
    assert_eq!(heard, serde_json::json!(["Drafting", "Stopped"]));
    let product = "return document.querySelector('#field-product').value";
    let product = window.run(product, Vec::new()).await;
    assert!(product.as_str().is_some_and(|product| product.contains(", typed")), "{product}");
    window.close(&session);
}

/// Loses messages on their last step, from the app's process to the page. `LOSE` says what becomes
/// of one: the channel keeps its own order, so one message is lost by the one before it coming once
/// more in its place, and all the rest by none coming at all.
const LOSS: &str = "const { callbacks } = window.__TAURI_INTERNALS__;
    const get = callbacks.get.bind(callbacks);
    const seen = new Map();
    window.lost = 0;
    callbacks.get = (id) => {
      const callback = get(id);
      return callback && ((data) => {
        const numbered = data !== null && typeof data === 'object' && 'index' in data && 'message' in data;
        if (!numbered) return callback(data);
        const before = seen.get(id);
        if (before !== undefined && (LOSE)) {
          window.lost += 1;
          return REST;
        }
        seen.set(id, data.message);
        return callback(data);
      });
    };";

#[tokio::test(flavor = "multi_thread")]
async fn messages_lost_at_random_lose_no_text() {
    let one_in_three = ("Math.random() < 0.34", "callback({ index: data.index, message: before })");
    let all_from_some_time_on = ("data.index > 5", "undefined");
    for (lose, rest) in [one_in_three, all_from_some_time_on] {
        let text = copy(6);
        let stream = Script::text(&text);
        let server = LoopbackServer::start(stream.in_chunks(200, Duration::from_millis(15))).await;
        let (session, window) = window_on(&server).await;
        window.run(&LOSS.replace("LOSE", lose).replace("REST", rest), Vec::new()).await;
        window.press(&[Key::Control], char::from(Key::Enter)).await;
        let outcome = steps::outcome(&window).await;
        assert!(outcome.starts_with("Draft complete"), "{outcome}");
        let lost = number(&window, "return window.lost").await;
        assert!(lost > 3, "messages were lost: {lost}");
        steps::saved(&window).await;
        window.click("button", "Export").await;
        window.click("menuitem", "Copy as Markdown").await;
        window.until_text("Copied as Markdown.").await;
        let all = super::clipboard::read(session.display(), "UTF8_STRING").expect("copied");
        assert_eq!(all, text, "{lost} messages were lost");
        window.close(&session);
    }
}

async fn number(window: &Window, script: &str) -> i64 {
    let value = window.run(script, Vec::new()).await;
    value.as_f64().unwrap_or_else(|| panic!("{script} gave {value}")) as i64
}

/// Paragraphs of words, each word there once.
fn copy(paragraphs: usize) -> String {
    let paragraph = |number: usize| -> String {
        (0..40)
            .map(|word| format!("word{number}x{word} "))
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    (0..paragraphs).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// A window in which so many paragraphs arrive, word by word.
async fn drafting(paragraphs: usize, pace: Duration) -> (LoopbackServer, Session, Window) {
    let stream = Script::stream(chat_stream::words(&copy(paragraphs)));
    let word_bytes = chat_stream::piece("word12x34 ").len();
    let server = LoopbackServer::start(stream.in_chunks(word_bytes, pace)).await;
    let (session, window) = window_on(&server).await;
    window.press(&[Key::Control], char::from(Key::Enter)).await;
    window.find("button", "Stop").await;
    (server, session, window)
}

async fn window_on(server: &LoopbackServer) -> (Session, Window) {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &server.base_url(), "sk-stream-1234").await;
    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    (session, window)
}
