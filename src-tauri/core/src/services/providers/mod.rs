//! Providers: added, changed, tested and removed, and where their keys are.
//!
//! A key comes in once, goes to the vault, and is read back at each use. Where there is no vault
//! it can be held in memory until Copydeck ends, if the user agrees, or be named by an
//! environment variable.

mod keys;

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    domain::{
        allowance::Allowance,
        api_key::ApiKey,
        id::{CredentialId, ProviderId},
        model::{KeySource, ProviderConfig, ProviderKind, TestReport},
    },
    llm::{
        anthropic,
        base_url::{BaseUrl, BaseUrlError},
        http::{self, TimeLimits},
        openai_chat, openai_responses,
        patience::{Health, PatientProvider},
        provider::Provider,
        wire::{Endpoint, RemoteProvider},
    },
    secrets::vault::{Vault, VaultError},
    store::{Store, StoreError},
};

/// A provider as Settings shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderSummary {
    /// How it is set up.
    #[serde(flatten)]
    #[ts(flatten)]
    pub config: ProviderConfig,
    /// Whether its key is held in memory only, and gone when Copydeck ends.
    pub key_for_this_run_only: bool,
    /// What it last said is left of what the key may do, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub allowance: Option<Allowance>,
}

/// What a new or changed provider is to be. The key travels apart from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderDetails {
    /// What the user calls it; unique.
    pub name: String,
    /// The protocol it speaks. Where it is not given, a provider keeps its own, and a new one
    /// speaks Chat Completions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub kind: Option<ProviderKind>,
    /// Where it is. Where it is empty, its maker's own address is meant.
    pub base_url: String,
    /// For a deployment on Azure, whose path is made of it: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub deployment: Option<String>,
    /// The version of the interface that Azure is to speak: `2024-10-21`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub api_version: Option<String>,
    /// The model used where a draft names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub model: Option<String>,
    /// The environment variable that holds its key, for a machine without a keyring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key_variable: Option<String>,
}

/// A key, and where the user agreed that it may be kept.
#[derive(Clone, Debug)]
pub enum NewKey {
    /// In the system keyring.
    InVault(ApiKey),
    /// In memory, until Copydeck ends.
    ForThisRun(ApiKey),
}

/// Why something about a provider could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ProvidersError {
    /// A provider needs a name.
    #[error("Give the provider a name.")]
    NameMissing,
    /// The address can't be used.
    #[error(transparent)]
    Address(#[from] BaseUrlError),
    /// The name of an environment variable can't be one.
    #[error("“{name}” can't be the name of an environment variable.")]
    VariableName {
        /// What was given.
        name: String,
    },
    /// The environment variable that should hold the key is not set.
    #[error(
        "The key of {provider} is to come from the environment variable {variable}, which is not set."
    )]
    VariableNotSet {
        /// The provider's name.
        provider: String,
        /// The variable.
        variable: String,
    },
    /// A key needs a label.
    #[error("Give the key a label.")]
    KeyLabelMissing,
    /// The vault no longer has the key.
    #[error(
        "The key of {provider} is no longer in the system keyring. Enter it again in Settings."
    )]
    KeyGone {
        /// The provider's name.
        provider: String,
    },
    /// The vault could not serve.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ProvidersError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NameMissing | Self::KeyLabelMissing => "name_missing",
            Self::Address(_) => "address_unusable",
            Self::VariableName { .. } => "variable_name_unusable",
            Self::VariableNotSet { .. } | Self::KeyGone { .. } => "key_missing",
            Self::Vault(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// The configured providers and their keys.
pub struct Providers {
    store: Arc<Store>,
    vault: Arc<dyn Vault>,
    client: reqwest::Client,
    limits: TimeLimits,
    held: Mutex<HashMap<ProviderId, ApiKey>>,
    health: Mutex<HashMap<(ProviderId, Option<CredentialId>), Health>>,
}

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Providers")
    }
}

impl Providers {
    /// Providers of a store, with their keys in a vault.
    ///
    /// # Errors
    /// When the system's certificates can't be used.
    pub fn new(
        store: Arc<Store>,
        vault: Arc<dyn Vault>,
        limits: TimeLimits,
    ) -> Result<Self, http::ClientError> {
        let client = http::client(&limits)?;
        Ok(Self { store, vault, client, limits, held: Mutex::default(), health: Mutex::default() })
    }

    /// All of them, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn list(&self) -> Result<Vec<ProviderSummary>, StoreError> {
        let configs = self.store.providers().await?;
        Ok(configs.into_iter().map(|config| self.summary(config)).collect())
    }

    /// One by the name the user gave it.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn named(&self, name: &str) -> Result<ProviderConfig, StoreError> {
        self.store.provider_named(name).await
    }

    /// Adds a provider. The key goes to the vault before anything is stored, so that a provider
    /// never stands there with a key it does not have.
    ///
    /// # Errors
    /// When the details are not usable, the name is taken, the vault can't take the key, or the
    /// store fails.
    pub async fn add(
        &self,
        details: ProviderDetails,
        key: Option<NewKey>,
    ) -> Result<ProviderSummary, ProvidersError> {
        let kind = details.kind.unwrap_or_default();
        let mut config = checked(ProviderId::generate(), kind, details, KeySource::None)?;
        if let Some(key) = key {
            config.key = self.keep(config.id, key).await?;
        }
        if let Err(error) = self.store.insert_provider(&config, Timestamp::now()).await {
            self.forget(&config).await;
            return Err(error.into());
        }
        Ok(self.summary(config))
    }

    /// Changes a provider. Its key stays unless a variable takes its place.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub async fn update(
        &self,
        id: ProviderId,
        details: ProviderDetails,
    ) -> Result<ProviderSummary, ProvidersError> {
        let before = self.store.provider(id).await?;
        let kept = match &before.key {
            KeySource::Environment { .. } => KeySource::None,
            other => other.clone(),
        };
        let kind = details.kind.unwrap_or(before.kind);
        let config = checked(id, kind, details, kept)?;
        self.store.update_provider(&config).await?;
        if config.key != before.key {
            self.held().remove(&id);
            self.forget_key_in_use(&before).await?;
        }
        Ok(self.summary(config))
    }

    /// Removes a provider and all its keys.
    ///
    /// # Errors
    /// When there is no such provider or the store fails.
    pub async fn remove(&self, id: ProviderId) -> Result<(), ProvidersError> {
        let config = self.store.provider(id).await?;
        let keys = self.store.provider_keys(id).await?;
        self.store.remove_provider(id).await?;
        self.forget(&config).await;
        for key in keys.into_iter().filter(|key| !key.in_use) {
            self.forget_in_vault(key.id).await;
        }
        Ok(())
    }

    /// Tries a provider step by step, as the Test button does.
    ///
    /// # Errors
    /// When there is no such provider or its key is not to be had; what the provider itself gets
    /// wrong is in the report.
    pub async fn test(&self, id: ProviderId) -> Result<TestReport, ProvidersError> {
        let config = self.store.provider(id).await?;
        Ok(self.client_of(&config).await?.test_connection(config.model.as_deref()).await)
    }

    /// A provider ready to complete prompts.
    ///
    /// # Errors
    /// When its key is not to be had.
    pub async fn connect(
        &self,
        config: &ProviderConfig,
    ) -> Result<Arc<dyn Provider>, ProvidersError> {
        let client = Arc::new(self.client_of(config).await?);
        if let KeySource::Vault { credential_id, .. } = config.key
            && let Err(error) = self.store.touch_provider_key(credential_id, Timestamp::now()).await
        {
            tracing::warn!(code = error.code(), "the use of a key could not be noted");
        }
        Ok(Arc::new(PatientProvider::new(client, config.name.clone(), self.health_of(config))))
    }

    /// A provider as far as it takes to say what it would be sent: without its key.
    ///
    /// # Errors
    /// When its address can't be used or the store can't be read.
    pub async fn unconnected(
        &self,
        config: &ProviderConfig,
    ) -> Result<RemoteProvider, ProvidersError> {
        // Only whether there is a key is said of it.
        let has_key = config.key != KeySource::None || self.held().contains_key(&config.id);
        let placeholder = has_key.then(|| ApiKey::new("key")).flatten();
        self.remote(config, placeholder, self.label_of_key(config).await?)
    }

    async fn client_of(&self, config: &ProviderConfig) -> Result<RemoteProvider, ProvidersError> {
        let key = self.key_of(config).await?;
        self.remote(config, key, self.label_of_key(config).await?)
    }

    /// What the key in use is called, where there are several.
    async fn label_of_key(&self, config: &ProviderConfig) -> Result<Option<String>, StoreError> {
        if self.held().contains_key(&config.id) {
            return Ok(None);
        }
        let keys = self.store.provider_keys(config.id).await?;
        // One of one needs no name.
        let several = keys.len() > 1;
        Ok(keys.into_iter().find(|key| key.in_use && several).map(|key| key.label))
    }

    fn remote(
        &self,
        config: &ProviderConfig,
        key: Option<ApiKey>,
        key_label: Option<String>,
    ) -> Result<RemoteProvider, ProvidersError> {
        let endpoint = Endpoint {
            provider: config.name.clone(),
            base_url: BaseUrl::parse(&config.base_url)?,
            key,
            key_label,
            limits: self.limits,
        };
        let client = self.client.clone();
        Ok(match config.kind {
            ProviderKind::Openai => openai_responses::provider(endpoint, client),
            ProviderKind::OpenaiCompatible => openai_chat::provider(endpoint, client),
            ProviderKind::Anthropic => anthropic::provider(endpoint, client),
        })
    }

    /// What is known of a provider with the key it has now.
    fn health_of(&self, config: &ProviderConfig) -> Health {
        let credential = match &config.key {
            KeySource::Vault { credential_id, .. } => Some(*credential_id),
            KeySource::None | KeySource::Environment { .. } => None,
        };
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.entry((config.id, credential)).or_default().clone()
    }

    async fn key_of(&self, config: &ProviderConfig) -> Result<Option<ApiKey>, ProvidersError> {
        if let Some(key) = self.held().get(&config.id) {
            return Ok(Some(key.clone()));
        }
        match &config.key {
            KeySource::None => Ok(None),
            KeySource::Vault { credential_id, .. } => {
                match self.vault.read(*credential_id).await? {
                    Some(key) => Ok(Some(key)),
                    None => Err(ProvidersError::KeyGone { provider: config.name.clone() }),
                }
            }
            KeySource::Environment { variable } => {
                match std::env::var(variable).ok().as_deref().and_then(ApiKey::new) {
                    Some(key) => Ok(Some(key)),
                    None => Err(ProvidersError::VariableNotSet {
                        provider: config.name.clone(),
                        variable: variable.clone(),
                    }),
                }
            }
        }
    }

    /// Keeps a key where the user agreed, and says where that is.
    async fn keep(&self, id: ProviderId, key: NewKey) -> Result<KeySource, ProvidersError> {
        match key {
            NewKey::ForThisRun(key) => {
                self.held().insert(id, key);
                Ok(KeySource::None)
            }
            NewKey::InVault(key) => {
                let credential_id = CredentialId::generate();
                let last_four = key.last_four();
                self.vault.write(credential_id, key).await?;
                self.held().remove(&id);
                Ok(KeySource::Vault { credential_id, last_four })
            }
        }
    }

    async fn forget(&self, config: &ProviderConfig) {
        self.held().remove(&config.id);
        if let KeySource::Vault { credential_id, .. } = config.key {
            self.forget_in_vault(credential_id).await;
        }
    }

    /// What can't be forgotten now stays in the user's own keyring under a name nothing refers
    /// to; that must not undo the removal the user asked for.
    async fn forget_in_vault(&self, id: CredentialId) {
        if let Err(error) = self.vault.delete(id).await {
            tracing::warn!(code = error.code(), "a key could not be removed from the keyring");
        }
    }

    fn summary(&self, config: ProviderConfig) -> ProviderSummary {
        let key_for_this_run_only = self.held().contains_key(&config.id);
        let allowance = self.health_of(&config).allowance();
        ProviderSummary { config, key_for_this_run_only, allowance }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<ProviderId, ApiKey>> {
        // Keys are put in and taken out whole; a panic elsewhere leaves none half there.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The details as they are stored, or what is wrong with them. `kept` is the key's place where no
/// variable is named.
fn checked(
    id: ProviderId,
    kind: ProviderKind,
    details: ProviderDetails,
    kept: KeySource,
) -> Result<ProviderConfig, ProvidersError> {
    let given = |text: Option<String>| {
        text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let name = given(Some(details.name)).ok_or(ProvidersError::NameMissing)?;
    let key = match given(details.key_variable) {
        Some(name) if name.contains(['=', '\0']) => {
            return Err(ProvidersError::VariableName { name });
        }
        Some(variable) => KeySource::Environment { variable },
        None => kept,
    };
    let usual_address = kind.usual_address().filter(|_| details.base_url.trim().is_empty());
    let base_url = BaseUrl::parse(usual_address.unwrap_or(&details.base_url))?
        .on_azure(given(details.deployment).as_deref(), given(details.api_version).as_deref());
    Ok(ProviderConfig {
        id,
        name,
        kind,
        base_url: base_url.to_string(),
        model: given(details.model),
        key,
    })
}
