use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Edit, by_word};

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(5)
}

fn both_sides(edits: &[Edit<'_>]) -> (String, String) {
    let (mut old, mut new) = (String::new(), String::new());
    for edit in edits {
        match edit {
            Edit::Kept(text) => {
                old.push_str(text);
                new.push_str(text);
            }
            Edit::Deleted(text) => old.push_str(text),
            Edit::Inserted(text) => new.push_str(text),
        }
    }
    (old, new)
}

/// The edits as marks in the text: `[-deleted-]`, `{+inserted+}`.
fn marked(old: &str, new: &str) -> String {
    by_word(old, new, soon())
        .iter()
        .map(|edit| match edit {
            Edit::Kept(text) => (*text).to_owned(),
            Edit::Deleted(text) => format!("[-{text}-]"),
            Edit::Inserted(text) => format!("{{+{text}+}}"),
        })
        .collect()
}

#[test]
fn one_word_for_another_is_marked_alone() {
    assert_eq!(
        marked("the stream it came from.", "the spring it came from."),
        "the [-stream-]{+spring+} it came from."
    );
}

#[test]
fn words_that_are_added_or_taken_away_are_marked_with_their_space() {
    assert_eq!(marked("cold for 24 hours", "ice cold for hours"), "{+ice +}cold for[- 24-] hours");
}

#[test]
fn a_phrase_for_a_phrase_reads_as_one_change() {
    assert_eq!(
        marked("Order before Friday and save.", "Buy it on Monday and save."),
        "[-Order before Friday-]{+Buy it on Monday+} and save."
    );
}

#[test]
fn marks_and_figures_change_on_their_own() {
    assert_eq!(
        marked("It costs 1,299.50!", "It costs 1,199.50."),
        "It costs [-1,299.50!-]{+1,199.50.+}"
    );
    assert_eq!(marked("The trail waits", "The trail waits."), "The trail waits{+.+}");
}

#[test]
fn a_new_paragraph_leaves_its_neighbours_alone() {
    assert_eq!(
        marked("One.\n\nThree.\n", "One.\n\nTwo is new.\n\nThree.\n"),
        "One.\n\n{+Two is new.\n\n+}Three.\n"
    );
}

#[test]
fn emoji_of_several_characters_stay_whole() {
    assert_eq!(marked("Family 👨‍👩‍👧 first", "Family 👨‍👩‍👦 first"), "Family [-👨‍👩‍👧-]{+👨‍👩‍👦+} first");
}

#[test]
fn words_of_other_scripts_are_words() {
    assert_eq!(marked("عرض الربيع الجديد", "عرض الصيف الجديد"), "عرض [-الربيع-]{+الصيف+} الجديد");
    assert_eq!(marked("水筒は軽い。", "水筒は強い。"), "水筒は[-軽-]{+強+}い。");
}

#[test]
fn the_same_text_has_no_changes() {
    assert_eq!(by_word("Cold\n", "Cold\n", soon()), [Edit::Kept("Cold\n")]);
    assert_eq!(by_word("", "", soon()), []);
}

#[test]
fn where_time_is_up_the_rest_counts_as_replaced_and_nothing_is_lost() {
    let old: String = (0..9_000).map(|n| if n * n % 7 < 3 { "a " } else { "b " }).collect();
    let new: String = (0..9_000).map(|n| if n * n % 11 < 5 { "b " } else { "a " }).collect();
    let edits = by_word(&old, &new, Instant::now());
    assert_eq!(both_sides(&edits), (old.clone(), new.clone()));
}

/// Copy as people write it, of few different words, so that there is much to match.
fn copy() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "cold", "at", "mile", "twenty", "24", "1,299.50", "don't", "—", "🌱", "é", "水", " ", "  ",
        "\n", "\n\n", ".", "\r\n", "\t",
    ]);
    prop::collection::vec((word, prop::bool::ANY), 0..60).prop_map(|words| {
        words
            .into_iter()
            .map(|(word, space)| if space { format!("{word} ") } else { word.to_owned() })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_edits_make_up_both_texts(old in copy(), new in copy()) {
        let edits = by_word(&old, &new, soon());
        prop_assert_eq!(both_sides(&edits), (old, new));
    }

    #[test]
    fn any_text_can_be_compared_with_any(old in "\\PC{0,80}", new in "(?s).{0,80}") {
        let edits = by_word(&old, &new, soon());
        prop_assert_eq!(both_sides(&edits), (old, new));
    }

    #[test]
    fn edits_are_never_empty_and_come_deleted_before_inserted(old in copy(), new in copy()) {
        let edits = by_word(&old, &new, soon());
        for edit in &edits {
            let (Edit::Kept(text) | Edit::Deleted(text) | Edit::Inserted(text)) = edit;
            prop_assert!(!text.is_empty());
        }
        for pair in edits.windows(2) {
            prop_assert!(
                matches!(
                    pair,
                    [Edit::Kept(_), Edit::Deleted(_) | Edit::Inserted(_)]
                        | [Edit::Deleted(_), Edit::Inserted(_) | Edit::Kept(_)]
                        | [Edit::Inserted(_), Edit::Kept(_)]
                ),
                "{:?}", pair
            );
        }
    }
}
