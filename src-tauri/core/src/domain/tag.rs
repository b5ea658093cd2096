//! Tags: free words of the user's own by which drafts are found again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::folding::folded;

/// How many tags a draft can have.
pub const MOST_TAGS: usize = 20;

/// How long a tag can be, in characters.
pub const MOST_CHARACTERS: usize = 40;

/// A tag as it is shown: one line, never empty, with single spaces between its words.
///
/// Two tags that differ in case or accents only are the same tag; see [`key`](Self::key).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(as = "String")]
pub struct Tag(String);

/// Why a text is no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    /// There is nothing in it.
    #[error("A tag needs at least one letter.")]
    Empty,
    /// It is longer than [`MOST_CHARACTERS`].
    #[error("A tag has {MOST_CHARACTERS} characters at the most.")]
    TooLong,
}

impl Tag {
    /// Reads what the user typed.
    ///
    /// # Errors
    /// When nothing is left of it, or too much.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|w| !w.is_empty())
            .collect();
        let tag = words.join(" ");
        if folded(&tag).trim().is_empty() {
            Err(TagError::Empty)
        } else if tag.chars().count() > MOST_CHARACTERS {
            Err(TagError::TooLong)
        } else {
            Ok(Self(tag))
        }
    }

    /// What makes it the same tag as another.
    #[must_use]
    pub fn key(&self) -> String {
        folded(&self.0)
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Tag {
    type Error = TagError;

    fn try_from(text: String) -> Result<Self, TagError> {
        Self::parse(&text)
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tag_is_one_tidy_line() {
        let tag = Tag::parse("  Black\n  Friday\t").expect("a tag");
        assert_eq!(tag.as_str(), "Black Friday");
        assert_eq!(tag.key(), Tag::parse("black friday").expect("a tag").key());
    }

    #[test]
    fn nothing_and_too_much_are_no_tags() {
        assert_eq!(Tag::parse(" \u{0} \n"), Err(TagError::Empty));
        assert_eq!(Tag::parse("\u{301}"), Err(TagError::Empty));
        assert!(Tag::parse(&"🏔".repeat(40)).is_ok());
        assert_eq!(Tag::parse(&"🏔".repeat(41)), Err(TagError::TooLong));
    }

    proptest! {
        #[test]
        fn a_tag_that_was_read_reads_the_same_again(text in ".{0,60}") {
            if let Ok(tag) = Tag::parse(&text) {
                prop_assert_eq!(Tag::parse(tag.as_str()), Ok(tag));
            }
        }
    }
}
