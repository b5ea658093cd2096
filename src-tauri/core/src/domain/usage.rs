//! What a run used.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// About how many bytes of text a token takes, whatever the model.
pub const BYTES_A_TOKEN: usize = 4;

/// About how many tokens a text takes: an estimate, and to be called one.
#[must_use]
pub const fn estimated_tokens(text: &str) -> usize {
    text.len().div_ceil(BYTES_A_TOKEN)
}

/// Tokens as the provider counted them, or as Copydeck estimates them where it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TokenUsage {
    /// Read, those from a cache included.
    #[ts(type = "number")]
    pub input: u64,
    /// Read from a cache.
    #[ts(type = "number")]
    pub cached_input: u64,
    /// Written.
    #[ts(type = "number")]
    pub output: u64,
    /// Whether this is an estimate: the provider counted nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub estimated: bool,
}

impl TokenUsage {
    /// What both used.
    #[must_use]
    pub const fn and(&self, other: &Self) -> Self {
        Self {
            input: self.input + other.input,
            cached_input: self.cached_input + other.cached_input,
            output: self.output + other.output,
            estimated: self.estimated || other.estimated,
        }
    }
}
