//! A passage of a text with some of its words marked, as a search shows what it found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::draft::Utf16Offset;

/// Stands before a marked word. No text that people write has it.
pub const MARK_START: char = '\u{1}';

/// Stands behind a marked word.
pub const MARK_END: char = '\u{2}';

/// A text and the places in it that are marked, in order, none of them empty and none touching.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Passage {
    /// The text.
    pub text: String,
    /// What is marked.
    pub marks: Vec<TextRange>,
}

/// A stretch of a text, in UTF-16 code units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextRange {
    /// Where it begins.
    pub from: Utf16Offset,
    /// Where it ends; what stands here is not in it.
    pub to: Utf16Offset,
}

impl Passage {
    /// Reads a text in which [`MARK_START`] and [`MARK_END`] stand around what is marked. The
    /// marks are taken out; marks without their other half do no harm.
    #[must_use]
    pub fn from_marked(text: &str) -> Self {
        let mut passage = Self::default();
        let mut position = 0;
        for (character, marked) in characters(text) {
            passage.push(character, marked, &mut position);
        }
        passage
    }

    /// The same for a piece of copy, as a line of a list: without line breaks and Markdown's marks.
    #[must_use]
    pub fn line_from_marked(text: &str) -> Self {
        let mut passage = Self::default();
        let mut position = 0;
        let characters: Vec<(char, bool)> = characters(text).collect();
        for word in characters.split(|(character, _)| character.is_whitespace()) {
            let word = without_markup(word);
            if word.is_empty() {
                continue;
            }
            if !passage.text.is_empty() {
                passage.push(' ', false, &mut position);
            }
            for (character, marked) in word {
                passage.push(*character, *marked, &mut position);
            }
        }
        passage
    }

    fn push(&mut self, character: char, marked: bool, position: &mut u32) {
        let from = Utf16Offset(*position);
        *position += character.len_utf16() as u32;
        let to = Utf16Offset(*position);
        self.text.push(character);
        if marked {
            match self.marks.last_mut().filter(|last| last.to == from) {
                Some(last) => last.to = to,
                None => self.marks.push(TextRange { from, to }),
            }
        }
    }
}

/// The characters of a marked text, each with whether it is marked.
fn characters(text: &str) -> impl Iterator<Item = (char, bool)> {
    let mut marked = false;
    text.chars().filter_map(move |character| {
        match character {
            MARK_START => marked = true,
            MARK_END => marked = false,
            _ => return Some((character, marked)),
        }
        None
    })
}

fn without_markup(word: &[(char, bool)]) -> &[(char, bool)] {
    let is_copy = |(character, _): &(char, bool)| !is_markup(*character);
    match (word.iter().position(is_copy), word.iter().rposition(is_copy)) {
        (Some(first), Some(last)) => &word[first..=last],
        _ => &[],
    }
}

/// What Markdown puts around words.
pub(super) fn is_markup(character: char) -> bool {
    matches!(character, '#' | '*' | '_' | '>' | '`')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(passage: &Passage) -> Vec<String> {
        let units: Vec<u16> = passage.text.encode_utf16().collect();
        let piece = |range: &TextRange| &units[range.from.0 as usize..range.to.0 as usize];
        passage.marks.iter().map(|range| String::from_utf16_lossy(piece(range))).collect()
    }

    #[test]
    fn marks_count_as_the_window_counts() {
        let passage = Passage::from_marked("🏔 \u{1}Cold\u{2} at \u{1}mile\u{2}");
        assert_eq!(passage.text, "🏔 Cold at mile");
        assert_eq!(marked(&passage), ["Cold", "mile"]);
        assert_eq!(passage.marks[0].from, Utf16Offset(3));
    }

    #[test]
    fn a_line_has_no_markup_and_keeps_its_marks() {
        let passage =
            Passage::line_from_marked("## Cold\n\n- Meet **\u{1}Brightleaf\u{2}**, the _bottle_ #");
        assert_eq!(passage.text, "Cold - Meet Brightleaf**, the bottle");
        assert_eq!(marked(&passage), ["Brightleaf"]);
    }

    proptest! {
        /// Whatever stands in a draft, marks of its own included, the marks are places in the text.
        #[test]
        fn marks_are_in_order_and_in_the_text(text in "[a-c \u{1}\u{2}🏔#\n]{0,60}") {
            for passage in [Passage::from_marked(&text), Passage::line_from_marked(&text)] {
                let length = Utf16Offset::end_of(&passage.text);
                let mut end = None;
                for range in &passage.marks {
                    prop_assert!(range.from < range.to && range.to <= length);
                    prop_assert!(end.is_none_or(|end| end < range.from));
                    end = Some(range.to);
                }
                prop_assert!(!passage.text.contains([MARK_START, MARK_END]));
            }
        }
    }
}
