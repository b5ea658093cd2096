//! A draft: the copy as it stands, the brief it came from, and how text that is still streaming
//! in joins what the user types meanwhile.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    draft_list::DraftPlace,
    id::{DraftId, RunId},
    model::ModelChoice,
    passage::{Passage, is_markup},
    tag::Tag,
    tone::Tone,
    variable::VariableValues,
};

/// What the user filled in: all that a drafting starts from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Brief {
    /// The answers to what the template asks.
    pub values: VariableValues,
    /// The register.
    pub tone: Tone,
    /// Who writes.
    pub model: ModelChoice,
}

/// What the user says of a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DraftStatus {
    /// Not ready.
    #[default]
    Draft,
    /// Ready to use.
    Ready,
}

/// A draft's stay in the bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BinStay {
    /// When the draft was deleted.
    #[ts(type = "string")]
    pub deleted_at: Timestamp,
    /// When it goes for good.
    #[ts(type = "string")]
    pub until: Timestamp,
}

impl BinStay {
    /// How long the bin keeps a draft: thirty days.
    pub const LENGTH: SignedDuration = SignedDuration::from_hours(30 * 24);

    /// The stay of a draft that was deleted then.
    #[must_use]
    pub fn since(deleted_at: Timestamp) -> Self {
        let until = deleted_at.checked_add(Self::LENGTH).unwrap_or(Timestamp::MAX);
        Self { deleted_at, until }
    }
}

/// A piece of copy: its mutable head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    /// Its identity.
    pub id: DraftId,
    /// What the list shows.
    pub title: String,
    /// Whether the user chose the title; one that came from the brief follows the brief.
    pub titled_by_user: bool,
    /// The name of the template it is written with.
    pub template: String,
    /// What the user filled in.
    pub brief: Brief,
    /// The copy, Markdown. While a run is live this may be without its newest text.
    pub text: String,
    /// What the user says of it.
    pub status: DraftStatus,
    /// The user's words for it, by name.
    pub tags: Vec<Tag>,
    /// Whether it is kept in the archive, or was before it went to the bin.
    pub archived: bool,
    /// Its stay in the bin, where it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bin: Option<BinStay>,
    /// The live run, and how much of its text `text` already holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub stream_mark: Option<StreamMark>,
    /// When it was made.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[ts(type = "string")]
    pub updated_at: Timestamp,
}

impl Draft {
    /// A draft without copy.
    #[must_use]
    pub fn new(id: DraftId, title: String, template: String, brief: Brief, now: Timestamp) -> Self {
        Self {
            id,
            title,
            titled_by_user: false,
            template,
            brief,
            text: String::new(),
            status: DraftStatus::Draft,
            tags: Vec::new(),
            archived: false,
            bin: None,
            stream_mark: None,
            created_at: now,
            updated_at: now,
        }
    }

    /// Where it is kept.
    #[must_use]
    pub fn place(&self) -> DraftPlace {
        DraftPlace::of(self.archived, self.bin)
    }
}

/// A draft as a line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftSummary {
    /// Its identity.
    pub id: DraftId,
    /// Its title.
    pub title: String,
    /// How the copy begins, without its markup.
    pub excerpt: String,
    /// The name of its template.
    pub template: String,
    /// Whether a run is writing to it now.
    pub drafting: bool,
    /// What the user says of it.
    pub status: DraftStatus,
    /// The user's words for it, by name.
    pub tags: Vec<Tag>,
    /// Whether it is kept in the archive, or was before it went to the bin.
    pub archived: bool,
    /// Its stay in the bin, where it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bin: Option<BinStay>,
    /// What a search found in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub found: Option<Found>,
    /// When it was made.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// When it last changed.
    #[ts(type = "string")]
    pub updated_at: Timestamp,
}

impl DraftSummary {
    /// Where it is kept.
    #[must_use]
    pub fn place(&self) -> DraftPlace {
        DraftPlace::of(self.archived, self.bin)
    }
}

/// What a search found in a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// The title, with the words that were looked for marked.
    pub title: Passage,
    /// The passage that fits best, on one line; the beginning of the copy where only the title fits.
    pub passage: Passage,
    /// Whether the passage is of the brief, and not of the copy.
    pub in_brief: bool,
}

/// A place in a text, in UTF-16 code units: what the window's editor counts in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS,
)]
#[serde(transparent)]
pub struct Utf16Offset(pub u32);

impl Utf16Offset {
    /// The length of a text in these units.
    #[must_use]
    pub fn end_of(text: &str) -> Self {
        let units: usize = text.chars().map(char::len_utf16).sum();
        Self(u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// The byte index of this place in `text`. One past the end is the end; one inside a
    /// surrogate pair is the start of its character.
    #[must_use]
    pub fn byte_index(self, text: &str) -> usize {
        let mut units = 0;
        for (index, character) in text.char_indices() {
            let next = units + character.len_utf16() as u32;
            if next > self.0 {
                return index;
            }
            units = next;
        }
        text.len()
    }
}

/// How a saved text relates to a run that is still writing: the text holds the run's first
/// `received` units, and what comes after them belongs at `insert_at`.
///
/// The window saves whole texts, the run saves its own text, and either may be the last to reach
/// the disk before a crash. With the mark the two can always be joined without loss or repetition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StreamMark {
    /// The run that is writing.
    pub run_id: RunId,
    /// How much of the run's text is in the draft's text.
    pub received: Utf16Offset,
    /// Where the rest belongs in the draft's text.
    pub insert_at: Utf16Offset,
}

impl StreamMark {
    /// The mark of a run that has not written anything yet.
    #[must_use]
    pub const fn start_of(run_id: RunId) -> Self {
        Self { run_id, received: Utf16Offset(0), insert_at: Utf16Offset(0) }
    }

    /// The draft's text with all of the run's text in it.
    #[must_use]
    pub fn join(&self, text: &str, run_text: &str) -> String {
        let at = self.insert_at.byte_index(text);
        let rest = &run_text[self.received.byte_index(run_text)..];
        [&text[..at], rest, &text[at..]].concat()
    }
}

/// A title for a draft that the user has not named: the brief's first answer and what is made
/// of it, as in “Brightleaf bottle: launch email”.
#[must_use]
pub fn title_from_brief(template_title: &str, first_answer: Option<&str>) -> String {
    /// Longer answers make poor titles; the list would cut them anyway.
    const MOST_CHARACTERS: usize = 60;
    match first_answer.map(str::trim).filter(|answer| !answer.is_empty()) {
        None => template_title.to_owned(),
        Some(answer) => {
            let line = answer.lines().next().unwrap_or(answer);
            let cut: String = line.chars().take(MOST_CHARACTERS).collect();
            let ellipsis = if cut.len() < line.len() { "…" } else { "" };
            format!("{}{ellipsis}: {}", cut.trim_end(), lower_first(template_title))
        }
    }
}

/// Lowers the first letter, unless the word is a name or an abbreviation such as “SMS” or
/// “LinkedIn”: one with another capital in it.
fn lower_first(text: &str) -> String {
    let first_word = text.split_whitespace().next().unwrap_or_default();
    let is_name = first_word.chars().skip(1).any(char::is_uppercase) || first_word == "Google";
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if !is_name => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

/// How a text begins, for a list: one line without Markdown's marks.
#[must_use]
pub fn excerpt(text: &str) -> String {
    /// More than a list shows at its widest.
    const MOST_CHARACTERS: usize = 140;
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word = word.trim_matches(is_markup);
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() >= MOST_CHARACTERS {
            break;
        }
    }
    line.chars().take(MOST_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(received: u32, insert_at: u32) -> StreamMark {
        StreamMark {
            run_id: RunId::from_uuid(uuid::Uuid::nil()),
            received: Utf16Offset(received),
            insert_at: Utf16Offset(insert_at),
        }
    }

    #[test]
    fn text_that_arrived_after_the_last_save_joins_where_the_caret_was() {
        assert_eq!(
            mark(5, 5).join("Hello\n\nMy own line", "Hello, trail"),
            "Hello, trail\n\nMy own line"
        );
    }

    #[test]
    fn a_mark_past_either_text_loses_nothing() {
        assert_eq!(mark(0, 99).join("typed", "drafted"), "typeddrafted");
        assert_eq!(mark(99, 0).join("typed", "drafted"), "typed");
    }

    #[test]
    fn titles_follow_the_brief_and_keep_names_as_they_are() {
        assert_eq!(
            title_from_brief("Launch email", Some("Brightleaf bottle")),
            "Brightleaf bottle: launch email"
        );
        assert_eq!(
            title_from_brief("SMS promotion", Some("Spring sale")),
            "Spring sale: SMS promotion"
        );
        assert_eq!(title_from_brief("LinkedIn post", Some(" \n ")), "LinkedIn post");
        assert_eq!(title_from_brief("Newsletter", None), "Newsletter");
    }

    #[test]
    fn an_excerpt_is_one_line_without_marks() {
        assert_eq!(
            excerpt("## Cold at **mile** twenty\n\n- You packed light."),
            "Cold at mile twenty - You packed light."
        );
    }

    proptest! {
        /// Whatever moment the window saved at, joining gives the user's text with the whole run
        /// in it, at the place where the run was writing.
        #[test]
        fn joining_never_loses_or_repeats(before in ".{0,40}", run in ".{0,80}", after in ".{0,40}", cut in 0usize..80) {
            let seen: String = run.chars().take(cut).collect();
            let saved = format!("{before}{seen}{after}");
            let mark = StreamMark {
                run_id: RunId::from_uuid(uuid::Uuid::nil()),
                received: Utf16Offset::end_of(&seen),
                insert_at: Utf16Offset::end_of(&format!("{before}{seen}")),
            };
            prop_assert_eq!(mark.join(&saved, &run), format!("{before}{run}{after}"));
        }
    }
}
