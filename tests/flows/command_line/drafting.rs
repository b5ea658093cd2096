//! Drafting on the command line: what is printed, what is kept, and how it ends.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use super::{BRIEF, COPY, Desk, errors, events, printed};
use crate::support::loopback::{LoopbackServer, Script};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_streams_to_standard_output_and_is_there_afterwards() {
    let server = LoopbackServer::start(Script::text(COPY).in_chunks(7, Duration::ZERO)).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(printed(&output), format!("{COPY}\n"));

    let drafts = desk.json(&["drafts", "list", "--json"]);
    assert_eq!(drafts[0]["title"], "Brightleaf: launch email");
    let id = drafts[0]["id"].as_str().expect("an id");
    assert_eq!(printed(&desk.run(&["drafts", "show", id])), format!("{COPY}\n"));
    let document = desk.json(&["drafts", "show", id, "--json"]);
    assert_eq!(document["draft"]["text"], COPY);
    assert_eq!(document["lastRun"]["state"]["reason"], "complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_one_a_line_and_say_how_it_ended() {
    let server = LoopbackServer::start(Script::text(COPY).in_chunks(16, Duration::ZERO)).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let events = events(&desk.draft(&["--json"]));
    assert_eq!(events[0]["type"], "started");
    let text: String = events
        .iter()
        .filter(|event| event["type"] == "delta")
        .map(|event| event["text"].as_str().expect("text"))
        .collect();
    assert_eq!(text, COPY);
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["reason"]), (&"finished".into(), &"complete".into()));
    let id = last["draftId"].as_str().expect("a draft");
    assert_eq!(desk.json(&["drafts", "show", id, "--json"])["draft"]["text"], COPY);
    let seq: Vec<u64> = events.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert_eq!(seq, (0..events.len() as u64).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_told_from_a_complete_draft_and_what_came_is_kept() {
    let server = LoopbackServer::start(Script::text(COPY).cut_at(400)).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let events = events(&output);
    let last = events.last().expect("an end");
    assert_eq!(last["reason"], "truncated", "{last}");
    let id = last["draftId"].as_str().expect("a draft");
    let kept = desk.json(&["drafts", "show", id, "--json"]);
    let text = kept["draft"]["text"].as_str().expect("text");
    assert!(!text.is_empty() && COPY.starts_with(text), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_draft_is_saved_and_says_so() {
    let server = LoopbackServer::start(
        Script::text(&"Cold at mile twenty. ".repeat(200)).in_chunks(64, Duration::from_millis(20)),
    )
    .await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let arguments = [&["draft", "launch-email", "--provider", "Loopback", "--json"], &BRIEF[..]];
    let mut child = desk
        .command(&arguments.concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the executable runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut events = Vec::new();
    let mut next = || -> Option<Value> {
        let line = lines.next()?.expect("a line");
        Some(serde_json::from_str(&line).expect("an event"))
    };
    while events.last().is_none_or(|event: &Value| event["type"] != "delta") {
        events.push(next().expect("text"));
    }
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.expect("kill runs").success());
    events.extend(std::iter::from_fn(next));
    let status = child.wait().expect("it ends");

    assert_eq!(status.code(), Some(130));
    let last = events.last().expect("an end");
    assert_eq!(last["reason"], "stopped");
    let id = last["draftId"].as_str().expect("a draft");
    let shown: String = events.iter().filter_map(|event| event["text"].as_str()).collect();
    assert!(!shown.is_empty());
    assert_eq!(desk.json(&["drafts", "show", id, "--json"])["draft"]["text"], shown.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_saving_nothing_is_kept() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.draft(&["--no-save", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(events(&output).last().expect("an end")["draftId"].is_null());
    assert_eq!(desk.json(&["drafts", "list", "--json"]), serde_json::json!([]));
}

#[test]
fn the_bundled_model_drafts_without_a_key_or_a_network() {
    let desk = Desk::new();
    let arguments = ["draft", "launch-email", "--tier", "local", "--json", "--seed", "7"];
    let limit = ["--max-tokens", "40"];
    let output = desk.run(&[&arguments[..], &limit, &BRIEF].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let events = events(&output);
    assert_eq!(events[0]["onThisComputer"], true);
    let text: String = events.iter().filter_map(|event| event["text"].as_str()).collect();
    assert!(text.split_whitespace().count() > 5, "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_is_told_as_an_event_and_on_standard_error() {
    let busy = || Script::error(429, "rate_limit_exceeded", "no").header("retry-after-ms", "20");
    let answers = [busy(), Script::text(COPY), busy(), Script::text(COPY)];
    let server = LoopbackServer::start_with(answers, Script::models(&[])).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let events = events(&desk.draft(&["--json"]));
    let waiting = events.iter().find(|event| event["type"] == "retrying").expect("a wait");
    assert_eq!(waiting["afterMs"], 20);
    assert_eq!(waiting["reason"], "rate_limited");
    assert_eq!(waiting["attempt"], 2);
    assert_eq!(events.last().expect("an end")["reason"], "complete");

    let output = desk.draft(&[]);
    assert_eq!(printed(&output), format!("{COPY}\n"));
    assert!(errors(&output).contains("Waiting 0.1 s: Loopback is busy."), "{}", errors(&output));
}

#[test]
fn a_template_file_of_ones_own_renders_with_the_tone() {
    let desk = Desk::new();
    let path = desk.folder.path().join("note.prompt");
    let text = "---\ninput:\n  schema:\n    topic: string\n---\n{{role \"system\"}}\nWrite a note.\n{{role \"user\"}}\nTopic: {{topic}}\n";
    std::fs::write(&path, text).expect("written");
    let path = path.display().to_string();
    let rendered =
        desk.json(&["templates", "render", &path, "--set", "topic=Rain", "--tone", "energy=5"]);
    let messages = rendered["messages"].as_array().expect("messages");
    assert_eq!(messages[0]["role"], "system");
    assert!(messages[0].to_string().contains("very energetic"), "{rendered}");
    assert!(messages[1].to_string().contains("Topic: Rain"), "{rendered}");
}
