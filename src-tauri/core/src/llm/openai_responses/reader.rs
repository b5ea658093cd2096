//! The events of an answer into a completion.

use std::collections::HashSet;

use super::event::{About, Head, Item, ItemAdded, More, Response, WireUsage};
use crate::llm::{
    event::StopReason,
    sse::SseEvent,
    wire::{AnswerReader, Complaint, Completion},
};

/// What has to be kept between two events.
#[derive(Default)]
pub(super) struct ResponseReader {
    /// The places of messages that are about the work and not its result.
    commentary: HashSet<u64>,
}

impl AnswerReader for ResponseReader {
    fn take_event(
        &mut self,
        event: &SseEvent,
        completion: &mut Completion,
    ) -> serde_json::Result<bool> {
        let head: Head = serde_json::from_str(&event.data)?;
        let kind = head.kind.as_deref().unwrap_or(&event.name);
        Ok(match kind {
            "response.output_text.delta" => {
                let more: More = serde_json::from_str(&event.data)?;
                if self.commentary.contains(&more.output_index) {
                    completion.think(more.delta.len())
                } else {
                    completion.write(more.delta)
                }
            }
            "response.refusal.delta" => {
                let more: More = serde_json::from_str(&event.data)?;
                completion.refuse(more.delta)
            }
            "response.reasoning_text.delta"
            | "response.reasoning_summary_text.delta"
            | "response.function_call_arguments.delta" => {
                let more: More = serde_json::from_str(&event.data)?;
                completion.think(more.delta.len())
            }
            "response.output_item.added" => {
                let added: ItemAdded = serde_json::from_str(&event.data)?;
                if added.item.is_commentary() {
                    self.commentary.insert(added.output_index);
                }
                true
            }
            "response.created" => {
                let about: About = serde_json::from_str(&event.data)?;
                completion.begin(about.response.model)
            }
            "response.completed"
            | "response.incomplete"
            | "response.failed"
            | "response.cancelled" => {
                let about: About = serde_json::from_str(&event.data)?;
                end(about.response, completion);
                true
            }
            "error" => {
                completion.complain(&Complaint::parse(event.data.as_bytes()));
                true
            }
            // Said again and again by servers where nothing happens.
            "response.in_progress" | "response.queued" => false,
            // Parts that are done, sources, and whatever comes to be added: a sign of life.
            other => other.starts_with("response."),
        })
    }

    fn take_document(
        &mut self,
        document: &[u8],
        completion: &mut Completion,
    ) -> serde_json::Result<bool> {
        let mut response: Response = serde_json::from_slice(document)?;
        let is_answer = response.output.is_some() || response.error.is_some();
        if is_answer {
            completion.begin(response.model.take());
            end(response, completion);
        }
        Ok(is_answer)
    }
}

/// Takes the answer as it was at its end.
fn end(mut response: Response, completion: &mut Completion) {
    if let Some(usage) = response.usage.take().and_then(WireUsage::into_usage) {
        completion.use_tokens(usage);
    }
    if let Some(error) = response.error.take().filter(|error| !error.is_null()) {
        completion.complain(&Complaint::from_value(&error));
        return;
    }
    let calls_tool = response.output.iter().flatten().any(Item::is_call);
    let reason = match response.status.as_deref() {
        Some("incomplete") => match response.incomplete_details.and_then(|why| why.reason) {
            Some(reason) if reason == "max_output_tokens" => StopReason::Length,
            Some(reason) if reason == "content_filter" => StopReason::Filtered,
            _ => StopReason::Truncated,
        },
        Some("failed") => {
            completion.complain(&Complaint::default());
            return;
        }
        Some("cancelled" | "in_progress" | "queued") => StopReason::Truncated,
        _ if calls_tool => StopReason::ToolCall,
        _ => StopReason::Complete,
    };
    if !completion.has_text() {
        // Some servers send the text only here.
        let messages = response.output.into_iter().flatten();
        for content in messages
            .filter(|item| item.is_message() && !item.is_commentary())
            .flat_map(|item| item.content.unwrap_or_default())
        {
            completion.write(content.text.unwrap_or_default());
            completion.refuse(content.refusal.unwrap_or_default());
        }
    }
    completion.stop(reason);
    completion.finish(reason);
}
