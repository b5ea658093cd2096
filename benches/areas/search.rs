//! The search in a hundred thousand drafts, against looking through all of them.

use copydeck_core::{domain::draft_list::DraftQuery, store::Store};
use jiff::Timestamp;
use rusqlite::Connection;

use super::block_on;
use crate::{
    pairs::{self, compare, seconds},
    peers::Missing,
    support::many_drafts::{self, MANY},
    table::{Goal, Row},
};

/// Half a second would be too long for whoever types; this is not noticed.
const GOAL_SECONDS: f64 = 0.050;
const PAIRS: usize = 30;
const QUESTIONS: u32 = 300;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = block_on(async {
        many_drafts::fill(folder.path(), MANY).await;
        let store = Store::open(folder.path(), Timestamp::now()).await.expect("a store");
        store.index_pending().await.expect("indexed");
        store
    });
    let ask = |text: &str| {
        let query = DraftQuery { text: text.to_owned(), ..DraftQuery::default() };
        block_on(store.draft_page(query, None)).expect("a page").items
    };

    let times: Vec<f64> = (0..QUESTIONS).map(|number| seconds(|| ask(&question(number)))).collect();
    let p50 = pairs::quantile(times.iter().copied(), 0.5);
    let p95 = pairs::quantile(times.iter().copied(), 0.95);

    let sql = Connection::open(folder.path().join("copydeck.db")).expect("a database");
    let word = many_drafts::rare(4_711);
    let expected = like(&sql, &word);
    assert!(ask(&word).iter().all(|draft| expected.contains(&draft.id.to_string())));
    let comparison = compare(PAIRS, || seconds(|| ask(&word)), || seconds(|| like(&sql, &word)));
    Ok(vec![
        Row {
            area: "search in 100,000 drafts".into(),
            ours: format!("p95 {}", pairs::time(p95)),
            peer: format!("p50 {}", pairs::time(p50)),
            figure: pairs::time(p95),
            goal: format!("p95 <= {}", pairs::time(GOAL_SECONDS)),
            reached: p95 <= GOAL_SECONDS,
        },
        Row::compared(
            "search for one word",
            &comparison,
            "LIKE",
            Goal::AtLeast(100.0),
            pairs::time,
        ),
    ])
}

/// What people type: a word, two of them, one half typed, one letter, a word that is everywhere.
fn question(number: u32) -> String {
    let word = many_drafts::rare(number * 97);
    match number % 6 {
        0 | 1 => word,
        2 => format!("{word} {}", many_drafts::rare(number * 31)),
        3 => word.chars().take(4).collect(),
        4 => format!("launch {number}"),
        _ => "the c".into(),
    }
}

fn like(sql: &Connection, word: &str) -> Vec<String> {
    let mut statement = sql
        .prepare_cached(
            "SELECT id FROM drafts WHERE place = 'desk'
                 AND (title LIKE ?1 OR text LIKE ?1 OR brief LIKE ?1) ORDER BY updated_at DESC",
        )
        .expect("the schema is known");
    let rows = statement.query_map([format!("%{word}%")], |row| row.get(0)).expect("read");
    rows.collect::<Result<_, _>>().expect("ids")
}
