//! The library: the templates there are, by name, and template files opened by path.
//!
//! The format of the files is the domain's; here they are found and read.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::{
    prompt::RenderedPrompt,
    template::{
        MAX_PARTIALS, MAX_TEMPLATE_BYTES, PromptTemplate, RenderContext, RenderError, TemplateError,
    },
    variable::{Variable, VariableValues},
};

/// The starter pack: what a new user finds. Each file's name and text.
const STARTER_PACK: [(&str, &str); 8] = [
    ("launch-email.prompt", include_str!("../../starter-pack/launch-email.prompt")),
    ("google-search-ad.prompt", include_str!("../../starter-pack/google-search-ad.prompt")),
    ("linkedin-post.prompt", include_str!("../../starter-pack/linkedin-post.prompt")),
    ("landing-page-hero.prompt", include_str!("../../starter-pack/landing-page-hero.prompt")),
    ("support-reply.prompt", include_str!("../../starter-pack/support-reply.prompt")),
    ("report-summary.prompt", include_str!("../../starter-pack/report-summary.prompt")),
    ("sms-promotion.prompt", include_str!("../../starter-pack/sms-promotion.prompt")),
    ("newsletter.prompt", include_str!("../../starter-pack/newsletter.prompt")),
];

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
}

impl LibraryTemplate {
    /// The template as the lists show it.
    #[must_use]
    pub fn summary(&self) -> TemplateSummary {
        let front = self.template.front_matter();
        TemplateSummary {
            name: self.template.name().to_owned(),
            title: self.template.title(),
            description: front.description.clone().unwrap_or_default(),
            tags: front.copydeck.tags.clone(),
        }
    }

    /// The template with its form.
    #[must_use]
    pub fn form(&self) -> TemplateForm {
        TemplateForm {
            summary: self.summary(),
            variables: self.template.variables().cloned().collect(),
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
}

impl LibraryError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "template_not_found",
            Self::Unreadable { .. }
            | Self::NotAFile { .. }
            | Self::TooLarge { .. }
            | Self::NotUtf8 { .. } => "template_unreadable",
            Self::Invalid(_) => "template_invalid",
        }
    }
}

/// The templates there are.
#[derive(Clone, Debug)]
pub struct Library {
    templates: Vec<LibraryTemplate>,
}

impl Library {
    /// The library of a new user.
    #[must_use]
    pub fn starter() -> Self {
        let templates = STARTER_PACK
            .iter()
            .map(|(file, text)| LibraryTemplate {
                template: PromptTemplate::parse(file, text)
                    .expect("a test reads every file of the starter pack"),
                partials: BTreeMap::new(),
            })
            .collect();
        Self { templates }
    }

    /// All templates, in the order of the lists.
    #[must_use]
    pub fn templates(&self) -> &[LibraryTemplate] {
        &self.templates
    }

    /// The template of this name.
    pub fn find(&self, name: &str) -> Result<&LibraryTemplate, LibraryError> {
        self.templates.iter().find(|template| template.template.name() == name).ok_or_else(|| {
            let known = self.templates.iter().map(|known| known.template.name().to_owned());
            LibraryError::NotFound { name: name.to_owned(), known: known.collect() }
        })
    }

    /// Opens a template file and the partials it includes: `{{> legal}}` is `_legal.prompt` in the
    /// same folder. A partial that is not there is named when the template is rendered.
    pub fn open_file(path: &Path) -> Result<LibraryTemplate, LibraryError> {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let template = PromptTemplate::parse(&file, &read_text(path)?)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let partials = read_partials(folder, &template)?;
        Ok(LibraryTemplate { template, partials })
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
