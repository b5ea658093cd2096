//! How soon a key is seen while a stream comes in.

use std::time::Duration;

use serde_json::Value;

use super::block_on;
use crate::{
    desk::{WRITABLE, add_provider, make_drafts},
    pairs::{quantile, time},
    peers::Missing,
    session::Session,
    support::{
        chat_stream,
        loopback::{LoopbackServer, Script},
    },
    table::Row,
    window::Window,
};

const FRAME: f64 = 1.0 / 60.0;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    Ok(block_on(typing()))
}

/// Measures, in the page, the time from a key to the frame that shows it.
const WATCH_KEYS: &str = "
     window.__keys = [];
     document.addEventListener('keydown', (event) => {
       const at = event.timeStamp;
       requestAnimationFrame(() => {
         const channel = new MessageChannel();
         channel.port1.onmessage = () => window.__keys.push(performance.now() - at);
         channel.port2.postMessage(0);
       });
     }, { capture: true });
     return true";

/// Keys typed elsewhere in a draft while 500 tokens a second stream into it.
async fn typing() -> Vec<Row> {
    // In paragraphs of sixty words, as copy is.
    let paragraph_end = |word: u32| if word % 60 == 59 { "\n\n" } else { "" };
    let words: String =
        (0..20_000).map(|word| format!("word{word} {}", paragraph_end(word))).collect();
    let bytes = chat_stream::piece("word12345 ").len();
    let stream =
        Script::stream(chat_stream::words(&words)).in_chunks(bytes, Duration::from_millis(2));
    let server = LoopbackServer::start(stream).await;
    let mut session = Session::start();
    make_drafts(&session.data_dir(), 1);
    add_provider(&session.data_dir(), &server.base_url());
    let window = Window::open(&mut session).await;
    window.until("a place to write", WRITABLE).await;
    window.run(WATCH_KEYS, Vec::new()).await;

    let still = type_for_a_while(&window).await;
    window.choose("Loopback").await;
    window.click("button", "Draft").await;
    window.until("a stream", "return document.querySelector('.cm-stream-caret') !== null").await;
    let streaming = type_for_a_while(&window).await;
    drop(session);
    let p95 = |times: &[f64]| quantile(times.iter().copied(), 0.95);
    let (still, streaming) = (p95(&still), p95(&streaming));
    vec![Row {
        area: "key to frame, 500 tokens a second coming in (p95)".into(),
        ours: time(streaming),
        peer: format!("{} (nothing coming in)", time(still)),
        figure: format!("{:.2} frames", streaming / FRAME),
        goal: "<= 2 frames".into(),
        reached: streaming <= 2.0 * FRAME,
    }]
}

async fn type_for_a_while(window: &Window) -> Vec<f64> {
    window.run("window.__keys.length = 0; return true", Vec::new()).await;
    window.until("a place to write", WRITABLE).await;
    for key in "The quick brown fox jumps over the lazy dog and writes a note about it. "
        .chars()
        .cycle()
        .take(150)
    {
        window.press(&[], key).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let times = window.run("return window.__keys", Vec::new()).await;
    times.as_array().into_iter().flatten().filter_map(Value::as_f64).map(|ms| ms / 1e3).collect()
}
