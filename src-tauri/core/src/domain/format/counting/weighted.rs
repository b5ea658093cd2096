//! X's way of counting: the configuration 3 of its twitter-text library.

use icu_normalizer::ComposingNormalizerBorrowed;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::format::links;

/// What a link counts, however long it is: it is shortened.
const LINK: usize = 23;
/// What an emoji counts, however many code points it is made of.
const EMOJI: usize = 2;

pub(super) fn count(text: &str) -> usize {
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut total = 0;
    let mut at = 0;
    for link in links::find(&text) {
        total += words(&text[at..link.start]) + LINK;
        at = link.end;
    }
    total + words(&text[at..])
}

fn words(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(grapheme).sum()
}

fn grapheme(cluster: &str) -> usize {
    if cluster.is_ascii() {
        return cluster.len();
    }
    let mut total = 0;
    let mut rest = cluster;
    while let Some(first) = rest.chars().next() {
        match emoji_prefix(rest) {
            Some(length) => {
                total += EMOJI;
                rest = &rest[length..];
            }
            None => {
                total += weight(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    total
}

/// The longest emoji a text begins with, in bytes.
fn emoji_prefix(text: &str) -> Option<usize> {
    /// The longest emoji has ten code points.
    const LONGEST: usize = 12;
    let ends: Vec<usize> =
        text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST).collect();
    ends.into_iter().rev().find(|end| is_emoji(&text[..*end]))
}

fn is_emoji(text: &str) -> bool {
    const KEYCAP: char = '\u{20e3}';
    let is_sign = match text.chars().next() {
        // A digit is one until it is a key.
        Some(first) if first.is_ascii() => !text.ends_with(KEYCAP),
        // A sign such as © is one until a selector makes it a picture.
        Some(first) => weight(first) == 1 && first.len_utf8() == text.len(),
        None => true,
    };
    // The full form is the longest: what is longer has a selector too many.
    !is_sign && emojis::get(text).is_some_and(|emoji| text.len() <= emoji.as_str().len())
}

/// What a code point counts by itself.
const fn weight(character: char) -> usize {
    match character as u32 {
        0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247 => 1,
        _ => 2,
    }
}
