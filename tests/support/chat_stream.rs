//! Chat Completions streams as servers send them, composed from text.

use serde_json::{Value, json};

/// The end mark of a stream.
pub(crate) const DONE: &str = "data: [DONE]\n\n";

/// A whole stream: the text word by word, why it stopped, the counts, and the end mark.
pub(crate) fn whole(text: &str) -> String {
    format!("{}{}{}{DONE}", words(text), finish("stop"), usage(12, 34))
}

/// The text, one event a word.
pub(crate) fn words(text: &str) -> String {
    text.split_inclusive(' ').map(piece).collect()
}

/// One event with some text.
pub(crate) fn piece(text: &str) -> String {
    choice(&json!({ "content": text }), &Value::Null)
}

/// One event that says why the model stopped.
pub(crate) fn finish(reason: &str) -> String {
    choice(&json!({}), &json!(reason))
}

/// One event with the counts of tokens.
pub(crate) fn usage(input: u64, output: u64) -> String {
    event(&json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "loopback-1",
        "choices": [], "usage": { "prompt_tokens": input, "completion_tokens": output },
    }))
}

/// One event with an error in place of a piece.
pub(crate) fn error(code: &str, message: &str) -> String {
    event(&json!({ "error": { "message": message, "type": code, "code": code } }))
}

/// One event with this data.
pub(crate) fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

fn choice(delta: &Value, reason: &Value) -> String {
    event(&json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "loopback-1",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": reason }],
    }))
}
