//! How soon a key is seen while a stream comes in, and while what is typed is saved.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::Value;

use super::block_on;
use crate::{
    desk::{COPYDECK, WRITABLE, add_provider, make_drafts},
    pairs::{Comparison, median, quantile, time},
    peers::Missing,
    session::Session,
    shim::Shim,
    support::{
        chat_stream,
        loopback::{LoopbackServer, Script},
    },
    table::{Goal, Row},
    window::Window,
};

const FRAME: f64 = 1.0 / 60.0;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    Ok(block_on(async {
        let mut rows = typing().await;
        rows.push(saving().await);
        rows
    }))
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

/// How much longer a disk takes for each save, as a slow one does.
const SLOW_BY_MS: u32 = 150;
/// How often typing is measured with saving and without.
const PAIRS: usize = 10;

/// Answers the window's saves by itself while `__unsaved` is set.
const SWITCH_SAVING: &str = "
     const ask = window.fetch.bind(window);
     window.fetch = (address, init) =>
       window.__unsaved && String(address).endsWith('/save_text')
         ? Promise.resolve(new Response('null', {
             headers: { 'Content-Type': 'application/json', 'Tauri-Response': 'ok' },
           }))
         : ask(address, init);
     return true";

/// Keys typed while what is typed is saved on a slow disk, and while it is not saved at all.
async fn saving() -> Row {
    let mut session = Session::start();
    make_drafts(&session.data_dir(), 1);
    let program = on_a_slow_disk(session.folder());
    let folder = session.data_dir().display().to_string();
    let arguments = ["--data-dir".to_owned(), folder];
    let (window, _) = Window::start(&mut session, &program, &arguments).await;
    window.until("a place to write", WRITABLE).await;
    window.run(WATCH_KEYS, Vec::new()).await;
    window.run(SWITCH_SAVING, Vec::new()).await;
    let (mut saved, mut unsaved) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        for (off, times) in [("false", &mut saved), ("true", &mut unsaved)] {
            window.run(&format!("window.__unsaved = {off}; return true"), Vec::new()).await;
            times.push(quantile(type_keys(&window, 60).await, 0.95));
        }
    }
    let compared = Comparison {
        ours: median(saved.iter().copied()),
        peer: median(unsaved.iter().copied()),
        ratio: median(saved.iter().zip(&unsaved).map(|(saved, unsaved)| saved / unsaved)),
    };
    let area = "key to frame while saving, 150 ms more a save (p95)";
    Row::compared(area, &compared, "saving off", Goal::AtMost(1.1), time)
}

/// A program that is Copydeck with a slow disk under it.
fn on_a_slow_disk(folder: &Path) -> PathBuf {
    let mut command = Command::new(COPYDECK);
    Shim::build(folder).slow(&mut command, SLOW_BY_MS);
    let settings: String = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_str()?, value?.to_str()?)))
        .map(|(name, value)| format!("export {name}='{value}'\n"))
        .collect();
    let program = folder.join("copydeck-on-a-slow-disk");
    fs::write(&program, format!("#!/bin/sh\n{settings}exec '{COPYDECK}' \"$@\"\n"))
        .and_then(|()| fs::set_permissions(&program, Permissions::from_mode(0o755)))
        .expect("the session's folder is ours");
    program
}

async fn type_for_a_while(window: &Window) -> Vec<f64> {
    type_keys(window, 150).await
}

async fn type_keys(window: &Window, keys: usize) -> Vec<f64> {
    window.run("window.__keys.length = 0; return true", Vec::new()).await;
    window.until("a place to write", WRITABLE).await;
    for key in "The quick brown fox jumps over the lazy dog and writes a note about it. "
        .chars()
        .cycle()
        .take(keys)
    {
        window.press(&[], key).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let times = window.run("return window.__keys", Vec::new()).await;
    times.as_array().into_iter().flatten().filter_map(Value::as_f64).map(|ms| ms / 1e3).collect()
}
