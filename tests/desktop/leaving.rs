//! The end of a working day, and its accidents: what was typed last is a version, and a store that
//! is spoilt under an open window takes nothing that is typed then with it.

use std::{fs, io::Write, path::Path};

use copydeck_core::store::backup_name::BackupReason;

use super::{
    session::{Session, wait_for},
    steps,
    window::{SOON, Window},
};

const COPY: &str = "Cold at mile twenty. The bottle that outlasts the climb.";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_before_closing_is_a_version_the_next_day() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.type_at_start("Typed last. ").await;
    window.close(&session);

    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    assert_eq!(steps::copy(&window).await, format!("Typed last. {COPY}"));
    window.click("tab", "History").await;
    window.click_on("[data-testid=revision-item]").await;
    let shown = "return document.querySelector('[data-testid=revision-item]') !== null
                 && document.body.innerText.includes('Typed last.')";
    window.until("the version", shown).await;
    window.screenshots("typed-version", "light").await;
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_spoilt_under_the_window_is_said_and_what_is_typed_then_is_rescued() {
    let mut session = Session::start();
    let folder = session.data_dir();
    // More than SQLite keeps in memory.
    for _ in 0..40 {
        steps::a_draft_in(&folder, &COPY.repeat(2_000)).await.close().await;
    }
    let store = steps::a_draft_in(&folder, COPY).await;
    store.back_up(BackupReason::Daily, jiff::Timestamp::now()).await.expect("made");
    store.close().await;
    let window = Window::open(&mut session).await;
    steps::open_newest(&window).await;
    window.type_at_start("Before. ").await;
    steps::saved(&window).await;
    spoil_pages(&folder.join("copydeck.db"));

    let open_another = "document.querySelectorAll('[data-testid=draft-item]')[5].click()";
    window.run(open_another, Vec::new()).await;
    window.until_text("The file that holds your drafts is damaged").await;
    window.screenshots("damaged-draft", "light").await;

    window.click_on("[data-testid=draft-item]").await;
    window.type_at_start("After. ").await;
    let rescued = || {
        let mut files = fs::read_dir(folder.join("rescued")).into_iter().flatten().flatten();
        files.next().and_then(|file| fs::read_to_string(file.path()).ok()).unwrap_or_default()
    };
    let typed = format!("After. Before. {COPY}");
    wait_for("the copy to be rescued", SOON, || rescued() == typed);
    assert_eq!(steps::copy(&window).await, typed);
    window.until_text("What you write is kept in the folder “rescued”").await;
    window.screenshots("damaged-at-work", "light").await;
    window.crash(&session);

    let window = Window::open(&mut session).await;
    window.until_text("Restore the backup of today").await;
    assert_eq!(rescued(), typed);
    window.close(&session);
}

/// Writes over every page of a store but the first.
fn spoil_pages(file: &Path) {
    const PAGE: usize = 4096;
    let mut bytes = fs::read(file).expect("read");
    bytes[PAGE..].fill(0x5a);
    let mut spoilt = fs::OpenOptions::new().write(true).open(file).expect("opened in place");
    spoilt.write_all(&bytes).expect("spoilt");
}
