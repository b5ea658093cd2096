//! How soon the window takes a key, and what it keeps in memory, against the least that a window
//! can be.

use std::path::PathBuf;

use super::block_on;
use crate::{
    SHELL,
    desk::{AT_REST, COPYDECK, WRITABLE, WRITTEN, make_drafts, memory_of},
    pairs::{Comparison, as_seconds, mebibytes, median, time},
    peers::Missing,
    session::Session,
    table::{Goal, Row},
    window::Window,
};

const STARTS: usize = 10;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    Ok(block_on(starting()))
}

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
