//! Errors that keep a file from being read, and how each could be mended.

use super::{Change, Finding, Severity, meant, sentence};
use crate::domain::template::{
    SchemaProblem, TemplateError, TemplateProblem, error::Place, helpers, source,
};

/// An error of the parser as a finding.
pub(super) fn found(text: &str, error: &TemplateError) -> Finding {
    let at = error.place.map_or(0, |place| offset(text, place));
    Finding {
        code: code(&error.problem),
        severity: Severity::Error,
        message: sentence(&error.problem.to_string()),
        from: at,
        to: word_end(text, at),
        fixes: fixes(text, at, &error.problem),
    }
}

const fn code(problem: &TemplateProblem) -> &'static str {
    match problem {
        TemplateProblem::TooLarge { .. } => "too-large",
        TemplateProblem::FrontMatterOpen
        | TemplateProblem::FrontMatterShape
        | TemplateProblem::Yaml { .. }
        | TemplateProblem::YamlTooComplex => "bad-front-matter",
        TemplateProblem::DuplicateKey { .. } => "duplicate-key",
        TemplateProblem::WrongType { .. } => "wrong-type",
        TemplateProblem::Schema(_) => "bad-schema",
        TemplateProblem::UnknownInput { .. } | TemplateProblem::WrongField { .. } => "bad-input",
        TemplateProblem::BlockOpen { .. } => "unclosed-block",
        TemplateProblem::TagOpen | TemplateProblem::TagUnreadable { found: '}' } => "unclosed-tag",
        TemplateProblem::UnknownHelper { .. } => "unknown-helper",
        TemplateProblem::HelperUsage { .. } => "helper-usage",
        TemplateProblem::NothingToClose { .. }
        | TemplateProblem::WrongClose { .. }
        | TemplateProblem::ElseOutside => "stray-tag",
        TemplateProblem::TagUnreadable { .. }
        | TemplateProblem::TagTooLong
        | TemplateProblem::Unsupported { .. }
        | TemplateProblem::TooDeep { .. }
        | TemplateProblem::Backslashes
        | TemplateProblem::TooManyTags
        | TemplateProblem::Handlebars { .. } => "bad-tag",
    }
}

fn fixes(text: &str, at: usize, problem: &TemplateProblem) -> Vec<(String, Change)> {
    let insert = |at, insert: String| Change { from: at, to: at, insert };
    match problem {
        TemplateProblem::BlockOpen { name } => {
            let closing = format!("{{{{/{name}}}}}");
            let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let tag_end = text[at..].find("}}").map_or(line_end, |end| at + end + 2);
            let alone = text[line_start..at].trim().is_empty()
                && text[tag_end.min(line_end)..line_end].trim().is_empty();
            let body_end = text.trim_end().len();
            let at_end =
                (format!("Add {closing} at the end"), insert(body_end, format!("\n{closing}")));
            let in_line = (format!("Add {closing} to this line"), insert(line_end, closing));
            if alone { vec![at_end] } else { vec![in_line, at_end] }
        }
        TemplateProblem::WrongClose { expected, found, .. } => {
            let to = format!("{{{{/{expected}}}}}");
            match text[at..].find("}}") {
                Some(end) => vec![
                    (
                        format!("Change it to {to}"),
                        Change { from: at, to: at + end + 2, insert: to.clone() },
                    ),
                    (format!("Add {to} before {{{{/{found}}}}}"), insert(at, to)),
                ],
                None => Vec::new(),
            }
        }
        TemplateProblem::NothingToClose { .. } | TemplateProblem::ElseOutside => {
            text[at..].find("}}").map_or_else(Vec::new, |end| {
                let change = Change { from: at, to: at + end + 2, insert: String::new() };
                vec![("Remove it".to_owned(), change)]
            })
        }
        TemplateProblem::TagOpen => {
            let inside = at + text[at..].find(|c| c != '{').unwrap_or(text.len() - at);
            let end = word_end(text, inside);
            let has_half = text[end..].starts_with('}');
            let closing = if has_half { "}" } else { "}}" };
            vec![(
                format!("Add {closing}"),
                insert(end + usize::from(has_half), closing.to_owned()),
            )]
        }
        TemplateProblem::TagUnreadable { found: '}' } => {
            vec![("Add }".to_owned(), insert(at, "}".to_owned()))]
        }
        TemplateProblem::UnknownHelper { name, .. } => {
            let known = helpers::KNOWN.iter().map(|usage| usage.name);
            rename(text, at, name, meant(name, known))
        }
        TemplateProblem::FrontMatterOpen => {
            let end = front_matter_end(text, at);
            let line_break = if text[..end].ends_with('\n') { "" } else { "\n" };
            vec![("Add ---".to_owned(), insert(end, format!("{line_break}---\n")))]
        }
        TemplateProblem::Schema(SchemaProblem::UnknownType { name }) => {
            let other = match name.to_lowercase().as_str() {
                "text" | "str" | "date" | "url" | "email" => Some("string"),
                "int" => Some("integer"),
                "float" | "double" | "decimal" => Some("number"),
                "bool" | "yes-no" => Some("boolean"),
                _ => meant(name, ["string", "number", "integer", "boolean", "any"].into_iter()),
            };
            rename(text, at, name, other)
        }
        TemplateProblem::Schema(SchemaProblem::UnknownShape { name }) => {
            rename(text, at, name, meant(name, ["enum", "array", "object"].into_iter()))
        }
        TemplateProblem::UnknownInput { name } => {
            let names = schema_names(text);
            rename(text, at, name, meant(name, names.iter().map(String::as_str)))
        }
        _ => Vec::new(),
    }
}

/// The fix that writes another word in place of this one.
fn rename(text: &str, at: usize, name: &str, other: Option<&str>) -> Vec<(String, Change)> {
    let Some(other) = other else { return Vec::new() };
    let Some(found) = text[at..].find(name).filter(|_| !name.is_empty()) else {
        return Vec::new();
    };
    let from = at + found;
    let change = Change { from, to: from + name.len(), insert: other.to_owned() };
    vec![(format!("Change it to “{other}”"), change)]
}

/// Where YAML that has no end seems to end: before a blank line, or words that are none.
fn front_matter_end(text: &str, opening: usize) -> usize {
    let mut end = text[opening..].find('\n').map_or(text.len(), |newline| opening + newline + 1);
    for line in text[end..].split_inclusive('\n') {
        let is_yaml = line.starts_with([' ', '#', '-'])
            || line.split_once(':').is_some_and(|(key, _)| !key.contains("{{"));
        if line.trim().is_empty() || !is_yaml {
            break;
        }
        end += line.len();
    }
    end
}

/// The names of the input schema, of a file that may not be sound otherwise.
fn schema_names(text: &str) -> Vec<String> {
    let front = source::split(text).ok().and_then(|halves| halves.front);
    let node = front.and_then(|(front, _)| crate::domain::template::yaml::read(front).ok());
    let schema = node.as_ref().and_then(|node| node.get("input")?.get("schema"));
    let entries = schema.and_then(|schema| schema.as_map()).unwrap_or_default();
    entries
        .iter()
        .map(|(key, _)| {
            let bare = key.name.split('(').next().unwrap_or_default().trim();
            bare.strip_suffix('?').unwrap_or(bare).to_owned()
        })
        .collect()
}

/// The byte of a place.
pub(super) fn offset(text: &str, place: Place) -> usize {
    let line = usize::try_from(place.line).unwrap_or(1).max(1) - 1;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = &text[start..];
    let column = usize::try_from(place.column).unwrap_or(1).max(1) - 1;
    start + rest.char_indices().nth(column).map_or(rest.len(), |(index, _)| index)
}

/// The end of the tag or the word that begins here.
fn word_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let line = rest.lines().next().unwrap_or_default();
    if rest.starts_with("{{")
        && let Some(end) = line.find("}}")
    {
        return at + end + 2;
    }
    let length = line.find([' ', '}', ',']).filter(|end| *end > 0).unwrap_or(line.len());
    at + length
}
