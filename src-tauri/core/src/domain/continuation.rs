//! Going on with copy that stopped short: how a model is asked to, and how its words join those
//! that are there.

use super::prompt::{Message, Role};

/// How a model is brought to go on with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    /// The text is its own turn, left open: it writes on as if it had never stopped.
    OpenTurn,
    /// It is asked to in words, after a turn with the text, and may repeat some of it.
    InWords,
}

/// What is said to a model that can't be left in the middle of its turn.
const GO_ON: &str = "Your text stops before its end. Go on from exactly where it stops and write \
    only what comes next, without a remark and without repeating what is there. If it stops inside \
    a word, begin with that whole word.";

/// How much of the text, in bytes, the new words may repeat and be recognised.
const MOST_REPEATED: usize = 240;
/// A single repeated word this short is more likely meant: “a”, “is”.
const LEAST_REPEATED: usize = 3;

/// The messages that ask for what comes after `copy`.
#[must_use]
pub fn messages(mut prompt: Vec<Message>, copy: &str, cue: Cue) -> Vec<Message> {
    prompt.push(Message::text(Role::Model, copy.trim_end()));
    if cue == Cue::InWords {
        prompt.push(Message::text(Role::User, GO_ON));
    }
    prompt
}

/// The place where new text joins the old. It holds the first words back until it is clear how
/// they join: whether they repeat the last ones, and what goes between.
#[derive(Debug)]
pub struct Seam {
    /// The end of the text before the place.
    before: String,
    cue: Cue,
    held: String,
    joined: bool,
}

impl Seam {
    /// A seam behind `before`.
    #[must_use]
    pub fn new(before: &str, cue: Cue) -> Self {
        let from = before.ceil_char_boundary(before.len().saturating_sub(MOST_REPEATED));
        Self { before: before[from..].to_owned(), cue, held: String::new(), joined: false }
    }

    /// Takes more of the new text and gives what can be shown of it.
    pub fn push(&mut self, text: &str) -> String {
        if self.joined {
            return text.to_owned();
        }
        self.held.push_str(text);
        self.repeated(false).map_or_else(String::new, |bytes| self.join(bytes))
    }

    /// The new text has ended: gives what is still held back.
    #[must_use]
    pub fn finish(mut self) -> String {
        if self.joined || self.held.trim().is_empty() {
            return String::new();
        }
        let repeated = self.repeated(true).unwrap_or(0);
        self.join(repeated)
    }

    fn join(&mut self, repeated: usize) -> String {
        self.joined = true;
        let held = std::mem::take(&mut self.held);
        let words = held.trim_start();
        if repeated > 0 {
            return after_blank(&self.before, &words[repeated..]).to_owned();
        }
        let blank = &held[..held.len() - words.len()];
        let between = match self.cue {
            Cue::OpenTurn if self.before.ends_with(char::is_whitespace) => "",
            Cue::OpenTurn => blank,
            Cue::InWords => between(&self.before, blank, words),
        };
        format!("{between}{words}")
    }

    /// How many bytes of what is held, behind its first blanks, are already at the end of the
    /// text. `None` where more has to come to tell, which it won't once the text has `ended`.
    fn repeated(&self, ended: bool) -> Option<usize> {
        let words = self.held.trim_start();
        if self.cue == Cue::OpenTurn {
            return (!words.is_empty()).then_some(0);
        }
        if words.is_empty() || (!ended && may_begin_block(words)) {
            return None;
        }
        let before = self.before.trim_end();
        // From the longest end of the text to its last word.
        for (place, _) in before.char_indices().filter(|(place, _)| begins_word(before, *place)) {
            let end = &before[place..];
            if end.len() >= LEAST_REPEATED && words.starts_with(end) {
                let follows = !words[end.len()..].trim_start().is_empty();
                return (follows || ended).then_some(end.len());
            }
            if !ended && end.starts_with(words) {
                return None;
            }
        }
        Some(0)
    }
}

fn begins_word(text: &str, place: usize) -> bool {
    text[..place].chars().next_back().is_none_or(char::is_whitespace)
        && text[place..].chars().next().is_some_and(|first| !first.is_whitespace())
}

/// A text without the blanks at its beginning where the one before it ends with some.
fn after_blank<'a>(before: &str, text: &'a str) -> &'a str {
    if before.ends_with(char::is_whitespace) { text.trim_start() } else { text }
}

/// What goes between the end of a text and words that were not written with it in view: `blank`
/// is what they bring along.
fn between<'a>(before: &str, blank: &'a str, words: &str) -> &'a str {
    let (Some(last), Some(first)) = (before.chars().next_back(), words.chars().next()) else {
        return "";
    };
    if last == '\n' || (last.is_whitespace() && !blank.contains('\n')) {
        ""
    } else if !blank.is_empty() {
        blank
    } else if begins_block(words) {
        "\n\n"
    } else if attaches_to_the_left(first) || attaches_to_the_right(last) {
        ""
    } else {
        " "
    }
}

/// Whether words begin with Markdown's mark of a heading, a quotation or an item of a list.
fn begins_block(words: &str) -> bool {
    let (mark, rest) = words.split_once(' ').unwrap_or((words, ""));
    let number = mark.strip_suffix(['.', ')']).unwrap_or_default();
    !rest.is_empty()
        && (matches!(mark, "-" | "*" | "+" | ">")
            || (!mark.is_empty() && mark.len() <= 6 && mark.chars().all(|c| c == '#'))
            || (!number.is_empty()
                && number.len() <= 3
                && number.chars().all(|c| c.is_ascii_digit())))
}

/// Whether words are so few that they may still turn out to be such a mark.
fn may_begin_block(words: &str) -> bool {
    words.len() <= 6 && words.chars().all(|c| c.is_ascii_digit() || "#-*+>.) ".contains(c))
}

const fn attaches_to_the_left(first: char) -> bool {
    matches!(first, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '…' | '’' | '”' | '%')
        || is_written_without_spaces(first)
}

const fn attaches_to_the_right(last: char) -> bool {
    matches!(last, '(' | '[' | '“' | '‘' | '/' | '-' | '#') || is_written_without_spaces(last)
}

/// Chinese and Japanese put no spaces between words.
const fn is_written_without_spaces(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn joined(before: &str, pieces: &[&str], cue: Cue) -> String {
        let mut seam = Seam::new(before, cue);
        let mut text = before.to_owned();
        for piece in pieces {
            text.push_str(&seam.push(piece));
        }
        text.push_str(&seam.finish());
        text
    }

    #[rstest]
    #[case::inside_a_sentence("You packed", "light.", "You packed light.")]
    #[case::with_a_space_of_its_own("You packed", " light.", "You packed light.")]
    #[case::after_a_space("You packed ", " light.", "You packed light.")]
    #[case::before_a_comma("You packed light", ", and smart.", "You packed light, and smart.")]
    #[case::after_a_sentence("You packed light.", "Order now.", "You packed light. Order now.")]
    #[case::a_new_paragraph(
        "You packed light.",
        "\n\nOrder now.",
        "You packed light.\n\nOrder now."
    )]
    #[case::in_a_new_paragraph("Light.\n\n", "\n\nOrder now.", "Light.\n\nOrder now.")]
    #[case::a_list("It is light.", "- 190 g", "It is light.\n\n- 190 g")]
    #[case::a_heading("It is light.", "## Order now", "It is light.\n\n## Order now")]
    #[case::inside_a_word("Meet Brightl", "Brightleaf today.", "Meet Brightleaf today.")]
    #[case::the_last_word_again("It came from", "from the hills.", "It came from the hills.")]
    #[case::the_last_words_again(
        "The trail is waiting.",
        "trail is waiting. Go.",
        "The trail is waiting. Go."
    )]
    #[case::a_short_word_is_meant("This is a", "a word", "This is a a word")]
    #[case::without_spaces("水筒は", "軽い。", "水筒は軽い。")]
    #[case::nothing_before("", "Order now.", "Order now.")]
    #[case::only_the_last_word_again("It is waiting.", "waiting.", "It is waiting.")]
    #[case::nothing_new("Order now.", "\n", "Order now.")]
    fn words_join_the_text_before_them(
        #[case] before: &str,
        #[case] new: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(joined(before, &[new], Cue::InWords), expected);
    }

    #[rstest]
    #[case("You packed", " light.", "You packed light.")]
    #[case("Meet Brightl", "eaf today.", "Meet Brightleaf today.")]
    #[case("You packed ", " light.", "You packed light.")]
    #[case("so very", " very cold", "so very very cold")]
    fn an_open_turn_is_taken_as_it_is(
        #[case] before: &str,
        #[case] new: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(joined(before, &[new], Cue::OpenTurn), expected);
    }

    #[test]
    fn only_the_model_that_cannot_be_left_in_its_turn_is_asked_in_words() {
        let asked = vec![Message::text(Role::User, "Write.")];
        let open = messages(asked.clone(), "Cold at ", Cue::OpenTurn);
        assert_eq!(open.last(), Some(&Message::text(Role::Model, "Cold at")));
        let in_words = messages(asked, "Cold at ", Cue::InWords);
        assert_eq!(in_words.len(), 3);
        assert_eq!(in_words[2].role, Role::User);
    }

    proptest! {
        #[test]
        fn how_the_text_is_cut_on_its_way_makes_no_difference(
            before in "(cold |at |mile |\n|\\. |a){0,12}",
            new in "(cold |at |mile |\n|\\. |a){0,12}",
            cuts in prop::collection::vec(0usize..40, 0..5),
        ) {
            let mut pieces = Vec::new();
            let mut rest = new.as_str();
            for cut in cuts {
                let (piece, after) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = after;
            }
            pieces.push(rest);
            prop_assert_eq!(
                joined(&before, &pieces, Cue::InWords),
                joined(&before, &[&new], Cue::InWords)
            );
        }

        #[test]
        fn the_text_before_stays_as_it_is(before in "\\PC{0,60}", new in "\\PC{0,60}") {
            prop_assert!(joined(&before, &[&new], Cue::InWords).starts_with(&before));
        }
    }
}
