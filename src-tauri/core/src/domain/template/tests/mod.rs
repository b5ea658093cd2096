//! What templates promise, from the file to the messages.

mod briefs;
mod edits;
mod front_matter;
mod hostile;
mod lints;
mod properties;
mod rendering;
mod schemas;
mod specified;
mod texts;

use std::collections::BTreeMap;

use serde_json::Value;

use super::*;
use crate::domain::prompt::Message;

fn template(text: &str) -> PromptTemplate {
    PromptTemplate::parse("launch-email.prompt", text).expect("a template")
}

/// What the author of a broken template is told.
fn refusal(text: &str) -> String {
    PromptTemplate::parse("launch-email.prompt", text).expect_err("no template").to_string()
}

fn values(json: Value) -> VariableValues {
    serde_json::from_value(json).expect("values")
}

fn partials(partials: &[(&str, &str)]) -> RenderContext {
    let partials: BTreeMap<String, String> =
        partials.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    RenderContext { partials, ..RenderContext::default() }
}

/// The messages of a template without a schema, as `role: text`.
fn said(text: &str, brief: Value) -> Vec<String> {
    said_in(text, brief, &RenderContext::default())
}

fn said_in(text: &str, brief: Value, context: &RenderContext) -> Vec<String> {
    let prompt = template(text).render(&values(brief), context).expect("a prompt");
    lines(&prompt.messages)
}

fn lines(messages: &[Message]) -> Vec<String> {
    messages
        .iter()
        .map(|message| {
            let role = format!("{:?}", message.role).to_lowercase();
            format!("{role}: {}", message.joined_text())
        })
        .collect()
}

/// Why a template could not be rendered.
fn failure(text: &str, brief: Value, context: &RenderContext) -> RenderError {
    template(text).render(&values(brief), context).expect_err("no prompt")
}
