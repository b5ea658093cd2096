//! The keys of a provider: added, put in use, replaced and removed, each with a label. The next
//! request uses the one that is in use then.

use jiff::Timestamp;

use super::{NewKey, ProviderSummary, Providers, ProvidersError};
use crate::{
    domain::{
        api_key::ApiKey,
        id::{CredentialId, ProviderId},
        model::{KeySource, ProviderConfig, ProviderKey},
    },
    store::StoreError,
};

impl Providers {
    /// A provider's keys in the vault, the oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn keys(&self, id: ProviderId) -> Result<Vec<ProviderKey>, ProvidersError> {
        Ok(self.store.provider_keys(id).await?)
    }

    /// Keeps another key in the vault. The one in use stays in use, where there is one.
    ///
    /// # Errors
    /// When there is no such provider, another of its keys has the label, or the vault can't
    /// take it.
    pub async fn add_key(
        &self,
        id: ProviderId,
        label: &str,
        key: ApiKey,
    ) -> Result<Vec<ProviderKey>, ProvidersError> {
        let label = label.trim();
        if label.is_empty() {
            return Err(ProvidersError::KeyLabelMissing);
        }
        let provider = self.store.provider(id).await?;
        let added = ProviderKey {
            id: CredentialId::generate(),
            label: label.to_owned(),
            last_four: key.last_four(),
            in_use: false,
            last_used_at: None,
        };
        self.vault.write(added.id, key).await?;
        if let Err(error) = self.store.insert_provider_key(id, &added, Timestamp::now()).await {
            self.forget_in_vault(added.id).await;
            return Err(error.into());
        }
        if provider.key == KeySource::None && !self.held().contains_key(&id) {
            self.store.use_provider_key(id, added.id).await?;
        }
        self.keys(id).await
    }

    /// Puts one of a provider's keys in use.
    ///
    /// # Errors
    /// When the provider has no such key.
    pub async fn use_key(
        &self,
        id: ProviderId,
        key: CredentialId,
    ) -> Result<ProviderSummary, ProvidersError> {
        let config = self.store.use_provider_key(id, key).await?;
        self.held().remove(&id);
        Ok(self.summary(config))
    }

    /// Removes a key, from the vault too. Where it was in use, none is then.
    ///
    /// # Errors
    /// When the provider has no such key.
    pub async fn remove_key(
        &self,
        id: ProviderId,
        key: CredentialId,
    ) -> Result<Vec<ProviderKey>, ProvidersError> {
        self.store.remove_provider_key(id, key).await?;
        self.forget_in_vault(key).await;
        self.keys(id).await
    }

    /// Puts another key in the place of the one in use. The next request uses it.
    ///
    /// # Errors
    /// When there is no such provider, or the vault can't take the key; the old one then stays.
    pub async fn replace_key(
        &self,
        id: ProviderId,
        key: NewKey,
    ) -> Result<ProviderSummary, ProvidersError> {
        let before = self.store.provider(id).await?;
        let KeySource::Vault { credential_id, last_four } = self.keep(id, key).await? else {
            // Held for this run in place of the other, which is not wanted any more.
            let config = ProviderConfig { key: KeySource::None, ..before.clone() };
            self.store.update_provider(&config).await?;
            self.forget_key_in_use(&before).await?;
            return Ok(self.summary(config));
        };
        let replaced =
            self.store.replace_provider_key(id, credential_id, last_four, Timestamp::now()).await;
        let config = match replaced {
            Ok(config) => config,
            Err(error) => {
                self.forget_in_vault(credential_id).await;
                return Err(error.into());
            }
        };
        if let KeySource::Vault { credential_id, .. } = before.key {
            self.forget_in_vault(credential_id).await;
        }
        Ok(self.summary(config))
    }

    /// Forgets the key that was in use in the vault, where something else has taken its place.
    pub(super) async fn forget_key_in_use(
        &self,
        before: &ProviderConfig,
    ) -> Result<(), ProvidersError> {
        let KeySource::Vault { credential_id, .. } = before.key else { return Ok(()) };
        match self.store.remove_provider_key(before.id, credential_id).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        self.forget_in_vault(credential_id).await;
        Ok(())
    }
}
