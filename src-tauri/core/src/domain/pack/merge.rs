//! Three texts made one: what both had, what the user has made of it, and what the publisher has.
//!
//! By line, as templates are read. What only one side has changed is taken from that side; where
//! both have changed the same lines differently, the user chooses, and nothing is dropped before.

use serde::{Deserialize, Serialize};
use similar::{MergeResolution, TextMerge};
use ts_rs::TS;

/// The most lines of all three texts together that are compared by line. Beyond it, edits on both
/// sides are one conflict: matching long texts that have little in common takes too long.
const MOST_LINES: usize = 12_000;

/// A stretch of the merged text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[ts(rename = "MergePart")]
pub enum Part {
    /// Settled: at most one side has changed it, or both have in the same way.
    Settled {
        /// The text.
        text: String,
    },
    /// Changed differently on both sides.
    Conflict {
        /// What it was.
        base: String,
        /// What the user has made of it.
        mine: String,
        /// What the publisher has made of it.
        theirs: String,
    },
}

/// Which side of a conflict to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "MergeSide")]
pub enum Side {
    /// The user's.
    Mine,
    /// The publisher's.
    Theirs,
}

/// Three texts joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The stretches, in order.
    pub parts: Vec<Part>,
}

impl Merge {
    /// Joins the edits of both sides.
    #[must_use]
    pub fn new(base: &str, mine: &str, theirs: &str) -> Self {
        let whole = |text: &str| Self { parts: vec![Part::Settled { text: text.to_owned() }] };
        if mine == theirs || theirs == base {
            return whole(mine);
        }
        if mine == base {
            return whole(theirs);
        }
        let lines: usize = [base, mine, theirs].map(|text| text.lines().count()).iter().sum();
        if lines > MOST_LINES {
            let [base, mine, theirs] = [base, mine, theirs].map(str::to_owned);
            return Self { parts: vec![Part::Conflict { base, mine, theirs }] };
        }
        let merge = TextMerge::from_lines(base, mine, theirs);
        let mut parts: Vec<Part> = Vec::new();
        for region in merge.regions() {
            let text_of = |range: std::ops::Range<usize>,
                           line: &dyn Fn(usize) -> Option<String>| {
                range.filter_map(line).collect::<String>()
            };
            let mine =
                || text_of(region.ours_range(), &|at| merge.ours_line(at).map(str::to_owned));
            let theirs =
                || text_of(region.theirs_range(), &|at| merge.theirs_line(at).map(str::to_owned));
            let settled = match region.resolution() {
                MergeResolution::Unchanged | MergeResolution::Ours | MergeResolution::Both => {
                    mine()
                }
                MergeResolution::Theirs => theirs(),
                // A resolution that is not known here is for the user to settle.
                _ => {
                    let base =
                        text_of(region.base_range(), &|at| merge.base_line(at).map(str::to_owned));
                    parts.push(Part::Conflict { base, mine: mine(), theirs: theirs() });
                    continue;
                }
            };
            match parts.last_mut() {
                Some(Part::Settled { text }) => text.push_str(&settled),
                _ => parts.push(Part::Settled { text: settled }),
            }
        }
        Self { parts }
    }

    /// The joined text, when no side has to be chosen.
    #[must_use]
    pub fn clean(&self) -> Option<String> {
        self.conflicts().next().is_none().then(|| self.with(|_| Side::Mine))
    }

    /// The passages that both sides have changed.
    pub fn conflicts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| matches!(part, Part::Conflict { .. }))
    }

    /// The text with a side chosen for each conflict, by its number.
    #[must_use]
    pub fn with(&self, choose: impl Fn(usize) -> Side) -> String {
        let mut joined = String::new();
        let mut number = 0;
        for part in &self.parts {
            let text = match part {
                Part::Settled { text } => text,
                Part::Conflict { mine, theirs, .. } => {
                    number += 1;
                    match choose(number - 1) {
                        Side::Mine => mine,
                        Side::Theirs => theirs,
                    }
                }
            };
            // A last line without an end must not run into a line that now follows it.
            if !joined.is_empty() && !joined.ends_with('\n') && !text.is_empty() {
                joined.push('\n');
            }
            joined.push_str(text);
        }
        joined
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn edits_in_different_places_join() {
        let merge = Merge::new("Hi\nNews\nBye\n", "Hello\nNews\nBye\n", "Hi\nNews\nSee you\n");
        assert_eq!(merge.clean().as_deref(), Some("Hello\nNews\nSee you\n"));
    }

    #[test]
    fn edits_of_the_same_line_are_chosen_between() {
        let merge = Merge::new("Hi\nNews\n", "Hello\nNews\n", "Dear you\nNews\n");
        assert_eq!(merge.clean(), None);
        assert_eq!(merge.with(|_| Side::Mine), "Hello\nNews\n");
        assert_eq!(merge.with(|_| Side::Theirs), "Dear you\nNews\n");
    }

    #[test]
    fn texts_too_long_to_match_are_one_conflict_at_once() {
        let lines =
            |seed: usize| (0..50_000).map(|n| format!("{}\n", n * seed)).collect::<String>();
        let (base, mine, theirs) = (lines(3), lines(5), lines(7));
        let merge = Merge::new(&base, &mine, &theirs);
        assert_eq!(merge.conflicts().count(), 1);
        assert_eq!(merge.with(|_| Side::Mine), mine);
    }

    /// A text and two edits of it.
    fn edited() -> impl Strategy<Value = (String, String, String)> {
        let line = prop_oneof!["[abc]{0,2}", Just(String::from("shared"))];
        let lines = proptest::collection::vec((line.clone(), line.clone(), line, 0..9_u8), 0..14);
        let ended = any::<bool>();
        (lines, ended).prop_map(|(lines, ended)| {
            let mut texts = [String::new(), String::new(), String::new()];
            for (base, mine, theirs, what) in lines {
                let keep = [what != 1, what != 2, what != 3];
                let changed = [
                    &base,
                    if what == 4 || what == 6 { &mine } else { &base },
                    if what == 5 || what == 6 { &theirs } else { &base },
                ];
                for (at, text) in texts.iter_mut().enumerate() {
                    if keep[at] {
                        text.push_str(changed[at]);
                        text.push('\n');
                    }
                }
            }
            let [base, mine, mut theirs] = texts;
            if !ended && theirs.ends_with('\n') {
                theirs.pop();
            }
            (base, mine, theirs)
        })
    }

    proptest! {
        #[test]
        fn no_side_is_lost((base, mine, theirs) in edited()) {
            let merge = Merge::new(&base, &mine, &theirs);
            let all: String = merge.parts.iter().map(|part| match part {
                Part::Settled { text } => text.clone(),
                Part::Conflict { mine, theirs, .. } => format!("{mine}\n{theirs}\n"),
            }).collect::<Vec<_>>().join("\n");
            // Every line that a side has added is in the result, or offered to be chosen.
            for side in [&mine, &theirs] {
                for line in side.lines().filter(|line| !base.lines().any(|old| old == *line)) {
                    prop_assert!(all.lines().any(|kept| kept == line), "lost {line:?}");
                }
            }
        }

        #[test]
        fn one_side_alone_is_taken_whole((base, mine, _) in edited()) {
            prop_assert_eq!(Merge::new(&base, &mine, &base).clean(), Some(mine.clone()));
            prop_assert_eq!(Merge::new(&base, &base, &mine).clean(), Some(mine.clone()));
            prop_assert_eq!(Merge::new(&base, &mine, &mine).clean(), Some(mine));
        }

        #[test]
        fn both_sides_have_the_same_conflicts((base, mine, theirs) in edited()) {
            let one = Merge::new(&base, &mine, &theirs).conflicts().count();
            let other = Merge::new(&base, &theirs, &mine).conflicts().count();
            prop_assert_eq!(one, other);
        }
    }
}
