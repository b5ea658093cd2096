//! Which model writes: one on this computer, or one behind a provider.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::id::{LocalModelId, ProviderId};

/// The model a draft is written with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ModelChoice {
    /// A model on this computer; nothing leaves it.
    Local {
        /// A model file the user added, or the bundled one where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        model_id: Option<LocalModelId>,
    },
    /// A model behind a configured provider.
    Provider {
        /// Which provider.
        provider_id: ProviderId,
        /// Its name there; the provider's usual one where there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        model: Option<String>,
    },
}

impl Default for ModelChoice {
    fn default() -> Self {
        Self::Local { model_id: None }
    }
}

/// The protocol a provider speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ProviderKind {
    /// Responses, as OpenAI itself prefers.
    Openai,
    /// Chat Completions, as OpenAI and many other servers offer it.
    #[default]
    OpenaiCompatible,
    /// Messages, as Anthropic offers it.
    Anthropic,
}

impl ProviderKind {
    /// Every kind there is.
    pub const ALL: [Self; 3] = [Self::Openai, Self::OpenaiCompatible, Self::Anthropic];

    /// The name that commands know it by; the same as in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Openai => "openai",
            Self::OpenaiCompatible => "openai-compatible",
            Self::Anthropic => "anthropic",
        }
    }

    /// Where its maker offers it; none for a protocol that many offer.
    #[must_use]
    pub const fn usual_address(self) -> Option<&'static str> {
        match self {
            Self::Openai => Some("https://api.openai.com/v1"),
            Self::OpenaiCompatible => None,
            Self::Anthropic => Some("https://api.anthropic.com"),
        }
    }
}

/// Where a provider's key comes from. The key itself is never part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "source", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeySource {
    /// The server asks for none.
    None,
    /// The vault holds it.
    Vault {
        /// Under this name.
        credential_id: super::id::CredentialId,
        /// Its last four characters, to tell it from others.
        last_four: String,
    },
    /// An environment variable, read at each use.
    Environment {
        /// The variable's name.
        variable: String,
    },
}

/// A key of a provider in the vault, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderKey {
    /// Its name in the vault.
    pub id: super::id::CredentialId,
    /// What the user calls it; unique among the provider's.
    pub label: String,
    /// Its last four characters, to tell it from others.
    pub last_four: String,
    /// Whether requests are made with it.
    pub in_use: bool,
    /// When a request was last made with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    pub last_used_at: Option<jiff::Timestamp>,
}

/// A configured provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderConfig {
    /// Its identity.
    pub id: ProviderId,
    /// What the user calls it; unique.
    pub name: String,
    /// The protocol it speaks.
    pub kind: ProviderKind,
    /// Where it is, without a trailing slash: `https://llm.example/v1`.
    pub base_url: String,
    /// The model used where a draft names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub model: Option<String>,
    /// Where its key comes from.
    pub key: KeySource,
}

/// A model file the user added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LocalModel {
    /// Its identity.
    pub id: LocalModelId,
    /// What the lists show.
    pub name: String,
    /// The GGUF file. It stays where the user keeps it.
    pub path: String,
    /// The file's size when it was added.
    #[ts(type = "number")]
    pub size_bytes: u64,
}

/// What a test of a provider found, step by step in the order tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestReport {
    /// Whether a draft can be written with it.
    pub works: bool,
    /// How long the first text took, in milliseconds, where one came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub first_text_ms: Option<u32>,
    /// The steps.
    pub steps: Vec<TestStep>,
}

/// One step of a test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestStep {
    /// Whether it went well.
    pub ok: bool,
    /// What was found, in a sentence.
    pub message: String,
}
