//! What a refusal says about asking again.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::header::HeaderMap;

use crate::llm::error::{ProviderFailure, RetryAdvice};

/// Longer than this nobody is made to wait, in seconds.
const LONGEST_WAIT: f64 = 120.0;

/// The wait a server asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// It says nothing.
    Nothing,
    /// This long.
    Wait(Duration),
    /// Longer than anybody should sit through.
    TooLong {
        /// As it says.
        seconds: u64,
    },
    /// Something that is no wait: a time that has passed, words, less than nothing.
    Nonsense,
}

/// Reads the wait: `retry-after-ms`, then `retry-after` in seconds, then as a date.
pub(super) fn asked(headers: &HeaderMap, now: Timestamp) -> Asked {
    let value = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("").trim());
    let milliseconds = value("retry-after-ms");
    let retry_after = value("retry-after");
    let seconds = milliseconds
        .and_then(|text| Some(number(text)? / 1_000.0))
        .or_else(|| retry_after.and_then(number))
        .or_else(|| retry_after.and_then(|text| seconds_until(text, now)));
    match seconds {
        Some(seconds) if seconds > LONGEST_WAIT => Asked::TooLong { seconds: seconds as u64 },
        Some(seconds) if seconds >= 0.0 => Asked::Wait(Duration::from_secs_f64(seconds)),
        None if milliseconds.is_none() && retry_after.is_none() => Asked::Nothing,
        _ => Asked::Nonsense,
    }
}

/// Whether and when to ask again after a refusal. A server that says so itself is obeyed, but for
/// an account without credit: there is nothing to wait for.
pub(super) fn advice(failure: ProviderFailure, headers: &HeaderMap, asked: Asked) -> RetryAdvice {
    let transient = match headers.get("x-should-retry").map(|value| value.as_bytes()) {
        Some(b"true") => failure != ProviderFailure::OutOfCredit,
        Some(b"false") => false,
        _ => failure.is_transient(),
    };
    match asked {
        _ if !transient => RetryAdvice::Never,
        Asked::Nothing => RetryAdvice::Soon,
        Asked::Wait(wait) => RetryAdvice::After(wait),
        Asked::TooLong { .. } | Asked::Nonsense => RetryAdvice::Never,
    }
}

/// A number of any size, but none of the words that stand for one.
fn number(text: &str) -> Option<f64> {
    let spelled = text.contains(|letter: char| letter.is_ascii_alphabetic() && letter != 'e');
    text.parse::<f64>().ok().filter(|number| !number.is_nan() && !spelled)
}

fn seconds_until(date: &str, now: Timestamp) -> Option<f64> {
    let then = rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(date).ok()?;
    Some(then.duration_since(now).as_secs_f64())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::{HeaderName, HeaderValue};
    use rstest::rstest;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
        };
        pairs.iter().map(header).collect()
    }

    fn wait(pairs: &[(&'static str, &str)]) -> Asked {
        // 07:28:00.
        let now = "2026-10-21T07:28:00Z".parse().expect("a time");
        asked(&headers(pairs), now)
    }

    #[rstest]
    #[case(&[], Asked::Nothing)]
    #[case(&[("retry-after", "7")], Asked::Wait(Duration::from_secs(7)))]
    #[case(&[("retry-after", " 1.5 ")], Asked::Wait(Duration::from_millis(1_500)))]
    #[case(&[("retry-after", "0")], Asked::Wait(Duration::ZERO))]
    #[case(&[("retry-after", "120")], Asked::Wait(Duration::from_secs(120)))]
    #[case(&[("retry-after", "121")], Asked::TooLong { seconds: 121 })]
    #[case(&[("retry-after", "1e400")], Asked::TooLong { seconds: u64::MAX })]
    #[case(&[("retry-after", "-1")], Asked::Nonsense)]
    #[case(&[("retry-after", "soon")], Asked::Nonsense)]
    #[case(&[("retry-after", "NaN")], Asked::Nonsense)]
    #[case(&[("retry-after", "inf")], Asked::Nonsense)]
    #[case(&[("retry-after", "")], Asked::Nonsense)]
    #[case(&[("retry-after-ms", "250"), ("retry-after", "7")], Asked::Wait(Duration::from_millis(250)))]
    #[case(&[("retry-after-ms", "?"), ("retry-after", "7")], Asked::Wait(Duration::from_secs(7)))]
    #[case(&[("retry-after", "Wed, 21 Oct 2026 07:28:09 GMT")], Asked::Wait(Duration::from_secs(9)))]
    #[case(&[("retry-after", "Wed, 21 Oct 2026 08:28:00 GMT")], Asked::TooLong { seconds: 3_600 })]
    #[case(&[("retry-after", "Wed, 21 Oct 2026 07:27:00 GMT")], Asked::Nonsense)]
    fn the_wait_a_server_asks_for_is_read(
        #[case] pairs: &[(&'static str, &str)],
        #[case] expected: Asked,
    ) {
        assert_eq!(wait(pairs), expected);
    }

    #[test]
    fn a_server_that_says_whether_to_retry_is_obeyed() {
        let told = |failure, word: &str| {
            advice(failure, &headers(&[("x-should-retry", word)]), Asked::Nothing)
        };
        assert_eq!(told(ProviderFailure::RateLimited, "false"), RetryAdvice::Never);
        assert_eq!(told(ProviderFailure::RequestRejected, "true"), RetryAdvice::Soon);
        assert_eq!(told(ProviderFailure::RequestRejected, "maybe"), RetryAdvice::Never);
        assert_eq!(told(ProviderFailure::OutOfCredit, "true"), RetryAdvice::Never);
    }

    proptest! {
        #[test]
        fn nobody_is_ever_made_to_wait_longer_than_two_minutes(
            name in prop_oneof![Just("retry-after"), Just("retry-after-ms")],
            value in "[ -~]{0,30}|-?[0-9]{1,9}(\\.[0-9]{1,9})?",
        ) {
            if let Asked::Wait(wait) = wait(&[(name, &value)]) {
                prop_assert!(wait <= Duration::from_secs(120));
            }
        }
    }
}
