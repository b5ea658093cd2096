//! The composition root: the adapters of this machine put into the services.

use std::{ffi::OsString, io, path::Path, sync::Arc, time::Duration};

use copydeck_core::{
    domain::pack::version::PackVersion,
    llm::{
        http::{ClientError, TimeLimits},
        local::{EngineCommand, EngineLimits, LocalProvider},
    },
    secrets::keyring::KeyringVault,
    services::{
        backups::Backups, desk::Desk, drafting::Drafting, exporting::Exporting, history::History,
        imports::Imports, library::Library, models::Models, packs::Packs, preferences::Preferences,
        previewing::Previews, providers::Providers, sources::Sources,
        template_tests::TemplateTests,
    },
    sources::reader::{ReaderCommand, SourceReader},
    store::{Store, StoreError},
};

use crate::folders;

/// How long the system keyring may take to answer.
const KEYRING_LIMIT: Duration = Duration::from_secs(3);

/// How long reading a document may take: a report of a thousand pages takes a few seconds.
const SOURCE_LIMIT: Duration = Duration::from_secs(30);

/// Why the services could not be started.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    /// The system names no place for a user's data.
    #[error("This system names no place for your data.")]
    NoDataFolder,
    /// The store could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No connection can be made.
    #[error("The system's certificates could not be read: {0}.")]
    Network(#[from] ClientError),
    /// The system does not say where this executable is.
    #[error("The system does not say where Copydeck is installed: {0}.")]
    Executable(#[source] io::Error),
}

/// Every service, over one data folder.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) store: Arc<Store>,
    pub(crate) backups: Backups,
    pub(crate) desk: Desk,
    pub(crate) drafting: Drafting,
    pub(crate) exporting: Exporting,
    pub(crate) history: History,
    pub(crate) imports: Imports,
    pub(crate) library: Library,
    pub(crate) models: Arc<Models>,
    pub(crate) packs: Packs,
    pub(crate) providers: Arc<Providers>,
    pub(crate) preferences: Preferences,
    pub(crate) sources: Sources,
    pub(crate) previews: Previews,
    pub(crate) template_tests: TemplateTests,
}

impl Services {
    /// Opens the data folder and starts the services. Nothing is asked of the network or the
    /// keyring yet.
    ///
    /// # Errors
    /// When the store can't be opened.
    pub(crate) async fn open(data_folder: &Path) -> Result<Self, StartError> {
        let executable = folders::executable().map_err(StartError::Executable)?;
        let store = Arc::new(Store::open(data_folder, jiff::Timestamp::now()).await?);
        let vault = Arc::new(KeyringVault::system(KEYRING_LIMIT));
        let packs = Packs::new(Arc::clone(&store), Arc::clone(&vault) as _, app_version());
        let providers = Arc::new(Providers::new(Arc::clone(&store), vault, TimeLimits::default())?);
        let engine = Arc::new(LocalProvider::new(
            EngineCommand { program: executable.clone(), args: vec![OsString::from("engine")] },
            EngineLimits::default(),
        ));
        let models = Arc::new(Models::new(
            Arc::clone(&store),
            Arc::clone(&providers),
            engine,
            folders::bundled_model(&executable),
        ));
        let reader = SourceReader::new(
            ReaderCommand {
                program: executable.clone(),
                args: vec![OsString::from("read-source")],
            },
            SOURCE_LIMIT,
        );
        let desk = Desk::new(Arc::clone(&store));
        if store.read_only().is_none()
            && let Err(error) = desk.clear_bin(jiff::Timestamp::now()).await
        {
            // The drafts are there all the same, some of them longer than they should be.
            tracing::warn!(code = error.code(), "the bin could not be cleared");
        }
        let library = Library::new(Arc::clone(&store));
        if store.read_only().is_none()
            && let Err(error) = library.stock(jiff::Timestamp::now()).await
        {
            tracing::warn!(code = error.code(), "the starter pack could not be put in the library");
        }
        Ok(Self {
            backups: Backups::new(Arc::clone(&store)),
            desk,
            drafting: Drafting::new(Arc::clone(&store), Arc::clone(&models)),
            template_tests: TemplateTests::new(Arc::clone(&store)),
            exporting: Exporting::new(Arc::clone(&store)),
            history: History::new(Arc::clone(&store)),
            imports: Imports::new(library.clone()),
            library,
            models,
            packs,
            providers,
            preferences: Preferences::new(Arc::clone(&store)),
            previews: Previews::default(),
            sources: Sources::new(Arc::clone(&store), reader),
            store,
        })
    }
}

/// Copydeck's own version, for packs that ask for a newer one.
pub(crate) fn app_version() -> PackVersion {
    env!("CARGO_PKG_VERSION").parse().expect("three numbers: cargo holds the workspace to it")
}
