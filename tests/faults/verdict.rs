//! What is left in a data folder after a process was killed, and how much text that cost.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use copydeck_core::{
    domain::{draft::Draft, draft_list::DraftQuery},
    store::Store,
};

use super::machine::Pulse;

/// What may be lost of what was shown, at the most.
const LOST_AT_MOST: Duration = Duration::from_millis(250);

/// How the kills of a test went.
#[derive(Default)]
pub(crate) struct Tally {
    kills: usize,
    worst: Duration,
    late: usize,
}

impl Tally {
    /// Holds what is in the store against what was shown: the loss is the age of the oldest text
    /// that is missing. What the machine held up is not Copydeck's.
    pub(crate) fn count(
        &mut self,
        stored: usize,
        killed_at: Instant,
        shown: &[(Instant, usize)],
        pulse: &Pulse,
    ) {
        self.kills += 1;
        let Some((missing_since, _)) = shown.iter().find(|(_, length)| *length > stored) else {
            return;
        };
        let lost = killed_at.duration_since(*missing_since);
        self.worst = self.worst.max(lost);
        if lost <= LOST_AT_MOST {
            return;
        }
        self.late += 1;
        let held_up = pulse.held_up(*missing_since, killed_at);
        assert!(
            lost <= LOST_AT_MOST + held_up,
            "{lost:?} of text are missing, and the machine held up only {held_up:?} of it: {stored} stored, {:?} shown",
            shown.last().map(|(_, length)| length)
        );
    }

    /// Adds what another has counted.
    pub(crate) fn add(&mut self, other: &Self) {
        self.kills += other.kills;
        self.worst = self.worst.max(other.worst);
        self.late += other.late;
    }

    /// Prints the figures.
    pub(crate) fn report(&self, what: &str) {
        println!(
            "{what}: {} kills, the most lost {:?}, {} over {LOST_AT_MOST:?} on a machine that was held up itself",
            self.kills, self.worst, self.late
        );
    }
}

/// Opens the store as the next start does, and looks at every page of it.
pub(crate) async fn opened(folder: &Path) -> Store {
    let store = Store::open(folder, jiff::Timestamp::now()).await.expect("the store opens clean");
    assert_eq!(store.read_only(), None);
    assert_eq!(store.spoilt_copy(), None);
    let sql = rusqlite::Connection::open(folder.join("copydeck.db")).expect("opens");
    let verdict: String =
        sql.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked");
    assert_eq!(verdict, "ok");
    drop(sql);
    store
}

/// The draft that was worked on last; none before the first was made.
pub(crate) async fn newest_draft(store: &Store) -> Option<Draft> {
    let page = store.draft_page(DraftQuery::default(), None).await.expect("read");
    let newest = page.items.iter().max_by_key(|summary| summary.id.to_string())?.id;
    Some(store.draft(newest).await.expect("read"))
}
