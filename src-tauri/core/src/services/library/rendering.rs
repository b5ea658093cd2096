//! Any Dotprompt file rendered as the specification has it, with what stands beside it.

use std::{collections::BTreeMap, io, path::Path};

use serde_json::Value;

use super::{Library, LibraryError, MAX_PARTIALS, read_text};
use crate::domain::template::{DataArgument, NamedSchemas, PromptTemplate, SpecifiedPrompt};

/// The most files in `schemas` that are looked at.
const MAX_SCHEMAS: usize = 1_000;

impl Library {
    /// Renders a template file: `{{> legal}}` is `_legal.prompt` beside it, and the schema `Person`
    /// is `schemas/Person.json`.
    ///
    /// # Errors
    /// When a file can't be read, or is no template, partial or schema.
    pub fn render_file(path: &Path, data: &DataArgument) -> Result<SpecifiedPrompt, LibraryError> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new(""));
        let text = read_text(path)?;
        let partials = partials(folder, &text)?;
        let schemas = schemas(&folder.join("schemas"), &text)?;
        Ok(SpecifiedPrompt::render(&file, &text, data, partials, &schemas)?)
    }

    /// Renders a template of the library, as [`render_file`](Self::render_file) does a file's.
    ///
    /// # Errors
    /// When there is none, or it can't be filled in.
    pub async fn render_named(
        &self,
        name: &str,
        data: &DataArgument,
    ) -> Result<SpecifiedPrompt, LibraryError> {
        let found = self.find(name).await?;
        let file = super::texts::file_name(name);
        let schemas = NamedSchemas::new();
        Ok(SpecifiedPrompt::render(&file, found.template.source(), data, found.partials, &schemas)?)
    }
}

/// The partials of a text and of those partials, as far as they are there.
fn partials(folder: &Path, text: &str) -> Result<BTreeMap<String, String>, LibraryError> {
    let mut partials = BTreeMap::new();
    let mut waiting = SpecifiedPrompt::partials_in(text);
    while let Some(name) = waiting.pop() {
        if partials.contains_key(&name) || partials.len() > MAX_PARTIALS {
            continue;
        }
        if let Some(text) = if_there(read_text(&folder.join(format!("_{name}.prompt"))))? {
            waiting.extend(PromptTemplate::partials_in(&text));
            partials.insert(name, text);
        }
    }
    Ok(partials)
}

/// The schemas that a text may name, of those in a folder.
fn schemas(folder: &Path, text: &str) -> Result<NamedSchemas, LibraryError> {
    let unreadable = |source| LibraryError::Unreadable { path: folder.to_owned(), source };
    let mut schemas = NamedSchemas::new();
    let files = match std::fs::read_dir(folder) {
        Ok(files) => files,
        Err(error)
            if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
        {
            return Ok(schemas);
        }
        Err(error) => return Err(unreadable(error)),
    };
    for file in files.take(MAX_SCHEMAS) {
        let path = file.map_err(unreadable)?.path();
        let Some(name) = schema_name(&path).filter(|name| text.contains(name)) else { continue };
        let schema: Value = serde_json::from_str(&read_text(&path)?)
            .map_err(|source| LibraryError::NotASchema { path: path.clone(), source })?;
        schemas.insert(name.to_owned(), schema);
    }
    Ok(schemas)
}

fn schema_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.strip_suffix(".json").filter(|name| !name.is_empty())
}

fn if_there(text: Result<String, LibraryError>) -> Result<Option<String>, LibraryError> {
    match text {
        Err(LibraryError::Unreadable { source, .. })
            if source.kind() == io::ErrorKind::NotFound =>
        {
            Ok(None)
        }
        text => text.map(Some),
    }
}
