//! Which passages a drafting is given: all where they fit, else those that speak of the brief.
//!
//! Okapi BM25 (Robertson and Zaragoza, 2009) over folded words, with its usual constants. The
//! first passage of each document comes before others of the same worth: it says what the
//! document is.

use std::collections::{HashMap, HashSet};

use unicode_segmentation::UnicodeSegmentation;

use super::SourcePassage;
use crate::domain::folding::folded;

/// How quickly more of the same word stops to count.
const SATURATION: f64 = 1.2;
/// How much a long passage's words count less.
const LENGTH_WEIGHT: f64 = 0.75;

/// A passage among the documents it was chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chosen {
    /// Which document, counted from 0.
    pub document: usize,
    /// Which of its passages, counted from 0.
    pub passage: usize,
}

/// Chooses passages whose costs come to `budget` at the most, in the order of the documents.
/// `cost` is what one passage takes of the budget, never less than 1.
#[must_use]
pub fn choose(
    documents: &[&[SourcePassage]],
    wanted: &str,
    budget: usize,
    cost: impl Fn(&SourcePassage) -> usize,
) -> Vec<Chosen> {
    let all: Vec<Chosen> = documents
        .iter()
        .enumerate()
        .flat_map(|(document, passages)| {
            (0..passages.len()).map(move |passage| Chosen { document, passage })
        })
        .collect();
    let costs: Vec<usize> =
        all.iter().map(|at| cost(&documents[at.document][at.passage]).max(1)).collect();
    if costs.iter().fold(0_usize, |sum, cost| sum.saturating_add(*cost)) <= budget {
        return all;
    }
    let worths = worths(&all, documents, wanted);
    let mut order: Vec<usize> = (0..all.len()).collect();
    // Stable: of the same worth the earlier one is taken.
    order.sort_by(|left, right| {
        let first = |index: usize| all[index].passage == 0;
        worths[*right].total_cmp(&worths[*left]).then(first(*right).cmp(&first(*left)))
    });
    let mut left = budget;
    let mut chosen = Vec::new();
    for index in order {
        if costs[index] <= left {
            left -= costs[index];
            chosen.push(all[index]);
        }
    }
    chosen.sort_unstable();
    chosen
}

fn worths(all: &[Chosen], documents: &[&[SourcePassage]], wanted: &str) -> Vec<f64> {
    let wanted: HashSet<String> = words(wanted).collect();
    // Per passage: how often each wanted word stands in it, and how many words it has.
    let counted: Vec<(HashMap<String, u32>, usize)> = all
        .iter()
        .map(|at| {
            let passage = &documents[at.document][at.passage];
            let mut counts = HashMap::new();
            let mut length = 0;
            let place = passage.place.as_ref().map(super::Place::in_words).unwrap_or_default();
            for word in words(&place).chain(words(&passage.text)) {
                length += 1;
                if wanted.contains(&word) {
                    *counts.entry(word).or_default() += 1;
                }
            }
            (counts, length)
        })
        .collect();
    let passages = counted.len() as f64;
    let usual_length =
        (counted.iter().map(|(_, length)| *length as f64).sum::<f64>() / passages).max(1.0);
    let mut holding: HashMap<&str, f64> = HashMap::new();
    for (counts, _) in &counted {
        for word in counts.keys() {
            *holding.entry(word).or_default() += 1.0;
        }
    }
    counted
        .iter()
        .map(|(counts, length)| {
            let long = 1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * *length as f64 / usual_length;
            counts
                .iter()
                .map(|(word, count)| {
                    let with = holding[word.as_str()];
                    let rarity = ((passages - with + 0.5) / (with + 0.5)).ln_1p();
                    let count = f64::from(*count);
                    rarity * count * (SATURATION + 1.0) / (count + SATURATION * long)
                })
                .sum()
        })
        .collect()
}

/// The words that can tell one passage from another: folded, short ones left out.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.unicode_words().map(folded).filter(|word| {
        // In scripts without spaces a character is a word.
        word.chars().count() > 2 || word.chars().any(|character| character >= '\u{2e80}')
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn passage(text: &str) -> SourcePassage {
        SourcePassage { place: None, text: text.to_owned() }
    }

    fn by_length(passage: &SourcePassage) -> usize {
        passage.text.len()
    }

    #[test]
    fn what_fits_is_taken_whole() {
        let report = [passage("one"), passage("two")];
        let chosen = choose(&[&report], "nothing of it", 6, by_length);
        assert_eq!(chosen.len(), 2);
    }

    #[test]
    fn passages_that_speak_of_the_brief_come_first_and_stay_in_order() {
        let report = [
            passage("Foreword by the chair."),
            passage("Bottle sales rose by a third."),
            passage("The canteen was repainted."),
            passage("Each bottle keeps drinks cold for a day."),
        ];
        let chosen = choose(&[&report], "a cold bottle", 75, by_length);
        let places: Vec<usize> = chosen.iter().map(|at| at.passage).collect();
        assert_eq!(places, [1, 3]);
    }

    #[test]
    fn without_a_word_in_common_the_beginnings_are_taken() {
        let long = "x ".repeat(20);
        let (left, right) = ([passage("start"), passage(&long)], [passage("begin")]);
        let chosen = choose(&[&left, &right], "bottle", 12, by_length);
        assert_eq!(
            chosen,
            [Chosen { document: 0, passage: 0 }, Chosen { document: 1, passage: 0 }]
        );
    }

    #[test]
    fn case_accents_and_scripts_make_no_difference() {
        let report = [passage("Café CRÈME"), passage("aaaaaaaaaa"), passage("新しい水筒")];
        let chosen = choose(&[&report], "creme 水筒", 28, by_length);
        assert_eq!(chosen.iter().map(|at| at.passage).collect::<Vec<_>>(), [0, 2]);
    }

    proptest! {
        #[test]
        fn the_budget_holds_and_nothing_is_taken_twice(
            texts in prop::collection::vec(prop::collection::vec("[a-e ]{1,12}", 0..6), 0..4),
            wanted in "[a-e ]{0,10}",
            budget in 0_usize..60,
        ) {
            let documents: Vec<Vec<SourcePassage>> = texts
                .iter()
                .map(|texts| texts.iter().map(|text| passage(text)).collect())
                .collect();
            let documents: Vec<&[SourcePassage]> = documents.iter().map(Vec::as_slice).collect();
            let chosen = choose(&documents, &wanted, budget, by_length);
            let cost: usize = chosen
                .iter()
                .map(|at| by_length(&documents[at.document][at.passage]))
                .sum();
            prop_assert!(cost <= budget);
            prop_assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
