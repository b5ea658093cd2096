//! An earlier state of a draft, kept as it was.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::id::{DraftId, RevisionId, RunId};

pub mod change;
pub mod delta;
pub mod thinning;
pub mod typing;

/// Why a revision was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RevisionCause {
    /// The user wrote, and then paused.
    Typed,
    /// A drafting was about to replace the copy.
    BeforeDrafting,
    /// A drafting ended.
    Drafted,
    /// A refinement was about to change the copy.
    BeforeRefining,
    /// A refinement, or a piece of one, was taken.
    Refined,
    /// An earlier revision was about to be brought back.
    BeforeRestore,
    /// An earlier revision was brought back.
    Restored,
}

/// An immutable earlier state of a draft. Only its name can change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Revision {
    /// Its identity.
    pub id: RevisionId,
    /// The draft it belongs to.
    pub draft_id: DraftId,
    /// The revision before it; of a restored one, the revision that was brought back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub parent: Option<RevisionId>,
    /// Why it was kept.
    pub cause: RevisionCause,
    /// The run it came from, for a drafted or refined one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub run_id: Option<RunId>,
    /// What the user calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// The copy.
    pub text: String,
    /// When the copy was last changed to this.
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
    /// The run it came from, for a drafted or refined one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub run_id: Option<RunId>,
    /// Who wrote it, for a drafted or refined one: “SmolLM2 135M”.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub model_name: Option<String>,
    /// What the user calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// How many words it has, where that was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub words: Option<u32>,
    /// How many words it has that the revision before it had not.
    pub added: u32,
    /// How many words it lost against the revision before it.
    pub removed: u32,
    /// The first words in which they differ.
    pub excerpt: String,
    /// When the copy was last changed to this.
    #[ts(type = "string")]
    pub created_at: Timestamp,
}
