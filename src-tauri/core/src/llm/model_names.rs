//! What follows from a model's name alone: which settings it refuses. Servers answer a setting
//! that a model does not know with an error, so it is better left out.

/// Whether this is one of OpenAI's models that think first: `o1`, `o4-mini`, `gpt-5` and later,
/// under whatever prefix a gateway puts before it. They take no temperature and no stop sequence.
pub(super) fn thinks_first(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    if name.contains("-chat") {
        return false;
    }
    let number = |rest: &str| {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        let ends = after.is_empty() || after.starts_with(['-', '.', ':']);
        number.parse::<u32>().ok().filter(|_| ends)
    };
    if let Some(generation) = name.strip_prefix("gpt-").and_then(number) {
        return generation >= 5;
    }
    name.strip_prefix('o').and_then(number).is_some()
}

/// Whether a model behind Anthropic's protocol takes a temperature. Claude 4.7 and all later ones
/// refuse it.
pub(super) fn takes_temperature(model: &str) -> bool {
    let Some(name) = model.rsplit('/').next().unwrap_or(model).strip_prefix("claude-") else {
        return true;
    };
    // `claude-3-5-haiku` and the like have the version first, later ones the family.
    let mut version = name
        .split(['-', '.'])
        .skip_while(|part| part.parse::<u32>().is_err())
        .map_while(|part| part.parse::<u32>().ok());
    let first = version.next();
    // A date in place of the second number: `claude-sonnet-4-20250514`.
    let second = version.next().filter(|number| *number < 100).unwrap_or(0);
    first.is_none_or(|first| (first, second) < (4, 7))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_that_think_first_are_known_by_their_names() {
        for name in ["o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5.1", "openai/gpt-5-nano"]
        {
            assert!(thinks_first(name), "{name}");
        }
        for name in [
            "gpt-4o-mini",
            "gpt-4.1",
            "gpt-5-chat-latest",
            "olmo2",
            "o200k",
            "gpt-oss:20b",
            "o",
            "",
        ] {
            assert!(!thinks_first(name), "{name}");
        }
    }

    #[test]
    fn claude_models_that_refuse_a_temperature_are_known_by_their_names() {
        for name in [
            "claude-3-5-haiku-20241022",
            "claude-sonnet-4-20250514",
            "claude-sonnet-4-5",
            "claude-opus-4-6",
            "claude-instant",
            "loopback-1",
        ] {
            assert!(takes_temperature(name), "{name}");
        }
        for name in ["claude-opus-4-7", "claude-opus-4.8", "claude-sonnet-5", "claude-fable-5-2"] {
            assert!(!takes_temperature(name), "{name}");
        }
    }
}
