//! What the headers of an answer say is left, in OpenAI's words and in Anthropic's.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;

use crate::domain::allowance::{Allowance, Remainder};

/// Reads what is left.
pub(super) fn read(headers: &HeaderMap, now: Timestamp) -> Allowance {
    let of = |thing: &str| {
        let header = |name: String| headers.get(name)?.to_str().ok().map(str::trim);
        let openai = |what: &str| header(format!("x-ratelimit-{what}-{thing}"));
        let anthropic = |what: &str| header(format!("anthropic-ratelimit-{thing}-{what}"));
        let number = |what: &str| openai(what).or_else(|| anthropic(what))?.parse::<u64>().ok();
        // Azure says -1 or 0 where it does not know; a limit of nothing is none.
        let of = number("limit").filter(|limit| *limit > 0);
        let whole_in = openai("reset")
            .and_then(duration)
            .or_else(|| anthropic("reset").and_then(|text| until(text, now)));
        let left =
            number("remaining").filter(|left| *left > 0 || (of.is_some() && whole_in.is_some()))?;
        let whole_in_ms = whole_in.and_then(|wait| u64::try_from(wait.as_millis()).ok());
        Some(Remainder { left, of, whole_in_ms })
    };
    Allowance { requests: of("requests"), tokens: of("tokens") }
}

/// Reads `12ms`, `1m2s`, `1h0m0.5s`, or seconds without a unit.
fn duration(text: &str) -> Option<Duration> {
    let mut seconds = 0.0_f64;
    let mut rest = text;
    if let Ok(plain) = rest.parse::<f64>() {
        return Duration::try_from_secs_f64(plain).ok();
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit_end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        seconds += number
            * match &rest[..unit_end] {
                "d" => 86_400.0,
                "h" => 3_600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &rest[unit_end..];
    }
    Duration::try_from_secs_f64(seconds).ok().filter(|_| !text.is_empty())
}

fn until(time: &str, now: Timestamp) -> Option<Duration> {
    let then: Timestamp = time.parse().ok()?;
    Duration::try_from(then.duration_since(now)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::{HeaderName, HeaderValue};
    use rstest::rstest;

    use super::*;

    fn allowance(pairs: &[(&'static str, &str)]) -> Allowance {
        let header = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
        };
        read(&pairs.iter().map(header).collect(), "2026-10-21T07:28:00Z".parse().expect("a time"))
    }

    #[rstest]
    #[case("12ms", 12)]
    #[case("1m2s", 62_000)]
    #[case("6m0s", 360_000)]
    #[case("1h2m3.5s", 3_723_500)]
    #[case("1d", 86_400_000)]
    #[case("7", 7_000)]
    #[case("0.25", 250)]
    #[case("0s", 0)]
    fn durations_are_read(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(duration(text), Some(Duration::from_millis(milliseconds)));
    }

    #[rstest]
    #[case("")]
    #[case("-1")]
    #[case("1x")]
    #[case("m")]
    #[case("1m2")]
    #[case("NaN")]
    fn what_is_no_duration_is_none(#[case] text: &str) {
        assert_eq!(duration(text), None);
    }

    #[test]
    fn what_is_left_is_read_in_either_providers_words() {
        let openai = allowance(&[
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-remaining-tokens", "149984"),
        ]);
        let requests = Remainder { left: 59, of: Some(60), whole_in_ms: Some(1_000) };
        let tokens = Remainder { left: 149_984, of: None, whole_in_ms: None };
        assert_eq!(openai, Allowance { requests: Some(requests), tokens: Some(tokens) });

        let anthropic = allowance(&[
            ("anthropic-ratelimit-requests-limit", "50"),
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", "2026-10-21T07:28:30Z"),
        ]);
        let requests = Remainder { left: 0, of: Some(50), whole_in_ms: Some(30_000) };
        assert_eq!(anthropic, Allowance { requests: Some(requests), tokens: None });
    }

    #[rstest]
    #[case(&[("x-ratelimit-remaining-requests", "-1"), ("x-ratelimit-limit-requests", "-1")])]
    #[case(&[("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-limit-requests", "0"), ("x-ratelimit-reset-requests", "1s")])]
    #[case(&[("x-ratelimit-remaining-tokens", "0")])]
    #[case(&[("x-ratelimit-remaining-tokens", "some")])]
    fn what_azure_does_not_know_is_not_taken_for_nothing(#[case] pairs: &[(&'static str, &str)]) {
        assert!(allowance(pairs).is_unknown());
    }

    proptest! {
        #[test]
        fn any_header_is_survived(text in "[ -~]{0,20}|([0-9.]{1,6}(d|h|m|s|ms|us)){0,4}") {
            duration(&text);
            allowance(&[("x-ratelimit-remaining-tokens", &text), ("x-ratelimit-reset-tokens", &text)]);
        }
    }
}
