//! How long to wait before a provider is asked again: a pure function.

use std::time::Duration;

use crate::llm::error::RetryAdvice;

/// The most times one request is made again.
pub(super) const MOST_RETRIES: u32 = 2;

const FIRST_SECONDS: f64 = 0.5;
const LONGEST_SECONDS: f64 = 8.0;

/// The wait before retry `retry`, counted from 0; `None` where there is none. `jitter` is from 0
/// up to 1 and shortens the wait by up to a quarter, so that many clients do not come at once.
pub(super) fn delay(retry: u32, advice: RetryAdvice, jitter: f64) -> Option<Duration> {
    if retry >= MOST_RETRIES {
        return None;
    }
    match advice {
        RetryAdvice::Never => None,
        RetryAdvice::After(wait) => Some(wait),
        RetryAdvice::Soon => {
            let whole = (FIRST_SECONDS * 2.0_f64.powi(retry as i32)).min(LONGEST_SECONDS);
            Some(Duration::from_secs_f64(whole * (1.0 - 0.25 * jitter.clamp(0.0, 1.0))))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let wait = |retry| delay(retry, RetryAdvice::Soon, 0.0);
        assert_eq!(wait(0), Some(Duration::from_millis(500)));
        assert_eq!(wait(1), Some(Duration::from_secs(1)));
        assert_eq!(wait(2), None);
    }

    #[test]
    fn the_providers_own_wait_wins_and_a_no_is_a_no() {
        let asked = RetryAdvice::After(Duration::from_secs(7));
        assert_eq!(delay(1, asked, 0.5), Some(Duration::from_secs(7)));
        assert_eq!(delay(2, asked, 0.5), None);
        assert_eq!(delay(0, RetryAdvice::Never, 0.5), None);
    }

    proptest! {
        #[test]
        fn a_wait_is_between_three_quarters_and_all_of_what_doubles(
            retry in 0_u32..10, jitter in -1.0_f64..2.0,
        ) {
            let wait = delay(retry, RetryAdvice::Soon, jitter);
            prop_assert_eq!(wait.is_some(), retry < MOST_RETRIES);
            if let Some(wait) = wait {
                let whole = (0.5 * f64::from(2_u32.pow(retry))).min(8.0);
                let seconds = wait.as_secs_f64();
                prop_assert!(seconds <= whole && seconds >= 0.75 * whole - 1e-9, "{}", seconds);
            }
        }
    }
}
