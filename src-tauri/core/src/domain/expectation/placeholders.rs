//! Gaps in a draft that somebody was meant to fill in.

/// The longest that is taken for one, in characters.
const LONGEST: usize = 40;

/// The first gap: `[Your name]`, `{name}`, `{{name}}`, `<insert name>`, TBD, XXX, lorem ipsum.
pub(super) fn first(draft: &str) -> Option<&str> {
    for (at, character) in draft.char_indices() {
        let closing = match character {
            '[' => ']',
            '{' => '}',
            '<' => '>',
            _ => continue,
        };
        let rest = &draft[at + 1..];
        let Some(length) =
            rest.find([closing, '\n']).filter(|end| rest[*end..].starts_with(closing))
        else {
            continue;
        };
        let inside = rest[..length].trim_matches(['{', ' ']);
        // Links are [words](address), boxes to tick are [x], tags and addresses are <a@b>, <br>.
        let is_link = rest[length + 1..].starts_with(['(', '[']);
        let is_words = inside.chars().nth(1).is_some()
            && inside.chars().count() <= LONGEST
            && inside.starts_with(char::is_alphabetic)
            && inside.chars().all(|c| c.is_alphanumeric() || " _-'’.,".contains(c));
        if is_words && !is_link && (character != '<' || inside.contains(' ')) {
            return Some(&draft[at..at + 1 + length + 1]);
        }
    }
    let words = || draft.split(|c: char| !c.is_alphanumeric());
    let stands_in = |word: &&str| matches!(*word, "TBD" | "TODO" | "XXX" | "XX");
    words().find(stands_in).or_else(|| {
        let at = draft.to_ascii_lowercase().find("lorem ipsum")?;
        draft.get(at..at + "lorem ipsum".len())
    })
}
