//! Where keys are kept.

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::api_key::ApiKey;
use crate::domain::id::CredentialId;

/// Why the vault could not serve. Each has its own way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum VaultError {
    /// No keyring runs on this computer.
    #[error(
        "No system keyring is running on this computer, so there is nowhere safe to keep a key."
    )]
    Absent,
    /// The keyring is locked and was not unlocked in time.
    #[error("The system keyring is locked. Unlock it and try again.")]
    Locked,
    /// The keyring did not answer in time; an earlier question may still be open.
    #[error(
        "The system keyring does not answer. It may be waiting for its password in another window."
    )]
    Slow,
    /// The keyring answered with a failure of its own.
    #[error("The system keyring could not do that.")]
    Failed,
}

impl VaultError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Absent => "keyring_absent",
            Self::Locked => "keyring_locked",
            Self::Slow => "keyring_slow",
            Self::Failed => "keyring_failed",
        }
    }
}

/// A place that keeps keys. Every call ends within a few seconds, whatever lies behind it.
pub trait Vault: Send + Sync {
    /// The key kept under this id, or `None`.
    fn read(&self, id: CredentialId) -> BoxFuture<'_, Result<Option<ApiKey>, VaultError>>;
    /// Keeps a key under this id, in place of any before it.
    fn write(&self, id: CredentialId, key: ApiKey) -> BoxFuture<'_, Result<(), VaultError>>;
    /// Forgets the key under this id; nothing happens where there is none.
    fn delete(&self, id: CredentialId) -> BoxFuture<'_, Result<(), VaultError>>;
}
