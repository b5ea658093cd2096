//! Variants on the command line: side by side, one failing without the others, all kept, one
//! picked and the former text back again.

use std::time::Duration;

use serde_json::{Value, json};

use super::{BRIEF, COPY, Desk, errors, events, printed};
use crate::support::loopback::{LoopbackServer, Script};

const SECOND: &str = "Subject: Twenty-four hours of cold\n\nFill it at dawn.";
const THIRD: &str = "Subject: Lighter than your snack bar\n\n190 grams.";

async fn server(answers: impl IntoIterator<Item = Script>) -> LoopbackServer {
    LoopbackServer::start_with(answers, Script::models(&["quick"])).await
}

fn three() -> [Script; 3] {
    [COPY, SECOND, THIRD].map(|text| Script::text(text).in_chunks(32, Duration::from_millis(2)))
}

fn of(events: &[Value], variant: u64) -> Vec<&Value> {
    events.iter().filter(|event| event["variant"] == variant).collect()
}

fn text_of(events: &[Value], variant: u64) -> String {
    of(events, variant).iter().filter_map(|event| event["text"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_variants_say_which_they_are_and_one_is_picked_and_taken_back() {
    let server = server(three()).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&["--variants", "3", "--json", "--temperature", "0", "--seed", "7"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let events = events(&output);
    let mut texts = Vec::new();
    for variant in 1..=3 {
        let own = of(&events, variant);
        assert_eq!(own.first().expect("events")["type"], "started");
        let last = own.last().expect("events");
        assert_eq!((&last["type"], &last["reason"]), (&json!("finished"), &json!("complete")));
        let seq: Vec<u64> = own.iter().filter_map(|event| event["seq"].as_u64()).collect();
        assert_eq!(seq, (0..own.len() as u64).collect::<Vec<_>>());
        texts.push(text_of(&events, variant));
    }
    assert_eq!(of(&events, 1).len() + of(&events, 2).len() + of(&events, 3).len(), events.len());
    assert_eq!(texts[0], COPY);
    texts.sort_unstable();
    assert_eq!(texts, [COPY, THIRD, SECOND]);

    // They are asked for the same, but so that they differ.
    let mut asked: Vec<(u64, u64)> = server
        .requests()
        .iter()
        .filter(|request| request.path.ends_with("completions"))
        .map(|request| {
            let body: Value = serde_json::from_slice(&request.body).expect("JSON");
            let temperature = body["temperature"].as_f64().expect("a temperature");
            (body["seed"].as_u64().expect("a seed"), (temperature * 100.0).round() as u64)
        })
        .collect();
    asked.sort_unstable();
    assert_eq!(asked, [(7, 0), (8, 35), (9, 40)]);

    // None of them is the copy yet, and all are there.
    let id = events[0]["draftId"].as_str().expect("a draft");
    let shown = desk.json(&["drafts", "show", id, "--json"]);
    assert_eq!(shown["draft"]["text"], "");
    assert_eq!(shown["variantRounds"], 1);
    for variant in shown["variants"]["variants"].as_array().expect("variants") {
        let number = variant["number"].as_u64().expect("a number");
        assert_eq!(variant["text"], text_of(&events, number));
        let printed = printed(&desk.run(&["drafts", "show", id, "--variant", &number.to_string()]));
        assert_eq!(printed, format!("{}\n", text_of(&events, number)));
    }
    let listed = printed(&desk.run(&["drafts", "show", id]));
    assert!(listed.contains("Variant 1  complete  Subject: Cold at mile twenty"), "{listed}");

    let pick = |number: &str| desk.json(&["drafts", "pick", id, number, "--json"]);
    assert_eq!(pick("1")["text"], COPY);
    assert_eq!(pick("2")["text"], text_of(&events, 2));
    let shown = desk.run(&["drafts", "show", id]);
    assert_eq!(printed(&shown), format!("{}\n", text_of(&events, 2)));
    assert!(errors(&shown).contains("Variant 2  complete, picked"), "{}", errors(&shown));
    assert_eq!(desk.run(&["drafts", "pick", id, "4"]).status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_leaves_the_others_and_all_that_came_is_kept() {
    let [first, second, _] = three();
    let server = server([first, second.cut_at(300), Script::error(400, "bad", "no")]).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&["--variants", "3"]);
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    let copy = printed(&output);
    assert!(copy.contains(&format!("Variant 1\n\n{COPY}\n")), "{copy}");
    for number in 1..=3 {
        assert_eq!(copy.matches(&format!("Variant {number}\n\n")).count(), 1, "{copy}");
    }
    let said = errors(&output);
    assert!(said.contains("variant 1: Draft complete."), "{said}");
    assert!(said.contains("lists the variants"), "{said}");

    let drafts = desk.json(&["drafts", "list", "--json"]);
    let id = drafts[0]["id"].as_str().expect("an id");
    let shown = desk.json(&["drafts", "show", id, "--json"]);
    let mut states: Vec<_> = shown["variants"]["variants"]
        .as_array()
        .expect("variants")
        .iter()
        .map(|variant| format!("{} {}", variant["state"]["state"], variant["text"] == ""))
        .collect();
    states.sort_unstable();
    assert_eq!(states, [r#""failed" true"#, r#""finished" false"#, r#""finished" false"#]);
}

#[tokio::test(flavor = "multi_thread")]
async fn variants_that_are_not_to_be_kept_are_not() {
    let server = server(three()).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.draft(&["--variants", "2", "--no-save"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let first = format!("Variant 1\n\n{COPY}\n");
    let second = format!("Variant 2\n\n{SECOND}\n");
    let copy = printed(&output);
    let either = [format!("{first}\n{second}"), format!("{second}\n{first}")];
    assert!(either.contains(&copy), "{copy}");
    assert_eq!(desk.json(&["drafts", "list", "--json"]), json!([]));
}

#[test]
fn one_or_six_variants_are_a_mistake_of_the_command_line() {
    let desk = Desk::new();
    for count in ["1", "6", "many"] {
        let output =
            desk.run(&[&["draft", "launch-email", "--variants", count], &BRIEF[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
        assert!(errors(&output).contains("2 to 5 variants"), "{}", errors(&output));
    }
}

#[test]
fn the_bundled_model_writes_its_variants_one_after_the_other() {
    let desk = Desk::new();
    let arguments = ["draft", "launch-email", "--tier", "local", "--json", "--variants", "3"];
    let limit = ["--max-tokens", "60", "--seed", "7"];
    let output = desk.run(&[&arguments[..], &limit, &BRIEF].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let events = events(&output);
    let texts: Vec<_> = (1..=3).map(|variant| text_of(&events, variant)).collect();
    assert!(texts.iter().all(|text| text.split_whitespace().count() > 3), "{texts:?}");
    assert!(texts[0] != texts[1] && texts[1] != texts[2] && texts[0] != texts[2], "{texts:?}");
}
