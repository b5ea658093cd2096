//! How a revision differs from the one before it, in numbers and in a few words.

use std::time::Instant;

use crate::domain::diff::{Edit, by_word};

/// As many characters of the first difference as a list shows.
const MOST_CHARACTERS: usize = 80;

/// A change of a text, told briefly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// How many words came.
    pub added: u32,
    /// How many words went.
    pub removed: u32,
    /// The first words that came or, where none did, the first that went.
    pub excerpt: String,
}

impl Change {
    /// What changed from one text to another. `until` is as for [`by_word`].
    #[must_use]
    pub fn between(old: &str, new: &str, until: Instant) -> Self {
        let mut change = Self::default();
        let (mut first_added, mut first_removed) = (None, None);
        for edit in by_word(old, new, until) {
            match edit {
                Edit::Kept(_) => {}
                Edit::Deleted(text) => {
                    change.removed += words(text);
                    first_removed.get_or_insert(text);
                }
                Edit::Inserted(text) => {
                    change.added += words(text);
                    first_added.get_or_insert(text);
                }
            }
        }
        change.excerpt = first_added.or(first_removed).map(beginning).unwrap_or_default();
        change
    }
}

/// How many words a text has: stretches without white space that hold a letter or a digit.
#[must_use]
pub fn words(text: &str) -> u32 {
    let count = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// How a text begins, on one line.
fn beginning(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if line.chars().count() >= MOST_CHARACTERS {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.chars().take(MOST_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn change(old: &str, new: &str) -> Change {
        Change::between(old, new, Instant::now() + Duration::from_secs(5))
    }

    #[test]
    fn it_counts_what_came_and_went_and_shows_the_first_of_it() {
        assert_eq!(
            change("Cold for 24 hours.\n\nOrder now.", "Cold for 36 long hours.\n\nOrder now."),
            Change { added: 2, removed: 1, excerpt: "36 long".into() }
        );
    }

    #[test]
    fn where_words_only_went_it_shows_those() {
        assert_eq!(
            change("Order now, please.", "Order now."),
            Change { added: 0, removed: 1, excerpt: ", please".into() }
        );
    }

    #[test]
    fn an_excerpt_is_short_and_on_one_line() {
        let long = format!("One\n\ntwo {}", "word ".repeat(100));
        let excerpt = change("", &long).excerpt;
        assert!(excerpt.starts_with("One two word"));
        assert_eq!(excerpt.chars().count(), MOST_CHARACTERS);
    }
}
