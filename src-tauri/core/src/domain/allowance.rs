//! What a provider lets a key do until its next count begins.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What was left when the provider last said so. What it does not say is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Allowance {
    /// Requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub requests: Option<Remainder>,
    /// Tokens, read and written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub tokens: Option<Remainder>,
}

/// What is left of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Remainder {
    /// How much.
    #[ts(type = "number")]
    pub left: u64,
    /// Of how much, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub of: Option<u64>,
    /// How long until all of it is there again, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub whole_in_ms: Option<u64>,
}

/// Nobody is made to wait longer than this for an allowance; past it the provider may say no.
const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// With less than one part in so many left, requests are spread over the time that remains.
const LITTLE: u64 = 20;

/// The longest pause that spreads them.
const LONGEST_SPREAD: Duration = Duration::from_secs(8);

impl Allowance {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.requests.is_none() && self.tokens.is_none()
    }

    /// How long to wait before the next request, this long after the provider has said so. None
    /// where there is enough, or nothing is known.
    #[must_use]
    pub fn pause(&self, age: Duration) -> Option<Duration> {
        let requests = self.requests.and_then(|left| left.pause(age));
        // How many tokens a request takes is not known before, so only none at all is too few.
        let tokens = self.tokens.filter(|left| left.left == 0).and_then(|left| left.pause(age));
        requests.max(tokens)
    }
}

impl Remainder {
    fn pause(self, age: Duration) -> Option<Duration> {
        let whole_in = Duration::from_millis(self.whole_in_ms?).checked_sub(age)?;
        if whole_in.is_zero() || whole_in > LONGEST_PAUSE {
            return None;
        }
        if self.left == 0 {
            return Some(whole_in);
        }
        let is_little = self.of.is_some_and(|of| self.left.saturating_mul(LITTLE) < of);
        let shares = u32::try_from(self.left).unwrap_or(u32::MAX).saturating_add(1);
        is_little.then(|| (whole_in / shares).min(LONGEST_SPREAD))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn requests(left: u64, of: u64, whole_in_ms: u64) -> Allowance {
        let requests = Remainder { left, of: Some(of), whole_in_ms: Some(whole_in_ms) };
        Allowance { requests: Some(requests), tokens: None }
    }

    #[test]
    fn requests_slow_down_before_the_limit_and_wait_at_it() {
        let now = Duration::ZERO;
        assert_eq!(requests(30, 60, 10_000).pause(now), None);
        assert_eq!(requests(2, 60, 9_000).pause(now), Some(Duration::from_secs(3)));
        assert_eq!(requests(0, 60, 9_000).pause(now), Some(Duration::from_secs(9)));
        assert_eq!(
            requests(0, 60, 9_000).pause(Duration::from_secs(8)),
            Some(Duration::from_secs(1))
        );
        assert_eq!(requests(0, 60, 9_000).pause(Duration::from_secs(9)), None);
        assert_eq!(requests(0, 60, 9_000_000).pause(now), None, "let the provider say it");
        assert_eq!(Allowance::default().pause(now), None);
    }

    proptest! {
        #[test]
        fn no_pause_is_longer_than_two_minutes(
            left: u64, of: u64, whole_in_ms: u64, age_ms in 0_u64..1_000_000,
        ) {
            let pause = requests(left, of, whole_in_ms).pause(Duration::from_millis(age_ms));
            prop_assert!(pause.is_none_or(|pause| pause <= LONGEST_PAUSE));
        }
    }
}
