//! The library from the terminal: a template made, checked, edited, tested and taken over from
//! elsewhere, and what each ends with.

use serde_json::json;

use super::*;
use crate::support::loopback::Script;

const TOLD: &str = "---\nname: told\ninput: { schema: { topic: string } }\ncopydeck.sample: { topic: rain }\ncopydeck.tests:\n  - expect: [ { contains: rain }, { no: placeholders }, { judged: It is calm } ]\n  - given: { topic: sun }\n    expect: [ { contains: sun } ]\n---\nWrite about {{topic}}.\n";

impl Desk {
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    }

    /// Opens a template in an editor that adds this to what is there.
    #[cfg(unix)]
    fn edit_by(&self, name: &str, script: &str) -> Output {
        use std::os::unix::fs::PermissionsExt;

        let editor = self.file("editor.sh", &format!("#!/bin/sh\n{script}\n"));
        let may_run = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&editor, may_run).expect("it may run");
        let mut command = self.command(&["templates", "edit", name]);
        command.env("EDITOR", &editor).env_remove("VISUAL").output().expect("it runs")
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{}", errors(output)))
}

#[cfg(unix)]
#[test]
fn a_template_is_made_edited_and_checked() {
    let desk = Desk::new();
    let made = desk.run(&["templates", "new", "Rain notice"]);
    assert_eq!((code(&made), printed(&made).trim()), (0, "rain-notice"));
    assert_eq!(code(&desk.run(&["templates", "lint", "rain-notice"])), 0);
    assert_eq!(code(&desk.run(&["templates", "new", "…"])), 2);

    let edited = desk.edit_by("rain-notice", r#"printf 'Mention {{town}}.\n' >> "$1""#);
    assert_eq!((code(&edited), printed(&edited).trim()), (0, "rain-notice v2"));
    assert!(errors(&edited).contains("“town” is not one of the fields"), "{}", errors(&edited));
    let checked = desk.run(&["templates", "lint", "rain-notice"]);
    assert_eq!(code(&checked), 1);
    insta::assert_snapshot!(printed(&checked), @"rain-notice.prompt:15:11: error: “town” is not one of the fields. Fix: Add “town” as a field.");
    let problems = desk.run(&["templates", "lint", "rain-notice", "--json"]);
    assert_eq!(code(&problems), 1);
    let problems: Value = serde_json::from_slice(&problems.stdout).expect("JSON");
    assert_eq!(problems[0]["code"], "undeclared-variable");

    let same = desk.edit_by("rain-notice", "true");
    assert_eq!(code(&same), 0);
    assert!(errors(&same).contains("nothing was changed"));
    assert_eq!(code(&desk.edit_by("rain-notice", "exit 3")), 2);
    assert_eq!(code(&desk.edit_by("nowhere", "true")), 2);
}

#[test]
fn a_file_is_checked_where_it_is() {
    let desk = Desk::new();
    let broken = desk.file("broken.prompt", "---\nname: a\n---\n{{#if x}}never closed");
    assert_eq!(code(&desk.run(&["templates", "lint", &broken])), 1);
    let untested =
        desk.file("b.prompt", "---\ncopydeck.tests: [ { expect: [ { rhymes: 1 } ] } ]\n---\nHi");
    let checked = desk.run(&["templates", "lint", &untested]);
    assert_eq!(code(&checked), 0);
    assert!(printed(&checked).contains("warning: Test 1: “{\"rhymes\":1}” can't be checked"));
    assert_eq!(code(&desk.run(&["templates", "lint", "./no-such.prompt"])), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_held_to_its_own_tests() {
    let answers =
        ["It may rain.", "No sun", "It may pour.", "YES. It is.", "Sun", "No rain", "Sun"];
    let models = Script::models(&["quick"]);
    let server = LoopbackServer::start_with(answers.map(Script::text), models).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let told = desk.file("told.prompt", TOLD);
    assert_eq!(code(&desk.run(&["templates", "import", &told, "--take"])), 0);

    let run = |more: &[&str]| {
        desk.run(&[&["templates", "test", "told", "--provider", "Loopback"], more].concat())
    };
    let passed = run(&[]);
    assert_eq!(code(&passed), 0, "{}", errors(&passed));
    insta::assert_snapshot!(printed(&passed), @r"
    Test 1: passed
      + Contains “rain”
      + No placeholder is left
      ? Judged: It is calm
    Test 2: passed
      + Contains “sun”
    ");
    // What passed before and does not now is said, and so is what a model was asked to judge.
    let failed = run(&["--judge", "--json"]);
    assert_eq!(code(&failed), 1, "{}", errors(&failed));
    let run_: Value = serde_json::from_slice(&failed.stdout).expect("JSON");
    assert_eq!(run_["version"], 1);
    let [first, second] = run_["results"].as_array().expect("results").as_slice() else {
        panic!("{run_}");
    };
    assert_eq!((&first["passed"], &first["passedBefore"]), (&json!(false), &json!(true)));
    assert_eq!(first["findings"][0]["found"], "It is not there.");
    assert_eq!(first["findings"][2]["met"], true);
    assert_eq!(second["passed"], true);

    let again = run(&[]);
    assert_eq!(code(&again), 0);
    assert!(printed(&again).contains("Test 1: passed (it failed before)"), "{}", printed(&again));

    // A template without tests, and one that is not there.
    let untested = desk.file("untested.prompt", "Write.");
    let refused = desk.run(&["templates", "test", &untested, "--provider", "Loopback"]);
    assert_eq!(code(&refused), 2);
    assert!(errors(&refused).contains("has no tests"), "{}", errors(&refused));
    assert_eq!(code(&desk.run(&["templates", "test", "nowhere"])), 2);
}

#[test]
fn prompts_from_elsewhere_are_shown_before_they_are_taken() {
    let desk = Desk::new();
    desk.file("prompts/summarize/system.md", "# IDENTITY\nYou sum up.");
    desk.file("prompts/note.md", "# A note\nDear [FIRST NAME], about {topic}.");
    desk.file("prompts/_part.md", "no template");
    let folder = desk.folder.path().join("prompts").display().to_string();
    let shown = desk.run(&["templates", "import", &folder]);
    assert_eq!(code(&shown), 0, "{}", errors(&shown));
    insta::assert_snapshot!(printed(&shown), @r"
    note                             A note
        [FIRST NAME] is first_name, text
        {topic} is topic, text
    summarize                        summarize
        {{input}} is input, long-text
    ");
    assert_eq!(code(&desk.run(&["templates", "show", "note"])), 2, "nothing was taken");

    assert_eq!(code(&desk.run(&["templates", "import", &folder, "--take"])), 0);
    let form = desk.json(&["templates", "show", "note", "--json"]);
    assert_eq!(form["variables"][0]["name"], "first_name");
    // Taken twice, it is there twice: nothing is put in the place of anything.
    assert_eq!(code(&desk.run(&["templates", "import", &folder, "--take"])), 0);
    assert_eq!(desk.json(&["templates", "show", "note-2", "--json"])["title"], "A note");

    let sheet = desk.file("prompts.csv", "name,text\na,b\n");
    let refused = desk.run(&["templates", "import", &sheet]);
    assert_eq!(code(&refused), 2);
    assert!(errors(&refused).contains("act"), "{}", errors(&refused));
    assert_eq!(code(&desk.run(&["templates", "import", "./nothing-here"])), 2);
}
