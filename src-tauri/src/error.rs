//! What the window is told when a command fails: a code to act on, and words for the user.

use std::collections::BTreeMap;

use copydeck_core::{
    domain::{tag::TagError, template::edit::EditError},
    llm::error::ProviderError,
    services::{
        drafting::{DraftingError, refining::RefiningError},
        exporting::ExportError,
        imports::ImportsError,
        library::LibraryError,
        models::ModelsError,
        packs::PacksError,
        previewing::PreviewError,
        providers::ProvidersError,
        sources::SourcesError,
        template_tests::TemplateTestsError,
    },
    store::StoreError,
};
use serde::Serialize;
use ts_rs::TS;

use crate::state::StartError;

/// A failed command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{message}")]
#[serde(rename_all = "camelCase")]
pub struct CommandError {
    /// What the window acts on.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do, where the message does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub remedy: Option<String>,
    /// For a brief: what is wrong with each field, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fields: Option<BTreeMap<String, String>>,
}

impl CommandError {
    pub(crate) fn new(code: &str, error: impl std::fmt::Display) -> Self {
        Self { code: code.to_owned(), message: error.to_string(), remedy: None, fields: None }
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        Self { remedy: error.remedy().map(str::to_owned), ..Self::new(error.code(), error) }
    }
}

impl From<TemplateTestsError> for CommandError {
    fn from(error: TemplateTestsError) -> Self {
        match error {
            TemplateTestsError::Drafting(error) => error.into(),
            TemplateTestsError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<ImportsError> for CommandError {
    fn from(error: ImportsError) -> Self {
        match error {
            ImportsError::Library(error) => error.into(),
            ImportsError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<TagError> for CommandError {
    fn from(error: TagError) -> Self {
        Self::new("tag_unusable", error)
    }
}

impl From<LibraryError> for CommandError {
    fn from(error: LibraryError) -> Self {
        match error {
            LibraryError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<EditError> for CommandError {
    fn from(error: EditError) -> Self {
        Self::new(error.code(), error)
    }
}

impl From<ModelsError> for CommandError {
    fn from(error: ModelsError) -> Self {
        match error {
            ModelsError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<ProvidersError> for CommandError {
    fn from(error: ProvidersError) -> Self {
        match error {
            ProvidersError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<SourcesError> for CommandError {
    fn from(error: SourcesError) -> Self {
        match error {
            SourcesError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<ProviderError> for CommandError {
    fn from(error: ProviderError) -> Self {
        Self::new(error.failure.code(), error)
    }
}

impl From<DraftingError> for CommandError {
    fn from(error: DraftingError) -> Self {
        match error {
            DraftingError::Brief(problems) => Self {
                fields: Some(problems.by_field()),
                ..Self::new("brief_incomplete", problems)
            },
            DraftingError::Model(error) => error.into(),
            DraftingError::Store(error) => error.into(),
            error @ DraftingError::Template(_) => Self::new(error.code(), error),
        }
    }
}

impl From<RefiningError> for CommandError {
    fn from(error: RefiningError) -> Self {
        match error {
            RefiningError::Drafting(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<PreviewError> for CommandError {
    fn from(error: PreviewError) -> Self {
        Self::new(error.code(), error)
    }
}

impl From<ExportError> for CommandError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<PacksError> for CommandError {
    fn from(error: PacksError) -> Self {
        match error {
            PacksError::Store(error) => error.into(),
            error => Self::new(error.code(), error),
        }
    }
}

impl From<&StartError> for CommandError {
    fn from(error: &StartError) -> Self {
        let (code, remedy) = match error {
            StartError::NoDataFolder => {
                ("store_unusable", Some("Start Copydeck with --data-dir and a folder."))
            }
            StartError::Store(error) => (error.code(), error.remedy()),
            StartError::Network(_) => ("network_unusable", None),
            StartError::Executable(_) => ("installation_unusable", None),
        };
        Self { remedy: remedy.map(str::to_owned), ..Self::new(code, error) }
    }
}
