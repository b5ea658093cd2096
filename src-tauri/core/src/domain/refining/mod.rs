//! Refining: what a user asks to be changed in copy that is there, and what is proposed for it.
//!
//! How a model is asked is in [`prompt`], what of its answer is copy in [`answer`], and how what it
//! proposes is cut for the user to take piece by piece in [`pieces`].

use std::ops::Range;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{draft::Utf16Offset, passage::TextRange, run::Run};

pub mod answer;
pub mod pieces;
pub mod prompt;

/// The most characters of what a user asks for in words of their own.
pub const MAX_INSTRUCTION_CHARS: usize = 4_000;

/// What is to be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum RefineAsk {
    /// Fewer words.
    Shorter,
    /// More to say.
    Longer,
    /// Easier to follow.
    Clearer,
    /// Friendlier.
    Warmer,
    /// Grammar and spelling alone.
    Grammar,
    /// The same offer seen from another side.
    Angle,
    /// In another language.
    Translate {
        /// Which, as the user calls it.
        language: String,
    },
    /// In the user's own words.
    Instruction {
        /// The words.
        text: String,
    },
}

impl RefineAsk {
    /// What is asked, for the model.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self {
            Self::Shorter => {
                "Make it shorter: about half as long, with its main point and its facts.".to_owned()
            }
            Self::Longer => {
                "Make it longer: say more of what is there, and add no facts that are not."
                    .to_owned()
            }
            Self::Clearer => {
                "Make it clearer: plain words, short sentences, the same meaning.".to_owned()
            }
            Self::Warmer => {
                "Make it warmer: friendlier and closer to the reader, the same meaning.".to_owned()
            }
            Self::Grammar => {
                "Fix grammar, spelling and punctuation. Change nothing else.".to_owned()
            }
            Self::Angle => {
                "Write it from another angle: another reason to care, the same facts.".to_owned()
            }
            Self::Translate { language } => {
                format!(
                    "Translate it into {}, as a native copywriter would say it.",
                    language.trim()
                )
            }
            Self::Instruction { text } => text.trim().to_owned(),
        }
    }

    /// Whether there is anything asked, and no more than fits.
    #[must_use]
    pub fn problem(&self) -> Option<AskProblem> {
        let (Self::Translate { language: words } | Self::Instruction { text: words }) = self else {
            return None;
        };
        if words.trim().is_empty() {
            Some(AskProblem::Empty)
        } else if words.chars().count() > MAX_INSTRUCTION_CHARS {
            Some(AskProblem::TooLong)
        } else {
            None
        }
    }
}

/// What is wrong with what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskProblem {
    /// Nothing is.
    #[error("Say what to change.")]
    Empty,
    /// It goes on too long.
    #[error("Say what to change in at most {MAX_INSTRUCTION_CHARS} characters.")]
    TooLong,
}

/// What the user has decided of a proposal, and what is still open of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OpenProposal {
    /// What stands in the draft where the proposal belongs.
    pub passage: String,
    /// Where that began when it was last seen.
    pub at: Utf16Offset,
    /// What is proposed for it; none while that is all the run wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub proposal: Option<String>,
}

/// A refinement: a run whose text is proposed for a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Refinement {
    /// The run that writes it, with its text.
    pub run: Run,
    /// What was asked.
    pub ask: RefineAsk,
    /// What is open of it.
    pub open: OpenProposal,
}

/// The bytes of the part of a text that is refined: `range` without the blanks around it; all of
/// the text where none is given. `None` where there is nothing but blanks.
#[must_use]
pub fn refined_part(text: &str, range: Option<TextRange>) -> Option<Range<usize>> {
    let (from, to) = range
        .map_or((0, text.len()), |range| (range.from.byte_index(text), range.to.byte_index(text)));
    let part = text.get(from..to)?;
    let begin = from + (part.len() - part.trim_start().len());
    let end = from + part.trim_end().len();
    (begin < end).then_some(begin..end)
}

/// Where a passage stands in a text: of several places the one nearest to `at`, where it was.
#[must_use]
pub fn find(text: &str, passage: &str, at: Utf16Offset) -> Option<Range<usize>> {
    if passage.is_empty() {
        return None;
    }
    let was = at.byte_index(text);
    let nearest = text
        .match_indices(passage)
        .map(|(place, _)| place)
        .min_by_key(|place| place.abs_diff(was))?;
    Some(nearest..nearest + passage.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: u32, to: u32) -> Option<TextRange> {
        Some(TextRange { from: Utf16Offset(from), to: Utf16Offset(to) })
    }

    #[test]
    fn blanks_around_a_selection_stay_as_they_are() {
        assert_eq!(refined_part("Cold. Light. \n", range(5, 14)), Some(6..12));
        assert_eq!(refined_part("🏔 Cold\n", None), Some(0.."🏔 Cold".len()));
        assert_eq!(refined_part("Cold  .", range(4, 6)), None);
        assert_eq!(refined_part("", None), None);
        assert_eq!(refined_part("Cold", range(3, 1)), None);
    }

    #[test]
    fn of_the_same_passage_in_two_places_the_nearer_is_meant() {
        let text = "Order now. It is cold. Order now.";
        assert_eq!(find(text, "Order now.", Utf16Offset(2)), Some(0..10));
        assert_eq!(find(text, "Order now.", Utf16Offset(20)), Some(23..33));
        assert_eq!(find(text, "Buy now.", Utf16Offset(0)), None);
    }

    #[test]
    fn what_is_asked_has_words_and_not_too_many() {
        assert_eq!(RefineAsk::Shorter.problem(), None);
        let said = |text: &str| RefineAsk::Instruction { text: text.into() }.problem();
        assert_eq!(said(" \n"), Some(AskProblem::Empty));
        assert_eq!(said(&"x".repeat(MAX_INSTRUCTION_CHARS + 1)), Some(AskProblem::TooLong));
        assert_eq!(said("Name the price first."), None);
    }
}
