//! Keys: a type that never shows itself, and the vaults that keep it.
//!
//! The OS keyring is the only lasting place for a key. Which key belongs to which provider is the
//! store's to know, under a [`CredentialId`](crate::domain::id::CredentialId) that says nothing.

pub mod keyring;
pub mod memory;
pub mod vault;
