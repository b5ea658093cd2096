//! Gaps in a text from elsewhere: which there are, and what kind of field each may be.

use super::Guess;

/// The longest name of a gap, in characters.
const LONGEST: usize = 60;
/// The most gaps that become fields. More than a form can show are no gaps.
const MOST: usize = 60;

/// The gaps of a text as they are found.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    pub(super) guesses: Vec<Guess>,
}

impl Gaps {
    /// The text as a template's, with its gaps as variables. Braces that are no gap stay text.
    pub(super) fn fill(&mut self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(['{', '[']) {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let Some((written, inside)) = gap(rest) else {
                let run = rest.len() - rest.trim_start_matches('{').len();
                if run > 1 {
                    push_as_text(&mut filled, &rest[..run]);
                    rest = &rest[run..];
                } else {
                    filled.push_str(&rest[..1]);
                    rest = &rest[1..];
                }
                continue;
            };
            match self.field(written, inside) {
                Some(name) => {
                    apart_from_backslash(&mut filled);
                    filled.push_str("{{");
                    filled.push_str(&name);
                    filled.push_str("}}");
                }
                None => push_as_text(&mut filled, written),
            }
            rest = &rest[written.len()..];
        }
        filled.push_str(rest);
        filled
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.guesses.iter().any(|guess| guess.name == name)
    }

    pub(super) fn add(&mut self, written: &str, name: &str, kind: &'static str) {
        let guess = Guess { written: written.to_owned(), name: name.to_owned(), kind };
        self.guesses.push(guess);
    }

    fn field(&mut self, written: &str, inside: &str) -> Option<String> {
        let name = field_name(inside)?;
        if !self.has(&name) {
            if self.guesses.len() == MOST {
                return None;
            }
            self.add(written, &name, kind(&name));
        }
        Some(name)
    }
}

/// Adds a text whose braces open no tag.
fn push_as_text(filled: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        filled.push_str(&rest[..at]);
        apart_from_backslash(filled);
        filled.push_str("\\{{");
        rest = &rest[at + 2..];
    }
    filled.push_str(rest);
}

/// A backslash right before braces would change what they are.
fn apart_from_backslash(filled: &mut String) {
    if filled.ends_with('\\') {
        filled.push(' ');
    }
}

/// The gap a text begins with, and what stands in it.
fn gap(text: &str) -> Option<(&str, &str)> {
    let (opening, closing) = if text.starts_with("{{{") {
        ("{{{", "}}}")
    } else if text.starts_with("{{") {
        ("{{", "}}")
    } else if text.starts_with('{') {
        ("{", "}")
    } else {
        ("[", "]")
    };
    let rest = &text[opening.len()..];
    let end = rest.find(['}', ']', '\n']).filter(|end| rest[*end..].starts_with(closing))?;
    let whole = &text[..opening.len() + end + closing.len()];
    // Open WebUI says the kind of field after a bar.
    let inside = rest[..end].split('|').next().unwrap_or_default().trim();
    let after = &text[whole.len()..];
    let is_words = inside.chars().count() <= LONGEST
        && inside.starts_with(char::is_alphabetic)
        && inside.chars().all(|c| c.is_alphanumeric() || " _-'/.".contains(c));
    let is_gap = match opening {
        // In brackets only what shouts or is spelt like a name: the rest may be a note or a link.
        "[" => {
            let shouts = inside.chars().any(char::is_uppercase)
                && !inside.chars().any(char::is_lowercase)
                && inside.chars().count() > 1;
            let asks = ["your ", "insert ", "name", "product", "company", "topic"]
                .iter()
                .any(|word| inside.to_lowercase().starts_with(word));
            !after.starts_with(['(', '[', ':']) && (shouts || asks)
        }
        "{" => !inside.contains(['.', '/']) && inside.split(' ').count() <= 5,
        _ => true,
    };
    (is_words && is_gap).then_some((whole, inside))
}

/// `[PRODUCT NAME]` is `product_name`.
fn field_name(inside: &str) -> Option<String> {
    let mut name = String::new();
    for character in inside.chars() {
        if character.is_alphanumeric() {
            name.extend(character.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    let taken = [
        "if",
        "each",
        "with",
        "unless",
        "else",
        "role",
        "history",
        "media",
        "section",
        "json",
        "lookup",
        "this",
        "true",
        "false",
        "null",
        "undefined",
        "as",
    ];
    match name {
        "" => None,
        name if taken.contains(&name) => Some(format!("{name}_value")),
        name => Some(name.to_owned()),
    }
}

fn kind(name: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|word| name.split('_').any(|part| part == *word));
    if has(&["date", "day", "deadline"]) {
        "date"
    } else if has(&["url", "link", "website", "address"]) {
        "link"
    } else if has(&["number", "count", "amount", "quantity"]) {
        "number"
    } else if has(&["list", "keywords", "features", "benefits", "points", "items", "examples"]) {
        "list"
    } else if has(&[
        "text",
        "input",
        "content",
        "description",
        "notes",
        "body",
        "article",
        "details",
        "document",
        "context",
        "story",
        "transcript",
        "clipboard",
        "code",
        "email",
    ]) {
        "long-text"
    } else {
        "text"
    }
}
