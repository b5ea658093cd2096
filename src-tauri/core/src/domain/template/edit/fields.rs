//! The form's fields in the YAML: a property of `input.schema`, a default, how it is shown.

use serde_json::{Map, Value, json};

use super::{EditError, Halves, instructions::renamed};
use crate::domain::{
    template::{PromptTemplate, name_for_people},
    variable::{Variable, VariableKind},
};

const SCHEMA: [&str; 2] = ["input", "schema"];
const INPUTS: [&str; 2] = ["copydeck.inputs", "inputs"];
const SAMPLE: [&str; 2] = ["copydeck.sample", "sample"];

pub(super) fn add(file: &str, halves: &mut Halves, field: &Variable) -> Result<(), EditError> {
    let template = halves.template(file)?;
    usable(&field.name)?;
    if template.variables().any(|other| other.name == field.name)
        && template.front_matter().input_schema.is_some()
    {
        return Err(EditError::NameTaken);
    }
    // Where there was no schema, the names the instructions use were the fields. They stay so.
    if template.front_matter().input_schema.is_none() {
        for other in template.variables().filter(|other| other.name != field.name) {
            write_new(halves, other)?;
        }
    }
    write_new(halves, field)
}

fn write_new(halves: &mut Halves, field: &Variable) -> Result<(), EditError> {
    refuse_json_schema(halves)?;
    let (key, value) = property(field, field.required || field.default.is_some());
    halves.front.insert(&SCHEMA, usize::MAX, &key, &value)?;
    set_default(halves, &field.name, field.default.clone())?;
    set_shown(halves, field, None)
}

pub(super) fn change(
    file: &str,
    halves: &mut Halves,
    name: &str,
    field: &Variable,
) -> Result<(), EditError> {
    let template = halves.template(file)?;
    if template.front_matter().input_schema.is_none() {
        // The first change makes a schema of what was guessed.
        for other in template.variables() {
            write_new(halves, other)?;
        }
    }
    refuse_json_schema(halves)?;
    let present = present(&template, name)?;
    if field.name != name {
        usable(&field.name)?;
        if template.variables().any(|other| other.name == field.name) {
            return Err(EditError::NameTaken);
        }
        rename(halves, name, &field.name)?;
    }
    let key = key_of(halves, &field.name)?;
    let was_needed = !key.split('(').next().unwrap_or_default().trim().ends_with('?');
    let needed = field.required || (field.default.is_some() && was_needed);
    let (new_key, value) = property(field, needed);
    let same_property = present.kind == field.kind
        && present.hint == field.hint
        && needed == was_needed
        && field.name == name;
    if !same_property {
        let path = [SCHEMA[0], SCHEMA[1], key.as_str()];
        if key != new_key {
            halves.front.rename(&path, &new_key)?;
        }
        halves.front.set(&[SCHEMA[0], SCHEMA[1], &new_key], &value)?;
    }
    if present.default != field.default {
        set_default(halves, &field.name, field.default.clone())?;
    }
    set_shown(halves, field, Some(&present))
}

pub(super) fn remove(file: &str, halves: &mut Halves, name: &str) -> Result<(), EditError> {
    refuse_json_schema(halves)?;
    present(&halves.template(file)?, name)?;
    let key = key_of(halves, name)?;
    set_default(halves, name, None)?;
    for ours in [INPUTS, SAMPLE] {
        halves.keep_under(&ours, name, None)?;
    }
    let shown = [format!("copydeck.inputs.{name}.as"), format!("copydeck.inputs.{name}.label")];
    for key in &shown {
        halves.front.remove(&[key], 1)?;
    }
    halves.front.remove(&[SCHEMA[0], SCHEMA[1], &key], 2)
}

pub(super) fn move_to(halves: &mut Halves, name: &str, to: usize) -> Result<(), EditError> {
    refuse_json_schema(halves)?;
    let key = key_of(halves, name)?;
    halves.front.move_to(&[SCHEMA[0], SCHEMA[1], &key], to)
}

fn rename(halves: &mut Halves, from: &str, to: &str) -> Result<(), EditError> {
    let key = key_of(halves, from)?;
    let rest = key.strip_prefix(from).ok_or(EditError::BeyondForm)?.to_owned();
    halves.front.rename(&[SCHEMA[0], SCHEMA[1], &key], &format!("{to}{rest}"))?;
    halves.front.rename(&["input", "default", from], to)?;
    for [dotted, nested] in [INPUTS, SAMPLE] {
        halves.front.rename(&[dotted, from], to)?;
        halves.front.rename(&["copydeck", nested, from], to)?;
        let own = format!("{dotted}.{from}");
        halves.front.rename(&[&own], &format!("{dotted}.{to}"))?;
        for setting in ["as", "label"] {
            let own = format!("{dotted}.{from}.{setting}");
            halves.front.rename(&[&own], &format!("{dotted}.{to}.{setting}"))?;
        }
    }
    // The line that ends the front matter has no tags.
    halves.after = renamed(&halves.after, from, to);
    Ok(())
}

/// The schema is JSON Schema: the form has no patches for that.
fn refuse_json_schema(halves: &Halves) -> Result<(), EditError> {
    match halves.front.get(&SCHEMA) {
        None | Some(Value::Null) => Ok(()),
        Some(Value::Object(schema)) if !is_json_schema(&schema) => Ok(()),
        Some(_) => Err(EditError::BeyondForm),
    }
}

/// Whether a schema is JSON Schema and not Picoschema.
pub(crate) fn is_json_schema(schema: &Map<String, Value>) -> bool {
    schema.get("properties").is_some_and(Value::is_object)
        || schema.get("type").is_some_and(|kind| kind == "object")
}

fn present(template: &PromptTemplate, name: &str) -> Result<Variable, EditError> {
    template.variables().find(|field| field.name == name).cloned().ok_or(EditError::NoField)
}

/// The property's key as written: `news?(array, what is new)`.
fn key_of(halves: &Halves, name: &str) -> Result<String, EditError> {
    halves
        .front
        .keys(&SCHEMA)
        .into_iter()
        .find(|key| {
            let bare = key.split('(').next().unwrap_or_default().trim();
            bare.strip_suffix('?').unwrap_or(bare) == name
        })
        .ok_or(EditError::NoField)
}

/// A field as a property in Picoschema. `needed`: it can't be left out.
fn property(field: &Variable, needed: bool) -> (String, Value) {
    let mark = if needed || field.kind == VariableKind::YesNo { "" } else { "?" };
    let name = &field.name;
    // In Picoschema a description goes from the first comma to the end of its line.
    let hint: String =
        field.hint.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let described = |kind: &str| {
        if hint.is_empty() { kind.to_owned() } else { format!("{kind}, {hint}") }
    };
    match &field.kind {
        VariableKind::Choice { options } => {
            let choices = options.iter().map(String::as_str).collect();
            (format!("{name}{mark}({})", described("enum")), choices)
        }
        VariableKind::List => (format!("{name}{mark}({})", described("array")), "string".into()),
        VariableKind::Number { integer } => {
            let kind = if *integer { "integer" } else { "number" };
            (format!("{name}{mark}"), described(kind).into())
        }
        VariableKind::YesNo => (format!("{name}{mark}"), described("boolean").into()),
        VariableKind::Text | VariableKind::LongText | VariableKind::Date | VariableKind::Link => {
            (format!("{name}{mark}"), described("string").into())
        }
    }
}

fn set_default(halves: &mut Halves, name: &str, default: Option<Value>) -> Result<(), EditError> {
    let path = ["input", "default", name];
    match default {
        None => halves.front.remove(&path, 1),
        Some(_) if halves.front.get(&["input", "default"]).is_none() => {
            // Before the schema, as people write it.
            let default = json!({ name: default });
            halves.front.insert(&["input"], 0, "default", &default)
        }
        Some(default) => halves.front.set(&path, &default),
    }
}

/// How the field is shown, as far as that does not follow from the property.
fn set_shown(
    halves: &mut Halves,
    field: &Variable,
    present: Option<&Variable>,
) -> Result<(), EditError> {
    let natural_label = name_for_people(&field.name);
    let label = field.label.trim();
    let label = (!label.is_empty() && label != natural_label).then(|| label.to_owned());
    let shown_as = match field.kind {
        VariableKind::LongText => Some("long-text"),
        VariableKind::Date => Some("date"),
        VariableKind::Link => Some("link"),
        _ => None,
    };
    let same_kind = present.is_some_and(|present| present.kind == field.kind);
    let same_label =
        present.is_some_and(|present| present.label == field.label && present.name == field.name);
    if same_kind && same_label {
        return Ok(());
    }
    let [dotted, nested] = INPUTS;
    let flat = |setting: &str| format!("{dotted}.{}.{setting}", field.name);
    let settings = [("as", shown_as.map(str::to_owned)), ("label", label)];
    // Written one by one where the author has done so.
    if settings.iter().any(|(setting, _)| halves.front.get(&[&flat(setting)]).is_some()) {
        for (setting, value) in settings {
            match value {
                Some(value) => halves.front.set(&[&flat(setting)], &value.into())?,
                None => halves.front.remove(&[&flat(setting)], 1)?,
            }
        }
        return Ok(());
    }
    let own = format!("{dotted}.{}", field.name);
    let ways: [&[&str]; 3] = [&[&own], &["copydeck", nested, &field.name], &[dotted, &field.name]];
    let Some(way) = ways.iter().find(|way| halves.front.get(way).is_some()) else {
        let hint: Map<String, Value> = settings
            .into_iter()
            .filter_map(|(setting, value)| Some((setting.to_owned(), value?.into())))
            .collect();
        if hint.is_empty() {
            return Ok(());
        }
        return halves.keep_under(&INPUTS, &field.name, Some(hint.into()));
    };
    for (setting, value) in settings {
        let path: Vec<&str> = way.iter().copied().chain([setting]).collect();
        match value {
            Some(value) => halves.front.set(&path, &value.into())?,
            None => halves.front.remove(&path, 1)?,
        }
    }
    Ok(())
}

fn usable(name: &str) -> Result<(), EditError> {
    let begins = name.starts_with(|first: char| first.is_alphabetic());
    let reserved = ["this", "else", "true", "false", "null", "undefined", "as"].contains(&name)
        || super::super::helpers::is_known(name);
    let plain = name.chars().all(|character| character.is_alphanumeric() || character == '_');
    if begins && plain && !reserved { Ok(()) } else { Err(EditError::BadName) }
}
