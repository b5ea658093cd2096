//! Stop sequences, for the engine and for protocols that have none: found even when they are split
//! over pieces of text, and never shown.

/// Lets text through, up to the first stop sequence. Holds back what may yet become one.
#[derive(Debug)]
pub struct StopFilter {
    sequences: Vec<String>,
    held: String,
}

/// What may be shown after a piece of text.
#[derive(Debug, PartialEq, Eq)]
pub enum Passed {
    /// This much, and more may follow.
    Open(String),
    /// This much, and then a stop sequence came.
    Stopped(String),
}

impl StopFilter {
    /// A filter for these sequences; empty ones stop nothing.
    #[must_use]
    pub fn new(sequences: impl IntoIterator<Item = String>) -> Self {
        let sequences = sequences.into_iter().filter(|sequence| !sequence.is_empty()).collect();
        Self { sequences, held: String::new() }
    }

    /// Takes the next piece of text.
    pub fn push(&mut self, piece: &str) -> Passed {
        self.held.push_str(piece);
        if let Some(start) = self.first_stop() {
            self.held.truncate(start);
            return Passed::Stopped(std::mem::take(&mut self.held));
        }
        let open_from = self.held.len() - self.possible_start();
        let still_held = self.held.split_off(open_from);
        Passed::Open(std::mem::replace(&mut self.held, still_held))
    }

    /// What was held back and, as nothing more comes, is no stop sequence.
    #[must_use]
    pub fn finish(self) -> String {
        self.held
    }

    /// Where the stop sequence starts that is complete first; of several that end together, the
    /// longest. That does not depend on how the text was cut into pieces.
    fn first_stop(&self) -> Option<usize> {
        self.sequences
            .iter()
            .filter_map(|stop| self.held.find(stop).map(|start| (start + stop.len(), start)))
            .min()
            .map(|(_, start)| start)
    }

    /// How many bytes at the end of the held text could be the start of a stop sequence.
    fn possible_start(&self) -> usize {
        self.sequences
            .iter()
            .flat_map(|stop| {
                stop.char_indices()
                    .map(|(end, _)| end)
                    .filter(|&end| self.held.ends_with(&stop[..end]))
            })
            .max()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown<'a>(stops: &[&str], pieces: impl IntoIterator<Item = &'a str>) -> String {
        let mut filter = StopFilter::new(stops.iter().map(|&stop| stop.to_owned()));
        let mut shown = String::new();
        for piece in pieces {
            match filter.push(piece) {
                Passed::Open(text) => shown.push_str(&text),
                Passed::Stopped(text) => {
                    shown.push_str(&text);
                    return shown;
                }
            }
        }
        shown.push_str(&filter.finish());
        shown
    }

    #[test]
    fn a_stop_sequence_split_over_pieces_is_never_shown() {
        assert_eq!(shown(&["\n---"], ["Fresh", " tea.\n", "-", "--", "Notes"]), "Fresh tea.");
    }

    #[test]
    fn what_only_looks_like_a_stop_sequence_is_shown_in_the_end() {
        assert_eq!(shown(&["END"], ["EN", "ERGY", " E", "N"]), "ENERGY EN");
    }

    #[test]
    fn an_empty_stop_sequence_stops_nothing() {
        assert_eq!(shown(&[""], ["all of it"]), "all of it");
    }

    #[test]
    fn the_sequence_that_is_complete_first_counts() {
        assert_eq!(shown(&["abcd", "bc"], ["xabcd"]), "xa");
    }

    proptest! {
        #[test]
        fn the_pieces_do_not_change_what_is_shown(
            text in "[abé]{0,24}",
            stops in proptest::collection::vec("[abé]{1,4}", 0..3),
            cuts in proptest::collection::vec(1usize..4, 0..24),
        ) {
            let stops: Vec<&str> = stops.iter().map(String::as_str).collect();
            let mut pieces = Vec::new();
            let mut rest = text.as_str();
            for cut in cuts {
                let at = rest.char_indices().nth(cut).map_or(rest.len(), |(at, _)| at);
                let (piece, after) = rest.split_at(at);
                pieces.push(piece);
                rest = after;
            }
            pieces.push(rest);
            let whole = shown(&stops, [text.as_str()]);
            let shown = shown(&stops, pieces);
            prop_assert_eq!(&shown, &whole);
            prop_assert!(stops.iter().all(|stop| !whole.contains(stop)));
        }
    }
}
