//! Says of each point of a summary which page or heading it came from.
//!
//! A model would have to be believed: it names pages that there are not. So the place is found
//! here, among the passages that were sent, by the words that the point shares with them. A place
//! that the model names itself stands where it was sent, and is marked where it was not.

use std::collections::HashSet;

use super::facts::{Facts, label};

/// The share of a point's words that a passage must have to be where it came from.
const ENOUGH: f32 = 0.5;

/// What stands behind a place that was not sent.
const NOT_SENT: &str = " (not in what was sent)";

/// Adds to the points of a text where they came from, as it streams through. Nothing of the text
/// itself changes.
#[derive(Clone, Debug)]
pub struct Citing {
    /// The labels that the model saw, and the words of what stands below each.
    places: Vec<(String, HashSet<String>)>,
    /// The documents' names, in lower case.
    names: HashSet<String>,
    /// The line so far.
    line: String,
}

impl Citing {
    /// Of these facts; `None` where there are none.
    #[must_use]
    pub fn of(facts: &Facts) -> Option<Self> {
        let places: Vec<_> = facts
            .passages
            .iter()
            .map(|(name, passage)| (label(name, passage.place.as_ref()), words(&passage.text)))
            .collect();
        let names = facts.passages.iter().map(|(name, _)| name.to_lowercase()).collect();
        (!places.is_empty()).then_some(Self { places, names, line: String::new() })
    }

    /// Takes more of the text and gives it, with what follows from it.
    pub fn push(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in text.split_inclusive('\n') {
            let (words, ends) = match piece.strip_suffix('\n') {
                Some(words) => (words, true),
                None => (piece, false),
            };
            self.line.push_str(words);
            out.push_str(words);
            if ends {
                out.push_str(&self.finish());
                out.push('\n');
            }
        }
        out
    }

    /// The line has ended: what comes behind it.
    pub fn finish(&mut self) -> String {
        let line = std::mem::take(&mut self.line);
        let Some(point) = point(&line) else { return String::new() };
        if self.places.iter().any(|(label, _)| point.contains(label.as_str())) {
            return String::new();
        }
        if self.names_a_place(point) {
            return NOT_SENT.to_owned();
        }
        self.place_of(point).map(|label| format!(" {label}")).unwrap_or_default()
    }

    /// Whether something in brackets looks like the place of a passage.
    fn names_a_place(&self, point: &str) -> bool {
        point.split('[').skip(1).filter_map(|rest| rest.split(']').next()).any(|inside| {
            let inside = inside.to_lowercase();
            let names_document = self.names.iter().any(|name| inside.starts_with(name.as_str()));
            let numbered =
                ["page ", "p. ", "row ", "rows "].iter().any(|word| inside.contains(word))
                    && inside.contains(|character: char| character.is_ascii_digit());
            names_document || numbered
        })
    }

    /// The passage that has the most of a point's words, if it has enough of them.
    fn place_of(&self, point: &str) -> Option<&str> {
        let wanted = words(point);
        let shared = |there: &HashSet<String>| wanted.intersection(there).count();
        let mut best: Option<(&str, usize)> = None;
        for (label, there) in &self.places {
            let count = shared(there);
            if best.is_none_or(|(_, most)| count > most) {
                best = Some((label, count));
            }
        }
        let (label, count) = best?;
        (count > 0 && count as f32 >= ENOUGH * wanted.len() as f32).then_some(label)
    }
}

/// What a line of a list says; `None` of any other line.
fn point(line: &str) -> Option<&str> {
    let line = line.trim();
    let said = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).or_else(|| {
        let (number, said) = line.split_once(". ")?;
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(said)
    })?;
    (!said.trim().is_empty()).then_some(said)
}

/// The words that say something: numbers, and words of more than three letters.
fn words(text: &str) -> HashSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| {
            word.chars().count() > 3 || word.contains(|letter: char| letter.is_numeric())
        })
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::source::{Place, SourcePassage};

    fn facts() -> Facts {
        let passage = |number, text: &str| {
            let place = Some(Place::Page { number });
            ("survey.pdf".to_owned(), SourcePassage { place, text: text.to_owned() })
        };
        let passages = vec![
            passage(2, "38 in 100 readers opened the newsletter, up from 31."),
            passage(7, "The shop link at the top was used less than the one at the end."),
        ];
        Facts { passages, ..Facts::default() }
    }

    fn cited(text: &str, cut: usize) -> String {
        let mut citing = Citing::of(&facts()).expect("facts");
        let (one, other) = text.split_at(text.floor_char_boundary(cut.min(text.len())));
        [citing.push(one), citing.push(other), citing.finish()].concat()
    }

    #[test]
    fn each_point_says_the_page_it_came_from_and_an_invented_page_is_marked() {
        let summary = "## More readers opened the newsletter.\n\n\
             - 38 in 100 readers opened it, up from 31.\n\
             - The link at the end of the shop was used more than the one at the top.\n\
             - Readers like trails and hats.\n\
             - The newsletter was opened by 38 in 100. [survey.pdf, page 2]\n\
             - Sales doubled. [survey.pdf, page 9]\n\n\
             1. Move the shop link to the end";
        insta::assert_snapshot!(cited(summary, 0), @r"
        ## More readers opened the newsletter.

        - 38 in 100 readers opened it, up from 31. [survey.pdf, page 2]
        - The link at the end of the shop was used more than the one at the top. [survey.pdf, page 7]
        - Readers like trails and hats.
        - The newsletter was opened by 38 in 100. [survey.pdf, page 2]
        - Sales doubled. [survey.pdf, page 9] (not in what was sent)

        1. Move the shop link to the end [survey.pdf, page 7]
        ");
    }

    #[test]
    fn without_documents_nothing_is_cited() {
        assert!(Citing::of(&Facts::default()).is_none());
    }

    proptest! {
        #[test]
        fn however_it_is_cut_the_text_stands_and_only_line_ends_gain(
            lines in proptest::collection::vec("(- |1\\. |)[a-z0-9 \\[\\],.é-]{0,40}", 0..6),
            cut in 0usize..200,
        ) {
            let text = lines.join("\n");
            let whole = cited(&text, 0);
            prop_assert_eq!(&cited(&text, cut), &whole);
            let kept: Vec<&str> = whole.split('\n').collect();
            prop_assert_eq!(kept.len(), text.split('\n').count());
            for (line, before) in kept.iter().zip(text.split('\n')) {
                prop_assert!(line.starts_with(before));
            }
        }
    }
}
