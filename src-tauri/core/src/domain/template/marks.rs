//! Dotprompt's helpers that cut a prompt into messages: `role`, `history`, `media`, `section`.
//! They write nothing; they leave marks on the page.

use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext};
use serde_json::{Map, Value};

use super::{
    page::{Mark, SharedPage, Speaker, weight},
    render_error::RenderProblem,
    value_helpers::shown,
};
use crate::domain::prompt::{Media, Role};

/// What the helpers of a render make of what the specification leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// A prompt for a provider: a role it does not know, or a picture without an address, is a
    /// mistake.
    ForProviders,
    /// The specification's own rendering, which takes both.
    AsSpecified,
}

pub(super) fn register(registry: &mut Handlebars<'_>, page: &SharedPage, strictness: Strictness) {
    let marker = |kind| Box::new(Marker { page: page.clone(), kind, strictness });
    registry.register_helper("role", marker(Kind::Role));
    registry.register_helper("history", marker(Kind::History));
    registry.register_helper("media", marker(Kind::Media));
    registry.register_helper("section", marker(Kind::Section));
}

#[derive(Clone, Copy)]
enum Kind {
    Role,
    History,
    Media,
    /// A part that a runtime's own feature would fill in.
    Section,
}

struct Marker {
    page: SharedPage,
    kind: Kind,
    strictness: Strictness,
}

impl HelperDef for Marker {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        self.page.spend(1, 0)?;
        let first = helper.param(0).map_or(&Value::Null, |first| first.value());
        let mark = match self.kind {
            Kind::History => Mark::History,
            Kind::Section => {
                let name = shown(first);
                self.page.spend(0, name.len())?;
                // Up to the first blank, as the reference implementation reads it.
                Mark::Section(name.split(' ').next().unwrap_or_default().to_owned())
            }
            Kind::Role => {
                let name = shown(first);
                let is_taken = match self.strictness {
                    Strictness::ForProviders => Role::named(&name).is_some(),
                    Strictness::AsSpecified => {
                        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
                    }
                };
                if !is_taken {
                    return Err(self.page.fail(RenderProblem::UnknownRole { name }).into());
                }
                let metadata = metadata(helper);
                self.page.spend(0, metadata.iter().map(|(key, v)| key.len() + weight(v)).sum())?;
                Mark::Role(Speaker { name, metadata })
            }
            Kind::Media => {
                let named = |name| {
                    let value = helper.hash_get(name)?.value().as_str()?;
                    Some(value.to_owned()).filter(|value| !value.is_empty())
                };
                let url = match (named("url"), self.strictness) {
                    (Some(url), _) => url,
                    (None, Strictness::ForProviders) => {
                        return Err(self.page.fail(RenderProblem::MediaWithoutUrl).into());
                    }
                    // JavaScript's word for nothing, which is what other runtimes write.
                    (None, Strictness::AsSpecified) => "undefined".to_owned(),
                };
                self.page.spend(0, url.len())?;
                Mark::Media(Media { url, content_type: named("contentType") })
            }
        };
        self.page.mark(mark);
        Ok(())
    }
}

/// What a role says about its message: `{{role "user" purpose="preamble"}}`. Values are texts,
/// up to their first blank, as the reference implementation reads them.
fn metadata(helper: &Helper<'_>) -> Map<String, Value> {
    helper
        .hash()
        .iter()
        .map(|(name, value)| {
            let text = shown(value.value());
            let text = text.split([' ', '>']).next().unwrap_or_default();
            ((*name).to_owned(), text.into())
        })
        .collect()
}
