//! When what the user types becomes a revision. It is decided at each save, from the times of the
//! saves before it, so that no clock has to run and a crash changes nothing: what was typed before
//! a pause is still the draft's text, and is kept by the first save after the pause.

use jiff::{SignedDuration, Timestamp};

/// So long without a change ends a stretch of typing.
pub const PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// A stretch of typing without a pause leaves a revision this often.
pub const LONGEST_STRETCH: SignedDuration = SignedDuration::from_mins(5);
/// A text of fewer bytes is not worth keeping only because most of it goes.
const LEAST_CUT: usize = 200;

/// Typing that no revision holds yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    /// When it began.
    pub since: Timestamp,
    /// When it last changed the text.
    pub last: Timestamp,
}

impl Typing {
    /// Whether the text as it stands is kept before another takes its place: after a pause, once
    /// in a long stretch, and when most of it is about to go.
    #[must_use]
    pub fn is_kept_before(self, present: &str, next: &str, now: Timestamp) -> bool {
        let cut = present.len() >= LEAST_CUT && next.len() < present.len() / 2;
        now.duration_since(self.last) >= PAUSE
            || now.duration_since(self.since) >= LONGEST_STRETCH
            || cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    #[test]
    fn a_pause_ends_a_stretch() {
        let typing = Typing { since: at(0), last: at(60) };
        assert!(!typing.is_kept_before("Cold", "Cold at", at(89)));
        assert!(typing.is_kept_before("Cold", "Cold at", at(90)));
    }

    #[test]
    fn typing_without_a_pause_is_kept_every_five_minutes() {
        let typing = Typing { since: at(0), last: at(299) };
        assert!(!typing.is_kept_before("Cold", "Cold at", at(299)));
        assert!(typing.is_kept_before("Cold", "Cold at", at(300)));
    }

    #[test]
    fn what_is_about_to_be_deleted_is_kept_first() {
        let typing = Typing { since: at(0), last: at(5) };
        let copy = "Cold at mile twenty. ".repeat(20);
        assert!(typing.is_kept_before(&copy, "", at(6)));
        assert!(!typing.is_kept_before(&copy, &copy[..300], at(6)));
        assert!(!typing.is_kept_before("A line.", "", at(6)));
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nothing_by_itself() {
        let typing = Typing { since: at(1_000), last: at(1_000) };
        assert!(!typing.is_kept_before("Cold", "Cold at", at(10)));
    }
}
