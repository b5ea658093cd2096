use jiff::Timestamp;

use super::*;
use crate::{
    domain::draft::{Brief, Draft, DraftStatus},
    store::sql::query_plan,
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

fn new_draft(title: &str, now: Timestamp) -> Draft {
    Draft::new(DraftId::generate(), title.into(), "launch-email".into(), Brief::default(), now)
}

async fn store_with(titles: &[&str]) -> (Store, Vec<DraftId>) {
    let store = Store::in_memory().await.expect("a store");
    let mut ids = Vec::new();
    for (index, title) in titles.iter().enumerate() {
        let draft = new_draft(title, at(index as i64));
        store.insert_draft(&draft).await.expect("saved");
        ids.push(draft.id);
    }
    (store, ids)
}

async fn titles(store: &Store, query: DraftQuery) -> Vec<String> {
    let mut titles = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.draft_page(query.clone(), cursor).await.expect("a page");
        titles.extend(page.items.into_iter().map(|draft| draft.title));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return titles;
        }
    }
}

fn in_place(place: DraftPlace) -> DraftQuery {
    DraftQuery { place, ..DraftQuery::default() }
}

fn sorted(sort: DraftSort) -> DraftQuery {
    DraftQuery { sort, ..DraftQuery::default() }
}

#[tokio::test]
async fn every_order_comes_in_pages_that_neither_skip_nor_repeat() {
    let store = Store::in_memory().await.expect("a store");
    let mut expected = Vec::new();
    for index in 0..250 {
        // Several share a moment and a title: the id decides between them.
        let title = format!("{:03}", index / 10);
        store.insert_draft(&new_draft(&title, at(index / 10))).await.expect("saved");
        expected.push(title);
    }
    for sort in [DraftSort::Untouched, DraftSort::Title] {
        assert_eq!(titles(&store, sorted(sort)).await, expected, "{sort:?}");
    }
    expected.reverse();
    for sort in [DraftSort::Changed, DraftSort::Created] {
        assert_eq!(titles(&store, sorted(sort)).await, expected, "{sort:?}");
    }
}

#[tokio::test]
async fn every_order_is_read_from_its_index_alone() {
    let store = Store::in_memory().await.expect("a store");
    for sort in [DraftSort::Changed, DraftSort::Untouched, DraftSort::Created, DraftSort::Title] {
        for stage in [None, Some(DraftStage::Ready)] {
            for after_cursor in [false, true] {
                let query = DraftQuery { sort, stage, ..DraftQuery::default() };
                let sql = list_sql(&query, after_cursor);
                let plan = store.read(move |connection| query_plan(connection, &sql)).await;
                let plan = plan.expect("a plan").join("\n");
                let index =
                    if stage.is_some() { "INDEX drafts_of_stage_by" } else { "INDEX drafts_by" };
                assert!(plan.contains(index), "{query:?}: {plan}");
                assert!(!plan.contains("USE TEMP B-TREE FOR ORDER BY"), "{query:?}: {plan}");
            }
        }
    }
}

#[tokio::test]
async fn titles_sort_as_people_sort_them() {
    let (store, _) = store_with(&["zebra", "Éclair", "apple", "Banana"]).await;
    let found = titles(&store, sorted(DraftSort::Title)).await;
    assert_eq!(found, ["apple", "Banana", "Éclair", "zebra"]);
}

#[tokio::test]
async fn what_is_ready_is_found_by_its_chip_until_it_is_drafted_again() {
    let (store, ids) = store_with(&["One", "Two"]).await;
    let summary = store.set_draft_status(ids[0], DraftStatus::Ready).await.expect("saved");
    assert_eq!(summary.status, DraftStatus::Ready);
    assert_eq!(summary.updated_at, at(0), "it has not changed by being ready");
    let of = |stage| DraftQuery { stage: Some(stage), ..DraftQuery::default() };
    assert_eq!(titles(&store, of(DraftStage::Ready)).await, ["One"]);
    assert_eq!(titles(&store, of(DraftStage::Draft)).await, ["Two"]);
    assert_eq!(titles(&store, of(DraftStage::Drafting)).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_archive_and_the_bin_are_lists_of_their_own() {
    let (store, ids) = store_with(&["One", "Two", "Three"]).await;
    store.archive_draft(ids[0], Some(at(9))).await.expect("archived");
    store.delete_draft(ids[0], at(10)).await.expect("deleted");
    store.delete_draft(ids[1], at(10)).await.expect("deleted");
    assert_eq!(titles(&store, in_place(DraftPlace::Desk)).await, ["Three"]);
    assert_eq!(titles(&store, in_place(DraftPlace::Bin)).await, ["Two", "One"]);
    let draft = store.draft(ids[0]).await.expect("found");
    assert_eq!(draft.place(), DraftPlace::Bin);

    // Each goes back to where it was.
    store.undelete_draft(ids[0]).await.expect("restored");
    store.undelete_draft(ids[1]).await.expect("restored");
    assert_eq!(titles(&store, in_place(DraftPlace::Archive)).await, ["One"]);
    assert_eq!(titles(&store, in_place(DraftPlace::Desk)).await, ["Three", "Two"]);
}

#[tokio::test]
async fn emptying_the_bin_takes_all_that_belongs_to_a_draft_and_nothing_else() {
    let titles_of_many: Vec<String> = (0..250).map(|index| format!("Draft {index}")).collect();
    let names: Vec<&str> = titles_of_many.iter().map(String::as_str).collect();
    let (store, ids) = store_with(&names).await;
    for id in &ids[1..] {
        store.add_tag(*id, Tag::parse("spring").expect("a tag")).await.expect("tagged");
        store.delete_draft(*id, at(1000)).await.expect("deleted");
    }
    store.index_pending().await.expect("indexed");
    assert_eq!(store.empty_bin(at(1000)).await.expect("emptied"), 0, "not their time yet");
    assert_eq!(store.empty_bin(at(1001)).await.expect("emptied"), 249);
    assert_eq!(titles(&store, in_place(DraftPlace::Desk)).await, ["Draft 0"]);
    assert_eq!(store.tags().await.expect("read"), []);
    assert_eq!(store.draft(ids[1]).await.expect_err("gone").code(), "not_found");
}

#[tokio::test]
async fn a_tag_is_written_as_it_was_the_first_time_and_finds_its_drafts() {
    let (store, ids) = store_with(&["One", "Two", "Three"]).await;
    let tag = |text| Tag::parse(text).expect("a tag");
    store.add_tag(ids[0], tag("Café")).await.expect("tagged");
    store.add_tag(ids[0], tag("cafe")).await.expect("tagged");
    let second = store.add_tag(ids[1], tag("CAFE")).await.expect("tagged");
    assert_eq!(second.tags, [tag("Café")]);
    let tagged = DraftQuery { tag: Some(tag("cafe")), ..DraftQuery::default() };
    assert_eq!(titles(&store, tagged.clone()).await, ["Two", "One"]);
    store.remove_tag(ids[1], tag("cafÉ")).await.expect("taken");
    assert_eq!(titles(&store, tagged).await, ["One"]);
    assert_eq!(store.tags().await.expect("read"), [tag("Café")]);
}

#[tokio::test]
async fn a_draft_has_so_many_tags_and_no_more() {
    let (store, ids) = store_with(&["One"]).await;
    let mut outcome = Ok(());
    for index in 0..=crate::domain::tag::MOST_TAGS {
        let tag = Tag::parse(&format!("tag {index}")).expect("a tag");
        outcome = store.add_tag(ids[0], tag).await.map(|_| ());
    }
    assert_eq!(outcome.expect_err("too many").code(), "too_many_tags");
    assert_eq!(store.draft(ids[0]).await.expect("found").tags.len(), 20);
}

#[tokio::test]
async fn a_cursor_nobody_can_read_starts_the_list_anew() {
    let (store, _) = store_with(&["One"]).await;
    for text in ["", "x"] {
        let cursor = Some(DraftCursor("nonsense".into()));
        let query = DraftQuery { text: text.into(), ..DraftQuery::default() };
        store.draft_page(query, cursor).await.expect("a page");
    }
}

/// A store as version 1 of the schema left it: its drafts are listed, sorted and found.
#[tokio::test]
async fn a_store_from_before_there_was_a_list_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Connection::open(folder.path().join("copydeck.db")).expect("opens");
    file.execute_batch(include_str!("../../../migrations/001-initial.sql")).expect("made");
    file.pragma_update(None, "user_version", 1).expect("set");
    for (id, title, time) in [(DraftId::generate(), "beta", 2), (DraftId::generate(), "Alpha", 1)] {
        file.execute(
            "INSERT INTO drafts (id, title, titled_by_user, template, brief, text, created_at, updated_at)
             VALUES (?1, ?2, TRUE, 'launch-email', '{}', 'Cold at mile twenty', ?3, ?3)",
            (id.to_string(), title, crate::store::sql::time(at(time))),
        )
        .expect("saved");
    }
    drop(file);
    let store = Store::open(folder.path(), at(3)).await.expect("a store");
    assert_eq!(titles(&store, DraftQuery::default()).await, ["beta", "Alpha"]);
    assert_eq!(titles(&store, sorted(DraftSort::Title)).await, ["Alpha", "beta"]);
    let search = DraftQuery { text: "mile".into(), ..DraftQuery::default() };
    assert_eq!(titles(&store, search).await.len(), 2);
}
