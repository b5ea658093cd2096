//! Numbers in a draft that its brief does not have.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::variable::VariableValues;

/// The first number of a draft that is in none of the answers. The numbers of a list are no
/// numbers of the draft.
pub(super) fn unsupported(draft: &str, answers: &VariableValues) -> Option<String> {
    let mut known = BTreeSet::new();
    for value in answers.0.values() {
        collect(value, &mut known);
    }
    draft.lines().find_map(|line| {
        let line = line.trim_start();
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let is_listed = digits > 0
            && line[digits..].starts_with(['.', ')'])
            && line[digits + 1..].starts_with(' ');
        let line = if is_listed { &line[digits + 1..] } else { line };
        numbers(line).into_iter().find(|number| !known.contains(number))
    })
}

fn collect(value: &Value, known: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => known.extend(numbers(text)),
        Value::Number(number) => known.extend(numbers(&number.to_string())),
        Value::Array(items) => items.iter().for_each(|item| collect(item, known)),
        Value::Object(entries) => entries.values().for_each(|item| collect(item, known)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The numbers of a text, without what sets their thousands apart: 1,000 and 1.000 are one number.
fn numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut number = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_ascii_digit() {
            number.push(character);
        } else if !number.is_empty() {
            let goes_on = matches!(character, ',' | '.' | '\'' | '\u{a0}' | '\u{202f}')
                && characters.peek().is_some_and(char::is_ascii_digit);
            if !goes_on {
                numbers.push(std::mem::take(&mut number));
            }
        }
    }
    if !number.is_empty() {
        numbers.push(number);
    }
    numbers
}
