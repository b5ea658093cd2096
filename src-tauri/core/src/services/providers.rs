//! Providers and local models: adding, removing, testing, and their keys.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::model::{LocalModel, ProviderConfig};
pub use crate::domain::model::{TestReport, TestStep};

/// All the models there are to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelList {
    /// The model that comes with Copydeck; `None` when its file is missing.
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
}

/// What a new or changed provider is to be. The key travels apart from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderDetails {
    /// What the user calls it; unique.
    pub name: String,
    /// Where it is.
    pub base_url: String,
    /// The model used where a draft names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub model: Option<String>,
    /// The environment variable that holds its key, for a machine without a keyring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub key_variable: Option<String>,
}
