//! Packs: looked at, taken, taken back, removed, made and signed.
//!
//! A pack is opened once and held in memory while the user decides, so that what is taken is what
//! was shown. What is in a pack file and whether it is safe is `pack_file`'s to say; here it meets
//! the library.

mod exporting;
mod importing;
mod preview;
mod signing;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

pub use exporting::{ExportDetails, ExportOutline, ExportProblem, ItemRef, MadeFile, Signer};
pub use importing::{Choice, Imported, ItemChoice};
pub use preview::{ItemDetails, ItemPreview, PackPreview, Trust};

use crate::{
    domain::{
        id::{OpenPackId, PackChangeId},
        pack::{installed::InstalledPack, refusal::Refusal, version::PackVersion},
    },
    pack_file::{self, Pack, PackFileError, signing::SigningError, writing::WritingError},
    secrets::vault::{Vault, VaultError},
    store::{Store, StoreError},
};

/// The most packs that are held open; the one opened first is then forgotten.
const MOST_OPEN: usize = 4;

/// Why something about a pack could not be done.
#[derive(Debug, thiserror::Error)]
pub enum PacksError {
    /// The pack can't be read, or is refused.
    #[error(transparent)]
    File(#[from] PackFileError),
    /// The pack was opened too long ago.
    #[error("This pack is not open any more. Open it again.")]
    NotOpen,
    /// Nothing was chosen to be exported.
    #[error("Choose at least one item to export.")]
    NothingChosen,
    /// An item that is to be exported does not exist.
    #[error("The library has no “{name}”.")]
    NoSuchItem {
        /// How it was asked for.
        name: String,
    },
    /// An item that is to be exported can't be used.
    #[error("“{name}” can’t be exported: {problem}")]
    ItemUnusable {
        /// The item.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The signing key is not where it should be.
    #[error("The signing key is not in the system keyring any more.")]
    KeyMissing,
    /// The vault could not serve.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// It could not be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The file could not be put together.
    #[error(transparent)]
    Writing(#[from] WritingError),
    /// The file could not be written.
    #[error(transparent)]
    Export(#[from] super::exporting::ExportError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Refusal> for PacksError {
    fn from(refusal: Refusal) -> Self {
        Self::File(refusal.into())
    }
}

impl PacksError {
    /// The code that the command line and the window act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(error) => error.code(),
            Self::NotOpen => "pack_not_open",
            Self::NothingChosen => "nothing_chosen",
            Self::NoSuchItem { .. } => "not_found",
            Self::ItemUnusable { .. } => "item_unusable",
            Self::KeyMissing => "signing_key_missing",
            Self::Vault(error) => error.code(),
            Self::Signing(_) => "signing_failed",
            Self::Writing(WritingError::File(error)) => error.code(),
            Self::Writing(_) => "pack_unwritable",
            Self::Export(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// The name of a pack's file, for the system's dialog.
#[must_use]
pub fn file_name(name: &str) -> String {
    let name = super::library::texts::name_from(name);
    format!("{}.copypack", if name.is_empty() { "pack" } else { &name })
}

/// Packs over one store and one vault.
pub struct Packs {
    store: Arc<Store>,
    vault: Arc<dyn Vault>,
    app: PackVersion,
    open: Mutex<HashMap<OpenPackId, Arc<Pack>>>,
}

impl std::fmt::Debug for Packs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packs").field("app", &self.app).finish_non_exhaustive()
    }
}

impl Packs {
    /// The packs of a store. `app` is Copydeck's own version.
    #[must_use]
    pub fn new(store: Arc<Store>, vault: Arc<dyn Vault>, app: PackVersion) -> Self {
        Self { store, vault, app, open: Mutex::default() }
    }

    /// Opens a pack, a file or a folder, and says what it would change. Changes nothing.
    ///
    /// # Errors
    /// When it can't be read, or is refused.
    pub async fn open(&self, path: &Path) -> Result<PackPreview, PacksError> {
        let (path, app) = (path.to_owned(), self.app);
        // Reading may wait for a disk, and unpacking and looking at texts takes its time.
        let pack = tokio::task::spawn_blocking(move || pack_file::open(&path, app))
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        self.hold(pack).await
    }

    /// Opens a pack from its bytes, and says what it would change. Changes nothing.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn read(&self, bytes: Vec<u8>) -> Result<PackPreview, PacksError> {
        let app = self.app;
        let pack = tokio::task::spawn_blocking(move || pack_file::read(&bytes, app))
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        self.hold(pack).await
    }

    /// Holds a pack that has been read, and says what it would change.
    ///
    /// # Errors
    /// When it is refused for what is installed, or the store can't be read.
    pub async fn hold(&self, pack: Pack) -> Result<PackPreview, PacksError> {
        let id = OpenPackId::generate();
        let pack = Arc::new(pack);
        let preview = self.preview(id, &pack).await?;
        let mut open = self.held();
        if open.len() >= MOST_OPEN
            && let Some(oldest) = open.keys().min().copied()
        {
            open.remove(&oldest);
        }
        open.insert(id, pack);
        Ok(preview)
    }

    /// Forgets a pack that was opened.
    pub fn close(&self, id: OpenPackId) {
        self.held().remove(&id);
    }

    /// The installed packs, by name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn installed(&self) -> Result<Vec<InstalledPack>, PacksError> {
        Ok(self.store.installed_packs().await?)
    }

    /// Removes an installed pack. What the user has changed stays. Gives what takes it back.
    ///
    /// # Errors
    /// When there is none, or it can't be removed.
    pub async fn remove(&self, pack: String) -> Result<PackChangeId, PacksError> {
        let id = PackChangeId::generate();
        self.store.remove_pack(id, pack, Timestamp::now()).await?;
        Ok(id)
    }

    /// Takes back what importing or removing a pack has changed.
    ///
    /// # Errors
    /// When one of its items has changed since.
    pub async fn undo(&self, id: PackChangeId) -> Result<(), PacksError> {
        Ok(self.store.undo_pack_change(id).await?)
    }

    fn pack(&self, id: OpenPackId) -> Result<Arc<Pack>, PacksError> {
        self.held().get(&id).cloned().ok_or(PacksError::NotOpen)
    }

    fn held(&self) -> MutexGuard<'_, HashMap<OpenPackId, Arc<Pack>>> {
        // A map of whole values is never half changed, so a panic elsewhere does not spoil it.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
