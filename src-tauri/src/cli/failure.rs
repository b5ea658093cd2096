//! How a subcommand ends.

use std::{io, path::PathBuf, process::ExitCode};

use copydeck_core::{
    pack_file::{PackFileError, writing::WritingError},
    services::{
        drafting::{DraftingError, refining::RefiningError},
        exporting::ExportError,
        library::LibraryError,
        models::ModelsError,
        packs::PacksError,
        providers::ProvidersError,
        sources::SourcesError,
        template_tests::TemplateTestsError,
    },
    store::StoreError,
};

use crate::state::StartError;

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// All that was asked for is there.
    Complete = 0,
    /// What was to be checked does not hold.
    Failed = 1,
    /// The command line or the brief can't be used. clap ends with the same.
    Usage = 2,
    /// The provider failed, or its text is not whole. What came has been printed and saved.
    Provider = 3,
    /// The data folder can't be read or written.
    Store = 4,
    /// A pack was refused as unsafe. Nothing has changed.
    Unsafe = 5,
    /// The user interrupted it. What came has been saved.
    Interrupted = 130,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}

/// Why a subcommand could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    #[error("this system names no place for your data: give one with --data-dir")]
    NoDataFolder,
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("{message}")]
    Usage { message: String },
    #[error("can't read {}: {source}", path.display())]
    FileUnreadable { path: PathBuf, source: io::Error },
    #[error("{} is not text: byte {position} is not UTF-8", path.display())]
    FileNotText { path: PathBuf, position: usize },
    #[error(transparent)]
    Library(#[from] LibraryError),
    #[error("{}", drafting_in_words(.0))]
    Drafting(#[from] DraftingError),
    #[error(transparent)]
    Refining(RefiningError),
    #[error(transparent)]
    TemplateTests(TemplateTestsError),
    #[error(transparent)]
    Models(#[from] ModelsError),
    #[error(transparent)]
    Providers(#[from] ProvidersError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Packs(#[from] PacksError),
    #[error(transparent)]
    Sources(#[from] SourcesError),
    #[error("the output could not be written: {0}")]
    Output(#[from] io::Error),
    #[error("the output could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<RefiningError> for CliError {
    fn from(error: RefiningError) -> Self {
        match error {
            RefiningError::Drafting(DraftingError::Store(error)) => Self::Store(error),
            RefiningError::Drafting(error) => Self::Drafting(error),
            error => Self::Refining(error),
        }
    }
}

impl From<TemplateTestsError> for CliError {
    fn from(error: TemplateTestsError) -> Self {
        match error {
            TemplateTestsError::Drafting(error) => Self::Drafting(error),
            TemplateTestsError::Store(error) => Self::Store(error),
            error => Self::TemplateTests(error),
        }
    }
}

impl CliError {
    /// The code for scripts, the same as the window's.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoDataFolder => "store_unusable",
            Self::Start(StartError::Store(error)) | Self::Store(error) => error.code(),
            Self::Start(_) => "installation_unusable",
            Self::Usage { .. } => "usage",
            Self::FileUnreadable { .. } | Self::FileNotText { .. } => "file_unusable",
            Self::Library(error) => error.code(),
            Self::Drafting(error) => error.code(),
            Self::Refining(error) => error.code(),
            Self::TemplateTests(error) => error.code(),
            Self::Models(error) => error.code(),
            Self::Providers(error) => error.code(),
            Self::Export(error) => error.code(),
            Self::Packs(error) => error.code(),
            Self::Sources(error) => error.code(),
            Self::Output(_) | Self::Json(_) => "output_failed",
        }
    }

    /// What can be done, where the message does not say it.
    pub(super) fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::Start(StartError::Store(error))
            | Self::Store(error)
            | Self::Library(LibraryError::Store(error))
            | Self::Drafting(
                DraftingError::Store(error) | DraftingError::Model(ModelsError::Store(error)),
            )
            | Self::Models(ModelsError::Store(error))
            | Self::Providers(ProvidersError::Store(error))
            | Self::Packs(PacksError::Store(error)) => error.remedy(),
            _ => None,
        }
    }

    /// What the process ends with.
    pub(super) fn status(&self) -> ExitStatus {
        match self {
            Self::NoDataFolder
            | Self::Usage { .. }
            | Self::FileUnreadable { .. }
            | Self::FileNotText { .. }
            | Self::Library(
                LibraryError::NotFound { .. }
                | LibraryError::Unreadable { .. }
                | LibraryError::NotAFile { .. }
                | LibraryError::TooLarge { .. }
                | LibraryError::NotUtf8 { .. }
                | LibraryError::Invalid(_)
                | LibraryError::Unfillable(_)
                | LibraryError::NotASchema { .. }
                | LibraryError::Import(_)
                | LibraryError::NothingToImport { .. },
            )
            | Self::TemplateTests(_)
            | Self::Refining(_)
            | Self::Drafting(DraftingError::Brief(_) | DraftingError::Template(_)) => {
                ExitStatus::Usage
            }
            Self::Start(StartError::Store(error))
            | Self::Store(error)
            | Self::Library(LibraryError::Store(error))
            | Self::Drafting(
                DraftingError::Store(error) | DraftingError::Model(ModelsError::Store(error)),
            )
            | Self::Models(ModelsError::Store(error))
            | Self::Providers(ProvidersError::Store(error)) => store_status(error),
            Self::Sources(SourcesError::Store(error)) => store_status(error),
            Self::Sources(SourcesError::Unusable { .. }) => ExitStatus::Usage,
            Self::Providers(
                ProvidersError::NameMissing
                | ProvidersError::KeyLabelMissing
                | ProvidersError::Address(_)
                | ProvidersError::VariableName { .. },
            ) => ExitStatus::Usage,
            Self::Drafting(DraftingError::Model(_))
            | Self::Models(_)
            | Self::Providers(_)
            | Self::Start(_) => ExitStatus::Provider,
            Self::Export(ExportError::Store(error)) => store_status(error),
            Self::Export(ExportError::NotInFields | ExportError::Library(_)) => ExitStatus::Usage,
            Self::Packs(error) => packs_status(error),
            Self::Output(_) | Self::Json(_) | Self::Export(_) => ExitStatus::Store,
        }
    }
}

fn packs_status(error: &PacksError) -> ExitStatus {
    match error {
        PacksError::File(PackFileError::Refused(_))
        | PacksError::Writing(WritingError::File(PackFileError::Refused(_))) => ExitStatus::Unsafe,
        PacksError::Store(error) => store_status(error),
        PacksError::Vault(_)
        | PacksError::KeyMissing
        | PacksError::Signing(_)
        | PacksError::Writing(_)
        | PacksError::Export(_) => ExitStatus::Store,
        PacksError::File(_)
        | PacksError::NotOpen
        | PacksError::NothingChosen
        | PacksError::NoSuchItem { .. }
        | PacksError::ItemUnusable { .. } => ExitStatus::Usage,
    }
}

/// A brief's problems by the names that `--set` takes; the window's labels are not known here.
fn drafting_in_words(error: &DraftingError) -> String {
    match error {
        DraftingError::Brief(problems) => problems
            .by_field()
            .iter()
            .map(|(name, problem)| format!("{name}: {problem}"))
            .collect::<Vec<_>>()
            .join(" "),
        other => other.to_string(),
    }
}

/// Asking for what is not there is a mistake of the command line; all else is the store's.
fn store_status(error: &StoreError) -> ExitStatus {
    match error {
        StoreError::NotFound { .. }
        | StoreError::NameTaken { .. }
        | StoreError::KeyLabelTaken { .. }
        | StoreError::ItemNameTaken { .. } => ExitStatus::Usage,
        _ => ExitStatus::Store,
    }
}
