//! What a completion is made of, whoever writes it.

pub use crate::domain::{run::StopReason, usage::TokenUsage};

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
    /// What the provider counted so far; the last one stands.
    Usage(TokenUsage),
    /// The end, and why.
    Finished(StopReason),
}
