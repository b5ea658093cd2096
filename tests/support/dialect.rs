//! The protocols that providers speak, from the server's side: streams as servers send them,
//! composed from text.

use copydeck_core::{
    domain::{model::ProviderKind, run::StopReason},
    llm::{
        anthropic, http, openai_chat, openai_responses,
        wire::{Endpoint, RemoteProvider},
    },
};
use serde_json::{Value, json};

use super::{chat_stream, loopback::Script};

/// A protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// OpenAI Responses.
    Responses,
    /// Chat Completions.
    Chat,
    /// Anthropic Messages.
    Messages,
}

impl Dialect {
    pub(crate) const ALL: [Self; 3] = [Self::Responses, Self::Chat, Self::Messages];

    /// The kind of provider that speaks it.
    pub(crate) fn kind(self) -> ProviderKind {
        match self {
            Self::Responses => ProviderKind::Openai,
            Self::Chat => ProviderKind::OpenaiCompatible,
            Self::Messages => ProviderKind::Anthropic,
        }
    }

    /// A provider that speaks it.
    pub(crate) fn provider(self, endpoint: Endpoint) -> RemoteProvider {
        let client = http::client(&endpoint.limits).expect("a client");
        match self {
            Self::Responses => openai_responses::provider(endpoint, client),
            Self::Chat => openai_chat::provider(endpoint, client),
            Self::Messages => anthropic::provider(endpoint, client),
        }
    }

    /// Where completions are asked for.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Responses => "/v1/responses",
            Self::Chat => "/v1/chat/completions",
            Self::Messages => "/v1/messages",
        }
    }

    /// How a key is sent.
    pub(crate) fn key_header(self, key: &str) -> (&'static str, String) {
        match self {
            Self::Messages => ("x-api-key", key.to_owned()),
            Self::Responses | Self::Chat => ("authorization", format!("Bearer {key}")),
        }
    }

    /// A whole stream of this text, word by word.
    pub(crate) fn text(self, text: &str) -> Script {
        Script::stream(self.whole(text))
    }

    /// The body of a whole stream: the text, the counts (12 read, 34 written), and the end.
    pub(crate) fn whole(self, text: &str) -> String {
        let end = self.end(StopReason::Complete).expect("every protocol has it");
        format!("{}{end}", self.words(text))
    }

    /// The beginning of a stream, with the text one event a word.
    pub(crate) fn words(self, text: &str) -> String {
        let words: String = text.split_inclusive(' ').map(|word| self.piece(word)).collect();
        format!("{}{words}", self.opening())
    }

    /// The events before the first text.
    pub(crate) fn opening(self) -> String {
        match self {
            Self::Chat => String::new(),
            Self::Responses => format!(
                "{}{}",
                event(&json!({ "type": "response.created", "response": response("in_progress") })),
                event(&json!({
                    "type": "response.output_item.added", "output_index": 0,
                    "item": { "type": "message", "role": "assistant", "content": [] },
                })),
            ),
            Self::Messages => format!(
                "{}{}",
                event(&json!({
                    "type": "message_start",
                    "message": {
                        "id": "msg_1", "type": "message", "role": "assistant", "content": [],
                        "model": "loopback-1", "usage": { "input_tokens": 12, "output_tokens": 1 },
                    },
                })),
                event(&json!({
                    "type": "content_block_start", "index": 0,
                    "content_block": { "type": "text", "text": "" },
                })),
            ),
        }
    }

    /// One event with some text.
    pub(crate) fn piece(self, text: &str) -> String {
        match self {
            Self::Chat => chat_stream::piece(text),
            Self::Responses => event(&json!({
                "type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0,
                "content_index": 0, "delta": text,
            })),
            Self::Messages => event(&json!({
                "type": "content_block_delta", "index": 0,
                "delta": { "type": "text_delta", "text": text },
            })),
        }
    }

    /// One event with something the model thinks and does not say.
    pub(crate) fn thought(self, thought: &str) -> String {
        match self {
            Self::Chat => chat_stream::event(&json!({
                "choices": [{ "index": 0, "delta": { "reasoning_content": thought } }],
            })),
            Self::Responses => event(&json!({
                "type": "response.reasoning_summary_text.delta", "item_id": "rs_1",
                "output_index": 0, "summary_index": 0, "delta": thought,
            })),
            Self::Messages => event(&json!({
                "type": "content_block_delta", "index": 0,
                "delta": { "type": "thinking_delta", "thinking": thought },
            })),
        }
    }

    /// The events that end a stream for this reason; none where the protocol has no such reason.
    pub(crate) fn end(self, reason: StopReason) -> Option<String> {
        use StopReason as R;
        let usage = json!({ "input_tokens": 12, "output_tokens": 34 });
        Some(match self {
            Self::Chat => {
                let word = match reason {
                    R::Complete => "stop",
                    R::Length => "length",
                    R::Filtered => "content_filter",
                    R::ToolCall => "tool_calls",
                    R::Refused => {
                        let refusal = json!({ "choices": [{ "delta": { "refusal": "No." } }] });
                        return Some(format!(
                            "{}{}",
                            chat_stream::event(&refusal),
                            chat_stream::finish("stop")
                        ));
                    }
                    _ => return None,
                };
                let usage = chat_stream::usage(12, 34);
                format!("{}{usage}{}", chat_stream::finish(word), chat_stream::DONE)
            }
            Self::Responses => {
                let mut response = response("completed");
                response["usage"] = usage;
                let why = match reason {
                    R::Complete => None,
                    R::Length => Some("max_output_tokens"),
                    R::Filtered => Some("content_filter"),
                    R::ToolCall => {
                        response["output"] = json!([{ "type": "function_call", "name": "x" }]);
                        None
                    }
                    R::Refused => {
                        let refusal = json!({ "type": "response.refusal.delta", "delta": "No." });
                        let end =
                            event(&json!({ "type": "response.completed", "response": response }));
                        return Some(format!("{}{end}", event(&refusal)));
                    }
                    _ => return None,
                };
                let kind = if let Some(why) = why {
                    response["status"] = json!("incomplete");
                    response["incomplete_details"] = json!({ "reason": why });
                    "response.incomplete"
                } else {
                    "response.completed"
                };
                event(&json!({ "type": kind, "response": response }))
            }
            Self::Messages => {
                let word = match reason {
                    R::Complete => "end_turn",
                    R::Length => "max_tokens",
                    R::Refused => "refusal",
                    R::ToolCall => "tool_use",
                    _ => return None,
                };
                format!(
                    "{}{}{}",
                    event(&json!({ "type": "content_block_stop", "index": 0 })),
                    event(&json!({
                        "type": "message_delta", "delta": { "stop_reason": word },
                        "usage": { "output_tokens": 34 },
                    })),
                    event(&json!({ "type": "message_stop" }))
                )
            }
        })
    }

    /// A whole answer that is not streamed.
    pub(crate) fn document(self, text: &str) -> Value {
        match self {
            Self::Chat => json!({
                "model": "loopback-1",
                "choices": [{ "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
                "usage": { "prompt_tokens": 12, "completion_tokens": 34 },
            }),
            Self::Responses => {
                let mut response = response("completed");
                response["output"] = json!([{
                    "type": "message", "role": "assistant",
                    "content": [{ "type": "output_text", "text": text }],
                }]);
                response["usage"] = json!({ "input_tokens": 12, "output_tokens": 34 });
                response
            }
            Self::Messages => json!({
                "type": "message", "role": "assistant", "model": "loopback-1",
                "content": [{ "type": "text", "text": text }], "stop_reason": "end_turn",
                "usage": { "input_tokens": 12, "output_tokens": 34 },
            }),
        }
    }

    /// An error as the body of a refusal.
    pub(crate) fn error(self, code: &str, message: &str) -> Value {
        match self {
            Self::Chat | Self::Responses => {
                json!({ "error": { "message": message, "type": code, "code": code, "param": null } })
            }
            Self::Messages => {
                json!({ "type": "error", "error": { "type": code, "message": message } })
            }
        }
    }

    /// A refusal with this status and error.
    pub(crate) fn refusal(self, status: u16, code: &str, message: &str) -> Script {
        Script::json(status, &self.error(code, message))
    }

    /// One event with an error in place of a piece.
    pub(crate) fn error_event(self, code: &str, message: &str) -> String {
        match self {
            Self::Chat => chat_stream::error(code, message),
            Self::Responses => event(&json!({
                "type": "error", "code": code, "message": message, "param": null,
            })),
            Self::Messages => event(&self.error(code, message)),
        }
    }
}

fn response(status: &str) -> Value {
    json!({
        "id": "resp_1", "object": "response", "status": status, "error": null,
        "incomplete_details": null, "model": "loopback-1", "output": [], "usage": null,
    })
}

/// An event that is named as it names itself.
fn event(data: &Value) -> String {
    let name = data["type"].as_str().expect("every event has a type");
    format!("event: {name}\ndata: {data}\n\n")
}
