//! How many messages a fast stream takes on its way to the window.
//!
//! Counted at the command line's `--json`, which prints the very messages that the window gets.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use super::block_on;
use crate::{
    peers::Missing,
    support::{
        chat_stream,
        loopback::{LoopbackServer, Script},
    },
    table::Row,
};

const COPYDECK: &str = env!("CARGO_BIN_EXE_copydeck");
const TOKENS: usize = 3_000;
const FRAME: Duration = Duration::from_millis(16);

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let (messages, seconds) = block_on(async {
        let text: String = (0..TOKENS).map(|token| format!("word{token} ")).collect();
        let stream = Script::stream(chat_stream::whole(&text));
        // A thousand a second: a server hands over what a few milliseconds have brought.
        let bytes = 20 * chat_stream::piece("word1234 ").len();
        let pause = Duration::from_millis(18);
        let server = LoopbackServer::start(stream.in_chunks(bytes, pause)).await;
        let address = server.base_url();
        tokio::task::spawn_blocking(move || count(&address, &text)).await.expect("no panic")
    });
    let frames = seconds / FRAME.as_secs_f64();
    let per_message = TOKENS as f64 / messages as f64;
    Ok(vec![
        Row {
            area: "messages to the window, a fast stream".into(),
            ours: format!("{messages} messages"),
            peer: format!("{TOKENS} tokens in {seconds:.1} s"),
            figure: format!("{per_message:.1} x fewer"),
            goal: ">= 10 x fewer".into(),
            reached: per_message >= 10.0,
        },
        Row {
            area: "messages a frame".into(),
            ours: format!("{messages} messages"),
            peer: format!("{frames:.0} frames"),
            figure: format!("{:.2} a frame", messages as f64 / frames),
            goal: "<= 1 a frame, none lost".into(),
            reached: messages as f64 <= frames + 1.0,
        },
    ])
}

/// The messages with text, and the seconds from the first to the last of them.
fn count(address: &str, text: &str) -> (usize, f64) {
    let folder = tempfile::tempdir().expect("a folder");
    run(
        folder.path(),
        &[
            "providers",
            "add",
            "Loopback",
            "--kind",
            "openai-compatible",
            "--base-url",
            address,
            "--model",
            "loopback-1",
        ],
    );
    let mut draft = Command::new(COPYDECK)
        .arg("--data-dir")
        .arg(folder.path())
        .args(["draft", "linkedin-post", "--set", "idea=Cold", "--json"])
        .args(["--provider", "Loopback"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("Copydeck is built");
    let output = BufReader::new(draft.stdout.take().expect("piped, just above"));
    let (mut messages, mut came, mut first) = (0, String::new(), None);
    let mut last = std::time::Instant::now();
    let mut next = 0;
    for line in output.lines() {
        let event: Value = serde_json::from_str(&line.expect("text")).expect("one event a line");
        if let Some(seq) = event["seq"].as_u64() {
            assert_eq!(seq, next, "a message was lost");
            next += 1;
        }
        if event["type"] == "delta" {
            messages += 1;
            came.push_str(event["text"].as_str().expect("text"));
            last = std::time::Instant::now();
            first.get_or_insert(last);
        }
    }
    assert!(draft.wait().expect("it was started").success(), "the draft is complete");
    assert_eq!(came, text);
    (messages, (last - first.expect("text came")).as_secs_f64())
}

fn run(folder: &Path, arguments: &[&str]) {
    let done = Command::new(COPYDECK).arg("--data-dir").arg(folder).args(arguments).status();
    assert!(done.expect("Copydeck is built").success(), "{arguments:?}");
}
