//! A format's file: YAML, read within a budget, and checked for rules that can't be met.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Format, FormatError, FormatField, MAX_FORMAT_BYTES};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormatFile {
    name: Option<String>,
    title: Option<String>,
    #[serde(default)]
    description: String,
    checked: Option<Date>,
    #[serde(default)]
    sources: Vec<String>,
    note: Option<String>,
    fields: Vec<FormatField>,
    #[serde(default)]
    together: Vec<Vec<String>>,
}

pub(super) fn parse(file: &str, text: &str) -> Result<Format, FormatError> {
    if text.len() > MAX_FORMAT_BYTES {
        let limit_kib = MAX_FORMAT_BYTES / 1024;
        return Err(FormatError::TooLarge { file: file.to_owned(), limit_kib });
    }
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: 8,
            flow_nesting_limit: 8,
            max_nodes: 10_000,
            max_events: 40_000,
            max_aliases: 0,
            max_anchors: 0,
            max_documents: 1,
        },
    };
    let read: FormatFile = serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| unreadable(file, &error))?;
    let name = read
        .name
        .unwrap_or_else(|| file.trim_end_matches(".yml").trim_end_matches(".yaml").to_owned());
    let mut format = Format {
        title: read.title.unwrap_or_else(|| name.clone()),
        name,
        description: read.description,
        checked: read.checked,
        sources: read.sources,
        note: read.note,
        fields: read.fields,
        together: read.together,
    };
    for field in &mut format.fields {
        if field.label.is_empty() {
            field.label = field.name.clone();
        }
        field.folds.sort_by_key(|fold| fold.after);
    }
    check(file, &format)?;
    Ok(format)
}

fn check(file: &str, format: &Format) -> Result<(), FormatError> {
    let file = || file.to_owned();
    if format.fields.is_empty() {
        return Err(FormatError::NoFields { file: file() });
    }
    let mut names = BTreeSet::new();
    for field in &format.fields {
        if !names.insert(field.name.as_str()) {
            return Err(FormatError::FieldTwice { file: file(), name: field.name.clone() });
        }
        let over =
            |least: Option<u32>, most: Option<u32>| least.unwrap_or(0) > most.unwrap_or(u32::MAX);
        let rule = if over(field.least, field.most) {
            "least"
        } else if field.recommended.is_some_and(|lengths| lengths.from > lengths.to) {
            "recommended"
        } else if field.items.is_some_and(|items| items.least > items.most) {
            "items"
        } else if over(field.least, field.one_within) {
            "one_within"
        } else {
            continue;
        };
        return Err(FormatError::CantBeMet { file: file(), field: field.name.clone(), rule });
    }
    match format.together.iter().flatten().find(|name| !names.contains(name.as_str())) {
        Some(name) => Err(FormatError::NoSuchField { file: file(), name: name.clone() }),
        None => Ok(()),
    }
}

fn unreadable(file: &str, error: &serde_saphyr::Error) -> FormatError {
    let error = error.without_snippet();
    let rendered = error.render();
    let message = rendered.lines().next().unwrap_or_default();
    let message = message.split(" at line ").next().unwrap_or(message);
    let message = message.strip_prefix("error: ").unwrap_or(message);
    FormatError::Unreadable {
        file: file.to_owned(),
        line: error.location().map(|location| location.line()).filter(|line| *line > 0),
        message: message.trim().trim_end_matches(['.', ':']).to_owned(),
    }
}
