//! The formats that come with the app.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use super::Format;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter-pack/formats");

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| {
    let mut formats: Vec<Format> = FILES
        .files()
        .map(|file| {
            let name = file.path().file_name().unwrap_or_default().to_string_lossy();
            let text = file.contents_utf8().unwrap_or_default();
            Format::parse(&name, text).expect("a test reads every format of the starter pack")
        })
        .collect();
    formats.sort_by(|a, b| a.title.cmp(&b.title));
    formats
});

/// The file of the app's own format of this name.
#[must_use]
pub fn starter_text(name: &str) -> Option<&'static str> {
    starter_files().find(|(known, _)| *known == name).map(|(_, text)| text)
}

/// The name and the text of each format that comes with the app.
pub fn starter_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.files().filter_map(|file| {
        let name = file.path().file_stem()?.to_str()?;
        Some((name, file.contents_utf8()?))
    })
}

/// The formats a new user finds, by title.
#[must_use]
pub fn starter() -> &'static [Format] {
    &FORMATS
}
