//! Two versions of a long draft compared by word.

use std::time::{Duration, Instant};

use copydeck_core::domain::diff::{Edit, by_word};
use similar::{ChangeTag, TextDiff};

use crate::{
    pairs::{compare, median, seconds, time},
    peers::Missing,
    table::{Goal, Row},
};

const PAIRS: usize = 30;
/// Some 50 KB.
const WORDS: usize = 8_700;
/// What a comparison may take before what is left of it counts as replaced.
const LIMIT: Duration = Duration::from_secs(10);
const HOSTILE_SECONDS: f64 = 0.050;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let mut rows: Vec<Row> = [1_000, 100, 30].into_iter().map(edited).collect();
    rows.push(hostile());
    Ok(rows)
}

/// One word in so many is another.
fn edited(one_in: usize) -> Row {
    let (old, new) = (text(1, None), text(1, Some(one_in)));
    assert_eq!(ours(&old, &new, LIMIT), new);
    assert_eq!(peers(&old, &new), new);
    let comparison = compare(
        PAIRS,
        || seconds(|| by_word(&old, &new, Instant::now() + LIMIT)),
        || seconds(|| TextDiff::from_words(&old, &new).ops().len()),
    );
    let area = format!("50 KB compared by word, one in {one_in} changed");
    Row::compared(&area, &comparison, "similar", Goal::AtLeast(5.0), time)
}

/// Two texts of a few words in any order: nothing to hold on to, and much to match.
fn hostile() -> Row {
    let few = |seed: usize| -> String {
        (0..25_000).map(|place| ["a ", "b ", "c ", "d "][mix(seed * 100_003 + place) % 4]).collect()
    };
    let (old, new) = (few(1), few(2));
    let limit = Duration::from_secs_f64(HOSTILE_SECONDS * 0.8);
    assert_eq!(ours(&old, &new, limit), new);
    let taken = median((0..PAIRS).map(|_| seconds(|| by_word(&old, &new, Instant::now() + limit))));
    Row {
        area: "50 KB of four words against 50 KB of them".into(),
        ours: time(taken),
        peer: "an absolute limit".into(),
        figure: time(taken),
        goal: format!("<= {}", time(HOSTILE_SECONDS)),
        reached: taken <= HOSTILE_SECONDS,
    }
}

/// The new text, as the edits make it up.
fn ours(old: &str, new: &str, limit: Duration) -> String {
    by_word(old, new, Instant::now() + limit)
        .into_iter()
        .filter_map(|edit| match edit {
            Edit::Kept(text) | Edit::Inserted(text) => Some(text),
            Edit::Deleted(_) => None,
        })
        .collect()
}

fn peers(old: &str, new: &str) -> String {
    TextDiff::from_words(old, new)
        .iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Delete)
        .map(|change| change.value())
        .collect()
}

/// Sentences of twelve words and paragraphs of five sentences, of words that come again.
fn text(seed: usize, changed: Option<usize>) -> String {
    let mut text = String::new();
    for place in 0..WORDS {
        let mixed = mix(seed * 100_003 + place);
        let other = changed.is_some_and(|one_in| mix(place + 7_919).is_multiple_of(one_in));
        let word =
            if other { format!("new{}", mixed % 97) } else { format!("word{}", mixed % 997) };
        text.push_str(&word);
        text.push_str(match place {
            _ if place % 60 == 59 => ".\n\n",
            _ if place % 12 == 11 => ". ",
            _ => " ",
        });
    }
    text
}

/// Numbers without order, the same in every run.
const fn mix(number: usize) -> usize {
    let mut mixed = (number as u32).wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x85eb_ca6b);
    (mixed ^ mixed >> 13) as usize
}
