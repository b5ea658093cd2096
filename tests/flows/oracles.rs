//! The providers' own libraries on the same servers: a table of every row on which they and
//! Copydeck part. It judges nothing, so it is not part of the suite; `make oracles` prints it.

use std::{
    io::Write,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use copydeck_core::{
    domain::run::StopReason,
    llm::{
        http::TimeLimits,
        patience::{Health, PatientProvider},
    },
};
use serde_json::{Value, json};

use super::contract::{LIMITS, Outcome, complete, provider_at};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

const COPY: &str = "Zoë’s new runner 👟 is here — 東京 to São Paulo. Run today.";

/// The rows, each as the answers of a server in turn, the last one over and over.
fn rows(dialect: Dialect) -> Vec<(&'static str, Vec<Script>)> {
    let words = || dialect.words(COPY);
    let refusal = |status, code| dialect.refusal(status, code, "no");
    let quick = |script: Script| script.header("retry-after-ms", "5");
    let end = |reason| dialect.end(reason).unwrap_or_default();
    vec![
        ("whole", vec![dialect.text(COPY)]),
        ("whole, a byte at a time", vec![dialect.text(COPY).in_chunks(1, Duration::ZERO)]),
        ("whole, packed", vec![Script::stream(dialect.whole(COPY)).gzip()]),
        ("cut off at the limit", vec![Script::stream(words() + &end(StopReason::Length))]),
        ("refused", vec![Script::stream(words() + &end(StopReason::Refused))]),
        ("bare end", vec![Script::stream(words())]),
        ("end mark alone", vec![Script::stream(words() + "data: [DONE]\n\n")]),
        ("cut in the middle", vec![Script::stream(words()).cut_at(words().len() - 20)]),
        ("reset in the middle", vec![Script::stream(words()).reset_at(words().len() - 20)]),
        (
            "reset at once, then whole",
            vec![Script::stream(words()).reset_at(0), dialect.text(COPY)],
        ),
        (
            "error in the middle",
            vec![Script::stream(words() + &dialect.error_event("server_error", "no"))],
        ),
        (
            "error as the answer",
            vec![Script::json(200, &dialect.error("insufficient_quota", "no"))],
        ),
        ("401", vec![refusal(401, "authentication_error")]),
        ("404", vec![refusal(404, "model_not_found")]),
        ("400", vec![refusal(400, "invalid_request_error")]),
        ("422", vec![refusal(422, "unprocessable")]),
        ("429 quota", vec![quick(refusal(429, "insufficient_quota"))]),
        ("429, then whole", vec![quick(refusal(429, "rate_limit_error")), dialect.text(COPY)]),
        ("408, then whole", vec![quick(refusal(408, "timeout_error")), dialect.text(COPY)]),
        ("409, then whole", vec![quick(refusal(409, "conflict_error")), dialect.text(COPY)]),
        ("500, then whole", vec![quick(refusal(500, "api_error")), dialect.text(COPY)]),
        ("529 always", vec![quick(refusal(529, "overloaded_error"))]),
        ("429, wait too long", vec![refusal(429, "rate_limit_error").header("retry-after", "300")]),
        (
            "429, told not to retry",
            vec![refusal(429, "rate_limit_error").header("x-should-retry", "false")],
        ),
        (
            "400, told to retry",
            vec![quick(refusal(400, "odd")).header("x-should-retry", "true"), dialect.text(COPY)],
        ),
        ("a web page", vec![Script::page(200, "Hotel sign-in")]),
        ("not JSON", vec![Script::stream("data: Welcome\n\n")]),
        ("not streamed", vec![Script::json(200, &dialect.document(COPY))]),
        ("silence", vec![Script::stream(words()).stall()]),
        (
            "pings alone",
            vec![Script::stream(words()).repeat(": ping\n\n", Duration::from_millis(50))],
        ),
        ("no end of the connection", vec![dialect.text(COPY).stall()]),
    ]
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "compares with Python packages; see `make oracles`"]
async fn a_table_of_where_the_providers_own_libraries_differ() {
    let python = std::env::var("ORACLES_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_packages = Command::new(&python).args(["-c", "import openai, anthropic"]).output();
    if !has_packages.is_ok_and(|output| output.status.success()) {
        println!("skipped: {python} has no packages openai and anthropic");
        return;
    }
    let mut asked = Vec::new();
    for dialect in Dialect::ALL {
        for (row, scripts) in rows(dialect) {
            let ours = LoopbackServer::start_with(scripts.clone(), Script::models(&[])).await;
            let limits = TimeLimits { silence: Duration::from_secs(3), ..LIMITS };
            let provider = provider_at(dialect, &ours.base_url(), limits);
            let patient =
                PatientProvider::new(Arc::new(provider), "Studio server", Health::default());
            let outcome = complete(&patient).await;
            let theirs = LoopbackServer::start_with(scripts, Script::models(&[])).await;
            asked.push((dialect, row, outcome, ours.requests().len(), theirs));
        }
    }
    let questions: Vec<Value> = asked
        .iter()
        .map(|(dialect, _, _, _, server)| {
            json!({ "protocol": format!("{dialect:?}"), "baseUrl": server.base_url() })
        })
        .collect();
    let answers = tokio::task::spawn_blocking(move || ask(&python, &json!(questions)))
        .await
        .expect("asking does not panic");
    println!("{:<10} {:<26} {:<44} theirs", "protocol", "row", "ours");
    for ((dialect, row, outcome, requests, server), answer) in asked.iter().zip(&answers) {
        let ours = (outcome.text.as_str(), in_words(outcome), *requests);
        let end = answer["end"].as_str().unwrap_or_default();
        let theirs = (answer["text"].as_str().unwrap_or_default(), end, server.requests().len());
        let same_end = outcome.end.is_err() == end.ends_with("Error") && ours.0 == theirs.0;
        let mark = if same_end && ours.2 == theirs.2 { ' ' } else { '≠' };
        let shown = |(text, end, requests): (&str, &str, usize)| {
            format!("{end}, {} bytes, asked {requests} x", text.len())
        };
        println!(
            "{:<10} {row:<26} {:<44} {} {mark}",
            format!("{dialect:?}"),
            shown((ours.0, &ours.1, ours.2)),
            shown(theirs)
        );
    }
}

fn in_words(outcome: &Outcome) -> String {
    match &outcome.end {
        Ok(reason) => format!("{reason:?}"),
        Err(error) => error.failure.code().to_owned(),
    }
}

fn ask(python: &str, questions: &Value) -> Vec<Value> {
    let mut script = Command::new(python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracles/ask.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = script.stdin.take().expect("piped");
    input.write_all(questions.to_string().as_bytes()).expect("it reads");
    drop(input);
    let output = script.wait_with_output().expect("it ends");
    serde_json::from_slice(&output.stdout).expect("a list of answers")
}
