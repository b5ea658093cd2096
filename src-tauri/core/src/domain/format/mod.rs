//! Formats: what a channel allows, and how a text measures up to it.
//!
//! A format is a small YAML file that users can change and share; `starter` holds those that come
//! with the app. `counting` counts, here is what the counts are held to. Which draft is held to
//! which format is not decided here.

mod check;
pub mod counting;
mod error;
mod file;
mod links;
mod measure;
pub mod mixing;
mod starter;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use self::{
    check::FieldCheck,
    counting::Counting,
    error::FormatError,
    measure::{CheaperText, DearCharacter, LengthLimit, Measure, SmsMeasure, Verdict},
    starter::{starter, starter_files, starter_text},
};

/// The most a format's file may hold, in bytes. The largest of the starter pack has 800.
pub const MAX_FORMAT_BYTES: usize = 64 * 1024;

/// A channel's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Format {
    /// Its name in templates and files: `x-post`.
    pub name: String,
    /// Its name for people: “X post”.
    pub title: String,
    /// What it is for, in a line.
    pub description: String,
    /// When the rules were last compared with their sources.
    #[ts(as = "Option<String>", optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Date>,
    /// Where the rules come from.
    pub sources: Vec<String>,
    /// What else is to be known, in a sentence.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The texts the channel takes, in its own order. Never empty.
    pub fields: Vec<FormatField>,
    /// Fields that are filled in together or not at all, by name.
    pub together: Vec<Vec<String>>,
}

/// One text of a channel, or several of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all(serialize = "camelCase"), deny_unknown_fields)]
#[ts(rename_all = "camelCase")]
pub struct FormatField {
    /// Its name in schemas: `long_headlines`.
    pub name: String,
    /// Its name for people; the name where the file has none.
    #[serde(default)]
    pub label: String,
    /// How its characters are counted.
    pub counting: Counting,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// The channel takes nothing longer.
    #[serde(default)]
    pub most: Option<u32>,
    /// The channel takes nothing shorter.
    #[serde(default)]
    pub least: Option<u32>,
    /// The channel takes nothing longer than this in UTF-8 either, in bytes.
    #[serde(default)]
    pub most_bytes: Option<u32>,
    /// The most parts a message should be sent in, where it is counted as SMS.
    #[serde(default)]
    pub most_parts: Option<u32>,
    /// The most hashtags the channel takes.
    #[serde(default)]
    pub most_hashtags: Option<u32>,
    /// Lengths that work well.
    #[serde(default)]
    pub recommended: Option<Recommended>,
    /// Where a reader has to ask for the rest, shortest first.
    #[serde(default)]
    pub folds: Vec<Fold>,
    /// How many texts of this kind the channel takes; one if not given.
    #[serde(default)]
    pub items: Option<ItemCount>,
    /// One text of this kind at least must be no longer than this.
    #[serde(default)]
    pub one_within: Option<u32>,
    /// How sure the hard limits are.
    #[serde(default)]
    pub evidence: Evidence,
}

/// Lengths that work well, in the field's own way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Recommended {
    /// From this length on.
    #[serde(default)]
    pub from: u32,
    /// Up to this length.
    pub to: u32,
}

/// The part of a text that shows before “more”.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// The length that shows.
    pub after: u32,
    /// Where: “on a phone”.
    #[serde(rename = "where")]
    pub place: String,
}

/// How many texts of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ItemCount {
    /// At least so many.
    pub least: u32,
    /// At most so many.
    pub most: u32,
    /// How many of them a reader sees at once.
    #[serde(default)]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub shown: Option<u32>,
}

/// How sure a format's hard limits are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The channel says so itself.
    #[default]
    Primary,
    /// Others say so; the channel's own words were not found.
    Secondary,
}

impl Format {
    /// Reads a format's file. Its name is that of the file unless it gives another.
    ///
    /// # Errors
    /// When it is not YAML, lacks what it needs or has rules that can't be met.
    pub fn parse(file: &str, text: &str) -> Result<Self, FormatError> {
        file::parse(file, text)
    }

    /// The field of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FormatField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

#[cfg(test)]
mod tests;
