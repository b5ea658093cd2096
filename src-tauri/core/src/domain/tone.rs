//! The register of one piece of copy: three scales of five steps, and how they are put to a
//! model in words. What is lasting about a brand's writing is a voice, not a tone.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A place on a five-step scale. 1 is the left end, 3 the middle, 5 the right end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "u8", into = "u8")]
#[ts(type = "1 | 2 | 3 | 4 | 5")]
pub struct ToneStep(u8);

impl ToneStep {
    /// The middle of the scale: nothing is asked for.
    pub const MIDDLE: Self = Self(3);
}

impl TryFrom<u8> for ToneStep {
    type Error = ToneError;

    fn try_from(step: u8) -> Result<Self, ToneError> {
        if (1..=5).contains(&step) { Ok(Self(step)) } else { Err(ToneError::OutOfRange { step }) }
    }
}

impl From<ToneStep> for u8 {
    fn from(step: ToneStep) -> Self {
        step.0
    }
}

/// The register a marketer asks for in one draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tone {
    /// From relaxed (1) to formal (5).
    pub formality: ToneStep,
    /// From calm (1) to energetic (5).
    pub energy: ToneStep,
    /// From playful (1) to serious (5).
    pub seriousness: ToneStep,
}

impl Default for Tone {
    fn default() -> Self {
        Self {
            formality: ToneStep::MIDDLE,
            energy: ToneStep::MIDDLE,
            seriousness: ToneStep::MIDDLE,
        }
    }
}

/// Why a tone could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ToneError {
    /// The step is not on the scale.
    #[error("a tone step is a whole number from 1 to 5, not {step}")]
    OutOfRange {
        /// What was given.
        step: u8,
    },
    /// The text is not `scale=step`.
    #[error(
        "“{part}” is not a tone: write formality=, energy= or seriousness= and a step from 1 to 5"
    )]
    Unreadable {
        /// The part that could not be read.
        part: String,
    },
}

impl Tone {
    /// The tone as an instruction to a model; `None` when every scale stands in the middle.
    #[must_use]
    pub fn instruction(&self) -> Option<String> {
        let words: Vec<&str> = [
            scale_word(
                self.formality,
                ["very relaxed and conversational", "relaxed", "formal", "very formal"],
            ),
            scale_word(self.energy, ["very calm", "calm", "energetic", "very energetic"]),
            scale_word(self.seriousness, ["very playful", "playful", "serious", "very serious"]),
        ]
        .into_iter()
        .flatten()
        .collect();
        let (last, rest) = words.split_last()?;
        let list = if rest.is_empty() {
            (*last).to_owned()
        } else {
            format!("{} and {last}", rest.join(", "))
        };
        Some(format!("Keep the tone {list}."))
    }
}

fn scale_word(step: ToneStep, words: [&'static str; 4]) -> Option<&'static str> {
    match step.0 {
        1 => Some(words[0]),
        2 => Some(words[1]),
        4 => Some(words[2]),
        5 => Some(words[3]),
        _ => None,
    }
}

impl FromStr for Tone {
    type Err = ToneError;

    /// Reads `formality=2,energy=4,seriousness=3`; a scale left out stays in the middle.
    fn from_str(text: &str) -> Result<Self, ToneError> {
        let mut tone = Self::default();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let unreadable = || ToneError::Unreadable { part: part.to_owned() };
            let (scale, step) = part.split_once('=').ok_or_else(unreadable)?;
            let step = ToneStep::try_from(step.trim().parse::<u8>().map_err(|_| unreadable())?)?;
            match scale.trim() {
                "formality" => tone.formality = step,
                "energy" => tone.energy = step,
                "seriousness" => tone.seriousness = step,
                _ => return Err(unreadable()),
            }
        }
        Ok(tone)
    }
}

impl fmt::Display for Tone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "formality={},energy={},seriousness={}",
            self.formality.0, self.energy.0, self.seriousness.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_read_back_as_it_was_written() {
        let tone: Tone = "formality=2, energy=4".parse().expect("a tone");
        assert_eq!(tone.to_string(), "formality=2,energy=4,seriousness=3");
        assert_eq!(tone.to_string().parse(), Ok(tone));
    }

    #[test]
    fn steps_off_the_scale_and_unknown_scales_are_refused_by_name() {
        assert_eq!("energy=6".parse::<Tone>(), Err(ToneError::OutOfRange { step: 6 }));
        assert_eq!("pace=2".parse::<Tone>(), Err(ToneError::Unreadable { part: "pace=2".into() }));
        assert_eq!("energy".parse::<Tone>(), Err(ToneError::Unreadable { part: "energy".into() }));
    }

    #[test]
    fn the_middle_asks_for_nothing_and_the_rest_is_said_in_words() {
        assert_eq!(Tone::default().instruction(), None);
        let tone: Tone = "formality=1,energy=4,seriousness=5".parse().expect("a tone");
        assert_eq!(
            tone.instruction().as_deref(),
            Some("Keep the tone very relaxed and conversational, energetic and very serious.")
        );
    }
}
