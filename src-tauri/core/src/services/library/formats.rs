//! The formats of the library: the app's own, as the user has edited them, and others.

use serde::Serialize;
use ts_rs::TS;

use super::{Library, LibraryError, texts};
use crate::{
    domain::{
        fields::reader,
        format::{
            self, FieldCheck, Format,
            mixing::{Combination, Mix},
        },
        library::ItemKind,
        template::PromptTemplate,
    },
    store::StoreError,
};

/// The most combinations that are given at once.
const MOST_GIVEN: usize = 200;

/// What a format's file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormatReading {
    /// The format; none while the file can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub format: Option<Format>,
    /// Why it can't be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<String>,
}

/// Copy held to its template's format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CopyMeasure {
    /// The format's name for people.
    pub title: String,
    /// What else is to be known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// Field by field.
    pub fields: Vec<FieldCheck>,
    /// How its texts are put together, where the channel mixes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mix: Option<Mix>,
}

/// The app's own format of this name.
pub(super) fn starter(name: &str) -> Option<&'static Format> {
    format::starter().iter().find(|format| format.name == name)
}

impl Library {
    /// The format of this name: the library's, where that can be read, or else the app's own.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn format(&self, name: &str) -> Result<Option<Format>, StoreError> {
        let kept = match self.store.library_item_named(ItemKind::Format, name.to_owned()).await {
            Err(_) if self.store.read_only().is_some() => None,
            kept => kept?,
        };
        let kept = kept.and_then(|item| texts::format(&item.summary.name, &item.text).ok());
        Ok(kept.or_else(|| starter(name).cloned()))
    }

    /// The format that a template names.
    pub(super) async fn format_of(
        &self,
        template: &PromptTemplate,
    ) -> Result<Option<Format>, StoreError> {
        match template.format() {
            Some(name) => self.format(name).await,
            None => Ok(None),
        }
    }

    /// What a format's file says.
    #[must_use]
    pub fn read_format(name: &str, text: &str) -> FormatReading {
        match texts::format(name, text) {
            Ok(format) => FormatReading { format: Some(format), problem: None },
            Err(error) => FormatReading { format: None, problem: Some(error.to_string()) },
        }
    }

    /// Copy held to its template's format; none where that names no format.
    ///
    /// # Errors
    /// When there is no such template.
    pub async fn measure(
        &self,
        template: &str,
        copy: &str,
    ) -> Result<Option<CopyMeasure>, LibraryError> {
        let found = self.find(template).await?;
        let Some(format) = &found.format else { return Ok(None) };
        let copy = in_parts(&found, copy);
        Ok(Some(CopyMeasure {
            title: format.title.clone(),
            note: format.note.clone(),
            fields: format.check(&copy),
            mix: Mix::of(format, &copy),
        }))
    }

    /// The ways in which a channel can put copy together, from one of them on: all, or those alone
    /// that repeat themselves.
    ///
    /// # Errors
    /// When there is no such template.
    pub async fn combinations(
        &self,
        template: &str,
        copy: &str,
        from: u32,
        repeating: bool,
    ) -> Result<Vec<Combination>, LibraryError> {
        let found = self.find(template).await?;
        let Some(format) = &found.format else { return Ok(Vec::new()) };
        let mix = Mix::of(format, &in_parts(&found, copy));
        Ok(mix.map(|mix| mix.combinations(from, repeating, MOST_GIVEN)).unwrap_or_default())
    }
}

/// Copy in fields as JSON, which says itself what is which.
fn in_parts(template: &super::LibraryTemplate, copy: &str) -> String {
    match template.field_rules() {
        Some(rules) => reader::values(&rules.shape, copy).to_json(&rules.shape).to_string(),
        None => copy.to_owned(),
    }
}
