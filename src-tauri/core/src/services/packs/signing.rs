//! The key that packs are signed with: made at the first use, and kept in the vault.

use jiff::Timestamp;

use super::{Packs, PacksError};
use crate::{
    domain::{api_key::ApiKey, id::CredentialId},
    pack_file::signing::SigningKey,
};

impl Packs {
    /// The key to sign with: the one in the vault, made now if there was none.
    ///
    /// # Errors
    /// When the vault does not serve, or does not have the key any more. No other is made then:
    /// those who trust the old one would be told that the publisher's key has changed.
    pub(super) async fn key(&self) -> Result<SigningKey, PacksError> {
        if let Some((public, id)) = self.store.signing_key().await? {
            let kept = self.vault.read(id).await?.ok_or(PacksError::KeyMissing)?;
            let key = SigningKey::from_secret(&kept)?;
            return if key.public().as_str() == public {
                Ok(key)
            } else {
                Err(PacksError::KeyMissing)
            };
        }
        let key = SigningKey::generate()?;
        let id = CredentialId::generate();
        self.vault.write(id, key.to_secret()?).await?;
        let public = key.public().to_string();
        if let Err(error) = self.store.remember_signing_key(public, id, Timestamp::now()).await {
            if let Err(error) = self.vault.delete(id).await {
                tracing::warn!(
                    code = error.code(),
                    "a key that nobody will use stays in the vault"
                );
            }
            return Err(error.into());
        }
        Ok(key)
    }

    /// The key to sign with: a given one, for machines without a keyring, or the vault's.
    pub(super) async fn key_or(&self, given: Option<&ApiKey>) -> Result<SigningKey, PacksError> {
        match given {
            Some(given) => Ok(SigningKey::from_secret(given)?),
            None => self.key().await,
        }
    }
}
