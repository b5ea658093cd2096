//! The window against the least that a window can be: how soon it takes a key, what it keeps in
//! memory, and how it types while a stream comes in.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::Value;

use super::block_on;
use crate::{
    SHELL,
    pairs::{Comparison, as_seconds, mebibytes, median, quantile, time},
    peers::Missing,
    session::Session,
    support::{
        chat_stream,
        loopback::{LoopbackServer, Script},
    },
    table::{Goal, Row},
    window::Window,
};

const COPYDECK: &str = env!("CARGO_BIN_EXE_copydeck");
const STARTS: usize = 10;
/// Long enough after the start that both have done what they do by themselves.
const AT_REST: Duration = Duration::from_secs(3);
const FRAME: f64 = 1.0 / 60.0;
const COMPLETIONS: usize = 2_000;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let mut rows = block_on(starting());
    rows.extend(block_on(typing()));
    rows.extend(block_on(working()));
    Ok(rows)
}

/// A page that is ready has a place to write in; a key pressed there appears.
const WRITABLE: &str = "const place = document.querySelector('textarea.cm-content, .cm-content');
     if (place === null) return false;
     place.focus();
     return document.activeElement === place";
const WRITTEN: &str = "const place = document.querySelector('textarea.cm-content, .cm-content');
     return (place.value ?? place.textContent).includes('§')";

async fn starting() -> Vec<Row> {
    let session = Session::start();
    make_drafts(&session.data_dir(), 1);
    drop(session);
    let (mut ours, mut least) = (Vec::new(), Vec::new());
    for turn in 0..=STARTS {
        let (copydeck, minimal) = (start(Program::Copydeck).await, start(Program::Minimal).await);
        // The first of each warms the caches.
        if turn > 0 {
            ours.push(copydeck);
            least.push(minimal);
        }
    }
    let compared = |value: fn(&Start) -> f64| Comparison {
        ours: median(ours.iter().map(value)),
        peer: median(least.iter().map(value)),
        ratio: median(ours.iter().zip(&least).map(|(one, other)| value(one) / value(other))),
    };
    let keystroke = compared(|start| start.to_keystroke);
    let memory = compared(|start| start.memory);
    vec![
        Row::compared(
            "start to the first key taken",
            &keystroke,
            "minimal window",
            Goal::AtMost(1.25),
            time,
        ),
        Row::compared("memory at rest", &memory, "minimal window", Goal::AtMost(1.15), mebibytes),
    ]
}

#[derive(Clone, Copy)]
enum Program {
    Copydeck,
    Minimal,
}

struct Start {
    to_keystroke: f64,
    memory: f64,
}

async fn start(program: Program) -> Start {
    let mut session = Session::start();
    let (executable, arguments) = match program {
        Program::Copydeck => {
            make_drafts(&session.data_dir(), 1);
            let folder = session.data_dir().display().to_string();
            (PathBuf::from(COPYDECK), vec!["--data-dir".to_owned(), folder])
        }
        Program::Minimal => {
            let this = std::env::current_exe().expect("this program is somewhere");
            (this, vec![SHELL.to_owned()])
        }
    };
    let (window, began) = Window::start(&mut session, &executable, &arguments).await;
    window.until("a place to write", WRITABLE).await;
    window.press(&[], '§').await;
    window.until("the key", WRITTEN).await;
    let to_keystroke = as_seconds(began.elapsed());
    tokio::time::sleep(AT_REST).await;
    Start { to_keystroke, memory: memory_of(&session, &executable) }
}

/// The memory of a window's processes in bytes, shared pages by their share (PSS).
fn memory_of(session: &Session, executable: &Path) -> f64 {
    let helpers = ["WebKitWebProcess", "WebKitNetworkProcess"];
    let ours = session
        .processes()
        .into_iter()
        .filter(|(_, path)| path == executable || helpers.iter().any(|name| path.ends_with(name)));
    let kibibytes: u64 = ours.map(|(id, _)| proportional_set_size(id)).sum();
    kibibytes as f64 * 1024.0
}

fn proportional_set_size(id: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Drafts by the command line, so that the window opens on one.
fn make_drafts(folder: &Path, count: usize) {
    for _ in 0..count {
        let made = Command::new(COPYDECK)
            .arg("--data-dir")
            .arg(folder)
            .args(["draft", "linkedin-post", "--set", "idea=Cold", "--max-tokens", "8"])
            .output();
        // Cut off at its eighth token, which is a draft all the same.
        made.expect("Copydeck is built");
    }
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
    let words: String = (0..20_000).map(|word| format!("word{word} ")).collect();
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

/// Memory after many completions, against itself before them.
async fn working() -> Vec<Row> {
    let server = LoopbackServer::start(Script::text("Cold at mile twenty. See the bottle.")).await;
    let mut session = Session::start();
    make_drafts(&session.data_dir(), 1);
    add_provider(&session.data_dir(), &server.base_url());
    let window = Window::open(&mut session).await;
    window.until("a place to write", WRITABLE).await;
    window.choose("Loopback").await;
    draft_times(&window, 20).await;
    tokio::time::sleep(AT_REST).await;
    let fresh = memory_of(&session, Path::new(COPYDECK));
    draft_times(&window, COMPLETIONS).await;
    tokio::time::sleep(AT_REST).await;
    let after = memory_of(&session, Path::new(COPYDECK));
    let growth = after / fresh - 1.0;
    vec![Row {
        area: format!("memory after {COMPLETIONS} completions"),
        ours: mebibytes(after),
        peer: format!("{} (after 20)", mebibytes(fresh)),
        figure: format!("{:+.1} %", growth * 100.0),
        goal: "<= +10 %".into(),
        reached: growth <= 0.1,
    }]
}

/// Presses Draft and waits for the end, over and over, in the page itself.
async fn draft_times(window: &Window, times: usize) {
    let begin = "
         window.__drafted = 0;
         const named = (name) => [...document.querySelectorAll('button')]
           .find((button) => button.textContent.trim().startsWith(name) && button.offsetParent);
         const ended = () => document.querySelector('[data-testid=stream-pill] [aria-label=Dismiss]');
         const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
         void (async () => {
           for (let turn = 0; turn < arguments_.times; turn += 1) {
             ended()?.click();
             while (ended() !== null) await pause(1);
             named('Draft')?.click();
             while (ended() === null) await pause(1);
             window.__drafted += 1;
           }
         })();
         return true"
        .replace("arguments_.times", &times.to_string());
    window.run(&begin, Vec::new()).await;
    let limit = Duration::from_secs(60) + Duration::from_millis(300) * times as u32;
    let done = format!("return window.__drafted >= {times}");
    window.until_within("the drafts", limit, &done).await;
}

fn add_provider(folder: &Path, address: &str) {
    let added = Command::new(COPYDECK)
        .arg("--data-dir")
        .arg(folder)
        .args(["providers", "add", "Loopback", "--kind", "openai-compatible"])
        .args(["--base-url", address, "--model", "loopback-1"])
        .status();
    assert!(added.expect("Copydeck is built").success());
}
