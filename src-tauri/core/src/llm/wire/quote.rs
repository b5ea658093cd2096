//! A provider's own words, made fit to be shown: bounded, on one line, and without the key that
//! some providers repeat in their errors.

use crate::domain::api_key::ApiKey;

/// The most characters of a provider's message that are shown.
const MAX_CHARACTERS: usize = 300;

/// As much of a key as may show by chance. OpenAI's errors repeat the last four characters.
const MAX_KEY_RUN: usize = 7;

/// Makes a message fit to be shown. `None` when nothing of use is in it.
pub(super) fn quote(words: &str, key: Option<&ApiKey>) -> Option<String> {
    // Cut generously first: what is compared with the key must be bounded, and a cut through the
    // middle of the key must not hide it from the comparison.
    let bounded: String = words.chars().take(8 * MAX_CHARACTERS).collect();
    let scrubbed = key.map_or_else(|| bounded.clone(), |key| without_key(&bounded, key.expose()));
    let one_line = scrubbed.split_whitespace().collect::<Vec<_>>().join(" ");
    let readable: String = one_line.chars().filter(|letter| !letter.is_control()).collect();
    let words = readable.trim_end_matches(['.', ' ']);
    if words.is_empty() {
        return None;
    }
    Some(match words.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.to_owned(),
    })
}

/// Replaces every part of the key that is longer than chance.
fn without_key(words: &str, key: &str) -> String {
    let words: Vec<char> = words.chars().collect();
    let key: Vec<char> = key.chars().collect();
    let shortest = key.len().min(MAX_KEY_RUN + 1);
    let mut kept = String::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let shared = (0..key.len())
            .map(|start| key[start..].iter().zip(&words[at..]).take_while(|(a, b)| a == b).count())
            .max()
            .unwrap_or_default();
        if shared >= shortest {
            kept.push('…');
            at += shared;
        } else {
            kept.push(words[at]);
            at += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: &str = "sk-canary-0123456789abcdef";

    fn shown(words: &str) -> String {
        quote(words, ApiKey::new(KEY).as_ref()).unwrap_or_default()
    }

    #[test]
    fn the_key_is_taken_out_whole_or_in_part() {
        assert_eq!(shown(&format!("Incorrect API key: {KEY}.")), "Incorrect API key: …");
        assert_eq!(shown("Bad key sk-canary-01234*****cdef"), "Bad key …*****cdef");
    }

    #[test]
    fn words_are_kept_on_one_line_and_bounded() {
        assert_eq!(shown("  No such\n\tmodel.  "), "No such model");
        assert_eq!(quote(" \n", None), None);
        assert_eq!(shown(&"é".repeat(5_000)).chars().count(), MAX_CHARACTERS + 1);
    }

    proptest! {
        #[test]
        fn no_long_part_of_the_key_is_ever_shown(
            before in "\\PC{0,400}", from in 0_usize..10, to in 18_usize..26, after in "\\PC{0,400}",
        ) {
            let part = &KEY[from..to];
            let shown = shown(&format!("{before}{part}{after}"));
            prop_assert!(!shown.contains(&KEY[10..18]), "{}", shown);
        }
    }
}
