use std::sync::Arc;

use super::*;
use crate::{
    domain::library::{LibraryQuery, Shelf},
    store::Store,
};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

async fn stocked() -> (Library, Arc<Store>) {
    let store = Arc::new(Store::in_memory().await.expect("a store"));
    let library = Library::new(Arc::clone(&store));
    library.stock(at(1)).await.expect("stocked");
    (library, store)
}

async fn item(store: &Store) -> LibraryItem {
    let name = "launch-email".to_owned();
    let found = store.library_item_named(ItemKind::Template, name).await.expect("read");
    found.expect("it comes with us")
}

#[tokio::test]
async fn the_starter_pack_is_there_once_however_often_the_app_starts() {
    let (library, store) = stocked().await;
    library.stock(at(2)).await.expect("stocked");
    let size = store.library_size(ItemKind::Template).await.expect("counted");
    assert_eq!(usize::try_from(size).expect("small"), starter::files().count());
    assert_eq!(item(&store).await.summary.version, 1);
}

#[tokio::test]
async fn what_the_user_edited_stays_and_can_go_back_to_the_original() {
    let (library, store) = stocked().await;
    let original = item(&store).await;
    let edited = format!("{}\nShort, please.", original.text);
    library.save(original.summary.id, edited.clone(), String::new()).await.expect("saved");
    library.stock(at(2)).await.expect("stocked");
    let kept = item(&store).await;
    assert_eq!((kept.text.as_str(), kept.summary.edited), (edited.as_str(), true));

    let back = library.reset(original.summary.id).await.expect("reset");
    assert_eq!((back.text, back.summary.edited), (original.text, false));
    let earlier = store.version_text(original.summary.id, 2).await.expect("a version");
    assert_eq!(earlier, edited);
}

#[tokio::test]
async fn what_the_user_did_not_touch_follows_the_app() {
    let (library, store) = stocked().await;
    let present = item(&store).await;
    let old = "Write about {{product}}.".to_owned();
    let change = ItemChange::Save {
        id: present.summary.id,
        text: texts::read(ItemKind::Template, "launch-email", old.clone()),
        note: String::new(),
        origin: Some((Origin::Starter, Some(old))),
    };
    store.change_library(vec![change], at(2)).await.expect("as an older app left it");
    library.stock(at(3)).await.expect("stocked");
    assert_eq!(item(&store).await.text, present.text);
}

#[tokio::test]
async fn what_the_user_deleted_does_not_come_again() {
    let (library, store) = stocked().await;
    let id = item(&store).await.summary.id;
    library.delete(id).await.expect("deleted");
    library.stock(at(2)).await.expect("stocked");
    library.clear_bin(Timestamp::MAX).await.expect("cleared");
    library.stock(at(3)).await.expect("stocked");
    let bin = LibraryQuery { shelf: Shelf::Bin, ..LibraryQuery::default() };
    assert_eq!(store.library_page(bin, None).await.expect("a page").items.len(), 1);
    // The drafts made with it still have it.
    library.find("launch-email").await.expect("found");
}
