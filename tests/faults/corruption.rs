//! Files that a disk has spoilt: the header, a page, the log. Whatever is spoilt, Copydeck opens
//! what is whole or says that it is damaged, overwrites nothing, and comes back from a backup.

use std::{fs, path::Path};

use copydeck_core::{
    domain::{
        draft::{Brief, Draft},
        draft_list::DraftQuery,
        id::{DraftId, RevisionId},
    },
    store::{Store, StoreError, backup_name::BackupReason, recovery},
};

use super::machine::Chance;

const TRIES: usize = 60;
const DRAFTS: usize = 20;
const PAGE: usize = 4096;

/// What is spoilt.
#[derive(Clone, Copy, Debug)]
enum Spoilt {
    Header,
    Page,
    Log,
    CutShort,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_spoilt_nothing_is_overwritten_and_a_backup_brings_it_back() {
    let mut chance = Chance::seeded("spoilt files");
    let crashed = tempfile::tempdir().expect("a folder");
    let closed = tempfile::tempdir().expect("a folder");
    let store = crashed_store(crashed.path()).await;
    copy_store(crashed.path(), closed.path());
    close(closed.path());
    let mut tally = Tally::default();
    for number in 0..TRIES {
        let place = tempfile::tempdir().expect("a folder");
        let kinds = [Spoilt::Header, Spoilt::Page, Spoilt::CutShort, Spoilt::Log];
        // Where there is no log, none can be spoilt.
        let (from, kinds) =
            if number % 2 == 0 { (&crashed, &kinds[..]) } else { (&closed, &kinds[..3]) };
        copy_store(from.path(), place.path());
        let kind = kinds[chance.below(kinds.len() as u64) as usize];
        spoil(place.path(), kind, &mut chance);
        tally.count(place.path(), kind).await;
    }
    drop(store);
    println!("{TRIES} spoilt: {tally:?}");
    assert!(
        tally.damaged > 0 && tally.whole > 0,
        "chance has spoilt what matters and what doesn't"
    );
}

/// What became of the spoilt stores.
#[derive(Debug, Default)]
struct Tally {
    /// Nothing that is read was spoilt.
    whole: usize,
    /// A draft's text was spoilt, and the rest was read.
    unreadable: usize,
    /// What was lost of the log was said, and kept aside.
    in_part: usize,
    /// Set aside, and replaced by the backup.
    damaged: usize,
    /// As above, but only met when a draft was read.
    met_later: usize,
}

impl Tally {
    async fn count(&mut self, folder: &Path, kind: Spoilt) {
        let before = bytes_of(folder);
        let details = match Store::open(folder, jiff::Timestamp::now()).await {
            Ok(store) => {
                if let Some(copy) = store.spoilt_copy() {
                    self.in_part += 1;
                    let log = fs::read(copy.join("copydeck.db-wal")).expect("kept");
                    assert!(Some(&log) == before.log.as_ref(), "the log is kept as it was");
                }
                let read = read_all(&store).await;
                store.close().await;
                match read.map_err(|error| error.code()) {
                    Ok(_) => {
                        self.whole += 1;
                        return;
                    }
                    // The page is sound, and what stands in it is not: one draft is hit.
                    Err("store_unreadable") => {
                        self.unreadable += 1;
                        return;
                    }
                    Err(code) => assert_eq!(code, "store_damaged"),
                }
                self.met_later += 1;
                match Store::open(folder, jiff::Timestamp::now()).await {
                    Err(StoreError::Damaged { details }) => details,
                    other => panic!("{kind:?}: what was met is not looked for: {other:?}"),
                }
            }
            Err(StoreError::Damaged { details }) => {
                assert!(bytes_of(folder) == before, "{kind:?} was overwritten");
                details
            }
            Err(error) => panic!("{kind:?}: {error}"),
        };
        self.damaged += 1;
        restored(folder, details).await;
    }
}

async fn restored(folder: &Path, details: String) {
    let now = jiff::Timestamp::now();
    let options = recovery::options(folder, details).await.expect("looked");
    let newest = options.backups.first().expect("the backup is whole");
    let spoilt = fs::read(folder.join("copydeck.db")).expect("read");
    recovery::restore(folder, newest.name, now).await.expect("restored");
    let store = Store::open(folder, now).await.expect("opens");
    assert_eq!(read_all(&store).await.expect("whole"), DRAFTS);
    let aside: Vec<Vec<u8>> = fs::read_dir(folder.join("damaged"))
        .expect("a folder")
        .map(|entry| fs::read(entry.expect("an entry").path().join("copydeck.db")).expect("kept"))
        .collect();
    assert!(aside.contains(&spoilt), "the spoilt file is kept as it was");
}

/// A store with twenty drafts and a backup of them, and changes since that wait in the log. It is
/// held open, so that the log is not emptied.
async fn crashed_store(folder: &Path) -> Store {
    let now = jiff::Timestamp::now();
    let store = Store::open(folder, now).await.expect("a store");
    let mut ids = Vec::new();
    for number in 0..DRAFTS {
        let draft = Draft {
            text: format!("Cold at mile {number}. ").repeat(400),
            ..Draft::new(
                DraftId::generate(),
                format!("Draft {number}"),
                "launch-email".into(),
                Brief::default(),
                now,
            )
        };
        store.insert_draft(&draft).await.expect("saved");
        ids.push(draft.id);
    }
    store.back_up(BackupReason::Daily, now).await.expect("made");
    let sql = rusqlite::Connection::open(folder.join("copydeck.db")).expect("opens");
    sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("emptied");
    drop(sql);
    for id in ids {
        store
            .save_text(id, "Changed since. ".repeat(300), None, RevisionId::generate(), now)
            .await
            .expect("saved");
    }
    store
}

/// Empties the log, as the last process does that closes a store.
fn close(folder: &Path) {
    let sql = rusqlite::Connection::open(folder.join("copydeck.db")).expect("opens");
    sql.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("emptied");
    drop(sql);
    assert!(!folder.join("copydeck.db-wal").exists());
}

/// Reads every draft, and says how many there are.
async fn read_all(store: &Store) -> Result<usize, StoreError> {
    let page = store.draft_page(DraftQuery::default(), None).await?;
    for summary in &page.items {
        store.draft(summary.id).await?;
    }
    Ok(page.items.len())
}

fn spoil(folder: &Path, kind: Spoilt, chance: &mut Chance) {
    let name = if matches!(kind, Spoilt::Log) { "copydeck.db-wal" } else { "copydeck.db" };
    let file = folder.join(name);
    let mut bytes = fs::read(&file).expect("read");
    let end = bytes.len() as u64;
    let from = match kind {
        Spoilt::Header => chance.below(24),
        Spoilt::Page => PAGE as u64 + chance.below(end - PAGE as u64),
        Spoilt::Log => chance.below(end),
        Spoilt::CutShort => {
            bytes.truncate(chance.below(end) as usize);
            fs::write(&file, bytes).expect("written");
            return;
        }
    } as usize;
    let to = (from + 1 + chance.below(600) as usize).min(bytes.len());
    for byte in &mut bytes[from..to] {
        *byte ^= 1 + chance.below(255) as u8;
    }
    fs::write(&file, bytes).expect("written");
}

#[derive(PartialEq)]
struct Bytes {
    database: Vec<u8>,
    log: Option<Vec<u8>>,
}

fn bytes_of(folder: &Path) -> Bytes {
    Bytes {
        database: fs::read(folder.join("copydeck.db")).expect("read"),
        // An empty one says as much as none.
        log: fs::read(folder.join("copydeck.db-wal")).ok().filter(|log| !log.is_empty()),
    }
}

fn copy_store(from: &Path, to: &Path) {
    for name in ["copydeck.db", "copydeck.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).expect("copied");
        }
    }
    fs::create_dir(to.join("backups")).expect("made");
    for entry in fs::read_dir(from.join("backups")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        fs::copy(&path, to.join("backups").join(name)).expect("copied");
    }
}
