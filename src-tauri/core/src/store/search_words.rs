//! From what a user types into the search field to what the index is asked.
//!
//! The index has a language of its own, with operators and quotes. Nothing a user types is taken
//! for it: each word goes in as a quoted string. A word in a script without spaces goes in as the
//! phrase of its characters, which is how the index holds it.

use crate::domain::unspaced;

/// Further words are left out: nobody types that many, and each costs.
const MOST_WORDS: usize = 16;

/// Longer words are cut: the index has none, and a pasted text may be one.
const MOST_CHARACTERS: usize = 64;

/// What the index is asked for a text: all of its words, and the last of them also as the
/// beginning of a word. None where there is no word in it.
pub(super) fn match_expression(text: &str) -> Option<String> {
    let words: Vec<String> = text
        // The index reads its question up to the first NUL.
        .split(|c: char| c.is_whitespace() || c == '\0')
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(MOST_WORDS)
        .map(quoted)
        .collect();
    if words.is_empty() { None } else { Some(format!("{}*", words.join(" "))) }
}

fn quoted(word: &str) -> String {
    let cut: String = word.chars().take(MOST_CHARACTERS).collect();
    let cut = unspaced::phrase_of(&cut).unwrap_or(cut);
    format!("\"{}\"", cut.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_looked_for_and_the_last_may_go_on() {
        assert_eq!(match_expression("cold  bott").as_deref(), Some("\"cold\" \"bott\"*"));
    }

    #[test]
    fn operators_and_quotes_are_words_like_any_other() {
        assert_eq!(
            match_expression("a OR \"b\" NEAR(c) -d title:e").as_deref(),
            Some("\"a\" \"OR\" \"\"\"b\"\"\" \"NEAR(c)\" \"-d\" \"title:e\"*")
        );
    }

    #[test]
    fn a_word_without_spaces_is_a_phrase_of_its_characters() {
        assert_eq!(
            match_expression("水筒 brightleaf东京").as_deref(),
            Some("\"水 筒\" \"brightleaf 东 京\"*")
        );
    }

    #[test]
    fn without_a_word_there_is_nothing_to_look_for() {
        assert_eq!(match_expression(" \t\u{0}— \"* "), None);
    }
}
