//! The fields of a template's form: each property of the input schema, as a variable.

use serde_json::{Map, Value};

use super::{
    error::{Place, TemplateProblem},
    front_matter::{FrontMatter, InputHint},
};
use crate::domain::variable::{Variable, VariableKind};

/// A variable, and what the form does not show of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub(super) variable: Variable,
    /// The schema lets it be left out. A variable with a default is not required either, but
    /// leaving it empty then means the default.
    pub(super) optional: bool,
    /// What stands for each option of a choice, where that is not a text.
    pub(super) choices: Vec<Value>,
    /// The value is an object or a list of them: the form takes it as JSON.
    pub(super) structured: bool,
}

/// The fields the input schema describes, in its order.
pub(super) fn from_schema(
    front: &FrontMatter,
    schema: &Value,
) -> Result<Vec<Field>, (Place, TemplateProblem)> {
    let nothing = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
    let hints = &front.copydeck.inputs;
    if let Some(hint) = hints.iter().find(|hint| !properties.contains_key(&hint.name)) {
        return Err((hint.at, TemplateProblem::UnknownInput { name: hint.name.clone() }));
    }
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    properties
        .iter()
        .filter(|(_, property)| !is_type(property, "null"))
        .map(|(name, property)| {
            let hint = hints.iter().find(|hint| hint.name == *name);
            let optional = !required.contains(&name.as_str());
            let default = front.input_default.get(name).or_else(|| property.get("default"));
            read(name, property, optional, default.filter(|value| !value.is_null()), hint)
        })
        .collect()
}

fn read(
    name: &str,
    property: &Value,
    optional: bool,
    default: Option<&Value>,
    hint: Option<&InputHint>,
) -> Result<Field, (Place, TemplateProblem)> {
    let description = property.get("description").and_then(Value::as_str);
    let schema = not_null(property);
    let choices: Vec<Value> = schema
        .get("enum")
        .and_then(Value::as_array)
        .map(|values| values.iter().filter(|value| !value.is_null()).cloned().collect())
        .unwrap_or_default();
    let (natural, structured) = natural_kind(schema, &choices, description);
    let kind = match hint.and_then(|hint| hint.shown_as.as_ref()) {
        None => natural,
        Some((asked, at)) => shown_as(asked, &natural).ok_or_else(|| {
            let (name, asked) = (name.to_owned(), asked.clone());
            (*at, TemplateProblem::WrongField { name, asked, possible: possible(&natural) })
        })?,
    };
    let label = hint.and_then(|hint| hint.label.clone()).unwrap_or_else(|| humanised(name));
    // A switch always stands one way or the other: it has nothing to wait for.
    let answered = default.is_some() || kind == VariableKind::YesNo;
    Ok(Field {
        variable: Variable {
            name: name.to_owned(),
            label,
            kind,
            hint: description.map(sentence),
            required: !optional && !answered,
            default: default.cloned(),
        },
        optional,
        choices,
        structured,
    })
}

/// A field for a name that a template without a schema uses.
pub(super) fn guessed(name: &str, kind: VariableKind, default: Option<&Value>) -> Field {
    Field {
        variable: Variable {
            name: name.to_owned(),
            label: humanised(name),
            kind,
            hint: None,
            required: false,
            default: default.cloned(),
        },
        optional: true,
        choices: Vec::new(),
        structured: false,
    }
}

fn natural_kind(
    schema: &Value,
    choices: &[Value],
    description: Option<&str>,
) -> (VariableKind, bool) {
    if !choices.is_empty() {
        return (VariableKind::Choice { options: choices.iter().map(plain).collect() }, false);
    }
    let text = || match schema.get("format").and_then(Value::as_str) {
        Some("date") => VariableKind::Date,
        Some("uri" | "url" | "iri") => VariableKind::Link,
        _ if description.is_some_and(asks_for_long_text) => VariableKind::LongText,
        _ => VariableKind::Text,
    };
    match kind_of(schema) {
        Some("number") => (VariableKind::Number { integer: false }, false),
        Some("integer") => (VariableKind::Number { integer: true }, false),
        Some("boolean") => (VariableKind::YesNo, false),
        Some("array") => {
            let items = schema.get("items").map(not_null).and_then(kind_of);
            match items {
                Some("string") | None => (VariableKind::List, false),
                _ => (VariableKind::LongText, true),
            }
        }
        Some("object") => (VariableKind::LongText, true),
        _ => (text(), false),
    }
}

fn shown_as(asked: &str, natural: &VariableKind) -> Option<VariableKind> {
    let text = matches!(
        natural,
        VariableKind::Text | VariableKind::LongText | VariableKind::Date | VariableKind::Link
    );
    match asked {
        "text" if text => Some(VariableKind::Text),
        "long-text" if text => Some(VariableKind::LongText),
        "date" if text => Some(VariableKind::Date),
        "link" if text => Some(VariableKind::Link),
        "choice" if matches!(natural, VariableKind::Choice { .. }) => Some(natural.clone()),
        "number" if matches!(natural, VariableKind::Number { .. }) => Some(natural.clone()),
        "yes-no" if *natural == VariableKind::YesNo => Some(VariableKind::YesNo),
        "list" if *natural == VariableKind::List => Some(VariableKind::List),
        _ => None,
    }
}

fn possible(natural: &VariableKind) -> &'static str {
    match natural {
        VariableKind::Text | VariableKind::LongText | VariableKind::Date | VariableKind::Link => {
            "text, long-text, date or link"
        }
        VariableKind::Choice { .. } => "choice",
        VariableKind::Number { .. } => "number",
        VariableKind::YesNo => "yes-no",
        VariableKind::List => "list",
    }
}

/// The schema without the `null` that makes an optional property nullable.
fn not_null(schema: &Value) -> &Value {
    ["anyOf", "oneOf"]
        .iter()
        .filter_map(|key| schema.get(key).and_then(Value::as_array))
        .flatten()
        .find(|branch| !is_type(branch, "null"))
        .unwrap_or(schema)
}

fn kind_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(kind) => Some(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        _ => None,
    }
}

fn is_type(schema: &Value, kind: &str) -> bool {
    schema.get("type").and_then(Value::as_str) == Some(kind)
}

/// An option as the form shows it.
pub(super) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn asks_for_long_text(description: &str) -> bool {
    let description = description.to_lowercase();
    ["long text", "several lines", "multiline", "multi-line", "paragraph"]
        .iter()
        .any(|words| description.contains(words))
}

/// `callToAction` and `call_to_action` are “Call to action”.
pub(super) fn humanised(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut previous = ' ';
    for character in name.chars() {
        if matches!(character, '_' | '-' | '.') {
            words.push(' ');
        } else if character.is_uppercase() && previous.is_lowercase() {
            words.push(' ');
            words.extend(character.to_lowercase());
        } else {
            words.push(character);
        }
        previous = character;
    }
    sentence(words.trim())
}

/// The text with a capital first letter.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("callToAction", "Call to action")]
    #[case("call_to_action", "Call to action")]
    #[case("sign-off", "Sign off")]
    #[case("news", "News")]
    #[case("URL", "URL")]
    #[case("", "")]
    fn a_name_is_shown_as_words(#[case] name: &str, #[case] label: &str) {
        assert_eq!(humanised(name), label);
    }
}
