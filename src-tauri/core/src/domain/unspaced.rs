//! Text in scripts that are written without spaces between words, prepared for a search that knows
//! words only: character by character, so that any piece of it is found as a phrase.
//!
//! A dictionary would tell where Japanese or Thai words end, and still miss the word that a user
//! looks for within another. Characters side by side find all of them.

/// Stands between two stretches, so that no phrase is found across the gap. A character of the
/// private use area is part of a word to the search index, and nobody types this one.
const GAP: &str = "\u{e000}";

/// Whether words in this character's script follow each other without a space.
fn is_unspaced(c: char) -> bool {
    let script = matches!(c,
        '\u{0e00}'..='\u{0eff}'     // Thai, Lao
        | '\u{1000}'..='\u{109f}'   // Myanmar
        | '\u{1780}'..='\u{17ff}'   // Khmer
        | '\u{3005}'..='\u{3007}'   // marks of repetition, zero
        | '\u{3040}'..='\u{30ff}'   // Hiragana, Katakana
        | '\u{3105}'..='\u{312f}'   // Bopomofo
        | '\u{31f0}'..='\u{31ff}'   // small Katakana
        | '\u{3400}'..='\u{4dbf}'   // rarer Han
        | '\u{4e00}'..='\u{9fff}'   // Han
        | '\u{f900}'..='\u{faff}'   // Han, for compatibility
        | '\u{ff66}'..='\u{ff9f}'   // narrow Katakana
        | '\u{20000}'..='\u{3ffff}' // rare Han
    );
    script && c.is_alphanumeric()
}

/// The words of a text that hold such characters, in pieces; `None` where there is none.
#[must_use]
pub fn pieces_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut pieces = String::new();
    for text in texts.into_iter().filter(|text| !text.is_ascii()) {
        for word in text.split(|c: char| !c.is_alphanumeric() && !is_in_a_word(c)) {
            if let Some(phrase) = phrase_of(word) {
                if !pieces.is_empty() {
                    pieces.push(' ');
                    pieces.push_str(GAP);
                    pieces.push(' ');
                }
                pieces.push_str(&phrase);
            }
        }
    }
    (!pieces.is_empty()).then_some(pieces)
}

/// A word in pieces: each of these characters by itself, and what stands between them whole.
/// `None` for a word without any.
#[must_use]
pub fn phrase_of(word: &str) -> Option<String> {
    if word.is_ascii() || !word.chars().any(is_unspaced) {
        return None;
    }
    let mut phrase = String::with_capacity(word.len() * 2);
    let mut alone = true;
    for c in word.chars().filter(|c| !is_in_a_word(*c)) {
        let unspaced = is_unspaced(c);
        if !phrase.is_empty() && (unspaced || alone) {
            phrase.push(' ');
        }
        alone = unspaced;
        phrase.push(c);
    }
    Some(phrase)
}

/// Whether it is a mark on a letter of such a script: it parts no words, and is not looked for.
fn is_in_a_word(c: char) -> bool {
    matches!(c,
        '\u{0e31}'..='\u{0e4e}' | '\u{0eb1}'..='\u{0ece}' | '\u{102b}'..='\u{103e}'
        | '\u{17b4}'..='\u{17d3}' | '\u{3099}' | '\u{309a}')
        && !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_character_stands_alone_and_what_is_between_stays_whole() {
        assert_eq!(phrase_of("東京タワー").as_deref(), Some("東 京 タ ワ ー"));
        assert_eq!(phrase_of("Brightleaf水筒2026年").as_deref(), Some("Brightleaf 水 筒 2026 年"));
        assert_eq!(phrase_of("Größe"), None);
    }

    #[test]
    fn nothing_is_found_across_a_gap() {
        assert_eq!(
            pieces_of(["東京、大阪 and 京都"]).as_deref(),
            Some("東 京 \u{e000} 大 阪 \u{e000} 京 都")
        );
        assert_eq!(pieces_of(["Cold at mile twenty", "Größe"]), None);
    }

    proptest! {
        #[test]
        fn any_piece_of_a_word_is_found_in_its_pieces(
            word in "[東京大阪水筒ค้ำเก่าあいう]{1,12}", from in 0_usize..12, length in 1_usize..12,
        ) {
            let piece: String = word.chars().skip(from).take(length).collect();
            let whole = pieces_of([word.as_str()]).unwrap_or_default();
            if let Some(phrase) = phrase_of(&piece) {
                prop_assert!(whole.contains(&phrase), "{whole:?} {phrase:?}");
            }
        }

        #[test]
        fn any_text_at_all_can_be_taken_apart(text in "\\PC{0,40}") {
            let _ = pieces_of([text.as_str()]);
            let _ = phrase_of(&text);
        }
    }
}
