//! A comparison as the window shows it: line by line, so that long stretches without a change can
//! be folded away.

use std::time::Instant;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Edit, by_word};
use crate::domain::revision::change::words;

/// What happened to a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SegmentKind {
    /// In both texts.
    Kept,
    /// In the old one only.
    Deleted,
    /// In the new one only.
    Inserted,
}

/// A piece of text, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// What happened to it.
    pub kind: SegmentKind,
    /// The text. It may end with a line break, and holds none before its end.
    pub text: String,
}

/// Two texts compared by word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The lines of both texts, in order; each ends with the first line break in it.
    pub lines: Vec<Vec<Segment>>,
    /// How many words came.
    pub added: u32,
    /// How many words went.
    pub removed: u32,
}

impl Comparison {
    /// Compares two texts. `until` is as for [`by_word`].
    #[must_use]
    pub fn between(old: &str, new: &str, until: Instant) -> Self {
        let mut comparison = Self { lines: Vec::new(), added: 0, removed: 0 };
        let mut open = false;
        for edit in by_word(old, new, until) {
            let (kind, text) = match edit {
                Edit::Kept(text) => (SegmentKind::Kept, text),
                Edit::Deleted(text) => (SegmentKind::Deleted, text),
                Edit::Inserted(text) => (SegmentKind::Inserted, text),
            };
            match kind {
                SegmentKind::Kept => {}
                SegmentKind::Deleted => comparison.removed += words(text),
                SegmentKind::Inserted => comparison.added += words(text),
            }
            for piece in text.split_inclusive('\n') {
                let segment = Segment { kind, text: piece.to_owned() };
                match comparison.lines.last_mut() {
                    Some(line) if open => line.push(segment),
                    _ => comparison.lines.push(vec![segment]),
                }
                open = !piece.ends_with('\n');
            }
        }
        comparison
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn lines_are_told_apart_and_words_within_them() {
        let soon = Instant::now() + Duration::from_secs(5);
        let comparison = Comparison::between("One.\nTwo fell.\n", "One.\nTwo rose.\nThree.", soon);
        let shown: Vec<String> = comparison
            .lines
            .iter()
            .map(|line| line.iter().map(|s| format!("{:?} {:?} ", s.kind, s.text)).collect())
            .collect();
        assert_eq!(
            shown,
            [
                "Kept \"One.\\n\" ",
                "Kept \"Two \" Deleted \"fell\" Inserted \"rose\" Kept \".\\n\" ",
                "Inserted \"Three.\" ",
            ]
        );
        assert_eq!((comparison.added, comparison.removed), (2, 1));
    }
}
