//! A template while it is being written: what its text says, what is wrong with it, what it would
//! send, and changes to it. Nothing here is saved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Library, LibraryError, LibraryTemplate, TemplateForm, texts};
use crate::{
    domain::{
        draft::Utf16Offset,
        expectation::{TemplateTest, TestOutline},
        id::LibraryItemId,
        library::ItemKind,
        prompt::Message,
        template::{
            HelperUse, PromptTemplate, body_start,
            edit::{self, EditError, TemplateEdit},
            helper_uses,
            lint::{Problem, lint},
        },
        tone::Tone,
        usage::estimated_tokens,
        variable::VariableValues,
    },
    store::StoreError,
};

/// How many partials are offered to whoever writes.
const MOST_OFFERED: u32 = 500;

/// What a template's text says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateReading {
    /// The template and its form; none while the text can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub form: Option<TemplateForm>,
    /// The channel whose rules its copy keeps to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub format: Option<String>,
    /// The parts of the answer, where it is to be in parts.
    pub parts: Vec<String>,
    /// Whether the form can change its fields: they are not written as JSON Schema.
    pub fields_editable: bool,
    /// Its tests, in order. None while they can't be read: what is wrong then is a problem.
    pub tests: Vec<TestOutline>,
    /// Where the instructions begin.
    pub body_from: Utf16Offset,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// What a template comes to with some answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplatePreview {
    /// The messages, as they would be sent.
    pub messages: Vec<Message>,
    /// About how many tokens they are.
    pub estimated_tokens: u32,
    /// The answers they are made with.
    pub values: VariableValues,
}

/// What can be written between braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WritingAids {
    /// The helpers.
    pub helpers: Vec<HelperUse>,
    /// The partials of the library, by name.
    pub partials: Vec<String>,
}

impl Library {
    /// What a text says, and what is wrong with it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn read_text(&self, name: &str, text: &str) -> Result<TemplateReading, StoreError> {
        let file = texts::file_name(name);
        let template = PromptTemplate::parse(&file, text).ok();
        let partials = match &template {
            Some(template) => self.partials_of(template).await?,
            None => BTreeMap::new(),
        };
        let problems = lint(&file, text, &partials);
        let body_from = body_start(text);
        let Some(template) = template else {
            return Ok(TemplateReading {
                form: None,
                format: None,
                parts: Vec::new(),
                fields_editable: false,
                tests: Vec::new(),
                body_from,
                problems,
            });
        };
        let format = self.format_of(&template).await?;
        let tests = template.expectations().unwrap_or_default();
        Ok(TemplateReading {
            format: template.front_matter().copydeck.format.clone(),
            parts: template.front_matter().output_parts(),
            fields_editable: template.has_editable_fields(),
            tests: tests.iter().map(TemplateTest::outline).collect(),
            form: Some(LibraryTemplate { template, partials, format, made_with: None }.form()),
            body_from,
            problems,
        })
    }

    /// A text as a template with the library's partials, to be tried.
    ///
    /// # Errors
    /// When the text is no template, or the store can't be read.
    pub async fn of_text(&self, name: &str, text: &str) -> Result<LibraryTemplate, LibraryError> {
        let template = PromptTemplate::parse(&texts::file_name(name), text)?;
        let partials = self.partials_of(&template).await?;
        let format = self.format_of(&template).await?;
        Ok(LibraryTemplate { template, partials, format, made_with: None })
    }

    /// A text of an item as a template; where it is the newest version's, it is that version.
    ///
    /// # Errors
    /// When there is no such item, the text is no template, or the store can't be read.
    pub async fn of_item(
        &self,
        id: LibraryItemId,
        text: &str,
    ) -> Result<LibraryTemplate, LibraryError> {
        let item = self.store.library_item(id).await?;
        if item.text == text {
            return self.ready(&item).await;
        }
        self.of_text(&item.summary.name, text).await
    }

    /// What a text comes to with these answers, and with made-up ones in place of those that are
    /// not there or can't be used.
    ///
    /// # Errors
    /// When the text is no template or can't be filled in, or the store can't be read.
    pub async fn preview_text(
        &self,
        name: &str,
        text: &str,
        values: VariableValues,
    ) -> Result<TemplatePreview, LibraryError> {
        let template = self.of_text(name, text).await?;
        let mut filled = template.template.trial_values();
        filled.0.extend(values.0);
        let checked = match template.template.check(&filled) {
            Ok(checked) => checked,
            Err(problems) => {
                let made_up = template.template.trial_values();
                for problem in &problems.problems {
                    match made_up.0.get(&problem.name) {
                        Some(value) => filled.0.insert(problem.name.clone(), value.clone()),
                        None => filled.0.remove(&problem.name),
                    };
                }
                template.template.check(&filled).unwrap_or(made_up)
            }
        };
        let voice = Tone::default().instruction().unwrap_or_default();
        let messages = template.render(&checked, &voice)?.messages;
        let words: usize =
            messages.iter().map(|message| estimated_tokens(&message.joined_text())).sum();
        let estimated_tokens = u32::try_from(words).unwrap_or(u32::MAX);
        Ok(TemplatePreview { messages, estimated_tokens, values: checked })
    }

    /// A text after a change.
    ///
    /// # Errors
    /// When the change can't be made by a patch, or makes no sense for this text.
    pub fn edit_text(name: &str, text: &str, change: &TemplateEdit) -> Result<String, EditError> {
        edit::apply(&texts::file_name(name), text, change)
    }

    /// What can be written between braces.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn writing_aids(&self) -> Result<WritingAids, StoreError> {
        let mut partials = self.store.library_names(ItemKind::Partial, MOST_OFFERED).await?;
        partials.insert(0, "voice".to_owned());
        Ok(WritingAids { helpers: helper_uses(), partials })
    }
}
