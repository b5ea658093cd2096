//! Everything in Copydeck that is neither window nor inference: the domain, the store, the
//! providers, the vault, readers of documents, and the services that bring them together.
//!
//! Direction of use: `services -> {store, llm, secrets, sources} -> domain`. Adapters never see each
//! other and the domain does no IO; `tests/architecture.rs` holds this crate to it.

pub mod domain;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod llm;
pub mod markdown;
pub mod pack_file;
pub mod secrets;
pub mod services;
pub mod sources;
pub mod store;
