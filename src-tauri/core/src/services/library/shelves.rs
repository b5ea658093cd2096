//! The library looked through: pages of cards, folders, tags, and all templates with their forms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Library, LibraryError, LibraryTemplate};
use crate::{
    domain::library::{Counted, ItemKind, LibraryQuery},
    store::{
        StoreError,
        library::list::{LibraryCursor, LibraryPage},
    },
};

/// What there is to look through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LibraryOutline {
    /// How many items of the kind there are.
    pub size: u32,
    /// The folders, by name.
    pub folders: Vec<Counted>,
    /// The tags, those of most items first.
    pub tags: Vec<Counted>,
}

impl Library {
    /// A page of what is asked for, after a cursor of the same query.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn page(
        &self,
        query: LibraryQuery,
        cursor: Option<LibraryCursor>,
    ) -> Result<LibraryPage, StoreError> {
        self.store.library_page(query, cursor).await
    }

    /// How much there is of a kind, in which folders, with which tags.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn outline(&self, kind: ItemKind) -> Result<LibraryOutline, StoreError> {
        Ok(LibraryOutline {
            size: self.store.library_size(kind).await?,
            folders: self.store.library_folders(kind).await?,
            tags: self.store.library_tags(kind).await?,
        })
    }

    /// The templates that can be used, by title, up to so many. Where the store can't be brought
    /// up to date and has no library, those of the starter pack.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn templates(&self, most: usize) -> Result<Vec<LibraryTemplate>, LibraryError> {
        match self.stored_templates(most).await {
            Err(_) if self.store.read_only().is_some() => {
                Ok(Self::starter().templates().iter().take(most).cloned().collect())
            }
            templates => templates,
        }
    }

    async fn stored_templates(&self, most: usize) -> Result<Vec<LibraryTemplate>, LibraryError> {
        let mut templates = Vec::new();
        let mut cursor = None;
        loop {
            let page = self.store.library_page(LibraryQuery::default(), cursor).await?;
            for summary in page.items.iter().filter(|item| item.problem.is_none()) {
                if templates.len() >= most {
                    return Ok(templates);
                }
                match self.ready(&self.store.library_item(summary.id).await?).await {
                    Ok(template) => templates.push(template),
                    // Another process may have saved it meanwhile.
                    Err(LibraryError::Invalid(error)) => tracing::warn!(%error, "left out"),
                    Err(error) => return Err(error),
                }
            }
            cursor = page.next_cursor;
            if cursor.is_none() {
                return Ok(templates);
            }
        }
    }
}
