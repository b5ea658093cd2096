//! Documents on the command line: facts to draft from, and words for those that give none.

use std::{fs, time::Duration};

use serde_json::Value;

use super::{BRIEF, COPY, Desk, errors};
use crate::support::loopback::{LoopbackServer, Script};

const NOTES: &str = "Bottles.\n\n# Prices\n\nThe Brightleaf bottle is 32 euros.\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_told_the_facts_of_its_documents_with_their_places() {
    let server = LoopbackServer::start(Script::text(COPY).in_chunks(64, Duration::ZERO)).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let (notes, table) = (desk.folder.path().join("notes.md"), desk.folder.path().join("t.csv"));
    fs::write(&notes, NOTES).expect("written");
    fs::write(&table, "Size,Price\n1 l,32\n").expect("written");

    let notes = notes.to_str().expect("a path");
    let table = table.to_str().expect("a path");
    let output = desk.draft(&["--source", notes, "--source", table]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));

    let sent: Value = serde_json::from_slice(&server.requests()[0].body).expect("JSON");
    let messages = sent["messages"].as_array().expect("messages");
    let asked = messages.last().expect("a message")["content"].as_str().expect("text");
    for fact in [
        "[notes.md, Prices]\nThe Brightleaf bottle is 32 euros.",
        "[t.csv, row 1]\nSize: 1 l; Price: 32",
    ] {
        assert!(asked.contains(fact), "{fact:?} in {asked}");
    }
    assert!(asked.find("32 euros") < asked.find("cold for 24 hours"), "facts come first: {asked}");
}

#[test]
fn a_document_without_text_is_named_and_nothing_is_stored() {
    let desk = Desk::new();
    let cases: [(&str, &[u8], &str); 3] = [
        ("a.pdf", b"%PDF-1.7\nnot really", "a.pdf can’t be used. It is damaged"),
        ("b.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "b.docx can’t be used. It is protected"),
        ("c.png", b"\x89PNG\0", "c.png can’t be used. Copydeck reads text"),
    ];
    for (name, bytes, words) in cases {
        let path = desk.folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let start = ["draft", "launch-email", "--tier", "local", "--source"];
        let output =
            desk.run(&[&start[..], &[path.to_str().expect("a path")], &BRIEF[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
        assert!(errors(&output).contains(words), "{}", errors(&output));
    }
    assert_eq!(desk.json(&["drafts", "list", "--json"]), Value::Array(Vec::new()));
}
