//! The ways in which channels count characters.

pub mod sms;
mod weighted;
mod wide;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_segmentation::UnicodeSegmentation;

/// How a channel counts the characters of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// Each code point is one: a family emoji can be seven.
    #[default]
    CodePoints,
    /// What a reader takes for one character is one, as Unicode's UAX 29 has it.
    Graphemes,
    /// X's way: links are 23, emoji and CJK 2, after normalisation to NFC.
    XWeighted,
    /// Septets of GSM 03.38, or UTF-16 units once a character is not in it.
    Sms,
    /// A character that East Asian type sets in a full square is two.
    DoubleWidth,
}

impl Counting {
    /// The length of a text, counted this way.
    #[must_use]
    pub fn count(self, text: &str) -> u32 {
        let count = match self {
            Self::CodePoints => text.chars().count(),
            Self::Graphemes => text.graphemes(true).count(),
            Self::XWeighted => weighted::count(text),
            Self::Sms => return sms::measure(text).units,
            Self::DoubleWidth => wide::count(text),
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}
