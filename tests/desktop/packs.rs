//! A pack from a colleague, in the real window: opened by a second start, taken, changed by the
//! user, updated with a conflict, chosen, and taken back.

use std::{collections::BTreeMap, path::Path, process::Command};

use copydeck_core::{
    domain::{
        library::ItemKind,
        pack::{
            FORMAT,
            item::{ItemName, PackItem},
            manifest::Manifest,
        },
    },
    pack_file::{signing::SigningKey, writing},
    services::library::Library,
    store::Store,
};

use super::{
    session::Session,
    window::{COPYDECK, Window},
};

const THEIRS: &str = "---\nname: press\ncopydeck.title: Press release\n---\nHi {{name}},\nBye\n";

/// Writes a signed pack of one template.
fn pack(folder: &Path, version: &str, text: &str, key: &SigningKey) -> std::path::PathBuf {
    let manifest = Manifest {
        format: FORMAT,
        id: "brightleaf".parse().expect("an id"),
        name: "Brightleaf templates".into(),
        version: version.parse().expect("a version"),
        author: "Brightleaf Marketing".into(),
        licence: String::new(),
        description: String::new(),
        least_app_version: None,
        key: None,
        files: BTreeMap::new(),
    };
    let name =
        ItemName { kind: ItemKind::Template, name: "press".into(), file: "press.prompt".into() };
    let items = [PackItem { name, text: text.to_owned() }];
    let files = writing::files(manifest, "", &items, Some(key)).expect("signed");
    let path = folder.join(format!("{version}.copypack"));
    std::fs::write(&path, writing::archive(&files).expect("an archive")).expect("a file");
    path
}

/// Starts Copydeck once more with a pack, as a double click does; the open window takes it.
fn start_again(session: &Session, pack: &Path) {
    let status = Command::new(COPYDECK)
        .args(["--data-dir", &session.data_dir().display().to_string()])
        .arg(pack)
        .status()
        .expect("the executable runs");
    assert!(status.success());
}

async fn text(store: &Store) -> Option<String> {
    let item = store.library_item_named(ItemKind::Template, "press".into()).await.expect("read");
    item.map(|item| item.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_taken_updated_with_a_conflict_and_taken_back() {
    let key = SigningKey::generate().expect("a key");
    let folder = tempfile::tempdir().expect("a folder");
    let first = pack(folder.path(), "1.0", THEIRS, &key);
    let second = pack(folder.path(), "1.1", &THEIRS.replace("Hi", "Dear"), &key);

    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    start_again(&session, &first);
    window.until_text("with a key you have not seen before").await;
    window.click("button", "Import 1 item").await;
    window.until_text("Brightleaf templates 1.0: 1 item taken.").await;

    let now = "2026-11-24T09:00:00Z".parse().expect("a time");
    let store = std::sync::Arc::new(Store::open(&session.data_dir(), now).await.expect("open"));
    assert_eq!(text(&store).await.as_deref(), Some(THEIRS));
    let mine = THEIRS.replace("Hi", "Hello");
    let item = store.library_item_named(ItemKind::Template, "press".into()).await.expect("read");
    let id = item.expect("there").summary.id;
    let library = Library::new(std::sync::Arc::clone(&store));
    library.save(id, mine.clone(), String::new()).await.expect("saved");

    // Its note goes by itself, and the way back to before the first version with it.
    let gone = "return !document.body.innerText.includes('1.0: 1 item taken')";
    window.until("the first note to go", gone).await;

    start_again(&session, &second);
    window.until_text("you have 1.0").await;
    window.until_text("whose key you have trusted").await;
    window.click("button", "Choose: Press release").await;
    window.click("radio", "Take theirs").await;
    window.click("button", "Import 1 item").await;
    window.until_text("Brightleaf templates 1.1: 1 item taken.").await;
    assert_eq!(text(&store).await, Some(THEIRS.replace("Hi", "Dear")));

    window.click("button", "Undo").await;
    window.until_text("Everything is as it was before.").await;
    assert_eq!(text(&store).await, Some(mine));
    store.close().await;
    window.close(&session);
}
