//! Puts the starter pack in the store, and keeps it up to date there: what the user has edited
//! stays as it is, what the user has not follows the pack.

use jiff::Timestamp;

use super::{Library, starter, texts};
use crate::{
    domain::{
        id::LibraryItemId,
        library::{ItemKind, LibraryItem, NewItem, Origin},
    },
    store::{StoreError, library::changes::ItemChange},
};

impl Library {
    /// Adds the templates and formats of the starter pack that the store does not have, and brings those up
    /// to date that the user has not edited. One whose name the user has given to another item is
    /// left out.
    ///
    /// # Errors
    /// When the store can't be read or written.
    pub async fn stock(&self, now: Timestamp) -> Result<(), StoreError> {
        let stocked = self.store.starter_items().await?;
        let mut changes = Vec::new();
        for (kind, name, text) in starter::items() {
            let known = stocked.iter().find(|item| {
                item.summary.kind == kind
                    && (item.summary.name == name || item.base.as_deref() == Some(text))
            });
            match known {
                None => {
                    if !self.has(kind, name).await? {
                        changes.push(ItemChange::Add(new_item(kind, name, text)));
                    }
                }
                Some(item) if is_behind(item, text) => changes.push(ItemChange::Save {
                    id: item.summary.id,
                    text: texts::read(kind, name, text.to_owned()),
                    note: "Came with a newer Copydeck".to_owned(),
                    origin: Some((Origin::Starter, Some(text.to_owned()))),
                }),
                Some(_) => {}
            }
        }
        if !changes.is_empty() {
            self.store.change_library(changes, now).await?;
            self.store.empty_log().await?;
        }
        Ok(())
    }
}

/// The user has not touched it, and the pack's text is another by now.
fn is_behind(item: &LibraryItem, text: &str) -> bool {
    item.base.as_deref() == Some(item.text.as_str()) && item.text != text && item.working.is_none()
}

fn new_item(kind: ItemKind, name: &str, text: &str) -> NewItem {
    NewItem {
        id: LibraryItemId::generate(),
        kind,
        text: texts::read(kind, name, text.to_owned()),
        folder: String::new(),
        origin: Origin::Starter,
        base: Some(text.to_owned()),
        note: "Came with Copydeck".to_owned(),
    }
}

#[cfg(test)]
mod tests;
