//! A failed completion, as the rest of the app sees it.

use std::time::Duration;

pub use crate::domain::run::ProviderFailure;

/// Whether the same request may be made again without asking anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAdvice {
    /// It would fail again, or be paid for twice.
    Never,
    /// After the usual wait.
    Soon,
    /// After the wait that the provider asks for.
    After(Duration),
}

/// A failure of a provider. Holds no key, no prompt and no completion text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ProviderError {
    /// The category.
    pub failure: ProviderFailure,
    /// The HTTP status, where there was one.
    pub status: Option<u16>,
    /// A sentence that a marketer can read: what happened and what to do.
    pub message: String,
    /// Whether to try again.
    pub retry: RetryAdvice,
}

impl ProviderError {
    /// A failure that had no HTTP status. Whether to try again follows from its category.
    #[must_use]
    pub fn new(failure: ProviderFailure, message: impl Into<String>) -> Self {
        let retry = if failure.is_transient() { RetryAdvice::Soon } else { RetryAdvice::Never };
        Self { failure, status: None, message: message.into(), retry }
    }
}
