//! Thoughts that a model writes into its text, between `<think>` and `</think>`: taken out as the
//! text comes, so that not even half a tag is shown.

const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// Takes thoughts out of a text that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct ThoughtFilter {
    /// The tag that ends the thought in progress.
    closing: Option<&'static str>,
    /// What may yet become a tag, or is known to be a thought's end.
    held: String,
    /// Blanks after a thought belong to it.
    skips_blanks: bool,
}

impl ThoughtFilter {
    /// What of the text so far is no thought, and how many bytes of thought came.
    pub(super) fn push(&mut self, piece: &str) -> (String, usize) {
        self.held.push_str(piece);
        let mut shown = String::new();
        let mut thought = 0;
        loop {
            if let Some(closing) = self.closing {
                if let Some(at) = self.held.find(closing) {
                    thought += at;
                    self.held.drain(..at + closing.len());
                    self.closing = None;
                    self.skips_blanks = true;
                    continue;
                }
                let keep = partial(&self.held, &[closing]);
                thought += self.held.len() - keep;
                self.held.drain(..self.held.len() - keep);
                break;
            }
            if self.skips_blanks {
                let blanks = self.held.len() - self.held.trim_start().len();
                self.held.drain(..blanks);
                self.skips_blanks = self.held.is_empty();
            }
            let opened = TAGS
                .into_iter()
                .filter_map(|(open, close)| Some((self.held.find(open)?, open, close)))
                .min();
            if let Some((at, open, close)) = opened {
                shown.push_str(&self.held[..at]);
                self.held.drain(..at + open.len());
                self.closing = Some(close);
                continue;
            }
            let keep = partial(&self.held, &TAGS.map(|(open, _)| open));
            shown.extend(self.held.drain(..self.held.len() - keep));
            break;
        }
        (shown, thought)
    }

    /// What was held back and, as nothing more comes, is no tag.
    pub(super) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.closing.is_some() { String::new() } else { held }
    }
}

/// How many bytes at the end of a text may be the start of one of these tags.
fn partial(text: &str, tags: &[&str]) -> usize {
    tags.iter()
        .flat_map(|tag| (1..tag.len()).filter(|&end| text.ends_with(&tag[..end])))
        .max()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
        let mut filter = ThoughtFilter::default();
        let mut shown: String = pieces.into_iter().map(|piece| filter.push(piece).0).collect();
        shown.push_str(&filter.finish());
        shown
    }

    #[test]
    fn thoughts_are_taken_out_and_copy_is_not() {
        assert_eq!(shown(["<think>\nShoes.\n</think>\n\nRun today."]), "Run today.");
        assert_eq!(shown(["Run <thinking>hm</thinking>today."]), "Run today.");
        assert_eq!(shown(["Run < today > 2 <thin ice>"]), "Run < today > 2 <thin ice>");
        assert_eq!(shown(["<think>and never stops"]), "");
    }

    #[test]
    fn a_tag_cut_in_pieces_is_never_shown() {
        assert_eq!(shown(["A<", "thi", "nk>x</t", "hink>", " B"]), "AB");
        let mut filter = ThoughtFilter::default();
        assert_eq!(filter.push("Copy <thin").0, "Copy ");
        assert_eq!(filter.push(" ice").0, "<thin ice");
    }

    proptest! {
        #[test]
        fn the_pieces_do_not_change_what_is_shown(
            text in "(<think>|</think>|<thinking>|</thinking>|<th|k>|é|\n| |a){0,16}",
            cuts in proptest::collection::vec(1_usize..5, 0..24),
        ) {
            let mut pieces = Vec::new();
            let mut rest = text.as_str();
            for cut in cuts {
                let at = rest.char_indices().nth(cut).map_or(rest.len(), |(at, _)| at);
                let (piece, after) = rest.split_at(at);
                pieces.push(piece);
                rest = after;
            }
            pieces.push(rest);
            let whole = shown([text.as_str()]);
            prop_assert_eq!(&shown(pieces), &whole);
            prop_assert!(!whole.contains("<think>"));
        }
    }
}
