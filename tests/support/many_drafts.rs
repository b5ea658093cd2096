//! A hundred thousand drafts, as a team that has written for years would have them.

use std::path::Path;

use copydeck_core::{domain::id::DraftId, store::Store};
use jiff::Timestamp;
use rusqlite::{Connection, named_params};

/// As many as a list must bear.
pub(crate) const MANY: u32 = 100_000;

/// Words that stand in nearly every draft.
const COMMON: [&str; 24] = [
    "the", "and", "for", "with", "that", "your", "every", "more", "than", "one", "keeps", "day",
    "from", "when", "will", "still", "last", "first", "light", "steel", "cold", "order", "free",
    "before",
];

/// Words that stand in one of a few hundred drafts each, by what they are made of.
const BEGINNINGS: [&str; 30] = [
    "trail", "bright", "hill", "north", "wild", "river", "stone", "ever", "green", "sun", "moon",
    "leaf", "peak", "camp", "ridge", "snow", "spring", "cloud", "sea", "fire", "oak", "fern",
    "slate", "wind", "amber", "copper", "silver", "meadow", "harbour", "lantern",
];
const ENDINGS: [&str; 24] = [
    "bottle", "wear", "pack", "line", "works", "side", "mark", "way", "field", "house", "craft",
    "light", "born", "made", "land", "fall", "rise", "watch", "guide", "stand", "point", "run",
    "walk", "home",
];

/// Fills the store of a data folder with `count` drafts, all of one title and text for one number.
/// Returns their ids in the order of their making, a minute apart.
pub(crate) async fn fill(folder: &Path, count: u32) -> Vec<DraftId> {
    let first = Timestamp::from_second(1_700_000_000).expect("a time");
    drop(Store::open(folder, first).await.expect("a store"));
    let mut sql = Connection::open(folder.join("copydeck.db")).expect("a store is a database");
    let transaction = sql.transaction().expect("nobody else writes");
    let ids = (0..count).map(|number| insert(&transaction, number, first)).collect();
    transaction.commit().expect("saved");
    ids
}

fn insert(sql: &Connection, number: u32, first: Timestamp) -> DraftId {
    let id = DraftId::generate();
    let time = Timestamp::from_second(first.as_second() + i64::from(number) * 60).expect("a time");
    let title = title(number);
    let brief =
        serde_json::json!({ "values": { "product": title, "news": words(number, 17, 12) } });
    sql.prepare_cached(
        "INSERT INTO drafts (id, title, title_key, titled_by_user, template, brief, text,
                             created_at, updated_at)
         VALUES (:id, :title, lower(:title), TRUE, 'launch-email', :brief, :text, :time, :time)",
    )
    .expect("the schema is known")
    .execute(named_params! {
        ":id": id.to_string(),
        ":title": title,
        ":brief": brief.to_string(),
        ":text": text(number),
        ":time": format!("{time:.3}"),
    })
    .expect("saved");
    id
}

/// The title of a draft.
pub(crate) fn title(number: u32) -> String {
    format!("{} launch {number}", rare(number))
}

/// The copy of a draft: four paragraphs of some thirty words.
pub(crate) fn text(number: u32) -> String {
    let paragraphs: Vec<String> = (0..4).map(|part| words(number, part, 30)).collect();
    format!("## {}\n\n{}", title(number), paragraphs.join("\n\n"))
}

/// A word that stands in few drafts, this one among them.
pub(crate) fn rare(number: u32) -> String {
    let mixed = mix(number);
    let beginning = BEGINNINGS[mixed as usize % BEGINNINGS.len()];
    format!("{beginning}{}", ENDINGS[(mixed >> 8) as usize % ENDINGS.len()])
}

fn words(number: u32, part: u32, count: u32) -> String {
    let words: Vec<String> = (0..count)
        .map(|place| {
            let mixed = mix(number ^ mix(part * 64 + place));
            if mixed.is_multiple_of(4) {
                rare(mixed)
            } else {
                // The first of them far more often than the last.
                let rank = (mixed >> 4) as usize % COMMON.len();
                COMMON[rank * ((mixed >> 12) as usize % COMMON.len()) / COMMON.len()].to_owned()
            }
        })
        .collect();
    words.join(" ")
}

/// Numbers without order, the same in every run.
const fn mix(number: u32) -> u32 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x85eb_ca6b);
    mixed ^= mixed >> 13;
    mixed.wrapping_mul(0xc2b2_ae35) ^ (mixed >> 16)
}
