//! The library: the templates there are, by name, and template files opened by path.
//!
//! The format of the files is the domain's; here they are found and read. What came with Copydeck
//! is in [`starter`] and put in the store by `stocking`; how the library is looked through is in
//! `shelves`, how it changes in `writing`, how an item has done in `record`. What helps to write a
//! template is in `authoring`, and how any Dotprompt file is rendered in `rendering`.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::starter::StarterPack;
pub use self::{
    authoring::{TemplatePreview, TemplateReading, WritingAids},
    importing::LookedThrough,
    record::{ComparedWith, ItemRecord, MadeDraft},
    shelves::LibraryOutline,
};
use crate::{
    domain::{
        fields::{form::FormField, rules::Rules},
        format::Format,
        importing::ImportError,
        library::{ItemKind, LibraryItem, VersionOf},
        prompt::RenderedPrompt,
        template::{
            MAX_PARTIALS, MAX_TEMPLATE_BYTES, PromptTemplate, RenderContext, RenderError,
            SpecifiedError, TemplateError,
        },
        variable::{Variable, VariableValues},
    },
    store::{Store, StoreError},
};

mod authoring;
pub mod formats;
mod importing;
mod record;
mod rendering;
mod shelves;
pub mod starter;
mod stocking;
pub mod texts;
mod writing;

/// How many names are given to whoever asks for one that is not there.
const MOST_NAMED: u32 = 60;

/// A template as the lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateSummary {
    /// Its name in commands and files: `launch-email`.
    pub name: String,
    /// Its name for people: “Launch email”.
    pub title: String,
    /// What it makes, in a line.
    pub description: String,
    /// Where it is used: `email`, `ads`.
    pub tags: Vec<String>,
    /// The format that its copy keeps to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub format: Option<String>,
}

/// A template with what its form asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateForm {
    /// The template.
    #[serde(flatten)]
    #[ts(flatten)]
    pub summary: TemplateSummary,
    /// Its fields, in the order in which the form shows them.
    pub variables: Vec<Variable>,
    /// The fields of the copy it makes; none where that is one text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<FormField>>")]
    pub fields: Vec<FormField>,
    /// Answers to try it with at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sample: Option<VariableValues>,
}

/// A template and the partials that stand beside it.
#[derive(Clone, Debug)]
pub struct LibraryTemplate {
    /// The template.
    pub template: PromptTemplate,
    partials: BTreeMap<String, String>,
    /// What its copy is held to: the format it names, as the library has it.
    pub format: Option<Format>,
    /// Which version of the library's item it is; none of a file from elsewhere.
    pub made_with: Option<VersionOf>,
}

impl LibraryTemplate {
    /// One of Copydeck's own, that no library holds.
    ///
    /// # Panics
    /// When the text is no template, which a test of whoever asks must rule out.
    pub(super) fn built_in(file: &str, text: &str) -> Self {
        let template = PromptTemplate::parse(file, text).expect("it is a template");
        Self { template, partials: BTreeMap::new(), format: None, made_with: None }
    }

    /// The fields of its copy and what they are held to, where it makes copy in fields.
    #[must_use]
    pub fn field_rules(&self) -> Option<Rules> {
        self.template.field_rules(self.format.as_ref())
    }

    /// The template as the lists show it.
    #[must_use]
    pub fn summary(&self) -> TemplateSummary {
        let front = self.template.front_matter();
        TemplateSummary {
            name: self.template.name().to_owned(),
            title: self.template.title(),
            description: front.description.clone().unwrap_or_default(),
            tags: front.copydeck.tags.clone(),
            format: front.copydeck.format.clone(),
        }
    }

    /// The template with its form.
    #[must_use]
    pub fn form(&self) -> TemplateForm {
        TemplateForm {
            summary: self.summary(),
            variables: self.template.variables().cloned().collect(),
            fields: self.field_rules().map(|rules| rules.form()).unwrap_or_default(),
            sample: self.template.sample(),
        }
    }

    /// The prompt for answers that have been checked, in this voice: how the brand sounds and the
    /// tone of the piece, in words for a model. It may be empty.
    pub fn render(
        &self,
        values: &VariableValues,
        voice: &str,
    ) -> Result<RenderedPrompt, RenderError> {
        let context = RenderContext {
            voice: voice.to_owned(),
            partials: self.partials.clone(),
            ..RenderContext::default()
        };
        self.template.render(values, &context)
    }
}

/// Why there is no such template.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The library has no template of this name.
    #[error("There is no template “{name}”. There are {}.", .known.join(", "))]
    NotFound {
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// There is no such file, or it may not be read.
    #[error("“{}” can't be read: {source}.", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is a folder, a device or the like.
    #[error("“{}” is not a file. Give the path of a .prompt file.", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file is over the limit.
    #[error(
        "“{}” is too large for a template: {} KB is the most.",
        path.display(),
        MAX_TEMPLATE_BYTES / 1024
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The file is not text in UTF-8.
    #[error(
        "“{}” is not UTF-8 text: byte {position} can't be part of it. Save the file as UTF-8.",
        path.display()
    )]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first byte that is wrong, counted from 0.
        position: usize,
    },
    /// The file is not a template.
    #[error(transparent)]
    Invalid(#[from] TemplateError),
    /// It can't be filled in.
    #[error(transparent)]
    Unfillable(#[from] RenderError),
    /// A schema beside the template is not JSON.
    #[error("“{}” is not a JSON Schema: {source}.", path.display())]
    NotASchema {
        /// The file.
        path: PathBuf,
        /// What the JSON reader says.
        source: serde_json::Error,
    },
    /// It is not what its ending says.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// There is nothing to import.
    #[error("“{}” holds no prompts: .prompt, .md and .txt files, a folder of them, fabric patterns, a CSV with act and prompt, or an Open WebUI export.", path.display())]
    NothingToImport {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl LibraryError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::NotFound { .. } => "template_not_found",
            Self::Unreadable { .. }
            | Self::NotAFile { .. }
            | Self::TooLarge { .. }
            | Self::NotUtf8 { .. } => "template_unreadable",
            Self::Invalid(_) | Self::NotASchema { .. } => "template_invalid",
            Self::Import(_) | Self::NothingToImport { .. } => "nothing_to_import",
            Self::Unfillable(_) => "template_unusable",
        }
    }
}

impl From<SpecifiedError> for LibraryError {
    fn from(error: SpecifiedError) -> Self {
        match error {
            SpecifiedError::Template(error) => Self::Invalid(error),
            SpecifiedError::Render(error) => Self::Unfillable(error),
        }
    }
}

/// The templates there are: those of the store, among them those of the starter pack.
#[derive(Clone, Debug)]
pub struct Library {
    store: Arc<Store>,
}

impl Library {
    /// The library of a store.
    #[must_use]
    pub const fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// The templates that come with Copydeck.
    #[must_use]
    pub fn starter() -> StarterPack {
        StarterPack::read()
    }

    /// The template of this name, with the partials it includes. One that was deleted is still
    /// found by its drafts, and one of the starter pack also where the store can't be brought up
    /// to date.
    ///
    /// # Errors
    /// When there is none, it can't be used as it stands, or the store can't be read.
    pub async fn find(&self, name: &str) -> Result<LibraryTemplate, LibraryError> {
        let found = self.store.library_item_called(ItemKind::Template, name.to_owned()).await;
        match found {
            Ok(Some(item)) => self.ready(&item).await,
            found if self.store.read_only().is_some() => match Self::starter().find(name) {
                Ok(template) => Ok(template.clone()),
                Err(error) => found.map_err(LibraryError::from).and(Err(error)),
            },
            Ok(None) => {
                let known = self.store.library_names(ItemKind::Template, MOST_NAMED).await?;
                Err(LibraryError::NotFound { name: name.to_owned(), known })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An item's template with the partials it includes.
    async fn ready(&self, item: &LibraryItem) -> Result<LibraryTemplate, LibraryError> {
        let template = PromptTemplate::parse(&texts::file_name(&item.summary.name), &item.text)?;
        let partials = self.partials_of(&template).await?;
        let made_with = Some(VersionOf { item: item.summary.id, version: item.summary.version });
        let format = self.format_of(&template).await?;
        Ok(LibraryTemplate { template, partials, format, made_with })
    }

    /// The partials of a template and of those partials, as far as the library has them.
    async fn partials_of(
        &self,
        template: &PromptTemplate,
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut partials = BTreeMap::new();
        let mut waiting: Vec<String> = template.partials().map(str::to_owned).collect();
        while let Some(name) = waiting.pop() {
            if partials.contains_key(&name) || partials.len() > MAX_PARTIALS {
                continue;
            }
            let partial = self.store.library_item_named(ItemKind::Partial, name.clone()).await?;
            if let Some(partial) = partial {
                waiting.extend(PromptTemplate::partials_in(&partial.text));
                partials.insert(name, partial.text);
            }
        }
        Ok(partials)
    }

    /// Opens a template file and the partials it includes: `{{> legal}}` is `_legal.prompt` in the
    /// same folder. A partial that is not there is named when the template is rendered.
    pub fn open_file(path: &Path) -> Result<LibraryTemplate, LibraryError> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let template = PromptTemplate::parse(&file, &read_text(path)?)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let partials = read_partials(folder, &template)?;
        let format = template.format().and_then(formats::starter).cloned();
        Ok(LibraryTemplate { template, partials, format, made_with: None })
    }
}

impl Library {
    /// A template file's text and the partials beside it, of a template that may not be usable.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn text_of_file(path: &Path) -> Result<(String, BTreeMap<String, String>), LibraryError> {
        let text = read_text(path)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = path.parent().unwrap_or(Path::new(""));
        let partials = match PromptTemplate::parse(&file, &text) {
            Ok(template) => read_partials(folder, &template)?,
            Err(_) => BTreeMap::new(),
        };
        Ok((text, partials))
    }
}

/// The partials of a template and of those partials, as far as they are there.
fn read_partials(
    folder: &Path,
    template: &PromptTemplate,
) -> Result<BTreeMap<String, String>, LibraryError> {
    let mut partials = BTreeMap::new();
    let mut waiting: Vec<String> = template.partials().map(str::to_owned).collect();
    while let Some(name) = waiting.pop() {
        if partials.contains_key(&name) || partials.len() > MAX_PARTIALS {
            continue;
        }
        match read_text(&folder.join(format!("_{name}.prompt"))) {
            Ok(text) => {
                waiting.extend(PromptTemplate::partials_in(&text));
                partials.insert(name, text);
            }
            Err(LibraryError::Unreadable { source, .. })
                if source.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(partials)
}

/// The text of a file that is no larger than a template may be.
fn read_text(path: &Path) -> Result<String, LibraryError> {
    let unreadable = |source| LibraryError::Unreadable { path: path.to_owned(), source };
    // Looked at before it is opened: opening a pipe would wait for its other end.
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(LibraryError::NotAFile { path: path.to_owned() });
    }
    let file = File::open(path).map_err(unreadable)?;
    let limit = MAX_TEMPLATE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    file.take(limit).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > MAX_TEMPLATE_BYTES {
        return Err(LibraryError::TooLarge { path: path.to_owned() });
    }
    String::from_utf8(bytes).map_err(|error| LibraryError::NotUtf8 {
        path: path.to_owned(),
        position: error.utf8_error().valid_up_to(),
    })
}

#[cfg(test)]
mod tests;
