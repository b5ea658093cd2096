//! A template's file written from what was found.

use std::fmt::Write as _;

use super::{FoundTemplate, Guess};

/// The file of a template whose text is `body`.
pub(super) fn write(
    name: &str,
    title: &str,
    description: &str,
    body: &str,
    guesses: Vec<Guess>,
) -> FoundTemplate {
    let title = if title.trim().is_empty() { name } else { title };
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = file_name(name);
    let mut text = String::from("---\n");
    // Writing to a string does not fail.
    let mut line = |line: std::fmt::Arguments<'_>| {
        let _ = writeln!(text, "{line}");
    };
    line(format_args!("name: {}", quoted(&name)));
    if !description.is_empty() {
        line(format_args!("description: {}", quoted(description)));
    }
    if !guesses.is_empty() {
        line(format_args!("input:\n  schema:"));
    }
    for guess in &guesses {
        let kind = match guess.kind {
            "number" => "number",
            "list" => {
                line(format_args!("    {}(array, one a line): string", guess.name));
                continue;
            }
            _ => "string",
        };
        line(format_args!("    {}: {kind}, {}", guess.name, for_people(&guess.name)));
    }
    line(format_args!("copydeck.title: {}", quoted(&title)));
    if guesses.iter().any(|guess| is_hinted(guess.kind)) {
        line(format_args!("copydeck.inputs:"));
        for guess in guesses.iter().filter(|guess| is_hinted(guess.kind)) {
            line(format_args!("  {}: {{ as: {} }}", guess.name, guess.kind));
        }
    }
    text.push_str("---\n");
    text.push_str(body);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    FoundTemplate { name, title, text, guesses }
}

/// The kinds that the schema does not say.
fn is_hinted(kind: &str) -> bool {
    matches!(kind, "long-text" | "date" | "link")
}

fn for_people(name: &str) -> String {
    name.replace('_', " ")
}

fn file_name(words: &str) -> String {
    let mut name = String::new();
    for character in words.chars().take(80) {
        if character.is_alphanumeric() {
            name.extend(character.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "prompt".to_owned() } else { name.to_owned() }
}

/// A text as YAML takes any.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
