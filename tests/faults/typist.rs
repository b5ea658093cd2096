//! A process that types into a draft as the window does it: every change on its way to the store
//! 150 ms after the first that is not, one save at a time, and a key that was pressed during a save
//! has waited already. It is this test binary once more,
//! because a process that is to be killed must not be the test's own.

use std::{
    io::Write,
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use copydeck_core::{
    domain::{
        draft::{Brief, Draft},
        id::{DraftId, RevisionId},
    },
    store::Store,
};

const FOLDER: &str = "COPYDECK_TYPIST_FOLDER";
/// As in `ui/src/lib/autosave.svelte.ts`.
const DELAY: Duration = Duration::from_millis(150);
/// A fast typist.
const BETWEEN_KEYS: Duration = Duration::from_millis(12);

/// The text that is typed: no two places in it are alike.
pub(crate) fn text(length: usize) -> String {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= length {
            break;
        }
        text.push_str(&format!("word{number} "));
    }
    text.truncate(length);
    text
}

/// The command that starts one on a data folder.
pub(crate) fn command(folder: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this is a program"));
    command
        .args(["--exact", "faults::typist::types_until_it_is_killed", "--ignored", "--nocapture"])
        .env(FOLDER, folder);
    command
}

/// How much it has typed, by a line of its output.
pub(crate) fn typed(line: &str) -> Option<usize> {
    line.strip_prefix("typed ")?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a process for the fault runs to start and kill"]
async fn types_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let store = Store::open(&folder, jiff::Timestamp::now()).await.expect("a store");
    let now = jiff::Timestamp::now();
    let draft = Draft {
        titled_by_user: true,
        ..Draft::new(
            DraftId::generate(),
            "Typed".into(),
            "launch-email".into(),
            Brief::default(),
            now,
        )
    };
    store.insert_draft(&draft).await.expect("saved");

    let whole = text(20_000);
    let (typed, keys) = tokio::sync::mpsc::unbounded_channel();
    let saving = tokio::spawn(save_as_it_is_typed(store, draft.id, whole.clone(), keys));
    // libtest has begun a line of its own.
    println!();
    for length in 1..=whole.len() {
        tokio::time::sleep(BETWEEN_KEYS).await;
        typed.send((Instant::now(), length)).expect("a save that fails ends the process");
        println!("typed {length}");
        std::io::stdout().flush().expect("the test reads");
    }
    saving.abort();
}

async fn save_as_it_is_typed(
    store: Store,
    id: DraftId,
    whole: String,
    mut keys: tokio::sync::mpsc::UnboundedReceiver<(Instant, usize)>,
) {
    while let Some((first_change, mut length)) = keys.recv().await {
        tokio::time::sleep(DELAY.saturating_sub(first_change.elapsed())).await;
        while let Ok((_, newer)) = keys.try_recv() {
            length = newer;
        }
        let saved = store.save_text(
            id,
            whole[..length].into(),
            None,
            RevisionId::generate(),
            jiff::Timestamp::now(),
        );
        saved.await.expect("saved");
    }
}
