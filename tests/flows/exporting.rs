//! `drafts export`, as a script meets it.

use std::{
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use crate::support::loopback::{LoopbackServer, Script};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_copydeck"))
        .arg("--data-dir")
        .arg(folder.join("data"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the executable runs")
}

fn succeeded(output: &Output) -> &[u8] {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    &output.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_exported_to_standard_output_and_to_files() {
    let copy = "# Cold\n\n**Now** [see](https://e.example/)";
    let server = LoopbackServer::start(Script::text(copy).in_chunks(64, Duration::ZERO)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| run(folder.path(), arguments);
    let url = server.base_url();
    let add = ["providers", "add", "Loopback", "--kind", "openai-compatible", "--model", "quick"];
    succeeded(&run(&[&add[..], &["--base-url", &url]].concat()));
    let brief = ["--set", "product=Brightleaf", "--set", "news=cold for 24 hours"];
    succeeded(&run(&[&["draft", "launch-email", "--provider", "Loopback"], &brief[..]].concat()));
    let listed = run(&["drafts", "list", "--json"]);
    let drafts: serde_json::Value = serde_json::from_slice(succeeded(&listed)).expect("JSON");
    let id = drafts[0]["id"].as_str().expect("an id");
    let export = |to: &str| succeeded(&run(&["drafts", "export", id, "--to", to])).to_vec();
    let text = |to: &str| String::from_utf8(export(to)).expect("text");

    assert_eq!(text("md"), copy);
    assert_eq!(text("txt"), "Cold\n\nNow see (https://e.example/)\n");
    assert!(text("html").contains("<h1 dir=\"auto\">Cold</h1>"));
    assert!(export("docx").starts_with(b"PK"), "a zip archive, where it is no terminal");

    let file = folder.path().join("cold.docx");
    let name = file.display().to_string();
    succeeded(&run(&["drafts", "export", id, "--to", "docx", "--out", &name]));
    assert!(std::fs::read(&file).expect("written").starts_with(b"PK"));

    let nowhere = folder.path().join("no folder/x.md").display().to_string();
    let failed = run(&["drafts", "export", id, "--to", "md", "--out", &nowhere]);
    assert_eq!(failed.status.code(), Some(4));
}
