//! Refining on the command line: the new copy is printed and takes the former one's place, which
//! stays an earlier version.

use std::time::Duration;

use serde_json::{Value, json};

use super::{COPY, Desk, errors, events, printed};
use crate::support::loopback::{LoopbackServer, Script};

const REFINED: &str = "Subject: Cold for 24 hours\n\nZoë’s bottle 👟 outlasts any climb.";

/// A desk with one draft, and the server's answers to what is asked after it.
async fn desk(answers: impl IntoIterator<Item = Script>) -> (Desk, LoopbackServer, String) {
    let scripts = std::iter::once(Script::text(COPY)).chain(answers);
    let server = LoopbackServer::start_with(scripts, Script::models(&["quick"])).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let events = events(&desk.draft(&["--json"]));
    let id = events.last().expect("an end")["draftId"].as_str().expect("a draft").to_owned();
    (desk, server, id)
}

fn last_request(server: &LoopbackServer) -> Value {
    let requests = server.requests();
    let last = requests.iter().rfind(|request| request.path.ends_with("completions"));
    serde_json::from_slice(&last.expect("a request").body).expect("JSON")
}

fn text_of(desk: &Desk, id: &str) -> Value {
    desk.json(&["drafts", "show", id, "--json"])["draft"]["text"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn refined_copy_streams_out_and_takes_the_drafts_place() {
    let answer = format!("Here is the revised version:\n\n\"{REFINED}\"");
    let (desk, server, id) = desk([Script::text(&answer).in_chunks(5, Duration::ZERO)]).await;

    let output = desk.run(&["refine", &id, "--instruction", "Name the hours in the subject."]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(printed(&output), format!("{REFINED}\n"));
    assert_eq!(text_of(&desk, &id), REFINED);
    // The drafting is still the draft's own run.
    assert_eq!(desk.json(&["drafts", "show", &id, "--json"])["lastRun"]["text"], COPY);

    let messages = last_request(&server)["messages"].clone();
    let asked = messages[1]["content"].as_str().expect("text");
    assert!(asked.starts_with(&format!("<copy>\n{COPY}\n</copy>\n\nName the hours")), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_passage_is_changed_and_the_rest_stays_to_the_byte() {
    let (desk, _server, id) = desk([Script::text("Cold for 24 hours")]).await;
    let passage = ["--passage", "Cold at mile twenty", "--json"];
    let output =
        desk.run(&[&["refine", &id, "--instruction", "Say how long"][..], &passage].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let events = events(&output);
    assert_eq!(events[0]["type"], "started");
    assert_eq!(events[0]["draftId"], json!(id));
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["reason"]), (&json!("finished"), &json!("complete")));
    assert_eq!(text_of(&desk, &id), COPY.replace("Cold at mile twenty", "Cold for 24 hours"));
}

#[tokio::test(flavor = "multi_thread")]
async fn copy_that_is_not_whole_leaves_the_draft_as_it_was() {
    let cut = || Script::text(REFINED).cut_at(400);
    let (desk, _server, id) = desk([cut(), Script::text(REFINED)]).await;
    let output = desk.run(&["refine", &id, "--instruction", "Shorter."]);
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    assert!(errors(&output).contains("The draft is as it was."), "{}", errors(&output));
    assert_eq!(text_of(&desk, &id), COPY);

    let unsaved = desk.run(&["refine", &id, "--instruction", "Shorter.", "--no-save"]);
    assert_eq!(unsaved.status.code(), Some(0), "{}", errors(&unsaved));
    assert_eq!(printed(&unsaved), format!("{REFINED}\n"));
    assert_eq!(text_of(&desk, &id), COPY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_refined_is_said_before_anything_is_asked() {
    let (desk, server, id) = desk([]).await;
    let asked = server.requests().len();
    let refused = |arguments: &[&str], word: &str| {
        let output = desk.run(&[&["refine"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
        assert!(errors(&output).contains(word), "{}", errors(&output));
    };
    refused(&[&id, "--instruction", " "], "Say what to change");
    refused(&[&id, "--instruction", "Shorter", "--passage", "Warm"], "no passage");
    refused(&["nonsense", "--instruction", "Shorter"], "not the id of a draft");
    refused(&["01890000-0000-7000-8000-000000000000", "--instruction", "Shorter"], "draft");
    assert_eq!(server.requests().len(), asked);
    assert_eq!(text_of(&desk, &id), COPY);
}
