//! The use cases: what the window and the command line both ask for. The only layer that sees
//! the store, the providers and the vault together.

pub mod drafting;
pub mod library;
pub mod providers;
