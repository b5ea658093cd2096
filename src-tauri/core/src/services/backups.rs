//! Backups: one a day, one when the user asks, and the way back to any of them.

use std::sync::Arc;

use jiff::Timestamp;

use crate::store::{
    Store, StoreError,
    backup::BackupSummary,
    backup_name::{BackupName, BackupReason},
};

/// The backups of a store.
#[derive(Debug)]
pub struct Backups {
    store: Arc<Store>,
}

impl Backups {
    /// The backups of this store.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// All of them, the newest first.
    ///
    /// # Errors
    /// When they can't be looked for.
    pub async fn list(&self) -> Result<Vec<BackupSummary>, StoreError> {
        self.store.backups().await
    }

    /// Makes one because the user asks for it.
    ///
    /// # Errors
    /// When it can't be made.
    pub async fn make(&self) -> Result<BackupSummary, StoreError> {
        self.store.back_up(BackupReason::ByHand, Timestamp::now()).await
    }

    /// Makes today's, unless it is there already or nothing can be written.
    ///
    /// # Errors
    /// When it can't be made.
    pub async fn make_daily(&self) -> Result<(), StoreError> {
        let now = Timestamp::now();
        if self.store.read_only().is_none() && self.store.daily_backup_is_due(now).await? {
            self.store.back_up(BackupReason::Daily, now).await?;
        }
        Ok(())
    }

    /// Puts everything back as it was when a backup was made; see [`Store::restore_backup`].
    /// Gives the backup of what stood there before. Runs must have been stopped.
    ///
    /// # Errors
    /// When it can't be restored; everything is then as it was.
    pub async fn restore(&self, name: BackupName) -> Result<BackupSummary, StoreError> {
        self.store.restore_backup(name, Timestamp::now()).await
    }
}
