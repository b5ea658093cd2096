//! The starter pack: the templates that come with Copydeck, as plain files.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

use super::{LibraryError, LibraryTemplate, formats};
use crate::domain::{format, library::ItemKind, template::PromptTemplate};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter-pack");

/// Each template file's name and text, by name.
pub(super) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FOLDER.files().filter_map(|file| {
        let name = file.path().to_str().filter(|name| name.ends_with(".prompt"))?;
        Some((name, file.contents_utf8()?))
    })
}

/// The templates that come with Copydeck, whatever has been made of them since.
#[derive(Clone, Debug)]
pub struct StarterPack {
    templates: Vec<LibraryTemplate>,
}

impl StarterPack {
    pub(super) fn read() -> Self {
        let templates = files()
            .map(|(file, text)| {
                let template = PromptTemplate::parse(file, text)
                    .expect("a test reads every file of the starter pack");
                let format = template.format().and_then(formats::starter).cloned();
                LibraryTemplate { template, format, partials: BTreeMap::new(), made_with: None }
            })
            .collect();
        Self { templates }
    }

    /// All templates, in the order of the pack.
    #[must_use]
    pub fn templates(&self) -> &[LibraryTemplate] {
        &self.templates
    }

    /// The template of this name.
    ///
    /// # Errors
    /// When the pack has none.
    pub fn find(&self, name: &str) -> Result<&LibraryTemplate, LibraryError> {
        self.templates.iter().find(|template| template.template.name() == name).ok_or_else(|| {
            let known = self.templates.iter().map(|known| known.template.name().to_owned());
            LibraryError::NotFound { name: name.to_owned(), known: known.collect() }
        })
    }
}

/// All items of the pack: each one's kind, name and text.
pub(super) fn items() -> impl Iterator<Item = (ItemKind, &'static str, &'static str)> {
    let templates = files().map(|(file, text)| {
        (ItemKind::Template, file.strip_suffix(".prompt").unwrap_or(file), text)
    });
    templates.chain(format::starter_files().map(|(name, text)| (ItemKind::Format, name, text)))
}

/// The text of the pack's item of this kind and name.
pub(super) fn text_of(kind: ItemKind, name: &str) -> Option<&'static str> {
    items().find(|(its, known, _)| *its == kind && *known == name).map(|(_, _, text)| text)
}
