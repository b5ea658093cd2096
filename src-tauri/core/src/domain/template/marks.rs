//! Dotprompt's helpers that cut a prompt into messages: `role`, `history`, `media`, `section`.
//! They write nothing; they leave marks on the page.

use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext};
use serde_json::Value;

use super::{
    page::{Mark, SharedPage},
    render_error::RenderProblem,
};
use crate::domain::prompt::{Media, Role};

pub(super) fn register(registry: &mut Handlebars<'_>, page: &SharedPage) {
    let marker = |kind| Box::new(Marker { page: page.clone(), kind });
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
    /// A part that a runtime's own feature would fill in. There is none here, and nothing is left.
    Section,
}

struct Marker {
    page: SharedPage,
    kind: Kind,
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
        let mark = match self.kind {
            Kind::Section => return Ok(()),
            Kind::History => Mark::History,
            Kind::Role => {
                let name = helper.param(0).map_or(&Value::Null, |name| name.value());
                Mark::Role(role(name).ok_or_else(|| {
                    let name = name.as_str().unwrap_or_default().to_owned();
                    self.page.fail(RenderProblem::UnknownRole { name })
                })?)
            }
            Kind::Media => {
                let named = |name| {
                    let value = helper.hash_get(name)?.value().as_str()?;
                    Some(value.to_owned()).filter(|value| !value.is_empty())
                };
                let url =
                    named("url").ok_or_else(|| self.page.fail(RenderProblem::MediaWithoutUrl))?;
                self.page.spend(0, url.len())?;
                Mark::Media(Media { url, content_type: named("contentType") })
            }
        };
        self.page.mark(mark);
        Ok(())
    }
}

fn role(name: &Value) -> Option<Role> {
    match name.as_str()? {
        "system" => Some(Role::System),
        "user" => Some(Role::User),
        "model" => Some(Role::Model),
        "tool" => Some(Role::Tool),
        _ => None,
    }
}
