//! Prompts from elsewhere in the window: what a file or folder holds is looked at with all that
//! was guessed of it, and then taken, so that what is taken is what was shown.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;
use ts_rs::TS;

use super::library::{Library, LibraryError, LookedThrough, texts};
use crate::{
    domain::{
        id::{LibraryItemId, OpenImportId},
        importing::Guess,
        library::ItemKind,
    },
    store::StoreError,
};

/// What a file or folder holds, before any of it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// Names it until another is opened.
    pub id: OpenImportId,
    /// The name of the file or folder.
    pub name: String,
    /// The templates.
    pub templates: Vec<ImportedTemplate>,
    /// Whether there is more than can be taken at once.
    pub cut_short: bool,
}

/// A template that could be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportedTemplate {
    /// Its name for people.
    pub title: String,
    /// Its name in commands and files.
    pub name: String,
    /// Whether the library has one of this name: it would come beside it.
    pub is_there: bool,
    /// The gaps in its text that would become fields.
    pub guesses: Vec<Guess>,
    /// Why it could not be used as it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<String>,
}

/// Why nothing can be taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportsError {
    /// It is not open any more.
    #[error("This was closed meanwhile. Choose the file or folder again.")]
    NotOpen,
    /// Nothing is chosen.
    #[error("Choose at least one template.")]
    NothingChosen,
    /// It can't be read, or holds nothing.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportsError {
    /// The code that the window acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen => "import_not_open",
            Self::NothingChosen => "nothing_chosen",
            Self::Library(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }
}

/// Imports over one library. One is open at a time.
#[derive(Debug)]
pub struct Imports {
    library: Library,
    open: Mutex<Option<(OpenImportId, Arc<LookedThrough>)>>,
}

impl Imports {
    /// The imports of a library.
    #[must_use]
    pub fn new(library: Library) -> Self {
        Self { library, open: Mutex::default() }
    }

    /// Looks through a file or folder. Changes nothing.
    ///
    /// # Errors
    /// When it can't be read, or holds no prompts.
    pub async fn open(&self, path: &Path) -> Result<ImportPreview, ImportsError> {
        let path = path.to_owned();
        let looked = tokio::task::spawn_blocking(move || Library::look_through(&path))
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        let mut templates = Vec::with_capacity(looked.templates.len());
        for found in &looked.templates {
            let read = texts::read(ItemKind::Template, &found.name, found.text.clone());
            templates.push(ImportedTemplate {
                title: read.facts.title,
                is_there: self.library.has(ItemKind::Template, &read.name).await?,
                name: read.name,
                guesses: found.guesses.clone(),
                problem: read.facts.problem,
            });
        }
        let id = OpenImportId::generate();
        let (name, cut_short) = (looked.name.clone(), looked.cut_short);
        *self.held() = Some((id, Arc::new(looked)));
        Ok(ImportPreview { id, name, templates, cut_short })
    }

    /// The text a template would have, by its place in the preview.
    ///
    /// # Errors
    /// When the import is not open any more.
    pub fn text(&self, id: OpenImportId, index: usize) -> Result<String, ImportsError> {
        let looked = self.looked(id)?;
        let found = looked.templates.get(index).ok_or(ImportsError::NotOpen)?;
        Ok(found.text.clone())
    }

    /// Takes some of them, by their places in the preview: all of those or none. Gives the items
    /// they are now.
    ///
    /// # Errors
    /// When the import is not open any more, nothing is chosen, or they can't be saved.
    pub async fn take(
        &self,
        id: OpenImportId,
        chosen: &[usize],
    ) -> Result<Vec<LibraryItemId>, ImportsError> {
        let looked = self.looked(id)?;
        let places = looked.templates.iter().enumerate();
        let found: Vec<_> = places
            .filter(|(place, _)| chosen.contains(place))
            .map(|(_, found)| found.clone())
            .collect();
        if found.is_empty() {
            return Err(ImportsError::NothingChosen);
        }
        let taken = self.library.take(&looked.name, found).await?;
        self.close(id);
        Ok(taken)
    }

    /// Forgets what was looked through.
    pub fn close(&self, id: OpenImportId) {
        let mut held = self.held();
        if held.as_ref().is_some_and(|(open, _)| *open == id) {
            *held = None;
        }
    }

    fn looked(&self, id: OpenImportId) -> Result<Arc<LookedThrough>, ImportsError> {
        match &*self.held() {
            Some((open, looked)) if *open == id => Ok(Arc::clone(looked)),
            _ => Err(ImportsError::NotOpen),
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<(OpenImportId, Arc<LookedThrough>)>> {
        // A whole value is never half changed, so a panic elsewhere does not spoil it.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[tokio::test]
    async fn what_is_taken_is_what_was_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("written");
        };
        write("notes/a.md", "# Thanks\nDear [FIRST NAME], thank you.");
        write("notes/b.prompt", "---\nname: a\n---\n{{#if x}}");
        write("notes/deep/c.txt", "About {topic}");
        let store = Arc::new(Store::in_memory().await.expect("a store"));
        let library = Library::new(store);
        let imports = Imports::new(library.clone());

        let shown = imports.open(&folder.path().join("notes")).await.expect("looked through");
        let titles: Vec<_> = shown.templates.iter().map(|found| found.title.as_str()).collect();
        assert_eq!((shown.name.as_str(), titles), ("notes", vec!["Thanks", "B", "c"]));
        assert_eq!(shown.templates[0].guesses[0].written, "[FIRST NAME]");
        assert!(shown.templates[1].problem.is_some());
        assert!(imports.text(shown.id, 0).expect("a text").contains("{{first_name}}"));

        // The files change meanwhile, and what was shown is taken all the same.
        write("notes/a.md", "Something else");
        let taken = imports.take(shown.id, &[0, 2]).await.expect("taken");
        assert_eq!(taken.len(), 2);
        let item = library.open(taken[0]).await.expect("an item");
        assert_eq!(
            (item.summary.title.as_str(), item.summary.folder.as_str()),
            ("Thanks", "notes")
        );
        assert!(!item.summary.edited);
        assert_eq!(
            imports.take(shown.id, &[0]).await.expect_err("closed").code(),
            "import_not_open"
        );

        let again = imports.open(&folder.path().join("notes/deep/c.txt")).await.expect("read");
        assert!(again.templates[0].is_there);
        assert_eq!(imports.take(again.id, &[]).await.expect_err("none").code(), "nothing_chosen");
        let second = imports.take(again.id, &[0]).await.expect("taken");
        let second = library.open(second[0]).await.expect("an item");
        assert_eq!((second.summary.name.as_str(), second.summary.folder.as_str()), ("c-2", ""));
        // It can be saved: it says the name it has.
        library
            .save(second.summary.id, format!("{}!", second.text), String::new())
            .await
            .expect("saved");

        library.delete_all(taken.clone()).await.expect("put away");
        assert!(library.open(taken[0]).await.expect("an item").summary.bin.is_some());
    }
}
