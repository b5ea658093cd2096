//! A text kept as the changes that make it of another one.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::domain::diff::{Edit, by_word};

/// The steps from one text to another, in order. As JSON an array such as `[120,-5,"spring",90]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Delta(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Step {
    /// So many bytes stay; or, where it is less than zero, so many go.
    Along(i64),
    /// These words come.
    Insert(String),
}

impl Delta {
    /// What makes `text` of `base`. `until` is as for [`by_word`].
    #[must_use]
    pub fn between(base: &str, text: &str, until: Instant) -> Self {
        let steps = by_word(base, text, until).into_iter().map(|edit| match edit {
            Edit::Kept(text) => Step::Along(text.len() as i64),
            Edit::Deleted(text) => Step::Along(-(text.len() as i64)),
            Edit::Inserted(text) => Step::Insert(text.to_owned()),
        });
        Self(steps.collect())
    }

    /// The text that it makes of its base; none when that is not its base.
    #[must_use]
    pub fn apply(&self, base: &str) -> Option<String> {
        let mut text = String::with_capacity(base.len());
        let mut rest = base;
        for step in &self.0 {
            match step {
                Step::Insert(words) => text.push_str(words),
                Step::Along(bytes) => {
                    let (passed, after) = rest.split_at_checked(bytes.unsigned_abs() as usize)?;
                    if *bytes > 0 {
                        text.push_str(passed);
                    }
                    rest = after;
                }
            }
        }
        rest.is_empty().then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_small_where_little_changed() {
        let base = "Cold at mile twenty, and the trail is waiting. ".repeat(2_000);
        let text = base.replacen("waiting", "long", 1);
        let delta = Delta::between(&base, &text, Instant::now() + Duration::from_secs(5));
        let stored = serde_json::to_string(&delta).expect("JSON");
        assert!(stored.len() < 100, "{} bytes", stored.len());
    }

    #[test]
    fn another_text_is_not_taken_for_its_base() {
        let soon = Instant::now() + Duration::from_secs(5);
        let delta = Delta::between("Cold at mile twenty", "Cold at mile ten", soon);
        assert_eq!(delta.apply("Cold"), None);
        assert_eq!(delta.apply("Cold at mile twenty, and more"), None);
    }

    proptest! {
        #[test]
        fn it_makes_the_text_again_after_being_stored(base in "(cold |at |mile\n|🌱| ){0,40}", text in "(cold |at |mile\n|🌱| ){0,40}") {
            let delta = Delta::between(&base, &text, Instant::now() + Duration::from_secs(5));
            let stored = serde_json::to_string(&delta).expect("JSON");
            let read: Delta = serde_json::from_str(&stored).expect("JSON");
            prop_assert_eq!(read.apply(&base), Some(text));
        }
    }
}
