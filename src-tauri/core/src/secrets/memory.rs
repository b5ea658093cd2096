//! A vault that lasts as long as the process.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures_util::future::{BoxFuture, FutureExt, ready};

use super::vault::{Vault, VaultError};
use crate::domain::{api_key::ApiKey, id::CredentialId};

/// Keeps keys in memory: for tests, and for a run without a keyring when the user agrees to it.
#[derive(Debug, Default)]
pub struct MemoryVault {
    keys: Mutex<HashMap<CredentialId, ApiKey>>,
}

impl MemoryVault {
    fn keys(&self) -> MutexGuard<'_, HashMap<CredentialId, ApiKey>> {
        // A map of whole values is never half changed, so a panic elsewhere does not spoil it.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for MemoryVault {
    fn read(&self, id: CredentialId) -> BoxFuture<'_, Result<Option<ApiKey>, VaultError>> {
        ready(Ok(self.keys().get(&id).cloned())).boxed()
    }

    fn write(&self, id: CredentialId, key: ApiKey) -> BoxFuture<'_, Result<(), VaultError>> {
        self.keys().insert(id, key);
        ready(Ok(())).boxed()
    }

    fn delete(&self, id: CredentialId) -> BoxFuture<'_, Result<(), VaultError>> {
        self.keys().remove(&id);
        ready(Ok(())).boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_kept_replaced_and_forgotten() {
        let vault = MemoryVault::default();
        let id = CredentialId::generate();
        let kept =
            async || vault.read(id).await.expect("memory").map(|key| key.expose().to_owned());
        let key = |pasted| ApiKey::new(pasted).expect("a key");

        assert_eq!(kept().await, None);
        vault.write(id, key("first")).await.expect("memory");
        vault.write(id, key("second")).await.expect("memory");
        assert_eq!(kept().await.as_deref(), Some("second"));
        vault.delete(id).await.expect("memory");
        vault.delete(id).await.expect("nothing to forget is no error");
        assert_eq!(kept().await, None);
    }
}
