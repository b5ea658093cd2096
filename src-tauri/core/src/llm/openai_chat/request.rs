//! The body of a request, as it goes over the wire.

use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::prompt::{Message, Part, Role},
    llm::{
        base_url::BaseUrl,
        model_names::thinks_first,
        provider::{CompletionRequest, Tool},
    },
};

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<WireMessage<'a>>,
    stream: bool,
    stream_options: StreamOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u32>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<WireTool<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "json_schema")]
struct ResponseFormat<'a> {
    json_schema: NamedSchema<'a>,
}

#[derive(Serialize)]
struct NamedSchema<'a> {
    name: &'static str,
    schema: &'a Value,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "function")]
struct WireTool<'a> {
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    parameters: &'a Value,
}

impl<'a> From<&'a Tool> for WireTool<'a> {
    fn from(tool: &'a Tool) -> Self {
        Self {
            function: Function {
                name: &tool.name,
                description: tool.description.as_deref(),
                parameters: &tool.input_schema,
            },
        }
    }
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct WireMessage<'a> {
    role: &'static str,
    content: WireContent<'a>,
}

/// Plain text where there is nothing else: some servers read no other form.
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
    ImageUrl { image_url: ImageUrl<'a> },
}

#[derive(Serialize)]
struct ImageUrl<'a> {
    url: &'a str,
}

/// The exact bytes that ask for a completion. The same request always gives the same bytes.
pub(super) fn body(request: &CompletionRequest, base_url: &BaseUrl) -> Vec<u8> {
    let sampling = &request.sampling;
    let thinks_first = thinks_first(&request.model);
    // OpenAI itself, and its models wherever they are, want the newer name of the limit; every
    // other server knows the older one.
    let (max_completion_tokens, max_tokens) = if base_url.is_openai() || thinks_first {
        (sampling.max_output_tokens, None)
    } else {
        (None, sampling.max_output_tokens)
    };
    serde_json::to_vec(&Body {
        model: &request.model,
        messages: request.messages.iter().map(wire_message).collect(),
        stream: true,
        stream_options: StreamOptions { include_usage: true },
        max_completion_tokens,
        max_tokens,
        temperature: sampling.temperature.filter(|_| !thinks_first),
        top_p: sampling.top_p.filter(|_| !thinks_first),
        seed: sampling.seed,
        stop: if thinks_first { &[] } else { &sampling.stop_sequences },
        response_format: request
            .output_schema
            .as_ref()
            .map(|schema| ResponseFormat { json_schema: NamedSchema { name: "copy", schema } }),
        tools: request.tools.iter().map(WireTool::from).collect(),
    })
    .expect("strings, numbers and JSON always serialise")
}

fn wire_message(message: &Message) -> WireMessage<'_> {
    let role = match message.role {
        Role::System => "system",
        Role::Model => "assistant",
        // A tool's message must name the call it answers, and a template's names none.
        Role::User | Role::Tool => "user",
    };
    let words_only = message.content.iter().all(|part| matches!(part, Part::Text { .. }));
    let content = if words_only {
        WireContent::Text(message.joined_text())
    } else {
        WireContent::Parts(message.content.iter().map(wire_part).collect())
    };
    WireMessage { role, content }
}

fn wire_part(part: &Part) -> WirePart<'_> {
    match part {
        Part::Text { text } => WirePart::Text { text },
        Part::Media { media } => WirePart::ImageUrl { image_url: ImageUrl { url: &media.url } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::prompt::{Media, Sampling};

    const OPENAI: &str = "https://api.openai.com/v1";
    const OTHER: &str = "http://localhost:11434/v1";

    fn shown(request: &CompletionRequest, base_url: &str) -> String {
        let base_url = BaseUrl::parse(base_url).expect("an address");
        String::from_utf8(body(request, &base_url)).expect("JSON is UTF-8")
    }

    #[test]
    fn a_request_says_what_the_template_asks_and_nothing_else() {
        let request = CompletionRequest {
            model: "gpt-4o-mini".into(),
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
        insta::assert_snapshot!(
            shown(&request, OTHER),
            @r#"{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You write copy."},{"role":"user","content":"A line for “Zoë”."},{"role":"assistant","content":"Zoë knows."}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":400,"temperature":0.7,"top_p":0.9,"seed":7,"stop":["\n\n"]}"#
        );
    }

    #[test]
    fn what_the_template_leaves_open_is_left_to_the_provider() {
        let request = CompletionRequest {
            model: "m".into(),
            messages: vec![Message::text(Role::User, "Hello")],
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(
            shown(&request, OPENAI),
            @r#"{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true}}"#
        );
    }

    #[test]
    fn a_picture_goes_along_by_its_address() {
        let media = Media { url: "https://example.com/shoe.png".into(), content_type: None };
        let request = CompletionRequest {
            model: "m".into(),
            messages: vec![Message {
                role: Role::User,
                content: vec![Part::Text { text: "Describe:".into() }, Part::Media { media }],
            }],
            sampling: Sampling { max_output_tokens: Some(9), ..Sampling::default() },
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(
            shown(&request, OPENAI),
            @r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Describe:"},{"type":"image_url","image_url":{"url":"https://example.com/shoe.png"}}]}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":9}"#
        );
    }

    #[test]
    fn a_model_that_thinks_first_is_asked_in_its_own_words_everywhere() {
        let request = CompletionRequest {
            model: "o4-mini".into(),
            messages: vec![Message::text(Role::User, "Hello")],
            sampling: Sampling {
                temperature: Some(0.7),
                top_p: Some(0.9),
                seed: Some(7),
                max_output_tokens: Some(400),
                stop_sequences: vec!["END".into()],
            },
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request, OTHER), @r#"{"model":"o4-mini","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":400,"seed":7}"#);
    }

    #[test]
    fn a_schema_and_tools_go_along() {
        let request = CompletionRequest {
            model: "m".into(),
            messages: vec![Message::text(Role::User, "Hello")],
            output_schema: Some(serde_json::json!({ "type": "object" })),
            tools: vec![Tool {
                name: "stock".into(),
                description: Some("What is in stock".into()),
                input_schema: serde_json::json!({ "type": "object" }),
            }],
            ..CompletionRequest::default()
        };
        insta::assert_snapshot!(shown(&request, OTHER), @r#"{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"json_schema","json_schema":{"name":"copy","schema":{"type":"object"}}},"tools":[{"type":"function","function":{"name":"stock","description":"What is in stock","parameters":{"type":"object"}}}]}"#);
    }
}
