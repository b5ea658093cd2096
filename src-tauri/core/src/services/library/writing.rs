//! How the library is written in: items made, saved as versions, brought back and put away.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Library, starter, texts};
use crate::{
    domain::{
        draft::BinStay,
        id::LibraryItemId,
        library::{
            ItemKind, ItemSummary, ItemText, ItemVersion, LibraryItem, NewItem, Origin, folder_name,
        },
    },
    services::desk::now,
    store::{StoreError, library::changes::ItemChange},
};

impl Library {
    /// An item with its texts.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open(&self, id: LibraryItemId) -> Result<LibraryItem, StoreError> {
        self.store.library_item(id).await
    }

    /// Adds an item under a name that is free: the one asked for, or that with a number.
    ///
    /// # Errors
    /// When it can't be saved.
    pub async fn add(
        &self,
        kind: ItemKind,
        name: &str,
        text: String,
        origin: Origin,
    ) -> Result<LibraryItem, StoreError> {
        let text = self.under_free_name(kind, name, text, &mut HashMap::new()).await?;
        let base = (origin != Origin::Own).then(|| text.text.clone());
        let id = LibraryItemId::generate();
        let new =
            NewItem { id, kind, text, folder: String::new(), origin, base, note: String::new() };
        self.change(ItemChange::Add(new)).await
    }

    /// A text under a name that is free: the one asked for, or that with a number, which the text
    /// then says too. `numbers` holds how far names were counted for texts not yet added.
    pub(super) async fn under_free_name(
        &self,
        kind: ItemKind,
        name: &str,
        text: String,
        numbers: &mut HashMap<String, u32>,
    ) -> Result<ItemText, StoreError> {
        let mut text = texts::read(kind, name, text);
        let wished = text.name.clone();
        loop {
            let number = numbers.entry(wished.clone()).or_insert(0);
            *number += 1;
            let name = if *number == 1 { wished.clone() } else { format!("{wished}-{number}") };
            let is_counted = name != wished && numbers.contains_key(&name);
            if !is_counted && !self.has(kind, &name).await? {
                if name != wished {
                    numbers.insert(name.clone(), 1);
                    text = texts::read(kind, &name, texts::renamed(kind, &text.text, &name));
                    text.name = name;
                }
                return Ok(text);
            }
        }
    }

    /// Whether there is an item of this name.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn has(&self, kind: ItemKind, name: &str) -> Result<bool, StoreError> {
        Ok(self.store.library_item_named(kind, name.to_owned()).await?.is_some())
    }

    /// Saves a text as the item's newest version.
    ///
    /// # Errors
    /// When there is no such item, or the text gives it a name that another item has.
    pub async fn save(
        &self,
        id: LibraryItemId,
        text: String,
        note: String,
    ) -> Result<LibraryItem, StoreError> {
        let present = self.store.library_item(id).await?.summary;
        let text = texts::read(present.kind, &present.name, text);
        self.change(ItemChange::Save { id, text, note, origin: None }).await
    }

    /// Keeps what the editor holds, which is not in use yet.
    ///
    /// # Errors
    /// When there is no such item.
    pub async fn keep_working_text(
        &self,
        id: LibraryItemId,
        working: Option<String>,
    ) -> Result<ItemSummary, StoreError> {
        self.store.keep_working_text(id, working).await
    }

    /// Brings the text of an earlier version back, as a new version.
    ///
    /// # Errors
    /// When there is no such version.
    pub async fn restore(&self, id: LibraryItemId, number: u32) -> Result<LibraryItem, StoreError> {
        let text = self.store.version_text(id, number).await?;
        self.save(id, text, format!("Version {number} brought back")).await
    }

    /// Brings the text back that the item came with: for one of the starter pack the pack's own,
    /// which may be newer. What was written since stays among the versions.
    ///
    /// # Errors
    /// When there is no such item, or it was written here.
    pub async fn reset(&self, id: LibraryItemId) -> Result<LibraryItem, StoreError> {
        let item = self.store.library_item(id).await?;
        let original = match item.summary.origin {
            Origin::Starter => {
                starter::text_of(item.summary.kind, &item.summary.name).map(str::to_owned)
            }
            _ => None,
        };
        let Some(original) = original.or(item.base) else {
            return Err(StoreError::not_found("original of", item.summary.name));
        };
        let text = texts::read(item.summary.kind, &item.summary.name, original.clone());
        let origin = Some((item.summary.origin, Some(original)));
        let note = "Back to the original".to_owned();
        self.change(ItemChange::Save { id, text, note, origin }).await
    }

    /// The versions of an item, newest first, from the one before `before` on.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn versions(
        &self,
        id: LibraryItemId,
        before: Option<u32>,
    ) -> Result<Vec<ItemVersion>, StoreError> {
        self.store.item_versions(id, before).await
    }

    /// Says something of a version.
    ///
    /// # Errors
    /// When there is no such version.
    pub async fn note_version(
        &self,
        id: LibraryItemId,
        number: u32,
        note: String,
    ) -> Result<(), StoreError> {
        self.store.note_version(id, number, note).await
    }

    /// Marks an item as a favourite, or takes the mark away.
    ///
    /// # Errors
    /// When there is no such item.
    pub async fn mark_favourite(
        &self,
        id: LibraryItemId,
        favourite: bool,
    ) -> Result<ItemSummary, StoreError> {
        self.store.mark_favourite(id, favourite).await
    }

    /// Puts an item in a folder, which is there from then on; an empty name takes it out.
    ///
    /// # Errors
    /// When there is no such item.
    pub async fn move_to_folder(
        &self,
        id: LibraryItemId,
        folder: &str,
    ) -> Result<ItemSummary, StoreError> {
        self.store.move_to_folder(id, folder_name(folder)).await
    }

    /// Puts an item in the bin.
    ///
    /// # Errors
    /// When there is no such item.
    pub async fn delete(&self, id: LibraryItemId) -> Result<ItemSummary, StoreError> {
        self.store.bin_item(id, Some(now())).await
    }

    /// Puts several items in the bin, all of them or none.
    ///
    /// # Errors
    /// When one of them is not there.
    pub async fn delete_all(&self, ids: Vec<LibraryItemId>) -> Result<(), StoreError> {
        let changes = ids.into_iter().map(ItemChange::Delete).collect();
        self.store.change_library(changes, now()).await?;
        Ok(())
    }

    /// Takes an item out of the bin.
    ///
    /// # Errors
    /// When there is no such item, or another has taken its name.
    pub async fn undelete(&self, id: LibraryItemId) -> Result<ItemSummary, StoreError> {
        self.store.bin_item(id, None).await
    }

    /// Deletes for good what has been in the bin for as long as it keeps things.
    ///
    /// # Errors
    /// When the store can't be written.
    pub async fn clear_bin(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = now.checked_sub(BinStay::LENGTH).unwrap_or(Timestamp::MIN);
        self.store.empty_library_bin(before).await
    }

    async fn change(&self, change: ItemChange) -> Result<LibraryItem, StoreError> {
        let mut changed = self.store.change_library(vec![change], now()).await?;
        Ok(changed.remove(0))
    }
}
