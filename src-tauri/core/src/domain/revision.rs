//! An earlier state of a draft, kept as it was.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::id::{DraftId, RevisionId, RunId};

/// Why a revision was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RevisionCause {
    /// A drafting was about to replace the copy.
    BeforeDrafting,
    /// A drafting ended.
    Drafted,
    /// An earlier revision was about to be brought back.
    BeforeRestore,
}

/// An immutable earlier state of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// Its identity.
    pub id: RevisionId,
    /// The draft it belongs to.
    pub draft_id: DraftId,
    /// The revision before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent: Option<RevisionId>,
    /// Why it was kept.
    pub cause: RevisionCause,
    /// The run it came from, for a drafted one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub run_id: Option<RunId>,
    /// The copy.
    pub text: String,
    /// When it was kept.
    #[ts(type = "string")]
    pub created_at: Timestamp,
}

/// A revision as a line of the history: all but its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RevisionSummary {
    /// Its identity.
    pub id: RevisionId,
    /// Why it was kept.
    pub cause: RevisionCause,
    /// Who wrote it, for a drafted one: “SmolLM2 135M”.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub model_name: Option<String>,
    /// When it was kept.
    #[ts(type = "string")]
    pub created_at: Timestamp,
}
