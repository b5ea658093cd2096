use std::path::Path;

use super::*;
use crate::domain::draft::Brief;

const DAY: i64 = 24 * 60 * 60;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

async fn store_with_draft(folder: &Path) -> (Store, DraftId) {
    let store = Store::open(folder, at(0)).await.expect("a store");
    let draft = Draft::new(
        DraftId::generate(),
        "Launch email".into(),
        "launch-email".into(),
        Brief::default(),
        at(0),
    );
    store.insert_draft(&draft).await.expect("saved");
    (store, draft.id)
}

async fn type_at(store: &Store, draft: DraftId, text: &str, seconds: i64) {
    let kept_as = RevisionId::generate();
    store.save_text(draft, text.into(), None, kept_as, at(seconds)).await.expect("saved");
}

/// The texts of all revisions, oldest first.
async fn texts(store: &Store, draft: DraftId) -> Vec<String> {
    let mut texts = Vec::new();
    for item in all(store, draft).await {
        texts.push(store.revision(draft, item.id).await.expect("found").text);
    }
    texts.reverse();
    texts
}

/// All revisions, newest first.
async fn all(store: &Store, draft: DraftId) -> Vec<RevisionSummary> {
    let mut items = Vec::new();
    let mut older_than = None;
    loop {
        let page = store.revision_page(draft, older_than).await.expect("read");
        items.extend(page.items);
        older_than = page.next_cursor;
        if older_than.is_none() {
            return items;
        }
    }
}

#[tokio::test]
async fn a_pause_in_typing_leaves_the_last_text_before_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    for (second, text) in [(0, "C"), (1, "Col"), (2, "Cold"), (40, "Cold a"), (41, "Cold at")] {
        type_at(&store, draft, text, second).await;
    }
    assert_eq!(texts(&store, draft).await, ["Cold"]);
    let [kept] = &all(&store, draft).await[..] else { panic!("one") };
    assert_eq!((kept.cause, kept.created_at), (RevisionCause::Typed, at(2)));
    assert_eq!((kept.words, kept.added, kept.excerpt.as_str()), (Some(1), 1, "Cold"));
}

#[tokio::test]
async fn a_crash_loses_no_pause() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    type_at(&store, draft, "Cold at mile", 1).await;
    drop(store);
    let store = Store::open(folder.path(), at(500)).await.expect("a store");
    type_at(&store, draft, "Something else", 501).await;
    assert_eq!(texts(&store, draft).await, ["Cold at mile"]);
}

#[tokio::test]
async fn nothing_is_kept_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    type_at(&store, draft, "Cold", 0).await;
    let first = store.keep_typed(draft, RevisionId::generate(), at(1)).await.expect("kept");
    let second = store.keep_typed(draft, RevisionId::generate(), at(2)).await.expect("kept");
    assert_eq!(first, second);
    // Typed and taken back again before the pause.
    type_at(&store, draft, "Cold!", 100).await;
    type_at(&store, draft, "Cold", 101).await;
    type_at(&store, draft, "Cold at", 200).await;
    assert_eq!(texts(&store, draft).await, ["Cold"]);
}

#[tokio::test]
async fn a_text_that_is_deleted_at_one_stroke_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    let copy = "Cold at mile twenty. ".repeat(20);
    type_at(&store, draft, &copy, 0).await;
    type_at(&store, draft, "", 1).await;
    assert_eq!(texts(&store, draft).await, [copy]);
}

#[tokio::test]
async fn bringing_one_back_keeps_what_was_there_and_leaves_a_revision() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    type_at(&store, draft, "First", 0).await;
    type_at(&store, draft, "Second", 60).await;
    let first = all(&store, draft).await[0].id;
    let ids = RestoreIds { present: RevisionId::generate(), restored: RevisionId::generate() };
    let restored = store.restore_revision(draft, first, ids, at(61)).await.expect("restored");
    assert_eq!(restored.draft.text, "First");
    assert_eq!(restored.replaced, Some(ids.present));
    assert_eq!(texts(&store, draft).await, ["First", "Second", "First"]);
    let causes: Vec<_> = all(&store, draft).await.iter().map(|item| item.cause).collect();
    assert_eq!(
        causes,
        [RevisionCause::Restored, RevisionCause::BeforeRestore, RevisionCause::Typed]
    );
    let newest = store.revision(draft, ids.restored).await.expect("found");
    assert_eq!(newest.parent, Some(first));
}

#[tokio::test]
async fn a_name_is_given_and_taken_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    type_at(&store, draft, "Cold", 0).await;
    let id = store.keep_typed(draft, RevisionId::generate(), at(1)).await.expect("kept");
    let id = id.expect("there is text");
    let named = store.name_revision(draft, id, Some("Launch day".into())).await.expect("named");
    assert_eq!(named.name.as_deref(), Some("Launch day"));
    assert_eq!(store.revision(draft, id).await.expect("found").name, named.name);
    let unnamed = store.name_revision(draft, id, None).await.expect("named");
    assert_eq!(unnamed.name, None);
    let other = store.name_revision(draft, RevisionId::generate(), None).await;
    assert_eq!(other.expect_err("none").code(), "not_found");
}

#[tokio::test]
async fn hundreds_of_versions_of_a_long_draft_take_little_room_and_stay_whole() {
    const VERSIONS: usize = 300;
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    let lines: Vec<String> = (0..1_000)
        .map(|n| format!("Line {n}: cold at mile {n}, and the trail is waiting.\n"))
        .collect();
    let mut expected = Vec::new();
    for version in 0..=VERSIONS {
        let mut lines = lines.clone();
        for changed in 0..version {
            lines[changed * 7 % 1_000].push_str("One more sentence. ");
        }
        let text = lines.concat();
        type_at(&store, draft, &text, version as i64 * 60).await;
        expected.push(text);
    }
    expected.pop();
    assert_eq!(texts(&store, draft).await, expected);
    let whole: usize = expected.iter().map(String::len).sum();
    let stored: i64 = store
        .read(|sql| {
            Ok(sql
                .query_row("SELECT sum(length(body)) FROM revision_texts", [], |row| row.get(0))?)
        })
        .await
        .expect("read");
    let stored = usize::try_from(stored).expect("a size");
    assert!(stored * 8 < whole, "{stored} of {whole} bytes");
}

#[tokio::test]
async fn old_typed_versions_are_thinned_and_named_ones_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    for minute in 0..30 {
        type_at(&store, draft, &format!("Version {minute} of the copy"), minute * 60).await;
    }
    let named = all(&store, draft).await[10].id;
    store.name_revision(draft, named, Some("Launch day".into())).await.expect("named");
    let before = all(&store, draft).await.len();
    assert_eq!(before, 29);
    type_at(&store, draft, "Two days on", 2 * DAY).await;
    type_at(&store, draft, "And a pause", 2 * DAY + 60).await;

    let left = texts(&store, draft).await;
    assert_eq!(left, ["Version 18 of the copy", "Version 29 of the copy", "Two days on"]);
    let items = all(&store, draft).await;
    assert_eq!((items[1].added, items[1].removed, items[1].excerpt.as_str()), (1, 1, "29"));
    let dangling: i64 = store
        .read(|sql| {
            Ok(sql.query_row(
                "SELECT count(*) FROM revision_texts
                 WHERE id NOT IN (SELECT text_id FROM revisions)",
                [],
                |row| row.get(0),
            )?)
        })
        .await
        .expect("read");
    assert_eq!(dangling, 0);
}

#[tokio::test]
async fn a_history_of_thousands_is_read_in_pages_without_sorting_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    store
        .write(move |sql| {
            for second in 0..10_000 {
                let text = format!("Version {second}");
                let id = RevisionId::generate();
                add(
                    sql,
                    NewRevision {
                        id,
                        draft_id: draft,
                        cause: RevisionCause::Drafted,
                        run_id: None,
                        brought_back: None,
                        text: &text,
                        at: at(second),
                    },
                )?;
            }
            Ok(())
        })
        .await
        .expect("saved");
    let items = all(&store, draft).await;
    assert_eq!(items.len(), 10_000);
    assert!(items.is_sorted_by(|a, b| a.id > b.id));
    let plan: Vec<String> = store
        .read(move |sql| {
            let mut statement = sql.prepare(&format!(
                "EXPLAIN QUERY PLAN {SUMMARY}
                 WHERE revisions.draft_id = '' AND revisions.id < '~'
                 ORDER BY revisions.id DESC LIMIT 100"
            ))?;
            let rows = statement.query_map([], |row| row.get(3))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
        .expect("explained");
    let plan = plan.join("\n");
    assert!(plan.contains("revisions_of_draft (draft_id=? AND id<?)"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn deleting_a_draft_takes_its_history_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, draft) = store_with_draft(folder.path()).await;
    let copy = "Cold at mile twenty. ".repeat(200);
    type_at(&store, draft, &copy, 0).await;
    type_at(&store, draft, &format!("{copy}And more."), 60).await;
    type_at(&store, draft, &format!("{copy}And yet more."), 120).await;
    store
        .write(move |sql| {
            sql.execute("DELETE FROM drafts WHERE id = ?1", [draft.to_string()])?;
            Ok(())
        })
        .await
        .expect("deleted");
    let left: i64 = store
        .read(|sql| Ok(sql.query_row("SELECT count(*) FROM revision_texts", [], |row| row.get(0))?))
        .await
        .expect("read");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn versions_from_before_they_had_names_are_all_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let (draft, first, second) =
        (DraftId::generate(), RevisionId::generate(), RevisionId::generate());
    let mut old = Connection::open(folder.path().join("copydeck.db")).expect("opens");
    rusqlite_migration::Migrations::from_slice(&super::super::MIGRATIONS[..2])
        .to_latest(&mut old)
        .expect("an old store");
    old.execute(
        "INSERT INTO drafts (id, title, titled_by_user, template, brief, text, created_at, updated_at)
         VALUES (?1, 'Launch email', 0, 'launch-email', '{}', 'Third', '', '')",
        [draft.to_string()],
    )
    .expect("saved");
    for (id, parent, text) in [(first, None, "First"), (second, Some(first), "Second")] {
        old.execute(
            "INSERT INTO revisions (id, draft_id, parent, cause, text, created_at)
             VALUES (?1, ?2, ?3, '\"beforeDrafting\"', ?4, '2026-11-24T09:00:00.000Z')",
            (id.to_string(), draft.to_string(), parent.map(|id| id.to_string()), text),
        )
        .expect("saved");
    }
    drop(old);
    let store = Store::open(folder.path(), at(0)).await.expect("a store");
    assert_eq!(texts(&store, draft).await, ["First", "Second"]);
    assert_eq!(store.revision(draft, second).await.expect("found").parent, Some(first));
    assert_eq!(all(&store, draft).await[0].words, None);
}
