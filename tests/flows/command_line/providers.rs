//! Providers on the command line: added, tested, removed, and their keys never shown.

use std::{io::Write, process::Stdio};

use super::{COPY, Desk, KEY, errors, events, holds, printed};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_fails_in_words_and_shows_in_no_output_and_no_file() {
    let refusal = Script::error(401, "invalid_api_key", &format!("Incorrect API key: {KEY}"));
    let server = LoopbackServer::start(refusal).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let events = events(&output);
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["code"]), (&"failed".into(), &"key_refused".into()));
    for shown in [printed(&output), errors(&output)] {
        assert!(!shown.contains(KEY), "{shown}");
    }
    assert!(!holds(desk.folder.path(), KEY));
    assert!(holds(desk.folder.path(), "CANARY_KEY"), "the variable's name is what is stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn testing_a_provider_says_plainly_what_works() {
    let server = LoopbackServer::start(Script::text("ok")).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.run(&["providers", "test", "loopback"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", printed(&output), errors(&output));

    let gone = server.base_url();
    drop(server);
    let output = desk.run(&["providers", "test", "loopback"]);
    assert_eq!(output.status.code(), Some(3), "{gone}: {}", printed(&output));
    let removed = desk.run(&["providers", "remove", "Loopback"]);
    assert_eq!(removed.status.code(), Some(0), "{}", errors(&removed));
    assert_eq!(desk.json(&["providers", "list", "--json"]), serde_json::json!([]));
}

#[test]
fn a_key_on_standard_input_needs_a_keyring_and_says_what_else_there_is() {
    let desk = Desk::new();
    let mut child = desk
        .command(&[
            "providers",
            "add",
            "Studio",
            "--kind",
            "openai-compatible",
            "--base-url",
            "http://127.0.0.1:9/v1",
            "--key-stdin",
        ])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .env_remove("XDG_RUNTIME_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the executable runs");
    child.stdin.take().expect("a pipe").write_all(KEY.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    assert!(errors(&output).contains("--key-env"), "{}", errors(&output));
    assert!(!errors(&output).contains(KEY));
    assert_eq!(desk.json(&["providers", "list", "--json"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_provider_drafts_and_only_a_server_of_many_needs_an_address() {
    for dialect in Dialect::ALL {
        let server = LoopbackServer::start(dialect.text(COPY)).await;
        let desk = Desk::new();
        let (kind, url) = (dialect.kind().name(), server.base_url());
        let add = ["providers", "add", "Loopback", "--kind", kind, "--model", "loopback-1"];
        let added =
            desk.run(&[&add[..], &["--base-url", &url, "--key-env", "CANARY_KEY"]].concat());
        assert_eq!(added.status.code(), Some(0), "{}", errors(&added));
        let output = desk.draft(&[]);
        assert_eq!(printed(&output), format!("{COPY}\n"), "{}", errors(&output));
        let (name, value) = dialect.key_header(KEY);
        assert_eq!(server.requests()[0].header(name), Some(value.as_str()));
        let tested = desk.run(&["providers", "test", "Loopback"]);
        assert_eq!(tested.status.code(), Some(0), "{}", printed(&tested));

        let other = ["providers", "add", "Usual", "--kind", kind];
        let added = desk.run(&other);
        let listed = desk.json(&["providers", "list", "--json"]);
        match dialect.kind().usual_address() {
            Some(address) => assert_eq!(listed[1]["baseUrl"], address),
            None => assert_eq!(added.status.code(), Some(2)),
        }
    }
    let unknown = Desk::new().run(&["providers", "add", "X", "--kind", "soothsayer"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("anthropic"), "{}", errors(&unknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_on_azure_is_added_by_its_name_and_version() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let desk = Desk::new();
    let origin = server.origin();
    let added = desk.run(&[
        "providers",
        "add",
        "Loopback",
        "--kind",
        "openai-compatible",
        "--base-url",
        &origin,
        "--deployment",
        "copy-4o",
        "--api-version",
        "2024-10-21",
        "--key-env",
        "CANARY_KEY",
        "--model",
        "copy-4o",
    ]);
    assert_eq!(added.status.code(), Some(0), "{}", errors(&added));
    let output = desk.draft(&[]);
    assert_eq!(printed(&output), format!("{COPY}\n"), "{}", errors(&output));
    let requests = server.requests();
    assert_eq!(
        requests[0].path,
        "/openai/deployments/copy-4o/chat/completions?api-version=2024-10-21"
    );
    assert_eq!(requests[0].header("api-key"), Some(KEY));
}
