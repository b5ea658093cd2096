//! What the window does when something is wrong with its store, when it is started twice, and when
//! it is killed while somebody types.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use copydeck_core::store::backup_name::BackupReason;
use fantoccini::key::Key;

use super::{
    screen,
    session::{Session, end, wait_for},
    steps,
    window::{COPYDECK, SOON, TITLE, Window},
};
use crate::faults::{
    machine::{Chance, Pulse},
    typist,
    verdict::{Tally, newest_draft, opened},
};

const COPY: &str = "Cold at mile twenty. The bottle that outlasts the climb.";

/// With those of `faults::killing` these are two hundred.
const KILLS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_store_offers_its_backup_and_restoring_it_brings_the_drafts_back() {
    let mut session = Session::start();
    let store = steps::a_draft_in(&session.data_dir(), COPY).await;
    store.back_up(BackupReason::Daily, jiff::Timestamp::now()).await.expect("made");
    store.close().await;
    drop(store);
    let file = session.data_dir().join("copydeck.db");
    let mut bytes = fs::read(&file).expect("read");
    bytes[..100].fill(0);
    fs::write(&file, &bytes).expect("written");

    let window = Window::open(&mut session).await;
    window.until_text("The file that holds your drafts is damaged").await;
    window.screenshots("damaged", "light").await;
    window.click("button", "Restore the backup of today").await;
    steps::open_newest(&window).await;
    assert_eq!(steps::copy(&window).await, COPY);
    window.close(&session);
    let aside = fs::read_dir(session.data_dir().join("damaged")).expect("kept").next();
    let aside = aside.expect("one").expect("an entry").path();
    assert_eq!(fs::read(aside.join("copydeck.db")).expect("kept"), bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_in_settings_is_restored_there_and_undone() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    window.click("button", "Settings").await;
    window.click("button", "Data").await;
    window.click("button", "Back up now").await;
    window.until_text("Made by you").await;
    window.click("button", "Desk").await;
    steps::open_newest(&window).await;
    window.type_at_start("Since. ").await;
    steps::saved(&window).await;

    window.click("button", "Settings").await;
    window.click("button", "Data").await;
    window.click("button", "Restore the backup of today").await;
    window.click("button", "Restore").await;
    window.until_text("Everything is as it was today").await;
    window.click("button", "Undo").await;
    window.until_text("Before a restore").await;
    window.screenshots("backups", "light").await;
    window.click("button", "Desk").await;
    steps::open_newest(&window).await;
    assert_eq!(steps::copy(&window).await, format!("Since. {COPY}"));
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_brings_the_first_window_to_the_front() {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    let cover = screen::Cover::over(session.display());
    assert!(!cover.is_behind(TITLE), "the other window covers Copydeck's");
    let data = session.data_dir().display().to_string();
    session.start_program(COPYDECK, &["--data-dir".to_owned(), data]);
    wait_for("the window to come to the front", SOON, || cover.is_behind(TITLE));
    wait_for("the second start to end", SOON, || {
        session.processes_of(Path::new(COPYDECK)).len() == 1
    });
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_process_dies_is_loaded_anew() {
    let mut session = Session::start();
    steps::a_draft_in(&session.data_dir(), COPY).await.close().await;
    let window = Window::open(&mut session).await;
    let before = session.processes_called(PAGE);
    end(&before);
    wait_for("the page to be loaded anew", SOON, || {
        session.processes_called(PAGE).iter().any(|id| !before.contains(id))
    });
    tokio::time::sleep(Duration::from_secs(2)).await;
    window.close(&session);
    for log in fs::read_dir(session.data_dir().join("logs")).expect("logs") {
        let log = fs::read_to_string(log.expect("an entry").path()).expect("text");
        assert!(log.contains("loaded anew"), "{log}");
        assert!(!log.contains("did not say that it had saved"), "the page is alive:\n{log}");
    }
}

/// The program in which the page runs.
const PAGE: &str = "WebKitWebProcess";

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_somebody_types_in_the_window_at_most_a_quarter_of_a_second_is_lost() {
    let mut chance = Chance::seeded("killed while typing in the window");
    let mut session = Session::start();
    let folder = session.data_dir();
    steps::a_draft_in(&folder, "").await.close().await;
    let pulse = Pulse::start(session.folder());
    let mut tally = Tally::default();
    let whole = typist::text(20_000);
    let mut stands = 0;
    for kill in 0..KILLS {
        let window = Window::open(&mut session).await;
        let app = session.processes_of(Path::new(COPYDECK)).into_iter().map(|(id, _)| id);
        pulse.watch(app.chain(session.processes_called(PAGE)));
        steps::open_newest(&window).await;
        window.click_on("[aria-label=Draft]").await;
        window.press(&[Key::Control], char::from(Key::End)).await;
        let began = Instant::now();
        let long_enough = Duration::from_millis(300) + chance.time_below(Duration::from_secs(1));
        let mut shown = Vec::new();
        for (typed, key) in whole.chars().skip(stands).enumerate() {
            window.press(&[], key).await;
            shown.push((Instant::now(), stands + typed + 1));
            if began.elapsed() > long_enough {
                break;
            }
        }
        tokio::time::sleep(chance.time_below(Duration::from_millis(300))).await;
        let killed_at = Instant::now();
        if kill % 2 == 0 {
            window.crash(&session);
        } else {
            end(&session.processes_called(PAGE));
            window.crash(&session);
        }
        let store = opened(&folder).await;
        let text = newest_draft(&store).await.expect("there is one").text;
        assert!(whole.starts_with(&text), "{text:?}");
        tally.count(text.len(), killed_at, &shown, &pulse);
        stands = text.len();
        store.close().await;
    }
    tally.report("killed while typing in the window");
}
