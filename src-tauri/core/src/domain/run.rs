//! One drafting: what was asked of which model, what it wrote, and how that ended.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    draft::Utf16Offset,
    id::{DraftId, RunId},
    model::ModelChoice,
    usage::TokenUsage,
};

/// Where a run's text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DraftingMode {
    /// In the place of the copy, which is kept as a revision.
    #[default]
    Afresh,
    /// Into the copy, which it goes on with.
    Continue {
        /// The place where the copy stops short.
        at: Utf16Offset,
    },
}

/// Why a completion ended without an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StopReason {
    /// The model said all it had to say.
    Complete,
    /// The output limit was reached.
    Length,
    /// The user stopped it.
    Stopped,
    /// The stream ended without a stop reason: the connection was cut.
    Truncated,
    /// The model declined.
    Refused,
    /// The provider's filter held the rest back.
    Filtered,
    /// The model called a tool instead of writing on.
    ToolCall,
    /// It ended in order, but the provider did not say why.
    Unknown,
}

/// A category of failure. Each exists because the window offers something different for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ProviderFailure {
    /// The provider wants a key and there is none.
    KeyMissing,
    /// The key was refused (401, 403).
    KeyRefused,
    /// The account has no such model (404).
    ModelNotFound,
    /// The prompt does not fit the model.
    PromptTooLong,
    /// The provider would not take the request, in its own words.
    RequestRejected,
    /// No credit, or a spending limit was reached. Waiting does not help.
    OutOfCredit,
    /// Too many requests for now.
    RateLimited,
    /// The provider is down or overloaded.
    Unavailable,
    /// No connection: refused, reset, or the name is not known.
    Unreachable,
    /// Nothing came for too long.
    TimedOut,
    /// The certificate is not to be trusted.
    CertificateRejected,
    /// Something else answered: a login page, a proxy, another kind of server.
    NotAProvider,
    /// The provider sent the request elsewhere; it was not followed with the key.
    Redirected,
    /// The answer could not be understood.
    MalformedResponse,
    /// The answer went over what one completion may hold.
    ResponseTooLarge,
    /// The model file is missing, broken or not one that can be used.
    ModelFileUnusable,
    /// The local model's process ended unexpectedly.
    EngineStopped,
}

impl ProviderFailure {
    /// Whether it may pass by itself, so that the same request may be made again. A silence is
    /// not one of these: what was asked may be in the works, and would be paid for twice.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable | Self::Unreachable)
    }

    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyMissing => "key_missing",
            Self::KeyRefused => "key_refused",
            Self::ModelNotFound => "model_not_found",
            Self::PromptTooLong => "prompt_too_long",
            Self::RequestRejected => "request_rejected",
            Self::OutOfCredit => "out_of_credit",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::CertificateRejected => "certificate_rejected",
            Self::NotAProvider => "not_a_provider",
            Self::Redirected => "redirected",
            Self::MalformedResponse => "malformed_response",
            Self::ResponseTooLarge => "response_too_large",
            Self::ModelFileUnusable => "model_file_unusable",
            Self::EngineStopped => "engine_stopped",
        }
    }
}

/// How a run stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RunState {
    /// Text may still come.
    Live,
    /// It ended in order.
    Finished {
        /// Why it ended.
        reason: StopReason,
    },
    /// The provider failed; what came before stands.
    Failed {
        /// What kind of failure.
        failure: ProviderFailure,
        /// What happened, for the user.
        message: String,
    },
    /// Copydeck itself ended while it ran.
    Interrupted,
}

/// One drafting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Its identity.
    pub id: RunId,
    /// The draft it writes to.
    pub draft_id: DraftId,
    /// Who writes.
    pub model: ModelChoice,
    /// What the user sees for who writes: “SmolLM2 135M” or “Studio server”.
    pub model_name: String,
    /// All it has written.
    pub text: String,
    /// How it stands.
    pub state: RunState,
    /// What it used, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub usage: Option<TokenUsage>,
    /// When it began.
    #[ts(type = "string")]
    pub started_at: Timestamp,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub ended_at: Option<Timestamp>,
}
