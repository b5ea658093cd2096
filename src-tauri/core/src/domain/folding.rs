//! Text as it compares: “Café” and “cafe” are one word to whoever looks for it.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// A text without case and accents, for sorting and comparing; never shown.
#[must_use]
pub fn folded(text: &str) -> String {
    DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(text)
        .chars()
        .filter(|character| !is_accent(*character))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The accents that stand behind a decomposed letter.
fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_make_no_difference() {
        assert_eq!(folded("Éclair"), "eclair");
        assert_eq!(folded("ZOË"), "zoe");
        assert_eq!(folded("ﬁne"), "fine");
        assert_eq!(folded("東京"), "東京");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in ".{0,60}") {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }
    }
}
