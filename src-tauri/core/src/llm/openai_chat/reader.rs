//! The pieces of an answer into a completion.

use super::chunk::{Choice, Chunk, WireUsage};
use crate::llm::{
    event::StopReason,
    sse::SseEvent,
    wire::{AnswerReader, Complaint, Completion},
};

/// Every piece stands for itself, so nothing is kept between them.
pub(super) struct ChatReader;

impl AnswerReader for ChatReader {
    fn take_event(
        &mut self,
        event: &SseEvent,
        completion: &mut Completion,
    ) -> serde_json::Result<bool> {
        Ok(take(serde_json::from_str(&event.data)?, completion))
    }

    fn take_document(
        &mut self,
        document: &[u8],
        completion: &mut Completion,
    ) -> serde_json::Result<bool> {
        let chunk: Chunk = serde_json::from_slice(document)?;
        let is_answer = chunk.error.is_some() || chunk.choices.is_some();
        if is_answer {
            take(chunk, completion);
        }
        Ok(is_answer)
    }
}

fn take(mut chunk: Chunk, completion: &mut Completion) -> bool {
    if let Some(error) = chunk.error.take() {
        completion.complain(&Complaint::from_value(&error));
        return true;
    }
    let mut meant_something = completion.begin(chunk.model.take());
    let usage = chunk.usage.take().and_then(WireUsage::into_usage);
    if let Some(choice) = chunk.into_choice() {
        meant_something |= take_choice(choice, completion);
    }
    if let Some(usage) = usage {
        meant_something |= completion.use_tokens(usage);
    }
    meant_something
}

fn take_choice(choice: Choice, completion: &mut Completion) -> bool {
    let mut meant_something = false;
    if let Some(message) = choice.delta.or(choice.message) {
        meant_something |= completion.think(message.thought_bytes()) || message.calls_tool();
        meant_something |= completion.write(message.content.unwrap_or_default());
        meant_something |= completion.refuse(message.refusal.unwrap_or_default());
    }
    if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
        completion.stop(stop_reason(&reason));
        meant_something = true;
    }
    meant_something
}

/// The words for why a model stopped, those of servers with their own words included.
fn stop_reason(word: &str) -> StopReason {
    match word {
        "stop" | "eos" | "eos_token" | "end_turn" | "stop_sequence" => StopReason::Complete,
        "length" | "max_tokens" | "model_length" => StopReason::Length,
        "content_filter" => StopReason::Filtered,
        "refusal" => StopReason::Refused,
        "tool_calls" | "tool_use" | "function_call" => StopReason::ToolCall,
        // The server itself broke off.
        "abort" | "error" => StopReason::Truncated,
        _ => StopReason::Unknown,
    }
}
