use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    domain::{
        draft::{Brief, Draft},
        draft_list::DraftPlace,
        id::{DraftId, RevisionId},
        tag::Tag,
        variable::VariableValues,
    },
    store::{search_words::match_expression, sql::query_plan},
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

fn draft(title: &str, text: &str) -> Draft {
    let brief = Brief::default();
    let id = DraftId::generate();
    Draft { text: text.into(), ..Draft::new(id, title.into(), "launch-email".into(), brief, at(1)) }
}

async fn store_with(drafts: &[Draft]) -> Store {
    let store = Store::in_memory().await.expect("a store");
    for draft in drafts {
        store.insert_draft(draft).await.expect("saved");
    }
    store
}

async fn search(store: &Store, text: &str) -> Vec<DraftSummary> {
    let query = DraftQuery { text: text.into(), ..DraftQuery::default() };
    store.draft_page(query, None).await.expect("a page").items
}

async fn titles(store: &Store, text: &str) -> Vec<String> {
    search(store, text).await.into_iter().map(|draft| draft.title).collect()
}

fn marked(passage: &Passage) -> Vec<String> {
    let units: Vec<u16> = passage.text.encode_utf16().collect();
    let piece = |from: u32, to: u32| String::from_utf16_lossy(&units[from as usize..to as usize]);
    passage.marks.iter().map(|range| piece(range.from.0, range.to.0)).collect()
}

#[tokio::test]
async fn a_draft_is_found_by_the_words_of_its_copy_without_accents_and_half_typed() {
    let store = store_with(&[
        draft("One", "## Cold at mile twenty\n\nZoë’s **bottle** outlasts the climb."),
        draft("Two", "Warm socks."),
    ])
    .await;
    for text in ["cold", "COLD MILE", "zoe", "outl", "climb bott", "mile-twenty", "c"] {
        assert_eq!(titles(&store, text).await, ["One"], "{text}");
    }
    for text in ["colder", "cold socks", "limb"] {
        assert_eq!(titles(&store, text).await, Vec::<String>::new(), "{text}");
    }
    let found = search(&store, "twenty bottl").await.remove(0).found.expect("found");
    assert_eq!(found.passage.text, "Cold at mile twenty Zoë’s bottle outlasts the climb.");
    assert_eq!(marked(&found.passage), ["twenty", "bottle"]);
    assert!(!found.in_brief);
}

#[tokio::test]
async fn a_word_of_the_title_counts_for_more_than_one_of_the_copy_and_the_brief_is_found_last() {
    let mut briefed = draft("Three", "Something else.");
    briefed.brief.values = VariableValues(
        [("product".to_owned(), "Brightleaf bottle".into()), ("count".to_owned(), 24.into())]
            .into(),
    );
    let store = store_with(&[
        briefed,
        draft("Two", "The Brightleaf is out now."),
        draft("Brightleaf launch", "Out now."),
    ])
    .await;
    assert_eq!(titles(&store, "brightleaf").await, ["Brightleaf launch", "Two", "Three"]);
    let found = search(&store, "brightleaf").await;
    let of = |index: usize| found[index].found.as_ref().expect("found");
    assert_eq!(marked(&of(0).title), ["Brightleaf"]);
    assert_eq!(of(0).passage.marks, []);
    assert!(of(2).in_brief);
    assert_eq!(marked(&of(2).passage), ["Brightleaf"]);
    assert_eq!(titles(&store, "24").await, ["Three"]);
    assert_eq!(titles(&store, "product").await, Vec::<String>::new(), "not the fields’ names");
}

#[tokio::test]
async fn chinese_japanese_and_thai_are_found_by_any_piece_of_them() {
    let one = draft("新しい水筒", "登山に最適な水筒です。Brightleafの保冷は24時間。");
    let store = store_with(&[
        one.clone(),
        draft("Two", "二十公里处依然冰凉,新品水壶上市。"),
        draft("Three", "ขวดน้ำเก็บความเย็นได้ 24 ชั่วโมง"),
        draft("Four", "Cold at mile twenty"),
    ])
    .await;
    for (text, title) in [
        ("水筒", "新しい水筒"),
        ("新しい", "新しい水筒"),
        ("最適", "新しい水筒"),
        ("brightleaf の保冷", "新しい水筒"),
        ("Brightleafの保", "新しい水筒"),
        ("brightleaf", "新しい水筒"),
        ("冰凉", "Two"),
        ("冰", "Two"),
        ("新品水壶", "Two"),
        ("ความเย็น", "Three"),
        ("น้ำ", "Three"),
    ] {
        assert_eq!(titles(&store, text).await, [title], "{text}");
    }
    // Side by side in the text, with a stop between.
    assert_eq!(titles(&store, "凉新").await, Vec::<String>::new());
    assert_eq!(titles(&store, "東京").await, Vec::<String>::new());
    let text = "山の水".to_owned();
    store.save_text(one.id, text, None, RevisionId::generate(), at(2)).await.expect("saved");
    assert_eq!(titles(&store, "最適").await, Vec::<String>::new(), "what it replaced is gone");
    assert_eq!(titles(&store, "山の").await, ["新しい水筒"]);
    let text = "Plain".to_owned();
    store.save_text(one.id, text, None, RevisionId::generate(), at(3)).await.expect("saved");
    assert_eq!(titles(&store, "山の").await, Vec::<String>::new());
    store.delete_draft(one.id, at(4)).await.expect("deleted");
    assert_eq!(titles(&store, "水筒").await, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_written_a_moment_ago_is_found_and_what_it_replaced_is_not() {
    let one = draft("One", "Cold at mile twenty");
    let store = store_with(std::slice::from_ref(&one)).await;
    assert_eq!(titles(&store, "cold").await, ["One"]);
    for text in ["Warm at mile ten", "Warm at mile eleven"] {
        store
            .save_text(one.id, text.into(), None, RevisionId::generate(), at(2))
            .await
            .expect("saved");
    }
    assert_eq!(titles(&store, "cold").await, Vec::<String>::new());
    assert_eq!(titles(&store, "ten").await, Vec::<String>::new());
    assert_eq!(titles(&store, "eleven").await, ["One"]);
    store.rename_draft(one.id, "Ridge".into(), at(3)).await.expect("renamed");
    assert_eq!(titles(&store, "ridge").await, ["Ridge"]);
    assert_eq!(titles(&store, "one").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_search_keeps_to_its_place_its_chip_and_its_tag() {
    let (one, two) = (draft("One", "Cold"), draft("Two", "Cold"));
    let store = store_with(&[one.clone(), two.clone()]).await;
    let tag = Tag::parse("spring").expect("a tag");
    store.add_tag(one.id, tag.clone()).await.expect("tagged");
    store.delete_draft(two.id, at(2)).await.expect("deleted");
    let found = async |query: DraftQuery| -> Vec<String> {
        let page = store.draft_page(DraftQuery { text: "cold".into(), ..query }, None).await;
        page.expect("a page").items.into_iter().map(|draft| draft.title).collect()
    };
    assert_eq!(found(DraftQuery::default()).await, ["One"]);
    let in_bin = DraftQuery { place: DraftPlace::Bin, ..DraftQuery::default() };
    assert_eq!(found(in_bin.clone()).await, ["Two"]);
    let tagged = Some(tag);
    assert_eq!(found(DraftQuery { tag: tagged.clone(), ..DraftQuery::default() }).await, ["One"]);
    assert_eq!(found(DraftQuery { tag: tagged, ..in_bin }).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_draft_that_went_for_good_is_in_no_search() {
    let (one, two) = (draft("One", "Cold bottle"), draft("Two", "Cold socks"));
    let store = store_with(&[one.clone(), two.clone()]).await;
    store.index_pending().await.expect("indexed");
    // One of them has left the index already when it goes.
    store
        .save_text(two.id, "Warm socks".into(), None, RevisionId::generate(), at(2))
        .await
        .expect("saved");
    for id in [one.id, two.id] {
        store.delete_draft(id, at(2)).await.expect("deleted");
    }
    assert_eq!(store.empty_bin(at(3)).await.expect("emptied"), 2);
    store.insert_draft(&draft("Three", "Cold feet")).await.expect("saved");
    assert_eq!(titles(&store, "cold").await, ["Three"]);
    assert_sound(&store).await;
}

/// The index and the file agree that all is well, drafts that wait to be indexed included.
async fn assert_sound(store: &Store) {
    let said: String = store
        .read(|sql| Ok(sql.query_row("PRAGMA integrity_check", [], |row| row.get(0))?))
        .await
        .expect("checked");
    assert_eq!(said, "ok");
}

#[tokio::test]
async fn the_search_outlives_a_copy_of_the_file_that_counts_its_rows_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), at(0)).await.expect("a store");
    let drafts: Vec<Draft> =
        (0..20).map(|index| draft(&format!("Draft {index}"), &format!("word{index}"))).collect();
    for draft in &drafts {
        store.insert_draft(draft).await.expect("saved");
    }
    store.index_pending().await.expect("indexed");
    for draft in &drafts[..10] {
        store.delete_draft(draft.id, at(1)).await.expect("deleted");
    }
    store.empty_bin(at(2)).await.expect("emptied");
    let copy = tempfile::tempdir().expect("a folder");
    let file = copy.path().join("copydeck.db").to_string_lossy().into_owned();
    store
        .access
        .writer()
        .expect("writable")
        .call(move |sql| sql.execute("VACUUM INTO ?1", [file]).map_err(StoreError::from))
        .await
        .expect("copied");
    let store = Store::open(copy.path(), at(3)).await.expect("a store");
    assert_eq!(titles(&store, "word15").await, ["Draft 15"]);
    store
        .save_text(drafts[15].id, "other".into(), None, RevisionId::generate(), at(4))
        .await
        .expect("saved");
    assert_eq!(titles(&store, "word15").await, Vec::<String>::new());
    assert_sound(&store).await;
}

#[tokio::test]
async fn results_come_in_pages_that_neither_skip_nor_repeat() {
    let drafts: Vec<Draft> =
        (0..250).map(|index| draft(&index.to_string(), "The same cold words")).collect();
    let store = store_with(&drafts).await;
    let mut found = Vec::new();
    let mut cursor = None;
    loop {
        let query = DraftQuery { text: "cold".into(), ..DraftQuery::default() };
        let page = store.draft_page(query, cursor).await.expect("a page");
        found.extend(page.items.iter().map(|item| item.title.parse::<u32>().expect("a number")));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    found.sort_unstable();
    assert_eq!(found, (0..250).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_index_is_asked_first_and_gives_the_order() {
    let store = store_with(&[]).await;
    let tagged = DraftQuery { tag: Tag::parse("spring").ok(), ..DraftQuery::default() };
    for query in [DraftQuery::default(), tagged] {
        for part in [Part::All, Part::Titles, Part::Others] {
            let sql = search_sql(&query, part);
            let plan = store.read(move |connection| query_plan(connection, &sql)).await;
            let plan = plan.expect("a plan");
            assert!(plan[0].contains("draft_search VIRTUAL TABLE INDEX"), "{plan:#?}");
            assert!(plan[0].contains(":M"), "by MATCH: {plan:#?}");
            assert!(
                plan[1].contains("SEARCH search_entries USING INTEGER PRIMARY KEY"),
                "{plan:#?}"
            );
            assert!(
                plan.iter().all(|line| !line.contains("USE TEMP B-TREE FOR ORDER BY")),
                "{plan:#?}"
            );
        }
    }
}

#[tokio::test]
async fn of_words_that_are_everywhere_titles_come_first_and_then_the_newest() {
    let many = MOST_WEIGHED + 5;
    let titled = |number: u32| number % 20 == 3;
    let store = Store::in_memory().await.expect("a store");
    for number in 0..many {
        let title = if titled(number) { format!("Cold {number}") } else { number.to_string() };
        store.insert_draft(&draft(&title, "The same cold words")).await.expect("saved");
    }
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let query = DraftQuery { text: "cold".into(), ..DraftQuery::default() };
        let page = store.draft_page(query, cursor).await.expect("a page");
        assert!(page.items.len() == PAGE_SIZE || page.next_cursor.is_none());
        found.extend(page.items.iter().map(|item| item.title.replace("Cold ", "")));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let newest = |titles: bool| (0..many).rev().filter(move |number| titled(*number) == titles);
    let expected: Vec<String> =
        newest(true).chain(newest(false)).map(|number| number.to_string()).collect();
    assert_eq!(found, expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Whatever is typed or pasted into the search field is answered, and never taken for the
    /// index's own language.
    #[test]
    fn any_text_can_be_searched_for(text in r#"(\PC|[ "'*^:()+\-{}\x00\x01]|AND|OR|NOT|NEAR|title){0,24}"#) {
        let Some(expression) = match_expression(&text) else { return Ok(()) };
        let sql = Connection::open_in_memory().expect("SQLite");
        sql.execute_batch(
            "CREATE VIRTUAL TABLE draft_search USING fts5 (title, text, prefix = '1 2 3',
                 tokenize = 'unicode61 remove_diacritics 2')",
        )
        .expect("a table");
        for part in [Part::All, Part::Titles, Part::Others] {
            let expression = part.expression(&expression);
            prop_assert!(count(&sql, &expression).is_ok(), "{expression:?}");
        }
    }

    /// A draft is found by every word of its text, and by the beginning of it.
    #[test]
    fn every_word_of_a_text_finds_it(words in prop::collection::vec("[a-zäöüéñ]{1,12}", 1..6), cut in 1usize..12) {
        let sql = Connection::open_in_memory().expect("SQLite");
        sql.execute_batch(
            "CREATE VIRTUAL TABLE draft_search USING fts5 (title, text, prefix = '1 2 3',
                 tokenize = 'unicode61 remove_diacritics 2')",
        )
        .expect("a table");
        sql.execute("INSERT INTO draft_search VALUES ('', ?1)", [words.join(" ")]).expect("saved");
        for word in &words {
            let beginning: String = word.chars().take(cut).collect();
            let expression = match_expression(&format!("{} {beginning}", words[0])).expect("words");
            prop_assert_eq!(count(&sql, &expression).expect("counted"), 1);
        }
    }
}
