//! What becomes of a store that is older, newer, damaged, shared or full.

use std::{fs, path::Path};

use jiff::Timestamp;
use rusqlite_migration::Migrations;

use super::{
    backup::BackupSummary,
    backup_name::{BackupName, BackupReason},
    recovery, *,
};
use crate::domain::{
    draft::{Brief, Draft},
    draft_list::DraftQuery,
    id::{DraftId, RevisionId, RunId},
    model::ModelChoice,
    run::{DraftingMode, RunState},
    sent::SentRequest,
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

async fn open(folder: &Path) -> Store {
    Store::open(folder, at(0)).await.expect("a store")
}

async fn write_draft(store: &Store, text: &str) -> DraftId {
    let draft = Draft {
        text: text.into(),
        ..Draft::new(
            DraftId::generate(),
            "Launch email".into(),
            "launch-email".into(),
            Brief::default(),
            at(1),
        )
    };
    store.insert_draft(&draft).await.expect("saved");
    draft.id
}

fn run_of(draft_id: DraftId) -> runs::NewRun {
    runs::NewRun {
        made_with: None,
        id: RunId::generate(),
        draft_id,
        template: "launch-email".into(),
        brief: Brief::default(),
        title: "Launch email".into(),
        model: ModelChoice::default(),
        model_name: "SmolLM2 135M".into(),
        sent: SentRequest::default(),
        mode: DraftingMode::default(),
        replaced: RevisionId::generate(),
    }
}

async fn titles(store: &Store) -> usize {
    store.draft_page(DraftQuery::default(), None).await.expect("read").items.len()
}

/// Writes over the middle of every page but the first.
fn spoil_pages(folder: &Path) {
    let file = folder.join("copydeck.db");
    let mut bytes = fs::read(&file).expect("read");
    for page in bytes.chunks_mut(4096).skip(1) {
        page[..200].fill(0xA5);
    }
    fs::write(&file, bytes).expect("written");
}

fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.is_file() && path.file_name().is_some_and(|name| name != "opening.lock")
        })
        .map(|path| (path.clone(), fs::read(&path).expect("read")))
        .collect();
    found.sort();
    found
}

#[test]
fn the_migrations_apply_to_an_empty_store() {
    Migrations::from_slice(MIGRATIONS).validate().expect("valid migrations");
}

#[tokio::test]
async fn a_store_from_a_newer_copydeck_can_be_read_and_not_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let id = write_draft(&store, "Cold at mile twenty").await;
    store.close().await;
    let file = rusqlite::Connection::open(folder.path().join("copydeck.db")).expect("opens");
    file.pragma_update(None, "user_version", 999).expect("set");
    drop(file);
    let before = fs::read(folder.path().join("copydeck.db")).expect("read");

    let store = open(folder.path()).await;
    assert_eq!(store.read_only(), Some(ReadOnlyCause::Newer));
    assert_eq!(store.draft(id).await.expect("read").text, "Cold at mile twenty");
    let refused = store
        .save_text(id, "Warm".into(), None, RevisionId::generate(), at(2))
        .await
        .expect_err("read-only");
    assert_eq!(refused.code(), "store_read_only");
    assert!(refused.to_string().contains("newer Copydeck"), "{refused}");
    let refused = store.back_up(BackupReason::ByHand, at(3)).await.expect_err("read-only");
    assert_eq!(refused.code(), "store_read_only");
    store.close().await;
    assert_eq!(fs::read(folder.path().join("copydeck.db")).expect("read"), before);
}

#[tokio::test]
async fn what_a_damaged_store_cannot_take_is_rescued_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let id = write_draft(&store, "Before").await;
    for text in ["Since", "Since then"] {
        let file = store.rescue(id, text.into()).await.expect("rescued").expect("a file");
        assert_eq!(fs::read_to_string(file).expect("read"), text);
    }
    assert_eq!(fs::read_dir(folder.path().join("rescued")).expect("read").count(), 1);
}

#[tokio::test]
async fn a_run_left_dead_in_a_store_that_is_only_read_is_shown_as_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let id = write_draft(&store, "").await;
    let new = run_of(id);
    let run = new.id;
    store.start_run(new, at(2)).await.expect("started");
    store.append_run_text(run, 0, "Cold at mile".into()).await.expect("saved");
    let file = rusqlite::Connection::open(folder.path().join("copydeck.db")).expect("opens");
    file.pragma_update(None, "user_version", 999).expect("set");
    drop(file);

    // While its writer lives it is being written, whoever looks.
    let reader = open(folder.path()).await;
    assert_eq!(reader.read_only(), Some(ReadOnlyCause::Newer));
    assert_eq!(reader.run(run).await.expect("read").state, RunState::Live);
    store.close().await;
    drop(store);

    let reader = open(folder.path()).await;
    assert_eq!(reader.run(run).await.expect("read").state, RunState::Interrupted);
    let last = reader.last_run(id).await.expect("read").expect("one");
    assert_eq!((last.state, last.text.as_str()), (RunState::Interrupted, "Cold at mile"));
    let draft = reader.draft(id).await.expect("read");
    assert_eq!((draft.text.as_str(), draft.stream_mark), ("Cold at mile", None));
    let page = reader.draft_page(DraftQuery::default(), None).await.expect("a page");
    assert!(!page.items[0].drafting);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_and_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("copydeck.db");
    fs::write(&file, "not a database, and longer than a header".repeat(100)).expect("written");
    let before = fs::read(&file).expect("read");
    let error = Store::open(folder.path(), at(0)).await.expect_err("damaged");
    assert_eq!(error.code(), "store_damaged");
    assert_eq!(fs::read(&file).expect("read"), before);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a-file");
    fs::write(&file, "").expect("written");
    let error = Store::open(&file.join("data"), at(0)).await.expect_err("no folder");
    assert_eq!(error.code(), "store_unusable");
    assert!(error.to_string().contains("a-file"), "{error}");
}

#[tokio::test]
async fn an_older_store_is_backed_up_before_it_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    write_draft(&store, "Cold").await;
    store.close().await;
    // As the first Copydeck would have left it, had there been a migration since.
    let file = folder.path().join("copydeck.db");
    let first = tempfile::tempdir().expect("a folder");
    let old = first.path().join("copydeck.db");
    let mut sql = rusqlite::Connection::open(&old).expect("opens");
    Migrations::from_slice(&MIGRATIONS[..1]).to_latest(&mut sql).expect("made");
    drop(sql);
    if MIGRATIONS.len() > 1 {
        fs::copy(&old, &file).expect("copied");
        let store = open(folder.path()).await;
        let backups = store.backups().await.expect("read");
        let [backup] = &backups[..] else { panic!("one backup: {backups:?}") };
        assert_eq!(backup.reason, BackupReason::BeforeUpdate);
        let copy = folder.path().join("backups").join(backup.name.to_string());
        assert_eq!(damage::look(&copy, true).expect("sound"), 1);
    } else {
        let store = open(folder.path()).await;
        assert_eq!(store.backups().await.expect("read"), []);
    }
}

#[tokio::test]
async fn a_backup_brings_back_what_was_there_and_can_itself_be_undone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let kept = write_draft(&store, "Cold at mile twenty").await;
    let backup = store.back_up(BackupReason::ByHand, at(100)).await.expect("made");
    assert_eq!(backup.drafts, Some(1));

    store
        .save_text(kept, "Spoilt".into(), None, RevisionId::generate(), at(101))
        .await
        .expect("saved");
    let later = write_draft(&store, "Written since").await;
    let way_back = store.restore_backup(backup.name, at(102)).await.expect("restored");
    assert_eq!(store.draft(kept).await.expect("read").text, "Cold at mile twenty");
    assert_eq!(store.draft(later).await.expect_err("gone").code(), "not_found");
    assert_eq!(way_back.reason, BackupReason::BeforeRestore);

    store.restore_backup(way_back.name, at(103)).await.expect("restored");
    assert_eq!(store.draft(kept).await.expect("read").text, "Spoilt");
    assert_eq!(store.draft(later).await.expect("read").text, "Written since");
    assert_eq!(store.backups().await.expect("read").len(), 3);

    // And it is still a store that can be written, closed and opened.
    write_draft(&store, "After all that").await;
    store.close().await;
    assert_eq!(titles(&open(folder.path()).await).await, 3);
}

#[tokio::test]
async fn a_run_that_was_live_when_the_backup_was_made_is_interrupted_in_what_is_restored() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let draft = write_draft(&store, "").await;
    let run = run_of(draft);
    store.start_run(run.clone(), at(2)).await.expect("started");
    store.append_run_text(run.id, 0, "Cold at".into()).await.expect("saved");
    let backup = store.back_up(BackupReason::ByHand, at(3)).await.expect("made");
    store.restore_backup(backup.name, at(4)).await.expect("restored");
    assert_eq!(store.run(run.id).await.expect("read").state, RunState::Interrupted);
    assert_eq!(store.draft(draft).await.expect("read").text, "Cold at");
}

#[tokio::test]
async fn nothing_is_restored_while_another_process_is_at_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    write_draft(&store, "Cold").await;
    let backup = store.back_up(BackupReason::ByHand, at(1)).await.expect("made");
    let command_line = open(folder.path()).await;
    let refused = store.restore_backup(backup.name, at(2)).await.expect_err("in use");
    assert_eq!(refused.code(), "store_in_use");
    command_line.close().await;
    drop(command_line);
    store.restore_backup(backup.name, at(3)).await.expect("restored");
}

#[tokio::test]
async fn a_spoilt_backup_is_not_restored_and_the_store_stays_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let id = write_draft(&store, "Cold").await;
    let backup = store.back_up(BackupReason::ByHand, at(1)).await.expect("made");
    fs::write(folder.path().join("backups").join(backup.name.to_string()), [7; 9000])
        .expect("written");
    let refused = store.restore_backup(backup.name, at(2)).await.expect_err("spoilt");
    assert_eq!(refused.code(), "store_damaged");
    assert_eq!(store.draft(id).await.expect("read").text, "Cold");
    let gone = BackupName { made_at: at(77), reason: BackupReason::Daily };
    let refused = store.restore_backup(gone, at(3)).await.expect_err("not there");
    assert_eq!(refused.code(), "not_found");
}

#[tokio::test]
async fn one_daily_backup_is_due_and_none_for_an_empty_desk() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    assert!(!store.daily_backup_is_due(at(0)).await.expect("read"));
    write_draft(&store, "Cold").await;
    assert!(store.daily_backup_is_due(at(0)).await.expect("read"));
    store.back_up(BackupReason::Daily, at(10)).await.expect("made");
    assert!(!store.daily_backup_is_due(at(20)).await.expect("read"));
    assert!(store.daily_backup_is_due(at(86_400)).await.expect("read"));
}

#[tokio::test]
async fn two_backups_of_one_second_are_two() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let names: Vec<BackupName> = [
        store.back_up(BackupReason::ByHand, at(5)).await.expect("made"),
        store.back_up(BackupReason::ByHand, at(5)).await.expect("made"),
    ]
    .into_iter()
    .map(|backup: BackupSummary| backup.name)
    .collect();
    assert_ne!(names[0], names[1]);
    assert_eq!(store.backups().await.expect("read").len(), 2);
}

#[tokio::test]
async fn a_damaged_store_is_set_aside_and_the_newest_good_backup_takes_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    write_draft(&store, "Cold").await;
    let good = store.back_up(BackupReason::Daily, at(10)).await.expect("made");
    let bad = store.back_up(BackupReason::ByHand, at(20)).await.expect("made");
    write_draft(&store, "Since").await;
    store.close().await;
    drop(store);
    let file = folder.path().join("copydeck.db");
    let mut bytes = fs::read(&file).expect("read");
    bytes[..16].fill(0);
    fs::write(&file, &bytes).expect("written");
    fs::write(folder.path().join("backups").join(bad.name.to_string()), b"bad").expect("written");

    let before = files_below(folder.path());
    let error = Store::open(folder.path(), at(30)).await.expect_err("damaged");
    assert_eq!(error.code(), "store_damaged");
    assert_eq!(files_below(folder.path()), before);

    let StoreError::Damaged { details } = error else { panic!("{error}") };
    let options = recovery::options(folder.path(), details).await.expect("looked");
    assert_eq!(options.backups.iter().map(|backup| backup.name).collect::<Vec<_>>(), [good.name]);
    recovery::restore(folder.path(), good.name, at(31)).await.expect("restored");
    assert_eq!(titles(&open(folder.path()).await).await, 1);
    let aside = folder.path().join("damaged").join("19700101T000031Z").join("copydeck.db");
    assert_eq!(fs::read(aside).expect("kept"), bytes);
}

#[tokio::test]
async fn a_store_that_is_gone_or_empty_where_backups_are_is_a_loss_and_not_a_first_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    write_draft(&store, "Cold").await;
    store.back_up(BackupReason::Daily, at(10)).await.expect("made");
    store.close().await;
    drop(store);
    let file = folder.path().join("copydeck.db");
    fs::write(&file, "").expect("emptied");
    let error = Store::open(folder.path(), at(11)).await.expect_err("empty");
    assert_eq!(error.code(), "store_damaged");
    fs::remove_file(&file).expect("removed");
    let error = Store::open(folder.path(), at(11)).await.expect_err("gone");
    assert_eq!(error.code(), "store_damaged");

    recovery::begin_anew(folder.path(), at(12)).await.expect("begun");
    let store = open(folder.path()).await;
    assert_eq!(titles(&store).await, 0);
    assert_eq!(store.backups().await.expect("read").len(), 1);
}

#[tokio::test]
async fn a_spoilt_page_is_found_at_the_start_after_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    write_draft(&store, &"Cold at mile twenty. ".repeat(2000)).await;
    store.close().await;
    spoil_pages(folder.path());
    // Somebody who has the store open and does not close it leaves a log behind.
    let log = folder.path().join("copydeck.db-wal");
    fs::write(&log, [0; 40]).expect("written");
    let error = Store::open(folder.path(), at(1)).await.expect_err("damaged");
    assert_eq!(error.code(), "store_damaged");
}

#[tokio::test]
async fn a_spoilt_page_that_is_met_while_working_is_looked_for_at_the_next_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let id = write_draft(&store, &"Cold at mile twenty. ".repeat(2000)).await;
    store.close().await;
    spoil_pages(folder.path());

    let met = match Store::open(folder.path(), at(1)).await {
        Ok(store) => store.draft(id).await.expect_err("damaged"),
        Err(error) => error,
    };
    assert_eq!(met.code(), "store_damaged");
    let error = Store::open(folder.path(), at(2)).await.expect_err("damaged");
    assert_eq!(error.code(), "store_damaged");
}

#[tokio::test]
async fn changes_that_a_disk_has_spoilt_are_said_to_be_lost_and_kept_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let ids = [write_draft(&store, "One").await, write_draft(&store, "Two").await];
    for number in 0..20 {
        store
            .save_text(ids[1], format!("Two {number}"), None, RevisionId::generate(), at(number))
            .await
            .expect("saved");
    }
    // A copy of the files of a process that was killed, with a bit turned in the log.
    let crashed = tempfile::tempdir().expect("a folder");
    for name in ["copydeck.db", "copydeck.db-wal"] {
        fs::copy(folder.path().join(name), crashed.path().join(name)).expect("copied");
    }
    let log = crashed.path().join("copydeck.db-wal");
    let mut bytes = fs::read(&log).expect("read");
    let late = bytes.len() * 3 / 4;
    bytes[late] ^= 4;
    fs::write(&log, &bytes).expect("written");

    let store = open(crashed.path()).await;
    let copy = store.spoilt_copy().expect("said").to_owned();
    assert_eq!(fs::read(copy.join("copydeck.db-wal")).expect("kept"), bytes);
    assert_eq!(store.draft(ids[0]).await.expect("read").text, "One");
    assert!(store.draft(ids[1]).await.expect("read").text.starts_with("Two"));
}

#[tokio::test]
async fn a_full_disk_is_called_that_and_saving_works_again_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path()).await;
    let id = write_draft(&store, "Cold").await;
    store.limit_pages(Some(0)).await;
    let long = "Cold at mile twenty. ".repeat(5000);
    let error = store
        .save_text(id, long.clone(), None, RevisionId::generate(), at(2))
        .await
        .expect_err("full");
    assert_eq!(error.code(), "disk_full");
    assert_eq!(store.draft(id).await.expect("read").text, "Cold");
    store.limit_pages(None).await;
    store.save_text(id, long.clone(), None, RevisionId::generate(), at(3)).await.expect("saved");
    assert_eq!(store.draft(id).await.expect("read").text, long);
}

impl Store {
    /// Lets the store grow by no more than this many pages, as a full disk would.
    pub(crate) async fn limit_pages(&self, more: Option<u32>) {
        let limit = self.access.writer().expect("writable").call(move |sql| {
            let present: u32 = sql.pragma_query_value(None, "page_count", |row| row.get(0))?;
            let most = more.map_or(u32::MAX - 1, |more| present + more);
            sql.pragma_update_and_check(None, "max_page_count", most, |row| row.get::<_, i64>(0))
        });
        limit.await.expect("limited");
    }
}
