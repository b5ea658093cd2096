//! A proposal cut into the pieces that a user takes or leaves one by one: words and sentences that
//! differ, with what is kept between them.

use std::time::Instant;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::{
    diff::{Edit, by_word},
    draft::Utf16Offset,
};

/// One change of a passage. Its places are in the passage as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Piece {
    /// Where what goes begins.
    pub from: Utf16Offset,
    /// Where it ends; the same place where nothing goes.
    pub to: Utf16Offset,
    /// What comes in its place; nothing where words only go.
    pub insert: String,
}

/// The pieces that make the proposal of the passage, in order. Of one that is not `whole`, because
/// the model was stopped or cut off, what it did not come to is not taken for deleted. `until` is
/// as for [`by_word`].
#[must_use]
pub fn pieces(passage: &str, proposal: &str, whole: bool, until: Instant) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for edit in by_word(passage, proposal, until) {
        let here = Utf16Offset(at);
        match edit {
            Edit::Kept(text) => {
                at += Utf16Offset::end_of(text).0;
                open = false;
            }
            Edit::Deleted(text) => {
                at += Utf16Offset::end_of(text).0;
                pieces.push(Piece { from: here, to: Utf16Offset(at), insert: String::new() });
                open = true;
            }
            Edit::Inserted(text) => match pieces.last_mut() {
                Some(piece) if open => piece.insert.push_str(text),
                _ => pieces.push(Piece { from: here, to: here, insert: text.to_owned() }),
            },
        }
    }
    if !whole
        && let Some(last) = pieces.last_mut()
        && says_nothing(&passage[last.to.byte_index(passage)..])
    {
        last.to = last.from;
        if last.insert.is_empty() {
            pieces.pop();
        }
    }
    pieces
}

/// A full stop at the end of both texts is kept, and tells nothing of how far a model came.
fn says_nothing(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    fn cut(passage: &str, proposal: &str, whole: bool) -> Vec<Piece> {
        pieces(passage, proposal, whole, Instant::now() + Duration::from_secs(5))
    }

    /// The passage with those pieces taken for which `taken` says so.
    fn with(passage: &str, pieces: &[Piece], taken: impl Fn(usize) -> bool) -> String {
        let mut text = String::new();
        let mut at = 0;
        for (index, piece) in pieces.iter().enumerate() {
            let (from, to) = (piece.from.byte_index(passage), piece.to.byte_index(passage));
            text.push_str(&passage[at..from]);
            text.push_str(if taken(index) { &piece.insert } else { &passage[from..to] });
            at = to;
        }
        text.push_str(&passage[at..]);
        text
    }

    #[test]
    fn a_word_for_a_word_is_one_piece_and_another_place_another() {
        let passage = "Cold at mile twenty 🏔. It weighs 190 grams. Order before Friday.";
        let pieces = cut(
            passage,
            "Cool at mile twenty 🏔. It weighs 190 grams. Order by Friday night.",
            true,
        );
        assert_eq!(pieces.len(), 3, "{pieces:?}");
        assert_eq!(pieces[0].insert, "Cool");
        let first = with(passage, &pieces, |index| index == 0);
        assert_eq!(first, passage.replacen("Cold", "Cool", 1));
    }

    #[test]
    fn what_a_model_that_was_cut_off_did_not_come_to_stays() {
        let passage = "Cold for a day. Light as a shoe. Order now.";
        let pieces = cut(passage, "Icy for a day.", false);
        assert_eq!(with(passage, &pieces, |_| true), "Icy for a day. Light as a shoe. Order now.");
        assert_eq!(cut("Cold.", "Cold.", false), []);
    }

    #[test]
    fn the_same_text_leaves_nothing_to_decide() {
        assert_eq!(cut("Cold at mile twenty.", "Cold at mile twenty.", true), []);
    }

    fn copy() -> impl Strategy<Value = String> {
        "((cold|Ice|mile|🏔|twenty|20,5|a|\\*\\*now\\*\\*)( |, |\\. |\n\n|\n- )){0,30}"
    }

    proptest! {
        #[test]
        fn taken_all_they_make_the_proposal_and_none_the_passage(
            passage in copy(), proposal in copy(),
        ) {
            let pieces = cut(&passage, &proposal, true);
            prop_assert_eq!(with(&passage, &pieces, |_| true), proposal);
            prop_assert_eq!(with(&passage, &pieces, |_| false), passage);
        }

        #[test]
        fn pieces_are_in_order_and_apart(passage in copy(), proposal in copy(), whole: bool) {
            let pieces = cut(&passage, &proposal, whole);
            let mut end = None;
            for piece in &pieces {
                prop_assert!(piece.from <= piece.to && piece.to <= Utf16Offset::end_of(&passage));
                prop_assert!(end.is_none_or(|end| end < piece.from));
                prop_assert!(piece.from < piece.to || !piece.insert.is_empty());
                end = Some(piece.to);
            }
        }

        #[test]
        fn one_taken_leaves_the_others_to_take(
            passage in copy(), proposal in copy(), which in 0usize..6,
        ) {
            let pieces = cut(&passage, &proposal, true);
            if pieces.is_empty() {
                return Ok(());
            }
            let which = which % pieces.len();
            let partly = with(&passage, &pieces, |index| index == which);
            let rest = cut(&partly, &proposal, true);
            prop_assert_eq!(with(&partly, &rest, |_| true), proposal);
        }
    }
}
