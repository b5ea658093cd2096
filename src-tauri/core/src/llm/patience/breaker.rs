//! Leaves a provider alone that has failed several times in a row. Pure: the time comes in.
//!
//! failsafe's state machine lets every caller through once its time is over; here one probe goes
//! first, and the others wait for what it finds.

use std::time::Duration;

use tokio::time::Instant;

/// So many failures in a row are too many.
const MOST_FAILURES: u32 = 5;

/// How long it is left alone then.
const REST: Duration = Duration::from_secs(30);

/// What is known of a provider's state.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    /// When it may be tried again, while it is left alone.
    rests_until: Option<Instant>,
    /// A first request after the rest is under way.
    is_probing: bool,
}

impl Breaker {
    /// Asks whether a request may be made now.
    ///
    /// # Errors
    /// How long it is left alone yet.
    pub(super) fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        let Some(until) = self.rests_until else { return Ok(()) };
        let left = until.saturating_duration_since(now);
        if !left.is_zero() {
            return Err(left);
        }
        if self.is_probing {
            return Err(Duration::from_secs(1));
        }
        self.is_probing = true;
        Ok(())
    }

    /// A request was answered.
    pub(super) fn answered(&mut self) {
        *self = Self::default();
    }

    /// A request failed in a way that may pass.
    pub(super) fn failed(&mut self, now: Instant) {
        self.failures = self.failures.saturating_add(1);
        if self.is_probing || self.failures >= MOST_FAILURES {
            self.rests_until = Some(now + REST);
        }
        self.is_probing = false;
    }

    /// A request ended in a way that says nothing of the provider's health: it was refused, or
    /// nobody waited for it.
    pub(super) fn left(&mut self) {
        self.is_probing = false;
    }

    /// Whether it is left alone.
    pub(super) fn rests(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| until > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tired(now: Instant) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..MOST_FAILURES {
            assert_eq!(breaker.admit(now), Ok(()));
            breaker.failed(now);
        }
        breaker
    }

    #[test]
    fn five_failures_in_a_row_are_followed_by_a_rest_and_one_probe() {
        let now = Instant::now();
        let mut breaker = tired(now);
        assert_eq!(breaker.admit(now), Err(REST));
        let later = now + REST;
        assert_eq!(breaker.admit(later), Ok(()));
        assert!(breaker.admit(later).is_err(), "one probe at a time");
        breaker.answered();
        assert_eq!(breaker.admit(later), Ok(()));
    }

    #[test]
    fn a_probe_that_fails_starts_another_rest() {
        let now = Instant::now();
        let mut breaker = tired(now);
        let later = now + REST;
        breaker.admit(later).expect("a probe");
        breaker.failed(later);
        assert_eq!(breaker.admit(later), Err(REST));
    }

    #[test]
    fn a_probe_nobody_waits_for_makes_room_for_the_next() {
        let now = Instant::now();
        let mut breaker = tired(now);
        let later = now + REST;
        breaker.admit(later).expect("a probe");
        breaker.left();
        assert_eq!(breaker.admit(later), Ok(()));
    }

    #[test]
    fn an_answer_between_failures_starts_the_count_anew_and_a_refusal_does_not_count() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for _ in 0..3 * MOST_FAILURES {
            breaker.failed(now);
            breaker.left();
            breaker.answered();
        }
        assert_eq!(breaker.admit(now), Ok(()));
    }
}
