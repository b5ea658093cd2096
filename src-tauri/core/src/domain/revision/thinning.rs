//! Which of the typed revisions go as they grow old: all of a day stay, then the last of each
//! hour, then the last of each day. Every other revision stays for good, and so does a typed one
//! with a name; the caller leaves those out.

use jiff::Timestamp;

use crate::domain::id::RevisionId;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
/// All typed revisions stay this long.
const ALL_STAY: i64 = DAY;
/// One an hour stays this long, and one a day after that.
const HOURLY_STAY: i64 = 30 * DAY;

/// The revisions to let go of, out of typed ones without a name, oldest first. What is let go of
/// is the same whether this is asked every hour or once a year.
#[must_use]
pub fn thinned(typed: &[(RevisionId, Timestamp)], now: Timestamp) -> Vec<RevisionId> {
    typed
        .windows(2)
        .filter_map(|pair| {
            let [(id, at), (_, next)] = pair else { return None };
            let span = span(*at, now)?;
            // The next one stands for this one only if it is of an age to be thinned itself.
            let shares = at.as_second().div_euclid(span) == next.as_second().div_euclid(span);
            shares.then_some(*id)
        })
        .collect()
}

/// How long a stretch of time one revision of this age stands for, in seconds.
fn span(at: Timestamp, now: Timestamp) -> Option<i64> {
    match now.as_second() - at.as_second() {
        age if age < ALL_STAY => None,
        age if age < HOURLY_STAY => Some(HOUR),
        _ => Some(DAY),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    fn typed(seconds: &[i64]) -> Vec<(RevisionId, Timestamp)> {
        let id = |n: usize| RevisionId::from_uuid(Uuid::from_u128(n as u128));
        seconds.iter().enumerate().map(|(n, second)| (id(n), at(*second))).collect()
    }

    fn left(typed: &[(RevisionId, Timestamp)], now: Timestamp) -> Vec<(RevisionId, Timestamp)> {
        let gone = thinned(typed, now);
        typed.iter().filter(|(id, _)| !gone.contains(id)).copied().collect()
    }

    #[test]
    fn all_of_a_day_stay_then_one_an_hour_then_one_a_day() {
        let now = 100 * DAY;
        let kept = typed(&[
            // Long ago: two hours of one day, and the day after.
            10 * DAY,
            10 * DAY + 5 * HOUR,
            11 * DAY,
            // Within the month: two in one hour, one in the next.
            90 * DAY,
            90 * DAY + 60,
            90 * DAY + HOUR,
            // Today.
            now - 120,
            now - 60,
        ]);
        let seconds: Vec<i64> = left(&kept, at(now)).iter().map(|(_, at)| at.as_second()).collect();
        assert_eq!(
            seconds,
            [10 * DAY + 5 * HOUR, 11 * DAY, 90 * DAY + 60, 90 * DAY + HOUR, now - 120, now - 60]
        );
    }

    proptest! {
        #[test]
        fn every_day_that_had_a_revision_still_has_its_last(
            mut seconds in prop::collection::vec(0..200 * DAY, 0..60),
            now in 200 * DAY..260 * DAY,
        ) {
            seconds.sort_unstable();
            let kept = typed(&seconds);
            let left = left(&kept, at(now));
            for second in &seconds {
                let last = seconds.iter().rfind(|other| *other / DAY == second / DAY).copied();
                prop_assert!(left.iter().any(|(_, at)| Some(at.as_second()) == last));
            }
        }

        #[test]
        fn thinning_often_comes_to_the_same_as_thinning_once(
            mut seconds in prop::collection::vec(0..200 * DAY, 0..60),
            between in 150 * DAY..260 * DAY,
            more in 0..100 * DAY,
        ) {
            seconds.sort_unstable();
            let kept = typed(&seconds);
            let once = left(&kept, at(between + more));
            let twice = left(&left(&kept, at(between)), at(between + more));
            prop_assert_eq!(once, twice);
        }

        #[test]
        fn nothing_of_the_last_day_goes(
            mut seconds in prop::collection::vec(0..3 * DAY, 0..60),
        ) {
            seconds.sort_unstable();
            let now = 3 * DAY;
            let kept = typed(&seconds);
            let left = left(&kept, at(now));
            for (id, at) in &kept {
                prop_assert!(now - at.as_second() >= ALL_STAY || left.iter().any(|(other, _)| other == id));
            }
        }
    }
}
