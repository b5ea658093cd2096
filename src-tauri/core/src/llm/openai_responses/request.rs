//! The body of a request, as it goes over the wire. The protocol has neither a seed nor stop
//! sequences: the former is left out, the latter are watched for as the text comes.

use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::prompt::{Message, Part, Role},
    llm::{
        model_names::thinks_first,
        provider::{CompletionRequest, Tool},
    },
};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    input: Vec<WireMessage<'a>>,
    stream: bool,
    /// OpenAI keeps an answer for a month unless told not to; a draft is nobody else's to keep.
    store: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_output_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<WireTool<'a>>,
}

#[derive(Serialize)]
struct WireMessage<'a> {
    role: &'static str,
    content: WireContent<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum WireContent<'a> {
    Text(String),
    Parts(Vec<WirePart<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum WirePart<'a> {
    InputText { text: &'a str },
    InputImage { image_url: &'a str, detail: &'static str },
}

#[derive(Serialize)]
struct Text<'a> {
    format: Format<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
struct Format<'a> {
    name: &'static str,
    schema: &'a Value,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
struct WireTool<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    parameters: &'a Value,
    strict: bool,
}

impl<'a> From<&'a Tool> for WireTool<'a> {
    fn from(tool: &'a Tool) -> Self {
        Self {
            name: &tool.name,
            description: tool.description.as_deref(),
            parameters: &tool.input_schema,
            // A strict schema may leave nothing open, and a template's may.
            strict: false,
        }
    }
}

/// The exact bytes that ask for a completion. The same request always gives the same bytes.
pub(super) fn body(request: &CompletionRequest) -> Vec<u8> {
    let sampling = &request.sampling;
    let thinks_first = thinks_first(&request.model);
    serde_json::to_vec(&Body {
        model: &request.model,
        input: request.messages.iter().map(wire_message).collect(),
        stream: true,
        store: false,
        max_output_tokens: sampling.max_output_tokens.map(|limit| limit.max(LEAST_LIMIT)),
        temperature: sampling.temperature.filter(|_| !thinks_first),
        top_p: sampling.top_p.filter(|_| !thinks_first),
        text: request
            .output_schema
            .as_ref()
            .map(|schema| Text { format: Format { name: "copy", schema } }),
        tools: request.tools.iter().map(WireTool::from).collect(),
    })
    .expect("strings, numbers and JSON always serialise")
}

/// A lower limit on the output is refused.
const LEAST_LIMIT: u32 = 16;

fn wire_message(message: &Message) -> WireMessage<'_> {
    let role = match message.role {
        Role::System => "system",
        Role::Model => "assistant",
        // A tool's answer must name the call it answers, and a template's names none.
        Role::User | Role::Tool => "user",
    };
    // The model's own messages are text alone: what it is shown is not what it said.
    let words_only = message.role == Role::Model
        || message.content.iter().all(|part| matches!(part, Part::Text { .. }));
    let content = if words_only {
        WireContent::Text(message.joined_text())
    } else {
        WireContent::Parts(message.content.iter().map(wire_part).collect())
    };
    WireMessage { role, content }
}

fn wire_part(part: &Part) -> WirePart<'_> {
    match part {
        Part::Text { text } => WirePart::InputText { text },
        Part::Media { media } => WirePart::InputImage { image_url: &media.url, detail: "auto" },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::prompt::{Media, Sampling};

    fn shown(request: &CompletionRequest) -> String {
        String::from_utf8(body(request)).expect("JSON is UTF-8")
    }

    #[test]
    fn a_request_says_what_the_template_asks_and_nothing_is_kept_by_the_provider() {
        let request = CompletionRequest {
            model: "gpt-4.1".into(),
            messages: vec![
                Message::text(Role::System, "You write copy."),
                Message::text(Role::User, "A line for “Zoë”."),
                Message::text(Role::Model, "Zoë knows."),
            ],
            sampling: Sampling {
                temperature: Some(0.7),
                top_p: Some(0.9),
                seed: Some(7),
                max_output_tokens: Some(400),
                stop_sequences: vec!["\n\n".into()],
            },
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request), @r#"{"model":"gpt-4.1","input":[{"role":"system","content":"You write copy."},{"role":"user","content":"A line for “Zoë”."},{"role":"assistant","content":"Zoë knows."}],"stream":true,"store":false,"max_output_tokens":400,"temperature":0.7,"top_p":0.9}"#);
    }

    #[test]
    fn a_model_that_thinks_first_is_sent_no_temperature() {
        let request = CompletionRequest {
            model: "gpt-5.1-mini".into(),
            messages: vec![Message::text(Role::User, "Hello")],
            sampling: Sampling {
                temperature: Some(0.7),
                top_p: Some(0.9),
                max_output_tokens: Some(3),
                ..Sampling::default()
            },
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request), @r#"{"model":"gpt-5.1-mini","input":[{"role":"user","content":"Hello"}],"stream":true,"store":false,"max_output_tokens":16}"#);
    }

    #[test]
    fn pictures_a_schema_and_tools_go_along() {
        let media = Media { url: "https://example.com/shoe.png".into(), content_type: None };
        let request = CompletionRequest {
            model: "m".into(),
            messages: vec![Message {
                role: Role::User,
                content: vec![Part::Text { text: "Describe:".into() }, Part::Media { media }],
            }],
            output_schema: Some(serde_json::json!({ "type": "object" })),
            tools: vec![Tool {
                name: "stock".into(),
                description: None,
                input_schema: serde_json::json!({ "type": "object" }),
            }],
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request), @r#"{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"Describe:"},{"type":"input_image","image_url":"https://example.com/shoe.png","detail":"auto"}]}],"stream":true,"store":false,"text":{"format":{"type":"json_schema","name":"copy","schema":{"type":"object"}}},"tools":[{"type":"function","name":"stock","parameters":{"type":"object"},"strict":false}]}"#);
    }
}
