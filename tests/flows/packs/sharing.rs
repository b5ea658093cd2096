//! A pack from one person to another, as files and as folders.

use std::{fs, process::Output};

use super::{Person, text};
use crate::support::packs::manifest;

const PACK: [&str; 6] =
    ["--name", "Brightleaf", "--author", "Brightleaf Marketing", "--key-env", "SIGNING_KEY"];

fn export(person: &Person, items: &[&str], version: &str) -> String {
    let path = person.folder.path().join(format!("{version}.copypack"));
    let arguments: [&[&str]; 4] =
        [&["pack", "export", "--version", version, "--out", text(&path)], &PACK, items, &[]];
    person.json(&arguments.concat());
    text(&path).to_owned()
}

#[test]
fn a_pack_is_exported_inspected_verified_and_imported() {
    let (ada, ben) = (Person::new(), Person::new());
    let pack = export(&ada, &["launch-email", "template:newsletter"], "1.0");

    let seen = ben.json(&["pack", "inspect", &pack]);
    assert_eq!(seen["publisher"], "Brightleaf Marketing");
    assert_eq!(seen["trust"], "new");
    assert_eq!(seen["items"][0]["name"], "launch-email");
    assert_eq!(seen["items"][0]["kind"], "template");
    // The starter pack has it word for word.
    assert_eq!(seen["items"][0]["state"], "same");
    assert!(seen["items"][0]["warnings"].is_array() && seen["warnings"].is_array());
    assert_eq!(ben.json(&["pack", "import", &pack, "--dry-run"])["items"], seen["items"]);

    let key = seen["key"].as_str().expect("a key");
    assert_eq!(ben.json(&["pack", "verify", &pack, "--key", key])["publisher"], seen["publisher"]);
    assert_eq!(ben.json(&["pack", "import", &pack, "--yes"])["pack"]["version"], "1.0");
    assert_eq!(ben.json(&["pack", "inspect", &pack])["trust"], "trusted");
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let (ada, ben) = (Person::new(), Person::new());
    let pack = export(&ada, &["launch-email"], "1.0");
    let output: Output = ben.run(&["pack", "import", &pack]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_changed_key_has_to_be_accepted_and_a_missing_signature_is_refused() {
    let (ada, mallory, ben) = (Person::new(), Person::new(), Person::new());
    ben.json(&["pack", "import", &export(&ada, &["launch-email"], "1.0"), "--yes"]);
    let forged = export(&mallory, &["launch-email"], "2.0");
    let seen = ben.json(&["pack", "inspect", &forged]);
    assert_eq!(seen["trust"], "changed");
    assert_eq!(ben.refused(&["pack", "import", &forged, "--yes"]), "pack_key_changed");
    let key = seen["key"].as_str().expect("a key");
    ben.json(&["pack", "import", &forged, "--yes", "--accept-key", key]);

    let unsigned = mallory.folder.path().join("unsigned.copypack");
    mallory.json(&[
        "pack",
        "export",
        "--name",
        "Brightleaf",
        "--version",
        "3.0",
        "--unsigned",
        "--out",
        text(&unsigned),
        "launch-email",
    ]);
    assert_eq!(mallory.refused(&["pack", "verify", text(&unsigned)]), "pack_not_signed");
    assert_eq!(ben.refused(&["pack", "inspect", text(&unsigned)]), "pack_signature_missing");
}

#[test]
fn a_folder_in_git_is_signed_and_taken_like_a_file() {
    let (ada, ben) = (Person::new(), Person::new());
    let folder = ada.folder.path().join("brightleaf");
    fs::create_dir_all(folder.join("templates")).expect("a folder");
    fs::create_dir_all(folder.join("partials")).expect("a folder");
    let template = folder.join("templates/press.prompt");
    fs::write(&template, "---\nname: press\n---\nHi {{name}}{{> legal}}\n").expect("a file");
    fs::write(folder.join("partials/_legal.prompt"), "Terms apply.\n").expect("a file");
    let description = manifest(&[])
        .to_string()
        .replace("\"name\":\"Forged\"", "\"name\":\"Forged\",\"homepage\":\"ours\"");
    fs::write(folder.join("pack.json"), description).expect("a file");

    assert_eq!(ben.refused(&["pack", "inspect", text(&folder)]), "pack_file_unlisted");
    ada.json(&["pack", "sign", text(&folder), "--key-env", "SIGNING_KEY"]);
    let signed = fs::read_to_string(folder.join("pack.json")).expect("a file");
    assert!(signed.contains("homepage"), "keys of its own stay");
    let seen = ben.json(&["pack", "import", text(&folder), "--yes"]);
    assert_eq!(seen["changed"], 2);
    assert_eq!(ben.json(&["templates", "show", "press"])["name"], "press");

    fs::write(&template, "Hi\n").expect("a file");
    assert_eq!(ben.refused(&["pack", "verify", text(&folder)]), "pack_hash_wrong");
}

#[cfg(unix)]
#[test]
fn a_folder_with_links_or_pipes_or_files_too_large_is_refused() {
    let ben = Person::new();
    let folder = ben.folder.path().join("evil");
    fs::create_dir_all(folder.join("templates")).expect("a folder");
    fs::write(folder.join("pack.json"), manifest(&[]).to_string()).expect("a file");
    let inside = folder.join("templates/a.prompt");
    let refused = || ben.refused(&["pack", "import", text(&folder), "--yes"]);

    std::os::unix::fs::symlink("/etc/passwd", &inside).expect("a link");
    assert_eq!(refused(), "pack_link");
    fs::remove_file(&inside).expect("gone");
    let made = std::process::Command::new("mkfifo").arg(&inside).status().expect("mkfifo");
    assert!(made.success());
    assert_eq!(refused(), "pack_device");
    fs::remove_file(&inside).expect("gone");
    fs::write(&inside, vec![b'a'; (1 << 20) + 1]).expect("a file");
    assert_eq!(refused(), "pack_file_too_large");
    fs::remove_file(&inside).expect("gone");
    fs::create_dir(&inside).expect("a folder");
    assert_eq!(refused(), "pack_device");
    fs::remove_dir_all(folder.join("templates")).expect("gone");
    std::os::unix::fs::symlink("/etc", folder.join("templates")).expect("a link");
    assert_eq!(refused(), "pack_link");
}
