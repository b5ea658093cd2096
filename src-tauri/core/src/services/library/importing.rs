//! Prompts from elsewhere, looked through and taken: files, and folders of them.

use std::path::Path;

use super::{Library, LibraryError, MOST_NAMED, read_text};
use crate::{
    domain::{
        importing::{self, FoundTemplate, MOST_TEMPLATES},
        library::{ItemKind, Origin},
    },
    store::StoreError,
};

/// How deep folders are gone into.
const MOST_LEVELS: usize = 4;
/// The most files and folders that are looked at.
const MOST_FILES: usize = 20_000;
/// The instructions of a fabric pattern.
const PATTERN: &str = "system.md";

impl Library {
    /// The templates that a file or folder holds. A folder with a `system.md` is a fabric pattern;
    /// in other folders files of other kinds are passed over, and so are those that can't be read.
    ///
    /// # Errors
    /// When the path can't be read, or holds nothing of this kind.
    pub fn look_through(path: &Path) -> Result<Vec<FoundTemplate>, LibraryError> {
        let mut found = Vec::new();
        let is_folder = std::fs::metadata(path).is_ok_and(|file| file.is_dir());
        if is_folder {
            let mut looked_at = 0;
            look_into(path, 0, &mut looked_at, &mut found)?;
        } else {
            found = importing::templates_in(&file_name(path), &read_text(path)?)?;
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        if found.is_empty() {
            return Err(LibraryError::NothingToImport { path: path.to_owned() });
        }
        Ok(found)
    }

    /// Takes what was found into the library; a name that is taken gets a number. Returns how many
    /// there were.
    ///
    /// # Errors
    /// When one can't be saved. Those before it stay.
    pub async fn take(&self, path: &Path, found: Vec<FoundTemplate>) -> Result<usize, StoreError> {
        let number = found.len();
        let origin = Origin::File { name: file_name(path) };
        for template in found {
            self.add(ItemKind::Template, &template.name, template.text, origin.clone()).await?;
        }
        Ok(number)
    }

    /// The library's template of this name as it stands, one that can't be used included.
    ///
    /// # Errors
    /// When there is none, or the store can't be read.
    pub async fn item_called(
        &self,
        name: &str,
    ) -> Result<crate::domain::library::LibraryItem, LibraryError> {
        match self.store.library_item_named(ItemKind::Template, name.to_owned()).await? {
            Some(item) => Ok(item),
            None => {
                let known = self.store.library_names(ItemKind::Template, MOST_NAMED).await?;
                Err(LibraryError::NotFound { name: name.to_owned(), known })
            }
        }
    }
}

fn look_into(
    folder: &Path,
    level: usize,
    looked_at: &mut usize,
    found: &mut Vec<FoundTemplate>,
) -> Result<(), LibraryError> {
    if let Ok(system) = read_text(&folder.join(PATTERN)) {
        let user = read_text(&folder.join("user.md")).unwrap_or_default();
        found.push(importing::of_pattern(&file_name(folder), &system, &user));
        return Ok(());
    }
    let unreadable = |source| LibraryError::Unreadable { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        *looked_at += 1;
        if *looked_at > MOST_FILES || found.len() >= MOST_TEMPLATES {
            break;
        }
        // A link could lead out of the folder, or in a circle.
        let kind = entry.file_type().map_err(unreadable)?;
        let path = entry.path();
        if kind.is_dir() && level < MOST_LEVELS {
            look_into(&path, level + 1, looked_at, found)?;
        } else if kind.is_file() {
            let name = file_name(&path);
            let is_text = [".prompt", ".md", ".markdown", ".txt"].iter().any(|e| name.ends_with(e));
            if let (true, Ok(text)) = (is_text && !name.starts_with('_'), read_text(&path)) {
                found.extend(importing::templates_in(&name, &text)?);
            }
        }
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
