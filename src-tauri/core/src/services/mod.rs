//! The use cases: what the window and the command line both ask for. The only layer that sees
//! the store, the providers and the vault together.

pub mod backups;
pub mod desk;
pub mod drafting;
pub mod exporting;
pub mod history;
pub mod imports;
pub mod library;
pub mod models;
pub mod packs;
pub mod preferences;
pub mod previewing;
pub mod providers;
pub mod sources;
pub mod template_tests;
