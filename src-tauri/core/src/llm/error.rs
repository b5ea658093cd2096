//! A failed completion, as the rest of the app sees it.

pub use crate::domain::run::ProviderFailure;

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
}

impl ProviderError {
    /// A failure that had no HTTP status.
    #[must_use]
    pub fn new(failure: ProviderFailure, message: impl Into<String>) -> Self {
        Self { failure, status: None, message: message.into() }
    }
}
