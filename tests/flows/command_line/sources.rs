//! Documents on the command line: facts to draft from, and words for those that give none.

use std::{fs, time::Duration};

use serde_json::Value;

use super::{BRIEF, COPY, Desk, errors, printed};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_summary_of_a_document_says_where_each_point_came_from_and_needs_no_report_besides() {
    let summary = "## The bottle keeps ice.\n\n\
                   - Ice lasted 31 hours in the trail test.\n\
                   - Hikers liked the handle. [notes.md, Colours]\n\
                   - It won a prize. [notes.md, page 9]";
    let server = LoopbackServer::start(Script::text(summary)).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let notes = desk.folder.path().join("notes.md");
    let text = "# Trail test\n\nIce lasted 31 hours on the trail.\n\n# Colours\n\nHikers like the green handle.";
    fs::write(&notes, text).expect("written");
    let notes = notes.display().to_string();

    let draft = ["draft", "report-summary", "--provider", "Loopback"];
    let output = desk.run(&[&draft[..], &["--source", &notes]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    insta::assert_snapshot!(printed(&output), @r"
    ## The bottle keeps ice.

    - Ice lasted 31 hours in the trail test. [notes.md, Trail test]
    - Hikers liked the handle. [notes.md, Colours]
    - It won a prize. [notes.md, page 9] (not in what was sent)
    ");

    let neither = desk.run(&draft);
    assert_eq!(neither.status.code(), Some(2));
    assert!(errors(&neither).contains("report: Fill this in."), "{}", errors(&neither));
}
