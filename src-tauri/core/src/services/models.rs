//! The models there are, and how a choice among them becomes something that writes.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::providers::{ProviderSummary, Providers, ProvidersError};
use crate::{
    domain::{
        continuation::Cue,
        id::{LocalModelId, ProviderId},
        model::{LocalModel, ModelChoice, ProviderConfig},
    },
    llm::{error::ProviderError, local::LocalProvider, provider::Provider},
    store::{Store, StoreError},
};

/// What the bundled model is called.
pub const BUNDLED_MODEL_NAME: &str = "SmolLM2 135M";

/// All the models there are to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelList {
    /// The model that comes with Copydeck; none when its file is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub bundled: Option<BundledModel>,
    /// Model files the user added.
    pub local: Vec<LocalModel>,
    /// Configured providers.
    pub providers: Vec<ProviderSummary>,
}

/// The model that comes with Copydeck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BundledModel {
    /// Its name.
    pub name: String,
}

/// A model chosen and at hand.
#[derive(Clone)]
pub struct Writer {
    /// What completes the prompt.
    pub provider: Arc<dyn Provider>,
    /// The model, by the provider's name for it.
    pub model: String,
    /// What the user sees: “SmolLM2 135M”, “Studio server”.
    pub name: String,
    /// Whether nothing leaves this computer.
    pub on_this_computer: bool,
    /// How it is brought to go on with a text.
    pub cue: Cue,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("name", &self.name).field("model", &self.model).finish()
    }
}

/// Why a model is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum ModelsError {
    /// The bundled model's file is gone.
    #[error(
        "The model that comes with Copydeck is missing. Install Copydeck again, or choose another model in Settings."
    )]
    BundledModelMissing,
    /// The provider names no model, and neither does the draft.
    #[error("No model is chosen for {provider}. Choose one in Settings.")]
    NoModelChosen {
        /// The provider's name.
        provider: String,
    },
    /// The file can't be read at all.
    #[error("Copydeck can't read {}: {source}.", path.display())]
    FileUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not a model that can be used.
    #[error(transparent)]
    Unusable(#[from] ProviderError),
    /// The provider or its key is not to be had.
    #[error(transparent)]
    Provider(#[from] ProvidersError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ModelsError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BundledModelMissing | Self::FileUnreadable { .. } => "model_file_unusable",
            Self::NoModelChosen { .. } => "model_not_found",
            Self::Unusable(error) => error.failure.code(),
            Self::Provider(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// The models of this computer and of the configured providers.
#[derive(Debug)]
pub struct Models {
    store: Arc<Store>,
    providers: Arc<Providers>,
    engine: Arc<LocalProvider>,
    bundled: Option<PathBuf>,
}

impl Models {
    /// `bundled` is the file of the bundled model, where there is one.
    #[must_use]
    pub fn new(
        store: Arc<Store>,
        providers: Arc<Providers>,
        engine: Arc<LocalProvider>,
        bundled: Option<PathBuf>,
    ) -> Self {
        Self { store, providers, engine, bundled }
    }

    /// All there are.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn list(&self) -> Result<ModelList, ModelsError> {
        Ok(ModelList {
            bundled: self
                .bundled
                .as_ref()
                .map(|_| BundledModel { name: BUNDLED_MODEL_NAME.to_owned() }),
            local: self.store.local_models().await?,
            providers: self.providers.list().await?,
        })
    }

    /// The writer behind a choice. A key is read from the vault now, so that one replaced a
    /// moment ago is the one used.
    ///
    /// # Errors
    /// When the model's file, the provider or its key is not to be had.
    pub async fn writer(&self, choice: &ModelChoice) -> Result<Writer, ModelsError> {
        match choice {
            ModelChoice::Local { model_id: None } => {
                let path = self.bundled.as_deref().ok_or(ModelsError::BundledModelMissing)?;
                Ok(self.local_writer(BUNDLED_MODEL_NAME, &path.to_string_lossy()))
            }
            ModelChoice::Local { model_id: Some(id) } => {
                let model = self.store.local_model(*id).await?;
                Ok(self.local_writer(&model.name, &model.path))
            }
            ModelChoice::Provider { provider_id, model } => {
                let (config, model) = self.provider(*provider_id, model.as_deref()).await?;
                Ok(Writer {
                    provider: self.providers.connect(&config).await?,
                    model,
                    name: config.name,
                    on_this_computer: false,
                    cue: Cue::InWords,
                })
            }
        }
    }

    /// The writer behind a choice as far as it takes to say what it would be sent: no key is
    /// read, and nothing can be written with it.
    ///
    /// # Errors
    /// When the model's file or the provider is not to be had.
    pub async fn preview(&self, choice: &ModelChoice) -> Result<Writer, ModelsError> {
        let ModelChoice::Provider { provider_id, model } = choice else {
            return self.writer(choice).await;
        };
        let (config, model) = self.provider(*provider_id, model.as_deref()).await?;
        Ok(Writer {
            provider: Arc::new(self.providers.unconnected(&config).await?),
            model,
            name: config.name,
            on_this_computer: false,
            cue: Cue::InWords,
        })
    }

    async fn provider(
        &self,
        id: ProviderId,
        model: Option<&str>,
    ) -> Result<(ProviderConfig, String), ModelsError> {
        let config = self.store.provider(id).await?;
        let model = model
            .map(str::to_owned)
            .or_else(|| config.model.clone())
            .ok_or_else(|| ModelsError::NoModelChosen { provider: config.name.clone() })?;
        Ok((config, model))
    }

    fn local_writer(&self, name: &str, path: &str) -> Writer {
        let provider: Arc<dyn Provider> = Arc::clone(&self.engine) as Arc<dyn Provider>;
        Writer {
            provider,
            model: path.to_owned(),
            name: name.to_owned(),
            on_this_computer: true,
            cue: Cue::OpenTurn,
        }
    }

    /// Adds a GGUF file that the user has. The engine loads it once, so that a broken one is
    /// found now and not in the middle of a brief.
    ///
    /// # Errors
    /// When the file can't be read or is not a model that can be used.
    pub async fn add_local(&self, path: &Path) -> Result<LocalModel, ModelsError> {
        let unreadable = |source| ModelsError::FileUnreadable { path: path.to_owned(), source };
        let path = tokio::fs::canonicalize(path).await.map_err(unreadable)?;
        let size_bytes = tokio::fs::metadata(&path).await.map_err(unreadable)?.len();
        let described = self.engine.inspect(&path).await?;
        let file_name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let model = LocalModel {
            id: LocalModelId::generate(),
            name: described.name.or(file_name).unwrap_or_default(),
            path: path.to_string_lossy().into_owned(),
            size_bytes,
        };
        Ok(self.store.add_local_model(&model, Timestamp::now()).await?)
    }

    /// Forgets an added model. The file stays.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn remove_local(&self, id: LocalModelId) -> Result<(), ModelsError> {
        Ok(self.store.remove_local_model(id).await?)
    }
}
