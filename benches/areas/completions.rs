//! What the window keeps in memory after a long day of drafting.

use std::{path::Path, time::Duration};

use super::block_on;
use crate::{
    desk::{AT_REST, COPYDECK, WRITABLE, add_provider, make_drafts, memory_in_words, memory_of},
    pairs::mebibytes,
    peers::Missing,
    session::Session,
    support::loopback::{LoopbackServer, Script},
    table::Row,
    window::Window,
};

const COMPLETIONS: usize = 2_000;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    Ok(block_on(working()))
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
    eprintln!("after 20: {}", memory_in_words(&session));
    draft_times(&window, COMPLETIONS).await;
    tokio::time::sleep(AT_REST).await;
    eprintln!("after {COMPLETIONS}: {}", memory_in_words(&session));
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
