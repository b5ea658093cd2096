//! The list and the search with a hundred thousand drafts: right to the last of them.

use copydeck_core::{
    domain::{
        draft::DraftStatus,
        draft_list::{DraftPlace, DraftQuery, DraftSort, DraftStage},
    },
    store::Store,
};
use jiff::Timestamp;

use crate::support::many_drafts::{self, MANY};

#[tokio::test]
async fn a_hundred_thousand_drafts_are_listed_and_searched() {
    let folder = tempfile::tempdir().expect("a folder");
    let ids = many_drafts::fill(folder.path(), MANY).await;
    let store = Store::open(folder.path(), Timestamp::now()).await.expect("a store");

    // Page by page to the end, in two orders that are each other's reverse.
    let newest = all(&store, DraftQuery::default()).await;
    assert_eq!(newest.len(), ids.len());
    assert!(newest.iter().rev().eq(ids.iter().map(ToString::to_string).collect::<Vec<_>>().iter()));
    let untouched = DraftQuery { sort: DraftSort::Untouched, ..DraftQuery::default() };
    let oldest = store.draft_page(untouched, None).await.expect("a page").items;
    assert_eq!(oldest[0].id, ids[0]);

    // The one that is ready, in the middle of them all.
    let one = ids[54_321];
    store.set_draft_status(one, DraftStatus::Ready).await.expect("saved");
    let ready = DraftQuery { stage: Some(DraftStage::Ready), ..DraftQuery::default() };
    assert_eq!(all(&store, ready).await, [one.to_string()]);

    // By its number, by its own word, and by a word that is everywhere.
    let text = |text: &str| DraftQuery { text: text.to_owned(), ..DraftQuery::default() };
    assert_eq!(all(&store, text("launch 54321")).await, [one.to_string()]);
    let rare = many_drafts::rare(54_321);
    let page = store.draft_page(text(&rare), None).await.expect("a page");
    let found = page.items[0].found.as_ref().expect("found");
    assert_eq!(found.title.marks.len(), 1, "{found:?}");
    let everywhere = store.draft_page(text("launch"), None).await.expect("a page").items;
    assert_eq!(everywhere[0].id, ids[ids.len() - 1], "too many to weigh: newest first");

    // One that is deleted is in no list but the bin's, and in no search.
    store.delete_draft(one, Timestamp::now()).await.expect("deleted");
    assert_eq!(all(&store, text("launch 54321")).await, Vec::<String>::new());
    let bin = DraftQuery { place: DraftPlace::Bin, ..text("54321") };
    assert_eq!(all(&store, bin).await, [one.to_string()]);
}

async fn all(store: &Store, query: DraftQuery) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.draft_page(query.clone(), cursor).await.expect("a page");
        ids.extend(page.items.iter().map(|draft| draft.id.to_string()));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return ids;
        }
    }
}
