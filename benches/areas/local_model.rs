//! How fast the local model writes, and what keeping the prompt's beginning saves.

use std::{path::PathBuf, time::Instant};

use copydeck_core::{
    domain::prompt::{Message, Role, Sampling},
    llm::{
        event::CompletionEvent,
        local::{EngineCommand, EngineLimits, LocalProvider},
        provider::{CompletionRequest, Provider},
    },
};
use futures_util::StreamExt;
use serde_json::json;

use super::block_on;
use crate::{
    pairs::{Comparison, as_seconds, compare, median, time},
    peers::{Missing, NodePeers, bundled_model},
    table::{Goal, Row},
};

/// Tokens written in each turn.
const WRITTEN: u32 = 128;
const THREADS: usize = 2;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let mut rows = prefix_reuse();
    rows.extend(decoding()?);
    Ok(rows)
}

fn decoding() -> Result<Vec<Row>, Missing> {
    let mut node = NodePeers::start()?;
    let model = bundled_model().display().to_string();
    node.ask(&json!({ "case": "load-model", "path": model, "threads": THREADS }));
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads");
    let provider = provider();
    let comparison = compare(
        30,
        || runtime.block_on(complete(&provider, "A note to our readers.", WRITTEN)).seconds_a_token,
        || {
            node.seconds(
                &json!({ "case": "write", "prompt": "A note to our readers.", "tokens": WRITTEN }),
            )
        },
    );
    let speed = Comparison {
        ours: 1.0 / comparison.ours,
        peer: 1.0 / comparison.peer,
        ratio: 1.0 / comparison.ratio,
    };
    Ok(vec![Row {
        area: "local model, tokens a second".into(),
        ours: format!("{:.0}", speed.ours),
        peer: format!("{:.0} (node-llama-cpp)", speed.peer),
        figure: format!("{:.3} x", speed.ratio),
        goal: ">= 0.95 x".into(),
        reached: speed.ratio >= 0.95,
    }])
}

/// The first text after a long prompt that begins as the one before did, against one that does not.
fn prefix_reuse() -> Vec<Row> {
    let long: String = (0..220).map(|n| format!("Fact {n} is kept in mind. ")).collect();
    let comparison = block_on(async {
        let provider = provider();
        let (mut kept, mut cold) = (Vec::new(), Vec::new());
        for turn in 0..10 {
            // Another beginning makes all of the next prompt new.
            let beginning = format!("Turn {turn}. {long}");
            let first = complete(&provider, &format!("{beginning} Write a line."), 8).await;
            let again = complete(&provider, &format!("{beginning} Write a line."), 8).await;
            assert_eq!(first.text, again.text, "the same words at temperature 0");
            cold.push(first.to_first_text);
            kept.push(again.to_first_text);
        }
        let ratios: Vec<f64> = kept.iter().zip(&cold).map(|(kept, cold)| kept / cold).collect();
        Comparison { ours: median(kept), peer: median(cold), ratio: median(ratios) }
    });
    let area = "local model, first text with the prompt kept";
    vec![Row::compared(area, &comparison, "itself cold", Goal::AtMost(0.1), time)]
}

struct Written {
    text: String,
    to_first_text: f64,
    seconds_a_token: f64,
}

fn provider() -> LocalProvider {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_copydeck"));
    LocalProvider::new(
        EngineCommand { program, args: vec!["engine".into()] },
        EngineLimits::default(),
    )
}

async fn complete(provider: &LocalProvider, prompt: &str, tokens: u32) -> Written {
    let began = Instant::now();
    let mut events = provider.complete(CompletionRequest {
        model: bundled_model().display().to_string(),
        messages: vec![Message::text(Role::User, prompt)],
        sampling: Sampling {
            temperature: Some(0.0),
            max_output_tokens: Some(tokens),
            ..Sampling::default()
        },
        ..CompletionRequest::default()
    });
    let (mut text, mut first, mut written) = (String::new(), None, 0);
    while let Some(event) = events.next().await {
        match event.expect("the model writes") {
            CompletionEvent::Delta { text: more } => {
                first.get_or_insert_with(Instant::now);
                text.push_str(&more);
            }
            CompletionEvent::Usage(usage) => written = usage.output,
            CompletionEvent::Started { .. }
            | CompletionEvent::Waiting(_)
            | CompletionEvent::Allowance(_)
            | CompletionEvent::Finished(_) => {}
        }
    }
    let first = first.expect("it wrote something");
    Written {
        text,
        to_first_text: as_seconds(first - began),
        seconds_a_token: as_seconds(first.elapsed()) / written.saturating_sub(1).max(1) as f64,
    }
}
