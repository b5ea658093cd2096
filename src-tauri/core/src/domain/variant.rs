//! Variants: draftings of one brief side by side, and what makes them differ.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    id::{DraftId, RunId},
    prompt::Sampling,
    run::RunState,
    usage::TokenUsage,
};

/// How many variants are drafted at once: two to five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "u8", into = "u8")]
#[ts(type = "number")]
pub struct VariantCount(u8);

/// Fewer are no choice, and more don't fit side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} to {} variants are drafted at once", VariantCount::FEWEST, VariantCount::MOST)]
pub struct NotACount;

impl VariantCount {
    /// The fewest.
    pub const FEWEST: u8 = 2;
    /// The most.
    pub const MOST: u8 = 5;

    /// The variants of such a round, from the first.
    pub fn numbers(self) -> impl Iterator<Item = VariantNumber> {
        (1..=self.0).map(VariantNumber)
    }
}

impl TryFrom<u8> for VariantCount {
    type Error = NotACount;

    fn try_from(count: u8) -> Result<Self, NotACount> {
        if (Self::FEWEST..=Self::MOST).contains(&count) { Ok(Self(count)) } else { Err(NotACount) }
    }
}

impl From<VariantCount> for u8 {
    fn from(count: VariantCount) -> Self {
        count.0
    }
}

impl FromStr for VariantCount {
    type Err = NotACount;

    fn from_str(text: &str) -> Result<Self, NotACount> {
        text.trim().parse::<u8>().map_err(|_| NotACount)?.try_into()
    }
}

/// Which of the variants of a round, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct VariantNumber(pub u8);

impl fmt::Display for VariantNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl VariantNumber {
    /// How this variant's words are chosen, where all are asked for like this. The first is as any
    /// drafting is. The others must differ: a seed counts up, and where the temperature is given
    /// it rises with each, up to 1, which every provider takes. What is not given is left to the
    /// provider, which then chooses by chance.
    #[must_use]
    pub fn sampling(self, asked: &Sampling) -> Sampling {
        /// Below this a model writes nearly the same each time.
        const LEAST: f32 = 0.3;
        /// Small models lose the thread soon when they are warmed.
        const STEP: f32 = 0.05;
        let after_first = self.0.saturating_sub(1);
        if after_first == 0 {
            return asked.clone();
        }
        let warmer =
            |given: f32| given.max((given.max(LEAST) + STEP * f32::from(after_first)).min(1.0));
        Sampling {
            seed: asked.seed.map(|seed| seed.wrapping_add(after_first.into())),
            temperature: asked.temperature.map(warmer),
            ..asked.clone()
        }
    }
}

/// One of the texts drafted side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// The run that writes it.
    pub run_id: RunId,
    /// Which one of its round.
    pub number: VariantNumber,
    /// Who writes it, as the user knows it.
    pub model_name: String,
    /// Whether nothing left this computer for it.
    pub on_this_computer: bool,
    /// All it says so far.
    pub text: String,
    /// How it stands.
    pub state: RunState,
    /// What it used, once known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub usage: Option<TokenUsage>,
    /// When it last became the draft's text; none where it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub picked_at: Option<Timestamp>,
}

/// The variants of a draft that were started together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VariantRound {
    /// The draft they are of.
    pub draft_id: DraftId,
    /// Which round of that draft, from 1.
    pub round: u32,
    /// How many rounds the draft has.
    pub rounds: u32,
    /// When it began.
    #[ts(type = "string")]
    pub started_at: Timestamp,
    /// The variants, by number.
    pub variants: Vec<Variant>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(asked: &Sampling) -> Vec<Sampling> {
        let five = VariantCount::try_from(5).expect("a count");
        five.numbers().map(|number| number.sampling(asked)).collect()
    }

    #[test]
    fn two_to_five_are_drafted_at_once() {
        let taken: Vec<u8> =
            (0..=9).filter(|count| VariantCount::try_from(*count).is_ok()).collect();
        assert_eq!(taken, [2, 3, 4, 5]);
        assert_eq!("3".parse::<VariantCount>().map(u8::from), Ok(3));
        let refused = "6".parse::<VariantCount>().expect_err("too many").to_string();
        assert_eq!(refused, "2 to 5 variants are drafted at once");
    }

    #[test]
    fn a_model_that_would_write_the_same_is_warmed_for_all_but_the_first() {
        let cold = Sampling { temperature: Some(0.0), seed: Some(7), ..Sampling::default() };
        let chosen: Vec<_> = all(&cold)
            .iter()
            .map(|it| (it.temperature.map(|t| (t * 100.0).round()), it.seed))
            .collect();
        assert_eq!(
            chosen,
            [
                (Some(0.0), Some(7)),
                (Some(35.0), Some(8)),
                (Some(40.0), Some(9)),
                (Some(45.0), Some(10)),
                (Some(50.0), Some(11)),
            ]
        );
    }

    proptest! {
        #[test]
        fn no_two_share_a_seed_and_none_is_colder_than_asked_or_warmed_over_one(
            temperature in proptest::option::of(0.0f32..=2.0),
            seed in proptest::option::of(any::<u32>()),
        ) {
            let asked = Sampling { temperature, seed, ..Sampling::default() };
            let all = all(&asked);
            prop_assert_eq!(&all[0], &asked);
            for (index, one) in all.iter().enumerate() {
                prop_assert_eq!(one.seed.is_some(), seed.is_some());
                prop_assert_eq!(one.temperature.is_some(), temperature.is_some());
                if let (Some(given), Some(taken)) = (temperature, one.temperature) {
                    prop_assert!(taken >= given && taken <= given.max(1.0));
                }
                for other in &all[..index] {
                    prop_assert!(one.seed.is_none() || one.seed != other.seed);
                }
            }
        }
    }
}
