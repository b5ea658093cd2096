//! Drafts on the command line: found, deleted and restored.

use super::{COPY, Desk, errors, printed};
use crate::support::loopback::{LoopbackServer, Script};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_found_by_its_words_deleted_and_restored() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.draft(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let found = desk.json(&["drafts", "search", "outlasts", "bott", "--json"]);
    assert_eq!(found[0]["found"]["passage"]["marks"].as_array().map(Vec::len), Some(2), "{found}");
    let id = found[0]["id"].as_str().expect("an id");
    let plain = printed(&desk.run(&["drafts", "search", "ZOE"]));
    assert!(plain.contains("Zoë’s bottle"), "{plain}");
    assert_eq!(desk.json(&["drafts", "search", "umbrella", "--json"]), serde_json::json!([]));
    assert_eq!(desk.run(&["drafts", "search", "—"]).status.code(), Some(2));

    let deleted = printed(&desk.run(&["drafts", "delete", id]));
    assert_eq!(deleted, "In the bin: Brightleaf: launch email\n");
    assert_eq!(desk.json(&["drafts", "list", "--json"]), serde_json::json!([]));
    assert_eq!(desk.json(&["drafts", "search", "outlasts", "--json"]), serde_json::json!([]));
    assert_eq!(printed(&desk.run(&["drafts", "show", id])), format!("{COPY}\n"));

    let restored = desk.json(&["drafts", "restore", id, "--json"]);
    assert_eq!(restored["title"], "Brightleaf: launch email");
    assert!(restored.get("bin").is_none(), "{restored}");
    assert_eq!(desk.json(&["drafts", "list", "--json"])[0]["id"], id);
    let unknown = desk.run(&["drafts", "delete", "01890a5d-ac96-774b-bcce-b302099a8057"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", errors(&unknown));
}
