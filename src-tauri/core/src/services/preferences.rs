//! The settings of the whole app.

use std::sync::Arc;

use crate::{
    domain::settings::Settings,
    store::{Store, StoreError},
};

/// The settings of a store.
#[derive(Debug)]
pub struct Preferences {
    store: Arc<Store>,
}

impl Preferences {
    /// The settings of this store.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// As they stand; defaults where none were saved.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn read(&self) -> Result<Settings, StoreError> {
        self.store.settings().await
    }

    /// Saves them all.
    ///
    /// # Errors
    /// When they can't be saved.
    pub async fn save(&self, settings: &Settings) -> Result<(), StoreError> {
        self.store.save_settings(settings).await
    }
}
