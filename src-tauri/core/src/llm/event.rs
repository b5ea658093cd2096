//! What a completion is made of, whoever writes it.

use std::time::Duration;

use super::error::ProviderFailure;
pub use crate::domain::{allowance::Allowance, run::StopReason, usage::TokenUsage};

/// A step of a completion. `Finished` is the last; so is an error in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompletionEvent {
    /// The provider has taken the request.
    Started {
        /// The model that answers, by the provider's own word.
        model: String,
    },
    /// More text. Never a part of a character, never empty.
    Delta {
        /// What comes after all that came before.
        text: String,
    },
    /// The provider failed before it wrote anything, and will be asked again.
    Waiting(Wait),
    /// What the provider says is left of what the key may do.
    Allowance(Allowance),
    /// What the provider counted so far; the last one stands.
    Usage(TokenUsage),
    /// The end, and why.
    Finished(StopReason),
}

/// A wait before a provider is asked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long.
    pub after: Duration,
    /// Why.
    pub reason: ProviderFailure,
    /// The same for the user: “OpenAI is busy.”
    pub message: String,
    /// Which attempt comes next; the first one, which failed, was 1.
    pub attempt: u32,
}
