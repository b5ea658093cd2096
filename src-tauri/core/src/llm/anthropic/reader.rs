//! The events of an answer into a completion.

use super::event::{Block, Event, Message, WireUsage};
use crate::{
    domain::usage::TokenUsage,
    llm::{
        event::StopReason,
        sse::SseEvent,
        wire::{AnswerReader, Complaint, Completion},
    },
};

/// What has to be kept between two events.
#[derive(Default)]
pub(super) struct MessageReader {
    /// The counts so far: what was read comes at the start, what was written at the end.
    usage: WireUsage,
}

impl AnswerReader for MessageReader {
    fn take_event(
        &mut self,
        event: &SseEvent,
        completion: &mut Completion,
    ) -> serde_json::Result<bool> {
        let Event { kind, message, content_block, delta, usage, error } =
            serde_json::from_str(&event.data)?;
        let kind = kind.as_deref().unwrap_or(&event.name);
        if kind == "error" || error.is_some() {
            completion.complain(&Complaint::parse(event.data.as_bytes()));
            return Ok(true);
        }
        if kind == "message_stop" {
            completion.finish(StopReason::Unknown);
            return Ok(true);
        }
        let mut meant_something = matches!(kind, "content_block_start" | "content_block_stop");
        if let Some(message) = message {
            // What was read is known now, what was written only at the end.
            self.usage = message.usage.unwrap_or_default();
            meant_something |= completion.begin(message.model);
        }
        for block in [content_block, delta].into_iter().flatten() {
            meant_something |= take_block(block, completion);
        }
        if let Some(usage) = usage {
            meant_something |= self.count(usage, completion);
        }
        Ok(meant_something)
    }

    fn take_document(
        &mut self,
        document: &[u8],
        completion: &mut Completion,
    ) -> serde_json::Result<bool> {
        let message: Message = serde_json::from_slice(document)?;
        if message.error.is_some() {
            completion.complain(&Complaint::parse(document));
            return Ok(true);
        }
        let Some(content) = message.content else { return Ok(false) };
        completion.begin(message.model);
        for block in content {
            take_block(block, completion);
        }
        if let Some(reason) = message.stop_reason {
            completion.stop(stop_reason(&reason));
        }
        if let Some(usage) = message.usage {
            self.count(usage, completion);
        }
        Ok(true)
    }
}

impl MessageReader {
    /// Takes counts that come in the course of an answer: each one stands until there is another.
    fn count(&mut self, usage: WireUsage, completion: &mut Completion) -> bool {
        let known = self.usage;
        self.usage = WireUsage {
            input_tokens: usage.input_tokens.or(known.input_tokens),
            cache_creation_input_tokens: usage
                .cache_creation_input_tokens
                .or(known.cache_creation_input_tokens),
            cache_read_input_tokens: usage
                .cache_read_input_tokens
                .or(known.cache_read_input_tokens),
            output_tokens: usage.output_tokens.or(known.output_tokens),
        };
        let WireUsage { input_tokens, output_tokens, .. } = self.usage;
        if input_tokens.or(output_tokens).is_none() {
            return false;
        }
        let cached_input = self.usage.cache_read_input_tokens.unwrap_or_default();
        completion.use_tokens(TokenUsage {
            input: input_tokens.unwrap_or_default()
                + self.usage.cache_creation_input_tokens.unwrap_or_default()
                + cached_input,
            cached_input,
            output: output_tokens.unwrap_or_default(),
            estimated: false,
        })
    }
}

fn take_block(block: Block, completion: &mut Completion) -> bool {
    let mut meant_something = completion.think(block.hidden_bytes());
    meant_something |= completion.write(block.text.unwrap_or_default());
    if let Some(reason) = block.stop_reason {
        completion.stop(stop_reason(&reason));
        meant_something = true;
    }
    meant_something
}

fn stop_reason(word: &str) -> StopReason {
    match word {
        "end_turn" | "stop_sequence" => StopReason::Complete,
        "max_tokens" | "model_context_window_exceeded" => StopReason::Length,
        "refusal" => StopReason::Refused,
        "tool_use" => StopReason::ToolCall,
        _ => StopReason::Unknown,
    }
}
