//! Signatures: minisign's, over the exact bytes of `pack.json`, which holds the hash of every
//! other file. `minisign -Vm pack.json -P KEY` checks one without Copydeck.
//!
//! A key's number in a signature is eight bytes that anybody can copy, so keys are compared whole.

use std::{fmt, io::Cursor};

use minisign::{KeyPair, SecretKeyBox, SignatureBox};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::{api_key::ApiKey, pack::refusal::Refusal};

/// The most a signature file may hold, in bytes. Four lines take three hundred.
const MOST_SIGNATURE_BYTES: usize = 4_096;

/// A publisher's minisign public key, as minisign writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(as = "String")]
pub struct PublicKey(String);

impl PublicKey {
    /// A key as it stands in a description or in the store.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, SigningError> {
        let key = minisign::PublicKey::from_base64(text).map_err(|_| SigningError::KeyUnusable)?;
        // Written anew, so that one key has one text.
        Ok(Self(key.to_base64()))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Twenty hexadecimal digits in groups of four, to be compared by people.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hash = blake3::hash(self.0.as_bytes()).to_hex();
        let groups: Vec<&str> = (0..5).map(|at| &hash[at * 4..at * 4 + 4]).collect();
        groups.join(" ")
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why nothing could be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// It is no minisign key.
    #[error("The signing key can’t be used: it is not a minisign key without a password.")]
    KeyUnusable,
    /// The signing itself failed, for want of randomness.
    #[error("The pack could not be signed.")]
    Failed,
}

/// A key to sign with. Its secret half is nowhere but in the vault and, while it is used, here.
pub struct SigningKey {
    secret: minisign::SecretKey,
    public: PublicKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}

impl SigningKey {
    /// A new key, from the system's randomness.
    ///
    /// # Errors
    /// When the system has none.
    pub fn generate() -> Result<Self, SigningError> {
        let pair = KeyPair::generate_unencrypted_keypair().map_err(|_| SigningError::Failed)?;
        Ok(Self { public: PublicKey(pair.pk.to_base64()), secret: pair.sk })
    }

    /// The key as the vault keeps it: minisign's own text.
    ///
    /// # Errors
    /// Never for a key that was made or read here.
    pub fn to_secret(&self) -> Result<ApiKey, SigningError> {
        let written = self.secret.to_box(None).map_err(|_| SigningError::KeyUnusable)?;
        ApiKey::new(&written.into_string()).ok_or(SigningError::KeyUnusable)
    }

    /// Reads a key that the vault kept.
    ///
    /// # Errors
    /// When it is none, or has a password.
    pub fn from_secret(kept: &ApiKey) -> Result<Self, SigningError> {
        let unusable = |_| SigningError::KeyUnusable;
        let secret = SecretKeyBox::from_string(kept.expose())
            .and_then(SecretKeyBox::into_unencrypted_secret_key)
            .map_err(unusable)?;
        let public = minisign::PublicKey::from_secret_key(&secret).map_err(unusable)?;
        Ok(Self { public: PublicKey(public.to_base64()), secret })
    }

    /// Its public half.
    #[must_use]
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signature file over a description's bytes. `comment` is signed along; it is one line.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn sign(&self, manifest: &[u8], comment: &str) -> Result<String, SigningError> {
        minisign::sign(
            None,
            &self.secret,
            Cursor::new(manifest),
            Some(comment),
            Some("Copydeck pack"),
        )
        .map(|signature| signature.to_string())
        .map_err(|_| SigningError::Failed)
    }
}

/// The key that vouches for a description: `None` where nobody signed.
pub(super) fn check(
    key: Option<&str>,
    signature: Option<&[u8]>,
    manifest: &[u8],
) -> Result<Option<PublicKey>, Refusal> {
    let invalid = || Refusal::SignatureInvalid;
    let (key, signature) = match (key, signature) {
        (None, None) => return Ok(None),
        (Some(key), Some(signature)) => (key, signature),
        // One without the other: the signature was taken away, or belongs to something else.
        _ => return Err(invalid()),
    };
    let signature = str::from_utf8(signature).map_err(|_| invalid())?;
    if signature.len() > MOST_SIGNATURE_BYTES || !is_shaped(signature) {
        return Err(invalid());
    }
    let signature = SignatureBox::from_string(signature).map_err(|_| invalid())?;
    let public = minisign::PublicKey::from_base64(key).map_err(|_| invalid())?;
    minisign::verify(&public, &signature, Cursor::new(manifest), true, false, false)
        .map_err(|_| invalid())?;
    Ok(Some(PublicKey(public.to_base64())))
}

/// Whether it has four lines with base64 of the right lengths, which minisign takes for granted.
fn is_shaped(signature: &str) -> bool {
    /// An algorithm, a key's number and a signature, and a signature alone: 74 and 64 bytes.
    const SIGNED: usize = 100;
    const GLOBAL: usize = 88;
    let lines: Vec<&str> = signature.trim_end().lines().collect();
    matches!(&lines[..], [_, signed, _, global] if signed.len() == SIGNED && global.len() == GLOBAL)
}
