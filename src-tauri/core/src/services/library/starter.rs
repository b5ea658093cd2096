//! The starter pack: the templates that come with Copydeck, as plain files.

use std::collections::BTreeMap;

use super::{LibraryError, LibraryTemplate};
use crate::domain::template::PromptTemplate;

/// Each file's name and text.
pub(super) const FILES: [(&str, &str); 8] = [
    ("launch-email.prompt", include_str!("../../../starter-pack/launch-email.prompt")),
    ("google-search-ad.prompt", include_str!("../../../starter-pack/google-search-ad.prompt")),
    ("linkedin-post.prompt", include_str!("../../../starter-pack/linkedin-post.prompt")),
    ("landing-page-hero.prompt", include_str!("../../../starter-pack/landing-page-hero.prompt")),
    ("support-reply.prompt", include_str!("../../../starter-pack/support-reply.prompt")),
    ("report-summary.prompt", include_str!("../../../starter-pack/report-summary.prompt")),
    ("sms-promotion.prompt", include_str!("../../../starter-pack/sms-promotion.prompt")),
    ("newsletter.prompt", include_str!("../../../starter-pack/newsletter.prompt")),
];

/// The templates that come with Copydeck, whatever has been made of them since.
#[derive(Clone, Debug)]
pub struct StarterPack {
    templates: Vec<LibraryTemplate>,
}

impl StarterPack {
    pub(super) fn read() -> Self {
        let templates = FILES
            .iter()
            .map(|(file, text)| LibraryTemplate {
                template: PromptTemplate::parse(file, text)
                    .expect("a test reads every file of the starter pack"),
                partials: BTreeMap::new(),
                made_with: None,
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

/// The text of the pack's template of this name.
pub(super) fn text_of(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(file, _)| file.strip_suffix(".prompt") == Some(name)).map(|(_, text)| *text)
}
