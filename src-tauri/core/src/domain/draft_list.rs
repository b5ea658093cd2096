//! What a list of drafts is asked for: where to look, for which, in which order.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{draft::BinStay, tag::Tag};

/// Where a draft is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DraftPlace {
    /// What is being worked on.
    #[default]
    Desk,
    /// What is done with, and kept.
    Archive,
    /// What was deleted, for as long as [`BinStay`] says.
    Bin,
}

impl DraftPlace {
    pub(super) fn of(archived: bool, bin: Option<BinStay>) -> Self {
        match (bin, archived) {
            (Some(_), _) => Self::Bin,
            (None, true) => Self::Archive,
            (None, false) => Self::Desk,
        }
    }
}

/// How far a draft is, as the list shows it: being written now, or what the user says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DraftStage {
    /// A run is writing to it.
    Drafting,
    /// Not ready.
    Draft,
    /// Ready to use.
    Ready,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DraftSort {
    /// Last changed first.
    #[default]
    Changed,
    /// Longest untouched first.
    Untouched,
    /// Newest first, whatever has changed since.
    Created,
    /// By title, from A to Z.
    Title,
}

/// What a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftQuery {
    /// Where to look.
    #[serde(default)]
    pub place: DraftPlace,
    /// Only those that are this far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stage: Option<DraftStage>,
    /// Only those with this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tag: Option<Tag>,
    /// In which order. What is found by its words comes in the order of how well it fits.
    #[serde(default)]
    pub sort: DraftSort,
    /// Only those in which all these words are found, the last of them perhaps not typed to its
    /// end. Any text will do; where there is no word in it, it asks for nothing.
    #[serde(default)]
    pub text: String,
}

impl DraftQuery {
    /// Whether there is a word to look for in its text.
    #[must_use]
    pub fn asks_for_words(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }
}
