//! Prompts from elsewhere made into templates.
//!
//! What is read: `.prompt` files, Markdown and plain text, a fabric pattern, a CSV of acts and
//! prompts, and an Open WebUI export. Gaps in a text (`{name}`, `[NAME]`, `{{name}}`) become fields;
//! what kind of field is a guess, which is told with it, so that it is seen before it is taken.

mod placeholders;
mod template;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use self::placeholders::Gaps;

/// The most templates that are taken from one file.
pub const MOST_TEMPLATES: usize = 5_000;

/// A template that could be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FoundTemplate {
    /// The name it would have.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// The file as it would be written.
    pub text: String,
    /// The fields made of its gaps.
    pub guesses: Vec<Guess>,
}

/// A gap that was taken for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Guess {
    /// As it is written: `[PRODUCT NAME]`.
    pub written: String,
    /// The field's name.
    pub name: String,
    /// The kind of field, by the name that `copydeck.inputs` has for it.
    pub kind: &'static str,
}

/// Why a file holds no prompts.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is no JSON, or another's.
    #[error("{file} is no export of prompts: a list, each with a command or title and content.")]
    NotAnExport {
        /// The file.
        file: String,
    },
    /// It is no CSV with the two columns.
    #[error("{file} needs the columns “act” and “prompt” in its first line.")]
    NoColumns {
        /// The file.
        file: String,
    },
    /// It can't be read as CSV.
    #[error("{file} can't be read as CSV: {message}.")]
    Csv {
        /// The file.
        file: String,
        /// The reader's words.
        message: String,
    },
    /// It has too many.
    #[error("{file} has more than {MOST_TEMPLATES} prompts.")]
    TooMany {
        /// The file.
        file: String,
    },
}

/// The templates in a file, by its ending. None in one of another kind.
///
/// # Errors
/// When the file is not what its ending says.
pub fn templates_in(file: &str, text: &str) -> Result<Vec<FoundTemplate>, ImportError> {
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    match ending.to_ascii_lowercase().as_str() {
        "prompt" => Ok(vec![FoundTemplate {
            name: stem.to_owned(),
            title: stem.to_owned(),
            text: text.to_owned(),
            guesses: Vec::new(),
        }]),
        "md" | "markdown" | "txt" => Ok(vec![of_text(stem, "", text)]),
        "csv" => of_csv(file, text),
        "json" => of_export(file, text),
        _ => Ok(Vec::new()),
    }
}

/// A fabric pattern: the instructions, and what stands before what they are for.
#[must_use]
pub fn of_pattern(name: &str, system: &str, user: &str) -> FoundTemplate {
    let mut gaps = Gaps::default();
    let system = gaps.fill(system.trim());
    let mut body = format!("{{{{role \"system\"}}}}\n{system}\n{{{{role \"user\"}}}}\n");
    let user = gaps.fill(user.trim());
    if !user.is_empty() {
        body.push_str(&user);
        body.push('\n');
    }
    if !gaps.has("input") {
        body.push_str("{{input}}\n");
        gaps.add("{{input}}", "input", "long-text");
    }
    template::write(name, "", "", &body, gaps.guesses)
}

fn of_text(name: &str, description: &str, text: &str) -> FoundTemplate {
    let mut lines = text.trim_start().splitn(2, '\n');
    let heading = lines.next().and_then(|line| line.strip_prefix("# ")).map(str::trim);
    let mut gaps = Gaps::default();
    let body = gaps.fill(text.trim());
    template::write(name, heading.unwrap_or_default(), description, &body, gaps.guesses)
}

fn of_csv(file: &str, text: &str) -> Result<Vec<FoundTemplate>, ImportError> {
    let unreadable =
        |error: csv::Error| ImportError::Csv { file: file.to_owned(), message: error.to_string() };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(unreadable)?;
    let column = |name: &str| {
        let found = headers
            .iter()
            .position(|h| h.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name));
        found.ok_or_else(|| ImportError::NoColumns { file: file.to_owned() })
    };
    let (act, prompt) = (column("act")?, column("prompt")?);
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        let (act, prompt) =
            (record.get(act).unwrap_or_default(), record.get(prompt).unwrap_or_default());
        if prompt.trim().is_empty() {
            continue;
        }
        if found.len() == MOST_TEMPLATES {
            return Err(ImportError::TooMany { file: file.to_owned() });
        }
        let mut template = of_text(act, "", prompt);
        if template.title.is_empty() {
            template.title = act.to_owned();
        }
        found.push(template);
    }
    Ok(found)
}

fn of_export(file: &str, text: &str) -> Result<Vec<FoundTemplate>, ImportError> {
    let not_one = || ImportError::NotAnExport { file: file.to_owned() };
    let value: Value = serde_json::from_str(text).map_err(|_| not_one())?;
    let prompts = value.as_array().ok_or_else(not_one)?;
    if prompts.len() > MOST_TEMPLATES {
        return Err(ImportError::TooMany { file: file.to_owned() });
    }
    prompts
        .iter()
        .map(|prompt| {
            let text = |key: &str| prompt.get(key).and_then(Value::as_str);
            let content = text("content").ok_or_else(not_one)?;
            let command = text("command").unwrap_or_default().trim_start_matches('/');
            let title = text("title").or_else(|| text("name")).unwrap_or(command);
            let name = if command.is_empty() { title } else { command };
            let mut gaps = Gaps::default();
            let body = gaps.fill(content.trim());
            Ok(template::write(name, title, "", &body, gaps.guesses))
        })
        .collect()
}
