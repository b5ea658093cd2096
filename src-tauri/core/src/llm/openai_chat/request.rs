//! The body of a request, as it goes over the wire.

use serde::Serialize;

use crate::{
    domain::prompt::{Message, Part, Role},
    llm::provider::CompletionRequest,
};

/// Which of its two names the output limit goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputLimitName {
    /// What OpenAI itself asks for; its newer models refuse the other.
    MaxCompletionTokens,
    /// What every compatible server knows.
    MaxTokens,
}

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
#[must_use]
pub fn request_body(request: &CompletionRequest, limit_name: OutputLimitName) -> Vec<u8> {
    let limit = request.sampling.max_output_tokens;
    let (max_completion_tokens, max_tokens) = match limit_name {
        OutputLimitName::MaxCompletionTokens => (limit, None),
        OutputLimitName::MaxTokens => (None, limit),
    };
    serde_json::to_vec(&Body {
        model: &request.model,
        messages: request.messages.iter().map(wire_message).collect(),
        stream: true,
        stream_options: StreamOptions { include_usage: true },
        max_completion_tokens,
        max_tokens,
        temperature: request.sampling.temperature,
        top_p: request.sampling.top_p,
        seed: request.sampling.seed,
        stop: &request.sampling.stop_sequences,
    })
    .expect("strings and numbers always serialise")
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

    fn shown(request: &CompletionRequest, limit_name: OutputLimitName) -> String {
        String::from_utf8(request_body(request, limit_name)).expect("JSON is UTF-8")
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
        };
        insta::assert_snapshot!(
            shown(&request, OutputLimitName::MaxTokens),
            @r#"{"model":"gpt-4o-mini","messages":[{"role":"system","content":"You write copy."},{"role":"user","content":"A line for “Zoë”."},{"role":"assistant","content":"Zoë knows."}],"stream":true,"stream_options":{"include_usage":true},"max_tokens":400,"temperature":0.7,"top_p":0.9,"seed":7,"stop":["\n\n"]}"#
        );
    }

    #[test]
    fn what_the_template_leaves_open_is_left_to_the_provider() {
        let request = CompletionRequest {
            model: "m".into(),
            messages: vec![Message::text(Role::User, "Hello")],
            sampling: Sampling::default(),
        };
        insta::assert_snapshot!(
            shown(&request, OutputLimitName::MaxCompletionTokens),
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
        };
        insta::assert_snapshot!(
            shown(&request, OutputLimitName::MaxCompletionTokens),
            @r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"Describe:"},{"type":"image_url","image_url":{"url":"https://example.com/shoe.png"}}]}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":9}"#
        );
    }
}
