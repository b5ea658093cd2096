//! How soon the window takes a key, and what it keeps in memory, against the least that a window
//! can be and against a browser that shows the same page.

use std::{
    fs,
    path::{Path, PathBuf},
};

use copydeck_core::store::Store;
use jiff::Timestamp;

use super::block_on;
use crate::{
    SHELL,
    desk::{AT_REST, COPYDECK, WRITABLE, WRITTEN, make_drafts, memory_by, memory_of},
    pairs::{Comparison, as_seconds, mebibytes, median, time},
    peers::{Missing, require},
    session::Session,
    support::many_drafts::{self, MANY},
    table::{Goal, Row},
    window::Window,
};

const STARTS: usize = 10;
const STORE: &str = "copydeck.db";
const BROWSERS: usize = 5;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    Ok(block_on(starting()))
}

async fn starting() -> Vec<Row> {
    let few = tempfile::tempdir().expect("a folder");
    make_drafts(few.path(), 1);
    let many = tempfile::tempdir().expect("a folder");
    many_drafts::fill(many.path(), MANY).await;
    let store = Store::open(many.path(), Timestamp::now()).await.expect("a store");
    store.index_pending().await.expect("indexed");
    store.close().await;

    let (mut ours, mut with_many, mut least) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=STARTS {
        let copydeck = start(Program::Copydeck(few.path())).await;
        let minimal = start(Program::Minimal).await;
        let full = start(Program::Copydeck(many.path())).await;
        // The first of each warms the caches.
        if turn > 0 {
            ours.push(copydeck);
            least.push(minimal);
            with_many.push(full);
        }
    }
    let keystroke = compared(&ours, &least, |start| start.to_keystroke);
    let keystroke_with_many = compared(&with_many, &least, |start| start.to_keystroke);
    let memory = compared(&ours, &least, |start| start.memory);
    let mut rows = vec![
        Row::compared(
            "start to the first key taken",
            &keystroke,
            "minimal window",
            Goal::AtMost(1.25),
            time,
        ),
        Row::compared(
            "the same with 100,000 drafts",
            &keystroke_with_many,
            "minimal window",
            Goal::AtMost(1.25),
            time,
        ),
        Row::compared("memory at rest", &memory, "minimal window", Goal::AtMost(1.15), mebibytes),
    ];
    match require(BROWSER, "install Chromium") {
        Ok(()) => {
            let browser = browser_memory().await;
            let ours = median(ours.iter().map(|start| start.memory));
            let compared = Comparison { ours, peer: browser, ratio: ours / browser };
            rows.push(Row::compared(
                "memory at rest",
                &compared,
                "Chromium with the same page",
                Goal::AtMost(0.6),
                mebibytes,
            ));
        }
        Err(missing) => eprintln!("left out: {missing}"),
    }
    rows
}

fn compared(ours: &[Start], least: &[Start], value: fn(&Start) -> f64) -> Comparison {
    Comparison {
        ours: median(ours.iter().map(value)),
        peer: median(least.iter().map(value)),
        ratio: median(ours.iter().zip(least).map(|(one, other)| value(one) / value(other))),
    }
}

const BROWSER: &str = "chromium";

/// What a browser takes to show Copydeck's own page as a window, where it finds no app behind it.
async fn browser_memory() -> f64 {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/dist/index.html");
    let mut taken = Vec::new();
    for _ in 0..BROWSERS {
        let mut session = Session::start();
        let profile = session.folder().join("browser");
        let arguments = [
            format!("--app=file://{}", page.display()),
            format!("--user-data-dir={}", profile.display()),
            // The page's modules are files; and root, who runs this in a container, has no sandbox.
            "--allow-file-access-from-files".to_owned(),
            "--no-sandbox".to_owned(),
            "--no-first-run".to_owned(),
        ];
        session.start_program(BROWSER, &arguments);
        tokio::time::sleep(AT_REST * 2).await;
        taken.push(memory_by(&session, |program| {
            program.file_name().is_some_and(|name| name.to_string_lossy().contains("chrom"))
        }));
    }
    median(taken)
}

#[derive(Clone, Copy)]
enum Program<'a> {
    /// On a copy of this data folder.
    Copydeck(&'a Path),
    Minimal,
}

struct Start {
    to_keystroke: f64,
    memory: f64,
}

async fn start(program: Program<'_>) -> Start {
    let mut session = Session::start();
    let (executable, arguments) = match program {
        Program::Copydeck(stocked) => {
            // A copy of its own: the key that is pressed is saved.
            let folder = session.data_dir();
            fs::create_dir(&folder).expect("the session's folder is ours");
            fs::copy(stocked.join(STORE), folder.join(STORE)).expect("there is room");
            let folder = folder.display().to_string();
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
