//! Sections of a document cut into passages short enough to choose among.

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::source::{MAX_PASSAGE_CHARS, Place, SourcePassage};

/// The most text that is kept of a document, in bytes: a thousand pages.
const MAX_TEXT_BYTES: usize = 4_000_000;

/// The text below a heading, on a page, or in some rows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) place: Option<Place>,
    pub(super) text: String,
}

/// Cuts sections into passages, and says what had to be left out.
pub(super) fn cut(sections: Vec<Section>) -> (Vec<SourcePassage>, Option<String>) {
    let mut passages = Vec::new();
    let mut kept = 0;
    for section in sections {
        for text in pieces(&section.text) {
            kept += text.len();
            if kept > MAX_TEXT_BYTES {
                let words =
                    "It is very long: what comes after the first 4 MB of text was left out.";
                return (passages, Some(words.to_owned()));
            }
            passages.push(SourcePassage { place: section.place.clone(), text });
        }
    }
    (passages, None)
}

/// A text in pieces of [`MAX_PASSAGE_CHARS`] at the most, cut between paragraphs where that can
/// be, else between sentences, else between words, else between characters.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Pieces::default();
    for paragraph in text.split("\n\n").map(tidy).filter(|paragraph| !paragraph.is_empty()) {
        if !pieces.current.is_empty() && !pieces.has_room_for(2 + length(&paragraph)) {
            pieces.end();
        }
        if !pieces.current.is_empty() {
            pieces.push("\n\n");
        }
        pieces.push_paragraph(&paragraph);
    }
    pieces.end();
    pieces.done
}

#[derive(Default)]
struct Pieces {
    done: Vec<String>,
    current: String,
    /// The length of `current`, in characters.
    length: usize,
}

impl Pieces {
    const fn has_room_for(&self, chars: usize) -> bool {
        self.length + chars <= MAX_PASSAGE_CHARS
    }

    fn push_paragraph(&mut self, paragraph: &str) {
        if self.has_room_for(length(paragraph)) {
            return self.push(paragraph);
        }
        for sentence in paragraph.split_sentence_bounds() {
            if !self.has_room_for(length(sentence)) {
                self.end();
            }
            if length(sentence) <= MAX_PASSAGE_CHARS {
                self.push(sentence);
                continue;
            }
            for word in sentence.split_word_bounds() {
                if !self.has_room_for(length(word)) {
                    self.end();
                }
                for character in word.chars() {
                    if !self.has_room_for(1) {
                        self.end();
                    }
                    self.push(character.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        self.current.push_str(text);
        self.length += length(text);
    }

    fn end(&mut self) {
        let piece = self.current.trim();
        if !piece.is_empty() {
            self.done.push(piece.to_owned());
        }
        self.current.clear();
        self.length = 0;
    }
}

/// A paragraph without runs of blanks and the invisible characters that layouts leave behind.
fn tidy(paragraph: &str) -> String {
    let lines = paragraph.lines().map(|line| {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        words.replace(['\u{ad}', '\u{feff}', '\u{200b}'], "")
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> String {
        text.chars().filter(|character| !character.is_whitespace()).collect()
    }

    #[test]
    fn short_paragraphs_share_a_passage() {
        assert_eq!(pieces("One.\n\nTwo.\n\n\n\nThree."), ["One.\n\nTwo.\n\nThree."]);
    }

    #[test]
    fn a_long_paragraph_is_cut_between_sentences() {
        let sentence = format!("{}. ", "Word ".repeat(60).trim());
        let cut = pieces(&sentence.repeat(5));
        assert!(cut.len() >= 2 && cut.iter().all(|piece| piece.ends_with('.')), "{cut:?}");
    }

    #[test]
    fn a_text_without_end_is_bounded() {
        let section = || Section { place: None, text: "w ".repeat(3_000_000) };
        let (passages, left_out) = cut(vec![section(), section()]);
        assert!(passages.len() < 6_000);
        assert!(left_out.is_some());
    }

    proptest! {
        #[test]
        fn no_letter_is_lost_and_no_passage_is_long(text in "([a-zé字.]{1,40}[ \n]{0,3}){0,200}") {
            let cut = pieces(&text);
            for piece in &cut {
                prop_assert!(!piece.is_empty() && length(piece) <= MAX_PASSAGE_CHARS);
            }
            prop_assert_eq!(letters(&cut.concat()), letters(&text));
        }
    }
}
