//! Models: one trait, the events a completion is made of, and the adapters that speak to them.
//!
//! Each adapter turns its own wire format into [`event::CompletionEvent`]s and maps its failures
//! once to a [`error::ProviderError`]. Saving, coalescing and telling the user are the drafting
//! service's; keys come in with the adapter and are never logged.

pub mod anthropic;
pub mod base_url;
pub mod engine_protocol;
pub mod error;
pub mod event;
pub mod grammar;
pub mod http;
pub mod local;
mod model_names;
pub mod openai_chat;
pub mod openai_responses;
pub mod patience;
pub mod provider;
pub mod scripted;
pub mod sse;
pub mod stop_sequences;
pub mod wire;
