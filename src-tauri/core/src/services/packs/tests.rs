use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{
        library::{ItemKind, LibraryItem},
        pack::{item::ItemState, merge::Side},
    },
    pack_file::signing::SigningKey,
    secrets::memory::MemoryVault,
    services::library::Library,
};

/// A user with a store and a vault.
struct User {
    packs: Packs,
    library: Library,
    store: Arc<Store>,
}

impl User {
    async fn new() -> Self {
        let store = Arc::new(Store::in_memory().await.expect("memory"));
        let vault = Arc::new(MemoryVault::default());
        let packs = Packs::new(Arc::clone(&store), vault, "1.0".parse().expect("a version"));
        Self { packs, library: Library::new(Arc::clone(&store)), store }
    }

    async fn write(&self, kind: ItemKind, name: &str, text: &str) -> LibraryItem {
        match self.store.library_item_named(kind, name.to_owned()).await.expect("read") {
            Some(item) => self
                .library
                .save(item.summary.id, text.to_owned(), String::new())
                .await
                .expect("saved"),
            None => {
                let new = crate::domain::library::NewItem {
                    id: crate::domain::id::LibraryItemId::generate(),
                    kind,
                    text: crate::services::library::texts::read(kind, name, text.to_owned()),
                    folder: String::new(),
                    origin: crate::domain::library::Origin::Own,
                    base: None,
                    note: String::new(),
                };
                let change = crate::store::library::changes::ItemChange::Add(new);
                let mut added =
                    self.store.change_library(vec![change], Timestamp::now()).await.expect("added");
                added.remove(0)
            }
        }
    }

    async fn text(&self, kind: ItemKind, name: &str) -> Option<String> {
        let item = self.store.library_item_named(kind, name.to_owned()).await.expect("read");
        item.map(|item| item.text)
    }

    async fn export(
        &self,
        items: &[(ItemKind, &str)],
        folder: &TempDir,
        version: &str,
    ) -> std::path::PathBuf {
        let path = folder.path().join(format!("{version}.copypack"));
        let items: Vec<ItemRef> = items
            .iter()
            .map(|(kind, name)| ItemRef { kind: *kind, name: (*name).to_owned() })
            .collect();
        let details = ExportDetails {
            name: "Brightleaf templates".into(),
            version: Some(version.parse().expect("a version")),
            author: "Brightleaf Marketing".into(),
            ..ExportDetails::default()
        };
        self.packs.export(&details, &items, Signer::Vault, &path).await.expect("exported");
        path
    }

    /// All that a pack could have touched.
    async fn everything(&self) -> String {
        let dump = self.store.dump().await.expect("read");
        dump.join("\n")
    }
}

use ItemKind::{Partial, Template};

const GREETING: &str = "Hi {{name}},\nNews: {{news}}\nBye\n";

fn states(preview: &PackPreview) -> Vec<(String, ItemState)> {
    preview.items.iter().map(|item| (item.name.clone(), item.state)).collect()
}

#[tokio::test]
async fn a_colleague_takes_a_pack_and_keeps_their_own_edits_at_the_next_update() {
    let folder = TempDir::new().expect("a folder");
    let (ada, ben) = (User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    ada.write(Template, "sms", "Short {{news}}{{> legal}}\n").await;
    ada.write(Partial, "legal", "Reply STOP to end.\n").await;
    let first = ada.export(&[(Template, "press"), (Template, "sms")], &folder, "4.0").await;

    let preview = ben.packs.open(&first).await.expect("a pack");
    assert_eq!(preview.trust, Trust::New);
    // The partial came along.
    assert_eq!(preview.items.len(), 3);
    assert!(preview.items.iter().all(|item| item.state == ItemState::New));
    ben.packs.import(preview.open_id, &[], None).await.expect("imported");
    assert_eq!(ben.text(Template, "press").await.as_deref(), Some(GREETING));

    // Ben changes the greeting, and Ada the end.
    ben.write(Template, "press", &GREETING.replace("Hi", "Hello")).await;
    ada.write(Template, "press", &GREETING.replace("Bye", "See you")).await;
    let second = ada.export(&[(Template, "press"), (Template, "sms")], &folder, "4.1").await;
    let preview = ben.packs.open(&second).await.expect("a pack");
    assert_eq!(preview.trust, Trust::Trusted);
    assert_eq!(preview.installed.map(|version| version.to_string()).as_deref(), Some("4.0"));
    let press = preview.items.iter().find(|item| item.name == "press").expect("there");
    assert!(press.merges && press.state == ItemState::Update);
    ben.packs.import(preview.open_id, &[], None).await.expect("imported");
    let joined = ben.text(Template, "press").await.expect("there");
    assert_eq!(joined, "Hello {{name}},\nNews: {{news}}\nSee you\n");
    let installed = ben.packs.installed().await.expect("read");
    assert_eq!((installed[0].items, installed[0].edited), (3, 1));
}

#[tokio::test]
async fn a_conflict_stays_as_the_user_has_it_until_they_choose() {
    let folder = TempDir::new().expect("a folder");
    let (ada, ben) = (User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    let first = ada.export(&[(Template, "press")], &folder, "1.0").await;
    let open = ben.packs.open(&first).await.expect("a pack").open_id;
    ben.packs.import(open, &[], None).await.expect("imported");
    let mine = GREETING.replace("Hi", "Hello");
    ben.write(Template, "press", &mine).await;
    ada.write(Template, "press", &GREETING.replace("Hi", "Dear").replace("Bye", "Yours")).await;
    let second = ada.export(&[(Template, "press")], &folder, "1.1").await;

    let preview = ben.packs.open(&second).await.expect("a pack");
    assert_eq!(states(&preview), [("press".to_owned(), ItemState::Conflict)]);
    let imported = ben.packs.import(preview.open_id, &[], None).await.expect("imported");
    assert_eq!((imported.changed, imported.left.len()), (0, 1));
    assert_eq!(ben.text(Template, "press").await, Some(mine.clone()));

    let before = ben.everything().await;
    let preview = ben.packs.open(&second).await.expect("a pack");
    let details = ben.packs.item(preview.open_id, 0).await.expect("details");
    assert!(details.parts.len() > 1);
    let choices = [ItemChoice { item: 0, choice: Choice::Join { sides: vec![Side::Mine] } }];
    let imported = ben.packs.import(preview.open_id, &choices, None).await.expect("imported");
    let joined = ben.text(Template, "press").await.expect("there");
    assert_eq!(joined, "Hello {{name}},\nNews: {{news}}\nYours\n");
    // What was chosen is not asked again.
    let again = ben.packs.open(&second).await.expect("a pack");
    assert_eq!(states(&again), [("press".to_owned(), ItemState::Same)]);

    ben.packs.undo(imported.change).await.expect("undone");
    assert_eq!(ben.text(Template, "press").await, Some(mine));
    assert_eq!(without_changes(&ben.everything().await), without_changes(&before));
}

/// The change that an undone one took the place of is gone as well.
fn without_changes(dump: &str) -> Vec<&str> {
    dump.lines().filter(|line| !line.starts_with("pack_change")).collect()
}

#[tokio::test]
async fn somebody_elses_item_of_the_same_name_is_a_conflict() {
    let folder = TempDir::new().expect("a folder");
    let (ada, ben) = (User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    ben.write(Template, "press", "Mine\n").await;
    let pack = ada.export(&[(Template, "press")], &folder, "1.0").await;
    let preview = ben.packs.open(&pack).await.expect("a pack");
    assert_eq!(states(&preview), [("press".to_owned(), ItemState::Conflict)]);
    let choices = [ItemChoice { item: 0, choice: Choice::Take }];
    let imported = ben.packs.import(preview.open_id, &choices, None).await.expect("imported");
    assert_eq!(ben.text(Template, "press").await.as_deref(), Some(GREETING));
    ben.packs.undo(imported.change).await.expect("undone");
    assert_eq!(ben.text(Template, "press").await.as_deref(), Some("Mine\n"));
}

#[tokio::test]
async fn what_the_editor_holds_is_never_lost_to_an_update() {
    let folder = TempDir::new().expect("a folder");
    let (ada, ben) = (User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    let first = ada.export(&[(Template, "press")], &folder, "1.0").await;
    let open = ben.packs.open(&first).await.expect("a pack").open_id;
    ben.packs.import(open, &[], None).await.expect("imported");
    let item =
        ben.store.library_item_named(Template, "press".into()).await.expect("read").expect("there");
    let working = GREETING.replace("Hi", "Unsaved");
    ben.store.keep_working_text(item.summary.id, Some(working)).await.expect("kept");
    ada.write(Template, "press", &GREETING.replace("Bye", "See you")).await;
    let second = ada.export(&[(Template, "press")], &folder, "1.1").await;
    let open = ben.packs.open(&second).await.expect("a pack").open_id;

    // Nor to an editor that goes on typing while the pack is looked at.
    ben.store.keep_working_text(item.summary.id, Some("Typed".into())).await.expect("kept");
    let stale = ben.packs.open(&second).await.expect("a pack");
    assert_eq!(states(&stale)[0].1, ItemState::Conflict);
    let working = GREETING.replace("Hi", "Unsaved");
    ben.store.keep_working_text(item.summary.id, Some(working)).await.expect("kept");
    let imported = ben.packs.import(open, &[], None).await.expect("imported");
    let joined = ben.text(Template, "press").await.expect("there");
    assert_eq!(joined, "Unsaved {{name}},\nNews: {{news}}\nSee you\n");
    ben.packs.undo(imported.change).await.expect("undone");
    let item =
        ben.store.library_item_named(Template, "press".into()).await.expect("read").expect("there");
    assert_eq!(item.working.as_deref(), Some(GREETING.replace("Hi", "Unsaved").as_str()));
}

#[tokio::test]
async fn another_key_is_told_and_has_to_be_accepted_and_none_at_all_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let (ada, mallory, ben) = (User::new().await, User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    let pack = ada.export(&[(Template, "press")], &folder, "1.0").await;
    let open = ben.packs.open(&pack).await.expect("a pack").open_id;
    ben.packs.import(open, &[], None).await.expect("imported");

    // The same publisher's name, another key.
    mallory.write(Template, "press", "Send everything to mallory.example\n").await;
    let forged = mallory.export(&[(Template, "press")], &folder, "9.0").await;
    let preview = ben.packs.open(&forged).await.expect("a pack");
    assert_eq!(preview.trust, Trust::Changed);
    let before = ben.everything().await;
    let refused = ben.packs.import(preview.open_id, &[], None).await.expect_err("refused");
    assert_eq!(refused.code(), "pack_key_changed");
    assert_eq!(ben.everything().await, before);

    // The same pack, without its signature.
    let unsigned = resigned(&pack, None);
    let refused = ben.packs.hold(unsigned).await.expect_err("refused");
    assert_eq!(refused.code(), "pack_signature_missing");
    // The same pack, signed anew by somebody else.
    let other = SigningKey::generate().expect("a key");
    let preview = ben.packs.hold(resigned(&pack, Some(&other))).await.expect("a pack");
    assert_eq!(preview.trust, Trust::Changed);
    let key = preview.key.clone();
    ben.packs.import(preview.open_id, &[], key.as_deref()).await.expect("accepted");
}

fn resigned(path: &Path, key: Option<&SigningKey>) -> Pack {
    let app = "1.0".parse().expect("a version");
    let pack = pack_file::open(path, app).expect("a pack");
    let files = pack_file::writing::files(pack.manifest, "", &pack.items, key).expect("signed");
    let bytes = pack_file::writing::archive(&files).expect("an archive");
    pack_file::read(&bytes, app).expect("a pack")
}

#[tokio::test]
async fn removing_a_pack_leaves_what_the_user_has_changed() {
    let folder = TempDir::new().expect("a folder");
    let (ada, ben) = (User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    ada.write(Template, "sms", "Short\n").await;
    let pack = ada.export(&[(Template, "press"), (Template, "sms")], &folder, "1.0").await;
    let preview = ben.packs.open(&pack).await.expect("a pack");
    ben.packs.import(preview.open_id, &[], None).await.expect("imported");
    ben.write(Template, "press", "My own\n").await;
    let before = ben.everything().await;
    let change = ben.packs.remove(preview.id.to_string()).await.expect("removed");
    assert_eq!(ben.text(Template, "press").await.as_deref(), Some("My own\n"));
    assert_eq!(ben.text(Template, "sms").await, None);
    assert!(ben.packs.installed().await.expect("read").is_empty());
    ben.packs.undo(change).await.expect("undone");
    assert_eq!(without_changes(&ben.everything().await), without_changes(&before));
}

#[tokio::test]
async fn an_item_changed_after_the_import_is_not_taken_back() {
    let folder = TempDir::new().expect("a folder");
    let (ada, ben) = (User::new().await, User::new().await);
    ada.write(Template, "press", GREETING).await;
    let pack = ada.export(&[(Template, "press")], &folder, "1.0").await;
    let open = ben.packs.open(&pack).await.expect("a pack").open_id;
    let imported = ben.packs.import(open, &[], None).await.expect("imported");
    ben.write(Template, "press", "My own\n").await;
    let refused = ben.packs.undo(imported.change).await.expect_err("refused");
    assert_eq!(refused.code(), "item_changed");
    assert_eq!(ben.text(Template, "press").await.as_deref(), Some("My own\n"));
}

#[tokio::test]
async fn the_version_is_suggested_from_what_has_changed() {
    let folder = TempDir::new().expect("a folder");
    let ada = User::new().await;
    ada.write(Template, "press", GREETING).await;
    let items = [ItemRef { kind: Template, name: "press".into() }];
    let suggested = async || {
        ada.packs
            .outline("Brightleaf templates", &items)
            .await
            .expect("an outline")
            .version
            .to_string()
    };
    assert_eq!(suggested().await, "1.0");
    ada.export(&[(Template, "press")], &folder, "4.0").await;
    assert_eq!(suggested().await, "4.0");
    ada.write(Template, "press", &GREETING.replace("Bye", "See you")).await;
    assert_eq!(suggested().await, "4.0.1");
}

#[tokio::test]
async fn problems_are_said_before_a_pack_is_made() {
    let ada = User::new().await;
    ada.write(Template, "broken", "{{#if a}}").await;
    ada.write(Template, "linked", "See https://press.example and {{> gone}}").await;
    let items: Vec<ItemRef> =
        ["broken", "linked"].map(|name| ItemRef { kind: Template, name: name.into() }).into();
    let outline = ada.packs.outline("Brightleaf", &items).await.expect("an outline");
    let blocking: Vec<bool> = outline.problems.iter().map(|problem| problem.blocks).collect();
    assert_eq!(blocking, [false, true, false], "{:?}", outline.problems);
}

/// A library of a few items with texts of a few lines.
fn library() -> impl Strategy<Value = BTreeMap<String, String>> {
    let text = proptest::collection::vec("[a-zé🙂 ]{0,6}", 1..5).prop_map(|lines| lines.join("\n"));
    proptest::collection::btree_map("t[a-z]{0,4}", text, 1..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn exporting_and_importing_gives_the_same_library_and_undoing_leaves_no_trace(
        items in library(),
        others in library(),
    ) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let folder = TempDir::new().expect("a folder");
            let (ada, ben) = (User::new().await, User::new().await);
            for (name, text) in &items {
                ada.write(Template, name, text).await;
            }
            for (name, text) in &others {
                ben.write(Template, name, text).await;
            }
            let names: Vec<_> = items.keys().map(|name| (Template, name.as_str())).collect();
            let path = ada.export(&names, &folder, "1.0").await;
            let before = ben.everything().await;
            let preview = ben.packs.open(&path).await.expect("a pack");
            let choices: Vec<ItemChoice> = (0..items.len())
                .map(|item| ItemChoice { item, choice: Choice::Take })
                .collect();
            let imported = ben.packs.import(preview.open_id, &choices, None).await.expect("imported");
            for (name, text) in &items {
                assert_eq!(ben.text(Template, name).await.as_ref(), Some(text));
            }
            ben.packs.undo(imported.change).await.expect("undone");
            assert_eq!(ben.everything().await, before);
        });
    }
}
