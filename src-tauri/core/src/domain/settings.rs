//! What the user has set for the whole app.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::ModelChoice;

/// The app's settings. One that is missing from the store has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Light, dark, or as the system has it.
    pub appearance: Appearance,
    /// Who writes new drafts.
    pub model: ModelChoice,
    /// How large a draft's copy is set.
    pub copy_size: CopySize,
    /// How long a draft's lines may grow.
    pub line_width: LineWidth,
    /// Whether words that look misspelt are underlined.
    pub check_spelling: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            appearance: Appearance::default(),
            model: ModelChoice::default(),
            copy_size: CopySize::default(),
            line_width: LineWidth::default(),
            check_spelling: true,
        }
    }
}

/// How the window looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Appearance {
    /// As the system has it.
    #[default]
    System,
    /// Ink on paper.
    Light,
    /// Paper on ink.
    Dark,
}

/// The size of a draft's copy, in CSS pixels. Any number is brought within the bounds: a size that
/// can't be read would be worse than one that is not as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(from = "i64")]
#[ts(as = "u32")]
pub struct CopySize(u8);

impl CopySize {
    /// The smallest.
    pub const LEAST: u8 = 14;
    /// The largest.
    pub const MOST: u8 = 28;
    const USUAL: u8 = 18;

    /// In CSS pixels.
    #[must_use]
    pub const fn pixels(self) -> u8 {
        self.0
    }
}

impl Default for CopySize {
    fn default() -> Self {
        Self(Self::USUAL)
    }
}

impl From<i64> for CopySize {
    fn from(pixels: i64) -> Self {
        let bounded = pixels.clamp(Self::LEAST.into(), Self::MOST.into());
        Self(u8::try_from(bounded).unwrap_or(Self::USUAL))
    }
}

/// How long a draft's lines may grow before they wrap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LineWidth {
    /// As in a newspaper's column.
    Narrow,
    /// As in a book.
    #[default]
    Usual,
    /// As wide as still reads well.
    Wide,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_saved_before_there_was_a_size_have_the_usual_one() {
        let settings: Settings = serde_json::from_str(r#"{"appearance":"dark"}"#).expect("reads");
        assert_eq!(settings, Settings { appearance: Appearance::Dark, ..Settings::default() });
        assert_eq!(settings.copy_size.pixels(), 18);
        assert!(settings.check_spelling);
    }

    #[test]
    fn a_size_out_of_bounds_is_brought_within_them() {
        for (written, pixels) in [("9000", 28), ("-3", 14), ("0", 14), ("20", 20)] {
            let size: CopySize = serde_json::from_str(written).expect("any number is a size");
            assert_eq!(size.pixels(), pixels, "{written}");
        }
    }
}
