//! Copy in fields on the command line: an event for each, and what does not fit asked for again.

use serde_json::{Value, json};

use super::{Desk, errors, events, printed};
use crate::support::loopback::{LoopbackServer, Script};

const LONG: &str = "The hiking bottle that never sweats on you";

fn ad() -> Value {
    json!({
        "headlines": ["Ice-cold for 24 hours", LONG, "190 g. Steel. No plastic."],
        "descriptions": ["Keeps ice for a day. See it.", "Fits every pack. See it."],
    })
}

async fn server(again: &Value) -> LoopbackServer {
    let scripts = [Script::text(&ad().to_string()), Script::text(&again.to_string())];
    LoopbackServer::start_with(scripts, Script::models(&["quick"])).await
}

const DRAFT: [&str; 8] = [
    "draft",
    "google-search-ad",
    "--provider",
    "Loopback",
    "--set",
    "product=Brightleaf",
    "--set",
    "benefits=Ice lasts 24 hours",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_headline_that_is_too_long_is_asked_for_again_alone() {
    let server = server(&json!({ "headlines_2": "A bottle that never sweats" })).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let events = events(&desk.run(&[&DRAFT[..], &["--json"]].concat()));
    let of = |kind: &str| -> Vec<&Value> {
        events.iter().filter(|event| event["type"] == kind).collect()
    };
    let fields: Vec<_> =
        of("field").iter().map(|event| (event["path"].clone(), event["value"].clone())).collect();
    assert_eq!(fields.len(), 5);
    assert_eq!(fields[1], (json!("headlines/1"), json!(LONG)));
    assert_eq!(of("askingAgain")[0]["paths"], json!(["headlines/1"]));
    let rewritten = of("rewritten");
    assert_eq!(rewritten[0]["from"], LONG);
    assert_eq!(rewritten[0]["to"], "A bottle that never sweats");
    assert!(of("flawed").is_empty(), "{events:?}");
    let seq: Vec<u64> = events.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert_eq!(seq, (0..events.len() as u64).collect::<Vec<_>>());

    // The draft has it in its place, as Markdown with a label before each field.
    let id = events.last().expect("an end")["draftId"].as_str().expect("a draft");
    insta::assert_snapshot!(printed(&desk.run(&["drafts", "show", id])), @r"
    **Headlines:**

    - Ice-cold for 24 hours
    - A bottle that never sweats
    - 190 g. Steel. No plastic.

    **Descriptions:**

    - Keeps ice for a day. See it.
    - Fits every pack. See it.
    ");

    // Only the one is asked for, behind the same conversation.
    let requests: Vec<Value> = server
        .requests()
        .iter()
        .filter(|request| request.path.ends_with("completions"))
        .map(|request| serde_json::from_slice(&request.body).expect("JSON"))
        .collect();
    let [first, second] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    let items = &first["response_format"]["json_schema"]["schema"]["properties"]["headlines"];
    assert_eq!((&items["minItems"], &items["maxItems"]), (&json!(3), &json!(15)));
    let messages = first["messages"].as_array().expect("messages");
    let again = second["messages"].as_array().expect("messages");
    assert_eq!(&again[..messages.len()], messages.as_slice());
    let keys = &second["response_format"]["json_schema"]["schema"]["required"];
    assert_eq!(*keys, json!(["headlines_2"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_still_too_long_after_two_times_is_marked_and_never_cut() {
    let server = server(&json!({ "headlines_2": LONG })).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.run(&DRAFT);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(printed(&output).contains(&format!("\n- {LONG}\n")), "{}", printed(&output));
    let said = errors(&output);
    assert!(said.contains("headlines/1 is too long: 42 of 30 characters."), "{said}");
    let asked = server.requests().iter().filter(|it| it.path.ends_with("completions")).count();
    assert_eq!(asked, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_reads_the_copy_gets_it_mended() {
    let server = server(&json!({ "headlines_2": "A bottle that never sweats" })).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.run(&[&DRAFT[..], &["--no-save"]].concat());
    let copy = printed(&output);
    assert!(copy.contains("\n- A bottle that never sweats\n") && !copy.contains(LONG), "{copy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ad_is_exported_as_a_row_of_a_sheet_and_as_json() {
    let mut ad = ad();
    ad["headlines"][1] = json!("-20% \"today\", only");
    let server = LoopbackServer::start(Script::text(&ad.to_string())).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let drafted = events(&desk.run(&[&DRAFT[..], &["--json"]].concat()));
    let id = drafted[0]["draftId"].as_str().expect("a draft").to_owned();
    let export = |to: &str| desk.run(&["drafts", "export", &id, "--to", to]);
    insta::assert_snapshot!(printed(&export("csv")).replace("\r\n", "\u{b6}\n"), @r#"
    Headline 1,Headline 2,Headline 3,Description 1,Description 2¶
    Ice-cold for 24 hours,"'-20% ""today"", only",190 g. Steel. No plastic.,Keeps ice for a day. See it.,Fits every pack. See it.¶
    "#);
    let exported: Value = serde_json::from_str(&printed(&export("json"))).expect("JSON");
    assert_eq!(exported, ad);

    let email = desk.draft(&["--json"]);
    let id = events(&email)[0]["draftId"].as_str().expect("a draft").to_owned();
    let refused = desk.run(&["drafts", "export", &id, "--to", "csv"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(errors(&refused).contains("no fields to export"), "{}", errors(&refused));
}
