//! What is wrong with a command is said in words, with its own exit code, and leaves nothing behind.

use std::process::Command;

use super::{BRIEF, Desk, errors, events};

#[test]
fn a_provider_that_is_not_there_is_a_mistake_of_the_command_line() {
    let desk = Desk::new();
    let missing = desk.run(&["draft", "launch-email", "--provider", "Nobody", "--json"]);
    assert_eq!(missing.status.code(), Some(2), "{}", errors(&missing));
    assert_eq!(events(&missing)[0]["type"], "failed");
}

#[test]
fn what_is_wrong_with_a_brief_is_named_and_leaves_nothing_behind() {
    let desk = Desk::new();
    let missing = desk.run(&["draft", "launch-email", "--set", "product=Brightleaf"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(errors(&missing).contains("news"), "{}", errors(&missing));

    let unknown = desk.run(&[&["draft", "launch-email", "--set", "price=9"], &BRIEF[..]].concat());
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("price"), "{}", errors(&unknown));

    let template = desk.run(&["draft", "no-such-template"]);
    assert_eq!(template.status.code(), Some(2));
    assert!(errors(&template).contains("launch-email"), "{}", errors(&template));

    let tone = desk.run(&[&["draft", "launch-email", "--tone", "energy=9"], &BRIEF[..]].concat());
    assert_eq!(tone.status.code(), Some(2));
    assert_eq!(desk.json(&["drafts", "list", "--json"]), serde_json::json!([]));
}

#[test]
fn files_that_cannot_be_used_are_named_with_the_place() {
    let desk = Desk::new();
    let file = |name: &str, bytes: &[u8]| {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    };
    let broken = file("broken.prompt", b"---\nname: broken\ninput:\n  schema: [\n---\nHello\n");
    let output = desk.run(&["draft", &broken]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("broken.prompt, line"), "{}", errors(&output));

    let bytes = file("latin.txt", b"caf\xe9");
    let value = format!("news={bytes}");
    let output = desk.run(&["draft", "launch-email", "--set", "product=x", "--set-file", &value]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("byte 3"), "{}", errors(&output));

    let large = file("large.txt", &vec![b'x'; 11_000_000]);
    let value = format!("news={large}");
    let output = desk.run(&["draft", "launch-email", "--set", "product=x", "--set-file", &value]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("it may have"), "{}", errors(&output));
}

#[test]
fn a_data_folder_that_cannot_be_written_ends_with_the_stores_code() {
    let desk = Desk::new();
    let file = desk.folder.path().join("a-file");
    std::fs::write(&file, "").expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_copydeck"))
        .arg("--data-dir")
        .arg(file.join("data"))
        .args(["drafts", "list"])
        .output()
        .expect("the executable runs");
    assert_eq!(output.status.code(), Some(4));
    assert!(errors(&output).contains("a-file"), "{}", errors(&output));
}
