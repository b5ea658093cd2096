//! Prompts from elsewhere, looked through and taken: files, and folders of them.

use std::{collections::HashMap, path::Path};

use super::{Library, LibraryError, MOST_NAMED, read_text};
use crate::{
    domain::{
        id::LibraryItemId,
        importing::{self, FoundTemplate, MOST_TEMPLATES},
        library::{ItemKind, LibraryItem, NewItem, Origin, folder_name},
    },
    services::desk::now,
    store::{StoreError, library::changes::ItemChange},
};

/// How deep folders are gone into.
const MOST_LEVELS: usize = 4;
/// The most files and folders that are looked at.
const MOST_FILES: usize = 20_000;
/// The most text that is taken up from a folder, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// The instructions of a fabric pattern.
const PATTERN: &str = "system.md";

/// What a file or folder holds.
#[derive(Debug)]
pub struct LookedThrough {
    /// The name of the file or folder.
    pub name: String,
    /// The templates, by name.
    pub templates: Vec<FoundTemplate>,
    /// Whether there was more than is taken at once.
    pub cut_short: bool,
}

impl Library {
    /// The templates that a file or folder holds. A folder with a `system.md` is a fabric pattern;
    /// in other folders files of other kinds are passed over, and so are those that can't be read.
    ///
    /// # Errors
    /// When the path can't be read, or holds nothing of this kind.
    pub fn look_through(path: &Path) -> Result<LookedThrough, LibraryError> {
        let mut looked = Looking::default();
        let is_folder = std::fs::metadata(path).is_ok_and(|file| file.is_dir());
        if is_folder {
            looked.enter(path, 0)?;
        } else {
            looked.found = importing::templates_in(&file_name(path), &read_text(path)?)?;
        }
        let Looking { mut found, cut_short, .. } = looked;
        found.sort_by(|a, b| a.name.cmp(&b.name));
        if found.is_empty() {
            return Err(LibraryError::NothingToImport { path: path.to_owned() });
        }
        Ok(LookedThrough { name: file_name(path), templates: found, cut_short })
    }

    /// Takes what was found into the library, all of it or nothing; a name that is taken gets a
    /// number. Several go to a folder that is called as they came.
    ///
    /// # Errors
    /// When they can't be saved.
    pub async fn take(
        &self,
        name: &str,
        found: Vec<FoundTemplate>,
    ) -> Result<Vec<LibraryItemId>, StoreError> {
        let origin = Origin::File { name: name.to_owned() };
        let folder = if found.len() > 1 { folder_name(stem(name)) } else { String::new() };
        let mut numbers = HashMap::new();
        let (mut ids, mut changes) = (Vec::new(), Vec::new());
        for template in found {
            let FoundTemplate { name, text, .. } = template;
            let text = self.under_free_name(ItemKind::Template, &name, text, &mut numbers).await?;
            let id = LibraryItemId::generate();
            ids.push(id);
            changes.push(ItemChange::Add(NewItem {
                id,
                kind: ItemKind::Template,
                base: Some(text.text.clone()),
                text,
                folder: folder.clone(),
                origin: origin.clone(),
                note: String::new(),
            }));
        }
        self.store.change_library(changes, now()).await?;
        Ok(ids)
    }

    /// The library's template of this name as it stands, one that can't be used included.
    ///
    /// # Errors
    /// When there is none, or the store can't be read.
    pub async fn item_called(&self, name: &str) -> Result<LibraryItem, LibraryError> {
        match self.store.library_item_named(ItemKind::Template, name.to_owned()).await? {
            Some(item) => Ok(item),
            None => {
                let known = self.store.library_names(ItemKind::Template, MOST_NAMED).await?;
                Err(LibraryError::NotFound { name: name.to_owned(), known })
            }
        }
    }
}

/// A folder being looked through.
#[derive(Default)]
struct Looking {
    found: Vec<FoundTemplate>,
    looked_at: usize,
    bytes: usize,
    cut_short: bool,
}

impl Looking {
    fn enter(&mut self, folder: &Path, level: usize) -> Result<(), LibraryError> {
        if let Ok(system) = read_text(&folder.join(PATTERN)) {
            let user = read_text(&folder.join("user.md")).unwrap_or_default();
            self.add(vec![importing::of_pattern(&file_name(folder), &system, &user)]);
            return Ok(());
        }
        let unreadable = |source| LibraryError::Unreadable { path: folder.to_owned(), source };
        for entry in std::fs::read_dir(folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            self.looked_at += 1;
            if self.looked_at > MOST_FILES || self.found.len() >= MOST_TEMPLATES {
                self.cut_short = true;
            }
            if self.cut_short {
                break;
            }
            // A link could lead out of the folder, or in a circle.
            let kind = entry.file_type().map_err(unreadable)?;
            let path = entry.path();
            if kind.is_dir() && level < MOST_LEVELS {
                self.enter(&path, level + 1)?;
            } else if kind.is_file() {
                let name = file_name(&path);
                let is_text =
                    [".prompt", ".md", ".markdown", ".txt"].iter().any(|e| name.ends_with(e));
                if let (true, Ok(text)) = (is_text && !name.starts_with('_'), read_text(&path)) {
                    self.add(importing::templates_in(&name, &text)?);
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, templates: Vec<FoundTemplate>) {
        self.bytes += templates.iter().map(|template| template.text.len()).sum::<usize>();
        if self.bytes > MOST_BYTES {
            self.cut_short = true;
        } else {
            self.found.extend(templates);
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
