//! What the library's store promises.

use jiff::Timestamp;

use crate::{
    domain::{
        draft::{Brief, Draft},
        id::{DraftId, LibraryItemId},
        library::{
            ItemFacts, ItemKind, ItemSummary, ItemText, LibraryItem, LibraryQuery, NewItem, Origin,
            Shelf,
        },
    },
    store::{
        Store, StoreError,
        library::{
            changes::ItemChange,
            list::{search_sql, shelf_sql},
        },
        sql::query_plan,
    },
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

fn text(name: &str, title: &str, text: &str, tags: &[&str]) -> ItemText {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let facts = ItemFacts { title: title.into(), tags, ..ItemFacts::default() };
    ItemText { name: name.into(), text: text.into(), facts }
}

fn new(text: ItemText) -> NewItem {
    NewItem {
        id: LibraryItemId::generate(),
        kind: ItemKind::Template,
        text,
        folder: String::new(),
        origin: Origin::Own,
        base: None,
        note: String::new(),
    }
}

async fn add(store: &Store, item: NewItem) -> LibraryItem {
    let mut added = store.change_library(vec![ItemChange::Add(item)], at(1)).await.expect("added");
    added.remove(0)
}

async fn save(store: &Store, id: LibraryItemId, text: ItemText, seconds: i64) -> LibraryItem {
    let change = ItemChange::Save { id, text, note: "why".into(), origin: None };
    store.change_library(vec![change], at(seconds)).await.expect("saved").remove(0)
}

async fn found(store: &Store, shelf: Shelf, words: &str, tag: Option<&str>) -> Vec<String> {
    let query = LibraryQuery {
        shelf,
        tag: tag.map(str::to_owned),
        text: words.into(),
        ..LibraryQuery::default()
    };
    let page = store.library_page(query, None).await.expect("a page");
    page.items.into_iter().map(|item: ItemSummary| item.title).collect()
}

#[tokio::test]
async fn each_text_that_is_saved_is_a_version_and_the_same_text_is_none() {
    let store = Store::in_memory().await.expect("a store");
    let item = add(&store, new(text("email", "Email", "one", &[]))).await;
    assert_eq!(item.summary.version, 1);
    let id = item.summary.id;
    store.keep_working_text(id, Some("tw".into())).await.expect("kept");
    let saved = save(&store, id, text("email", "Email", "two", &[]), 2).await;
    assert_eq!((saved.summary.version, saved.working), (2, None));
    assert_eq!(save(&store, id, text("email", "Email", "two", &[]), 3).await.summary.version, 2);
    let versions = store.item_versions(id, None).await.expect("versions");
    assert_eq!(
        versions.iter().map(|v| (v.number, v.note.as_str())).collect::<Vec<_>>(),
        [(2, "why"), (1, "")]
    );
    assert_eq!(versions[1].digest, blake3::hash(b"one").to_hex().as_str());
    assert_eq!(store.version_text(id, 1).await.expect("a text"), "one");
    store.note_version(id, 1, "the first".into()).await.expect("noted");
    assert_eq!(store.item_versions(id, Some(2)).await.expect("versions")[0].note, "the first");
    assert_eq!(store.version_text(id, 3).await.expect_err("none").code(), "not_found");
}

#[tokio::test]
async fn a_name_belongs_to_one_item_of_its_kind_and_to_none_in_the_bin() {
    let store = Store::in_memory().await.expect("a store");
    let first = add(&store, new(text("email", "Email", "one", &[]))).await.summary.id;
    let second = new(text("email", "Another", "two", &[]));
    let taken = store.change_library(vec![ItemChange::Add(second.clone())], at(2)).await;
    assert_eq!(taken.expect_err("taken").code(), "name_taken");
    add(&store, NewItem { kind: ItemKind::Partial, ..new(text("email", "Partial", "p", &[])) })
        .await;

    store.bin_item(first, Some(at(3))).await.expect("binned");
    add(&store, second).await;
    assert_eq!(found(&store, Shelf::Bin, "", None).await, ["Email"]);
    let back = store.bin_item(first, None).await;
    assert_eq!(back.expect_err("taken").code(), "name_taken");
    assert_eq!(store.empty_library_bin(at(3)).await.expect("emptied"), 0);
    assert_eq!(store.empty_library_bin(at(4)).await.expect("emptied"), 1);
    assert_eq!(store.library_item(first).await.expect_err("gone").code(), "not_found");
}

#[tokio::test]
async fn what_came_with_copydeck_stays_in_the_bin() {
    let store = Store::in_memory().await.expect("a store");
    let starter = NewItem { origin: Origin::Starter, ..new(text("email", "Email", "one", &[])) };
    let id = add(&store, starter).await.summary.id;
    store.bin_item(id, Some(at(3))).await.expect("binned");
    assert_eq!(store.empty_library_bin(at(9)).await.expect("emptied"), 0);
    assert_eq!(store.starter_items().await.expect("items").len(), 1);
    assert!(store.bin_item(id, None).await.expect("put back").bin.is_none());
}

#[tokio::test]
async fn all_of_several_changes_are_made_or_none() {
    let store = Store::in_memory().await.expect("a store");
    let kept = add(&store, new(text("email", "Email", "one", &[]))).await.summary.id;
    let changes = vec![
        ItemChange::Delete(kept),
        ItemChange::Add(new(text("ad", "Ad", "two", &[]))),
        ItemChange::Add(new(text("ad", "Ad again", "three", &[]))),
    ];
    let outcome = store.change_library(changes, at(2)).await;
    assert!(matches!(outcome, Err(StoreError::ItemNameTaken { name }) if name == "ad"));
    assert_eq!(found(&store, Shelf::All, "", None).await, ["Email"]);
}

#[tokio::test]
async fn drafts_follow_a_template_that_is_renamed() {
    let store = Store::in_memory().await.expect("a store");
    let item = add(&store, new(text("email", "Email", "one", &[]))).await.summary.id;
    let draft =
        Draft::new(DraftId::generate(), "A".into(), "email".into(), Brief::default(), at(1));
    store.insert_draft(&draft).await.expect("saved");
    save(&store, item, text("mail", "Email", "one", &[]), 2).await;
    assert_eq!(store.draft(draft.id).await.expect("a draft").template, "mail");
}

#[tokio::test]
async fn an_item_is_found_by_its_title_its_tags_and_its_text_and_by_shelf_and_tag() {
    let store = Store::in_memory().await.expect("a store");
    let launch =
        add(&store, new(text("a", "Launch émail", "You write launches", &["Email"]))).await.summary;
    add(&store, new(text("b", "Banner", "Write for the email’s end", &["Ads", "email"]))).await;
    add(&store, NewItem { folder: "Press".into(), ..new(text("c", "Release", "Quotes", &[])) })
        .await;
    assert_eq!(found(&store, Shelf::All, "", None).await, ["Banner", "Launch émail", "Release"]);
    assert_eq!(found(&store, Shelf::All, "emai", None).await, ["Launch émail", "Banner"]);
    assert_eq!(found(&store, Shelf::All, "ADS", None).await, ["Banner"]);
    assert_eq!(found(&store, Shelf::All, "quot", None).await, ["Release"]);
    assert_eq!(found(&store, Shelf::All, "", Some("EMAIL")).await, ["Banner", "Launch émail"]);
    assert_eq!(found(&store, Shelf::All, "laun", Some("email")).await, ["Launch émail"]);
    let press = Shelf::Folder { folder: "Press".into() };
    assert_eq!(found(&store, press, "", None).await, ["Release"]);
    store.mark_favourite(launch.id, true).await.expect("marked");
    assert_eq!(found(&store, Shelf::Favourites, "", None).await, ["Launch émail"]);
    assert_eq!(found(&store, Shelf::Recent, "", None).await, Vec::<String>::new());

    save(&store, launch.id, text("a", "Product news", "Rewritten", &[]), 2).await;
    assert_eq!(found(&store, Shelf::All, "launches", None).await, Vec::<String>::new());
    assert_eq!(found(&store, Shelf::All, "rewrit", None).await, ["Product news"]);
    let tags = store.library_tags(ItemKind::Template).await.expect("tags");
    assert_eq!(
        tags.iter().map(|tag| (tag.name.as_str(), tag.count)).collect::<Vec<_>>(),
        [("Ads", 1), ("Email", 1)]
    );
    let folders = store.library_folders(ItemKind::Template).await.expect("folders");
    assert_eq!((folders[0].name.as_str(), folders[0].count, folders.len()), ("Press", 1, 1));
}

#[tokio::test]
async fn a_long_shelf_is_read_page_by_page_without_a_gap() {
    let store = Store::in_memory().await.expect("a store");
    let changes = (0..250)
        .map(|n| ItemChange::Add(new(text(&format!("t{n}"), &format!("Same {}", n / 3), "x", &[]))))
        .collect();
    store.change_library(changes, at(1)).await.expect("added");
    for words in ["", "same"] {
        let query = LibraryQuery { text: words.into(), ..LibraryQuery::default() };
        let (mut names, mut cursor) = (Vec::new(), None);
        loop {
            let page = store.library_page(query.clone(), cursor).await.expect("a page");
            names.extend(page.items.into_iter().map(|item| item.name));
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 250);
    }
}

#[tokio::test]
async fn every_shelf_is_read_from_an_index_in_its_order() {
    let store = Store::in_memory().await.expect("a store");
    let shelves = [
        (Shelf::All, "library_items_by_title"),
        (Shelf::Favourites, "library_items_favourite"),
        (Shelf::Recent, "library_items_used"),
        (Shelf::Bin, "library_items_by_change"),
        (Shelf::Folder { folder: "a".into() }, "library_items_of_folder"),
    ];
    for (shelf, index) in shelves {
        let query = LibraryQuery { shelf, ..LibraryQuery::default() };
        let plan = store.read(move |sql| query_plan(sql, &shelf_sql(&query, true))).await;
        let plan = plan.expect("a plan").join(" ");
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
    }
    let query = LibraryQuery::default();
    let plan = store.read(move |sql| query_plan(sql, &search_sql(&query, true))).await;
    assert!(!plan.expect("a plan").join(" ").contains("TEMP B-TREE"));
}
