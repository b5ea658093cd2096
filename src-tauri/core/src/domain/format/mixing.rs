//! How a channel mixes texts: a responsive search ad shows some of the headlines with some of the
//! descriptions, in any order, so that every text has to go with every other.
//!
//! The texts are checked as a set, pair by pair, and each way to put them together can be looked
//! at. Nothing is held of all the ways but how many there are: each is worked out from its number.

use serde::Serialize;
use ts_rs::TS;

use super::{Format, FormatField};

/// The most texts of one kind that are mixed.
const MOST_TEXTS: usize = 15;
/// Words in a row that two texts share when they repeat each other.
const SHARED_WORDS: usize = 3;

/// Texts that are shown together, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Combination {
    /// Its number, counted from 0.
    pub number: u32,
    /// What shows of each mixed field, field by field.
    pub shown: Vec<Vec<String>>,
    /// Whether two of its texts say the same.
    pub repeats: bool,
}

/// A text of a mixed field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MixedText {
    /// The field, counted from 0 among those that are mixed.
    pub field: usize,
    /// The text, counted from 0.
    pub text: usize,
}

/// Two texts that repeat each other when they show together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Repeat {
    /// One of them.
    pub first: MixedText,
    /// The other.
    pub second: MixedText,
    /// The words that both have.
    pub words: String,
    /// In how many combinations they stand together.
    pub combinations: u32,
}

/// The mixed texts of a format, and how they go together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Mix {
    /// The labels of the mixed fields.
    pub labels: Vec<String>,
    /// Their texts.
    pub texts: Vec<Vec<String>>,
    /// In how many ways they can show.
    pub combinations: u32,
    /// In how many of those two texts say the same.
    pub repeating: u32,
    /// The pairs that do.
    pub repeats: Vec<Repeat>,
    #[serde(skip)]
    #[ts(skip)]
    slots: Vec<Slots>,
}

/// How many of a field's texts show at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slots {
    texts: u32,
    least: u32,
    most: u32,
}

impl Slots {
    /// The ways to choose so many of the texts, in order.
    fn ordered(self, shown: u32) -> u32 {
        (self.texts - shown + 1..=self.texts).product()
    }

    fn ways(self) -> u32 {
        (self.least..=self.most).map(|shown| self.ordered(shown)).sum()
    }

    /// The places of the texts that show, in the way of this number.
    fn way(self, mut number: u32) -> Vec<usize> {
        let mut shown = self.least;
        while shown < self.most && number >= self.ordered(shown) {
            number -= self.ordered(shown);
            shown += 1;
        }
        let mut left: Vec<usize> = (0..self.texts as usize).collect();
        let mut places = Vec::with_capacity(shown as usize);
        for step in 0..shown {
            let rest = Self { texts: self.texts - step - 1, ..self };
            let each = rest.ordered(shown - step - 1);
            places.push(left.remove((number / each) as usize % left.len()));
            number %= each;
        }
        places
    }
}

impl Mix {
    /// The mixed texts of a draft; none where the format mixes none, or too few are there yet.
    #[must_use]
    pub fn of(format: &Format, draft: &str) -> Option<Self> {
        let (mut labels, mut texts, mut slots) = (Vec::new(), Vec::new(), Vec::new());
        for (field, found) in format.fields.iter().zip(format.texts_of(draft)) {
            let Some(shown) = shown(field) else { continue };
            let mut found: Vec<String> =
                found.into_iter().filter(|text| !text.trim().is_empty()).collect();
            found.truncate(MOST_TEXTS);
            let count = u32::try_from(found.len()).ok()?;
            if count == 0 {
                return None;
            }
            let most = shown.min(count);
            // The first kind always shows as often as it can; of the others fewer may.
            let least = if labels.is_empty() { most } else { 1 };
            slots.push(Slots { texts: count, least, most });
            labels.push(field.label.clone());
            texts.push(found);
        }
        if labels.is_empty() {
            return None;
        }
        let combinations =
            slots.iter().try_fold(1_u32, |product, slots| product.checked_mul(slots.ways()))?;
        let mut mix =
            Self { labels, texts, combinations, repeating: 0, repeats: Vec::new(), slots };
        mix.compare();
        Some(mix)
    }

    /// Combinations from this number on: all of them, or those alone that repeat themselves.
    #[must_use]
    pub fn combinations(&self, from: u32, repeating: bool, most: usize) -> Vec<Combination> {
        (from..self.combinations)
            .map(|number| self.combination(number))
            .filter(|combination| !repeating || combination.repeats)
            .take(most)
            .collect()
    }

    fn combination(&self, number: u32) -> Combination {
        let places = self.places(number);
        let shown = places
            .iter()
            .zip(&self.texts)
            .map(|(places, texts)| places.iter().map(|place| texts[*place].clone()).collect())
            .collect();
        let repeats = self.repeats.iter().any(|repeat| repeat.is_in(&places));
        Combination { number, shown, repeats }
    }

    /// The places of the texts that show, field by field.
    fn places(&self, mut number: u32) -> Vec<Vec<usize>> {
        let mut places: Vec<Vec<usize>> = self
            .slots
            .iter()
            .rev()
            .map(|slots| {
                let ways = slots.ways();
                let way = slots.way(number % ways);
                number /= ways;
                way
            })
            .collect();
        places.reverse();
        places
    }

    /// Finds the pairs that repeat each other, and counts where they stand together.
    fn compare(&mut self) {
        let all: Vec<(MixedText, Vec<String>)> = self
            .texts
            .iter()
            .enumerate()
            .flat_map(|(field, texts)| {
                texts
                    .iter()
                    .enumerate()
                    .map(move |(text, words)| (MixedText { field, text }, words_of(words)))
            })
            .collect();
        let mut repeats = Vec::new();
        for (place, (first, words)) in all.iter().enumerate() {
            for (second, others) in &all[place + 1..] {
                if let Some(words) = shared(words, others) {
                    repeats.push(Repeat { first: *first, second: *second, words, combinations: 0 });
                }
            }
        }
        if !repeats.is_empty() {
            for number in 0..self.combinations {
                let places = self.places(number);
                let mut repeating = false;
                for repeat in &mut repeats {
                    if repeat.is_in(&places) {
                        repeat.combinations += 1;
                        repeating = true;
                    }
                }
                self.repeating += u32::from(repeating);
            }
        }
        self.repeats = repeats;
    }
}

impl Repeat {
    fn is_in(&self, places: &[Vec<usize>]) -> bool {
        let shows = |text: MixedText| places[text.field].contains(&text.text);
        shows(self.first) && shows(self.second)
    }
}

/// How many texts of a field show at once, where the channel chooses them.
fn shown(field: &FormatField) -> Option<u32> {
    let items = field.items.filter(|items| items.least > 0)?;
    items.shown
}

/// The words of a text as they are compared.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '%' || c == '$' || c == '€'))
        .filter(|word| !word.is_empty())
        .map(crate::domain::folding::folded)
        .collect()
}

/// The longest run of words that two texts share, where that is the whole of one or long.
fn shared(one: &[String], other: &[String]) -> Option<String> {
    let (mut longest, mut end) = (0, 0);
    let mut runs = vec![0_usize; other.len() + 1];
    for (place, word) in one.iter().enumerate() {
        for back in (0..other.len()).rev() {
            runs[back + 1] = if other[back] == *word { runs[back] + 1 } else { 0 };
            if runs[back + 1] > longest {
                (longest, end) = (runs[back + 1], place + 1);
            }
        }
    }
    let whole = one.len().min(other.len());
    let repeats = longest >= SHARED_WORDS || (longest == whole && longest > 0);
    repeats.then(|| one[end - longest..end].join(" "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::domain::format::starter;

    fn mix(headlines: &[String], descriptions: &[String]) -> Option<Mix> {
        let format = starter().iter().find(|f| f.name == "google-responsive-search-ad");
        let draft = json!({ "headlines": headlines, "descriptions": descriptions });
        Mix::of(format.expect("it comes with us"), &draft.to_string())
    }

    fn named(name: &str, count: usize) -> Vec<String> {
        (0..count).map(|number| format!("{name}{number}")).collect()
    }

    #[test]
    fn a_whole_search_ad_can_show_in_43_680_ways() {
        let mix = mix(&named("h", 15), &named("d", 4)).expect("a mix");
        assert_eq!((mix.combinations, mix.repeating), (2_730 * 16, 0));
        assert_eq!(mix.labels, ["Headlines", "Descriptions"]);
        let page = mix.combinations(43_600, false, 200);
        assert_eq!(page.len(), 80);
    }

    #[test]
    fn texts_that_repeat_each_other_are_told_with_where_they_meet() {
        let headlines =
            ["Ice lasts 24 hours", "Opens with one hand", "ICE lasts 24 hours!", "Shop now"];
        let descriptions = ["It opens with one hand. See it.", "Weighs 240 grams. Shop now."];
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let mix = mix(&texts(&headlines), &texts(&descriptions)).expect("a mix");
        let told: Vec<_> = mix
            .repeats
            .iter()
            .map(|repeat| {
                let Repeat { first, second, words, combinations } = repeat;
                (first.text, second.field, second.text, words.as_str(), *combinations)
            })
            .collect();
        assert_eq!(
            told,
            [
                (0, 0, 2, "ice lasts 24 hours", 12 * 4),
                (1, 1, 0, "opens with one hand", 18 * 3),
                (3, 1, 1, "shop now", 18 * 3),
            ]
        );
        assert_eq!(mix.combinations, 24 * 4);
        let repeating = mix.combinations(0, true, 1_000);
        assert_eq!(repeating.len(), mix.repeating as usize);
        assert!(repeating.iter().all(|combination| combination.repeats));
    }

    #[test]
    fn nothing_is_mixed_where_a_kind_is_missing_or_the_channel_mixes_none() {
        assert_eq!(mix(&named("h", 3), &[]), None);
        let post = starter().iter().find(|format| format.name == "x-post").expect("a format");
        assert_eq!(Mix::of(post, "Hello"), None);
    }

    proptest! {
        #[test]
        fn every_combination_is_there_once(headlines in 1..7_usize, descriptions in 1..5_usize) {
            let mix = mix(&named("h", headlines), &named("d", descriptions)).expect("a mix");
            let all = mix.combinations(0, false, usize::MAX);
            prop_assert_eq!(all.len(), mix.combinations as usize);
            let different: BTreeSet<_> = all.iter().map(|one| one.shown.clone()).collect();
            prop_assert_eq!(different.len(), all.len());
            for one in all {
                prop_assert_eq!(one.shown[0].len(), headlines.min(3));
                prop_assert!((1..=2).contains(&one.shown[1].len()));
                for texts in &one.shown {
                    let set: BTreeSet<_> = texts.iter().collect();
                    prop_assert_eq!(set.len(), texts.len());
                }
            }
        }
    }
}
