//! Drafts taken out of Copydeck: as files, and as what goes onto the clipboard.

use std::{
    collections::HashSet,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    domain::{id::DraftId, run::RunState},
    markdown::{
        docx::{DocxError, docx},
        html,
        page::page,
        plain::plain,
    },
    services::library::LibraryError,
    store::{Store, StoreError},
};

mod fields;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// The draft as it is.
    Markdown,
    /// A web page of its own.
    Html,
    /// A Word document.
    Docx,
    /// Text without formatting.
    Text,
    /// The fields of copy in fields, as a table.
    Csv,
    /// The same as its template's schema has them.
    Json,
}

impl ExportFormat {
    /// The ending of such a file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    /// What a dialog calls such files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Html => "Web page",
            Self::Docx => "Word document",
            Self::Text => "Text",
            Self::Csv => "Table",
            Self::Json => "JSON",
        }
    }
}

/// Why a draft could not be taken out.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The draft could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The Word document could not be made.
    #[error(transparent)]
    Docx(#[from] DocxError),
    /// The draft's template is not to be had.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// There are no fields to make a table of.
    #[error("This draft has no fields to export. Save it as Markdown or text.")]
    NotInFields,
    /// The table could not be made.
    #[error("The table could not be made.")]
    Table,
    /// The file could not be written; what stood there before is as it was.
    #[error("{} could not be written: {source}.", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Nobody chose this file to be written.
    #[error("This file was not chosen in the dialog.")]
    NotChosen,
}

impl ExportError {
    /// What the window acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Library(error) => error.code(),
            Self::NotInFields => "not_in_fields",
            Self::Docx(_) | Self::Table => "export_failed",
            Self::Unwritable { .. } => "file_unwritable",
            Self::NotChosen => "file_not_chosen",
        }
    }
}

/// What goes onto the clipboard as formatted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RichText {
    /// For programs that take formatting.
    pub html: String,
    /// For those that do not.
    pub plain: String,
}

/// The drafts of a store, as others can read them.
#[derive(Debug)]
pub struct Exporting {
    store: Arc<Store>,
    /// The files that the user chose in the system's dialog, which asked before replacing one.
    chosen: Mutex<HashSet<PathBuf>>,
}

impl Exporting {
    /// Of the drafts of this store.
    #[must_use]
    pub fn new(store: Arc<Store>) -> Self {
        Self { store, chosen: Mutex::default() }
    }

    /// A draft as the bytes of a file. Of one that is being written, what has come so far.
    ///
    /// # Errors
    /// When there is no such draft.
    pub async fn file(&self, id: DraftId, format: ExportFormat) -> Result<Vec<u8>, ExportError> {
        let (title, text) = self.draft(id).await?;
        Ok(match format {
            ExportFormat::Markdown => text.into_bytes(),
            ExportFormat::Html => page(&title, &text).into_bytes(),
            ExportFormat::Docx => docx(&text)?,
            ExportFormat::Text => plain(&text).into_bytes(),
            ExportFormat::Csv => self.csv(id, &text).await?,
            ExportFormat::Json => self.json(id, &text).await?,
        })
    }

    /// A draft's Markdown.
    ///
    /// # Errors
    /// When there is no such draft.
    pub async fn markdown(&self, id: DraftId) -> Result<String, ExportError> {
        Ok(self.draft(id).await?.1)
    }

    /// A draft as plain text.
    ///
    /// # Errors
    /// When there is no such draft.
    pub async fn plain(&self, id: DraftId) -> Result<String, ExportError> {
        let text = self.draft(id).await?.1;
        Ok(plain(&text).trim_end().to_owned())
    }

    /// A draft as formatted text.
    ///
    /// # Errors
    /// When there is no such draft.
    pub async fn rich(&self, id: DraftId) -> Result<RichText, ExportError> {
        let text = self.draft(id).await?.1;
        Ok(RichText { html: html::render(&text), plain: plain(&text).trim_end().to_owned() })
    }

    /// A name for a draft's file.
    ///
    /// # Errors
    /// When there is no such draft.
    pub async fn file_name(
        &self,
        id: DraftId,
        format: ExportFormat,
    ) -> Result<String, ExportError> {
        let draft = self.store.draft(id).await?;
        Ok(format!("{}.{}", safe_file_stem(&draft.title), format.extension()))
    }

    /// The user chose this file to be written, once.
    pub fn choose(&self, path: PathBuf) {
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner).insert(path);
    }

    /// Writes a draft to a file that was chosen before.
    ///
    /// # Errors
    /// When it was not, there is no such draft, or it can't be written.
    pub async fn save(
        &self,
        id: DraftId,
        format: ExportFormat,
        path: &Path,
    ) -> Result<(), ExportError> {
        if !self.chosen.lock().unwrap_or_else(PoisonError::into_inner).remove(path) {
            return Err(ExportError::NotChosen);
        }
        let mut bytes = self.file(id, format).await?;
        if format == ExportFormat::Csv {
            // Without this mark Excel takes a table's letters for those of another alphabet.
            bytes.splice(..0, "\u{feff}".bytes());
        }
        write_whole(path, &bytes)
    }

    /// A draft's title and its text, with what a live run has written of it.
    async fn draft(&self, id: DraftId) -> Result<(String, String), ExportError> {
        let draft = self.store.draft(id).await?;
        let text = match (draft.stream_mark, self.store.last_run(id).await?) {
            (Some(mark), Some(run)) if run.id == mark.run_id && run.state == RunState::Live => {
                mark.join(&draft.text, &run.text)
            }
            _ => draft.text,
        };
        Ok((draft.title, text))
    }
}

/// Writes a file whole or not at all.
///
/// # Errors
/// When it can't be written; what stood there before is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    let unwritable = |source| ExportError::Unwritable { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".copydeck-").suffix(".part");
    // A file to be passed on, not one of Copydeck's own: as readable as any the user makes.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(unwritable)?;
    file.write_all(bytes).map_err(unwritable)?;
    file.as_file().sync_all().map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

/// A title as the name of a file on any system.
fn safe_file_stem(title: &str) -> String {
    /// Fits everywhere with its ending, whatever its characters.
    const MOST_BYTES: usize = 120;
    /// Names that Windows keeps for devices.
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let mut stem = String::new();
    for character in title.chars() {
        let forbidden = character.is_control()
            || matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let character = if forbidden { ' ' } else { character };
        if character == ' ' && stem.ends_with(' ') {
            continue;
        }
        if stem.len() + character.len_utf8() > MOST_BYTES {
            break;
        }
        stem.push(character);
    }
    let stem = stem.trim_matches([' ', '.']);
    let device = stem.to_lowercase();
    let device =
        device.split('.').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.is_empty() {
        "Draft".to_owned()
    } else if DEVICES.contains(&device) {
        format!("Draft {stem}")
    } else {
        stem.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Brightleaf: launch email", "Brightleaf launch email")]
    #[case("../../etc/passwd", "etc passwd")]
    #[case("a\\b\u{0}c\u{202e}d", "a b c d")]
    #[case("CON", "Draft CON")]
    #[case("nul.txt", "Draft nul.txt")]
    #[case(" ... ", "Draft")]
    #[case("", "Draft")]
    #[case("Été 👟", "Été 👟")]
    fn a_title_becomes_a_name_that_any_system_takes(#[case] title: &str, #[case] name: &str) {
        assert_eq!(safe_file_stem(title), name);
    }

    #[test]
    fn a_long_title_is_cut_between_characters() {
        let name = safe_file_stem(&"👟".repeat(200));
        assert!(name.len() <= 120 && name.ends_with('👟'), "{name}");
    }

    #[test]
    fn a_file_is_replaced_whole_or_stays_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("copy.md");
        write_whole(&file, b"one").expect("written");
        write_whole(&file, b"two").expect("written");
        assert_eq!(std::fs::read(&file).expect("there"), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);

        let missing = folder.path().join("no such folder/copy.md");
        let error = write_whole(&missing, b"x").expect_err("no folder");
        assert_eq!(error.code(), "file_unwritable");
    }

    #[tokio::test]
    async fn only_a_chosen_file_is_written_and_only_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), jiff::Timestamp::now()).await.expect("a store");
        let exporting = Exporting::new(Arc::new(store));
        let id = DraftId::generate();
        let file = folder.path().join("copy.md");
        let refused = exporting.save(id, ExportFormat::Markdown, &file).await;
        assert_eq!(refused.expect_err("not chosen").code(), "file_not_chosen");
        exporting.choose(file.clone());
        let missing = exporting.save(id, ExportFormat::Markdown, &file).await;
        assert_ne!(missing.expect_err("no draft").code(), "file_not_chosen");
        let again = exporting.save(id, ExportFormat::Markdown, &file).await;
        assert_eq!(again.expect_err("used up").code(), "file_not_chosen");
        assert!(!file.exists());
    }
}
