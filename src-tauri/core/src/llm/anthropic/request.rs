//! The body of a request, as it goes over the wire. The protocol has no seed.

use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::prompt::{Media, Message, Part, Role},
    llm::{
        model_names::takes_temperature,
        provider::{CompletionRequest, Tool},
    },
};

/// The output limit where the template sets none: the protocol wants one, and every model takes
/// this one. It is about three thousand words.
const USUAL_LIMIT: u32 = 4_096;

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    max_tokens: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    system: String,
    messages: Vec<WireMessage<'a>>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_sequences: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    output_config: Option<OutputConfig<'a>>,
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
    Text { text: &'a str },
    Image { source: Source<'a> },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Source<'a> {
    Url { url: &'a str },
    Base64 { media_type: &'a str, data: &'a str },
}

#[derive(Serialize)]
struct OutputConfig<'a> {
    format: Format<'a>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
struct Format<'a> {
    schema: &'a Value,
}

#[derive(Serialize)]
struct WireTool<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    input_schema: &'a Value,
}

impl<'a> From<&'a Tool> for WireTool<'a> {
    fn from(tool: &'a Tool) -> Self {
        Self {
            name: &tool.name,
            description: tool.description.as_deref(),
            input_schema: &tool.input_schema,
        }
    }
}

/// The exact bytes that ask for a completion. The same request always gives the same bytes.
pub(super) fn body(request: &CompletionRequest) -> Vec<u8> {
    let sampling = &request.sampling;
    let takes_temperature = takes_temperature(&request.model);
    let (system, messages) = split(&request.messages);
    serde_json::to_vec(&Body {
        model: &request.model,
        max_tokens: sampling.max_output_tokens.unwrap_or(USUAL_LIMIT),
        system,
        messages,
        stream: true,
        // The scale ends at 1 here.
        temperature: sampling.temperature.filter(|_| takes_temperature).map(|t| t.min(1.0)),
        // Models refuse to be told both.
        top_p: sampling.top_p.filter(|_| takes_temperature && sampling.temperature.is_none()),
        // Blank ones are refused, and would stop at every space.
        stop_sequences: sampling
            .stop_sequences
            .iter()
            .map(String::as_str)
            .filter(|stop| !stop.trim().is_empty())
            .collect(),
        output_config: request
            .output_schema
            .as_ref()
            .map(|schema| OutputConfig { format: Format { schema } }),
        tools: request.tools.iter().map(WireTool::from).collect(),
    })
    .expect("strings, numbers and JSON always serialise")
}

/// The standing instructions, which have a place of their own, and the conversation. A
/// conversation needs something to answer: where there are instructions alone, they are that.
fn split(messages: &[Message]) -> (String, Vec<WireMessage<'_>>) {
    let (system, others): (Vec<&Message>, Vec<&Message>) =
        messages.iter().partition(|message| message.role == Role::System);
    let system = system.iter().map(|message| message.joined_text()).collect::<Vec<_>>();
    let system = system.join("\n\n");
    let conversation: Vec<_> = others.into_iter().filter_map(wire_message).collect();
    if conversation.is_empty() {
        return (
            String::new(),
            vec![WireMessage { role: "user", content: WireContent::Text(system) }],
        );
    }
    (system, conversation)
}

/// A message without words is refused, so it is left out.
fn wire_message(message: &Message) -> Option<WireMessage<'_>> {
    let role = if message.role == Role::Model { "assistant" } else { "user" };
    let words_only = message.content.iter().all(|part| matches!(part, Part::Text { .. }));
    if words_only {
        let text = message.joined_text();
        // White space at the end of the model's own words is refused.
        let text = if role == "assistant" { text.trim_end().to_owned() } else { text };
        let has_words = !text.trim().is_empty();
        return has_words.then_some(WireMessage { role, content: WireContent::Text(text) });
    }
    let parts = message.content.iter().filter_map(wire_part).collect();
    Some(WireMessage { role, content: WireContent::Parts(parts) })
}

fn wire_part(part: &Part) -> Option<WirePart<'_>> {
    match part {
        Part::Text { text } => (!text.trim().is_empty()).then_some(WirePart::Text { text }),
        Part::Media { media } => Some(WirePart::Image { source: source(media) }),
    }
}

fn source(media: &Media) -> Source<'_> {
    let inline = media.url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    match inline {
        Some((named, data)) => {
            Source::Base64 { media_type: media.content_type.as_deref().unwrap_or(named), data }
        }
        None => Source::Url { url: &media.url },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::prompt::Sampling;

    fn shown(request: &CompletionRequest) -> String {
        String::from_utf8(body(request)).expect("JSON is UTF-8")
    }

    #[test]
    fn a_request_says_what_the_template_asks_with_the_instructions_apart() {
        let request = CompletionRequest {
            model: "claude-sonnet-4-5".into(),
            messages: vec![
                Message::text(Role::System, "You write copy."),
                Message::text(Role::User, "A line for “Zoë”."),
                Message::text(Role::Model, "Zoë \n"),
            ],
            sampling: Sampling {
                temperature: Some(1.4),
                top_p: Some(0.9),
                seed: Some(7),
                max_output_tokens: Some(400),
                stop_sequences: vec!["\n\n".into(), "END".into()],
            },
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request), @r#"{"model":"claude-sonnet-4-5","max_tokens":400,"system":"You write copy.","messages":[{"role":"user","content":"A line for “Zoë”."},{"role":"assistant","content":"Zoë"}],"stream":true,"temperature":1.0,"stop_sequences":["END"]}"#);
    }

    #[test]
    fn a_model_that_takes_no_temperature_is_sent_none_and_a_limit_is_always_there() {
        let request = CompletionRequest {
            model: "claude-opus-5".into(),
            messages: vec![Message::text(Role::System, "Write a line.")],
            sampling: Sampling { temperature: Some(0.5), top_p: Some(0.9), ..Sampling::default() },
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request), @r#"{"model":"claude-opus-5","max_tokens":4096,"messages":[{"role":"user","content":"Write a line."}],"stream":true}"#);
    }

    #[test]
    fn pictures_a_schema_and_tools_go_along() {
        let picture =
            |url: &str| Part::Media { media: Media { url: url.into(), content_type: None } };
        let request = CompletionRequest {
            model: "m".into(),
            messages: vec![Message {
                role: Role::User,
                content: vec![
                    Part::Text { text: "Describe:".into() },
                    picture("https://example.com/shoe.png"),
                    picture("data:image/png;base64,iVBORw0="),
                ],
            }],
            output_schema: Some(serde_json::json!({ "type": "object" })),
            tools: vec![Tool {
                name: "stock".into(),
                description: None,
                input_schema: serde_json::json!({ "type": "object" }),
            }],
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request), @r#"{"model":"m","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"Describe:"},{"type":"image","source":{"type":"url","url":"https://example.com/shoe.png"}},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0="}}]}],"stream":true,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"tools":[{"name":"stock","input_schema":{"type":"object"}}]}"#);
    }
}
