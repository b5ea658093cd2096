//! From a template and a brief to messages.

use std::collections::{BTreeMap, HashMap, HashSet};

use handlebars::{Context, Handlebars, RenderContext as HandlebarsContext, Renderable, no_escape};
use serde_json::{Map, Value};

use super::{
    MAX_TEMPLATE_BYTES,
    body::{Body, MAX_DEPTH},
    compile,
    error::Place,
    helpers,
    marks::Strictness,
    messages,
    page::{Page, SharedPage},
    render_error::{RenderError, RenderProblem},
};
use crate::domain::prompt::Message;

/// The partial that says the voice; always there, whatever stands beside the template.
pub(super) const VOICE: &str = "voice";

/// The most partials a template may include, those of its partials included. Their texts may be no
/// longer together than a template.
pub const MAX_PARTIALS: usize = 100;

/// What a render brings to a template besides the brief.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RenderContext {
    /// How the brand sounds and the tone of this piece, in words for a model. May be empty. It is
    /// text: nothing in it is taken for a tag. A template that does not include the partial
    /// `voice` has it at the end of its system message.
    pub voice: String,
    /// The text of partials by name.
    pub partials: BTreeMap<String, String>,
    /// The conversation so far.
    pub history: Vec<Message>,
    /// The values of `@` variables.
    pub variables: Map<String, Value>,
}

/// The messages of a text filled in with `data`.
pub(super) fn render(
    file: &str,
    body: &Body,
    data: Map<String, Value>,
    context: &RenderContext,
) -> Result<Vec<Message>, RenderError> {
    let (page, says_the_voice) = fill(file, body, data, context, Strictness::ForProviders)?;
    let mut messages = messages::from_page(&page, &context.history);
    let voice = context.voice.trim();
    if !voice.is_empty() && !says_the_voice {
        messages::add_voice(&mut messages, voice);
    }
    Ok(messages)
}

/// A text filled in with `data`, and whether it includes the voice.
pub(super) fn fill(
    file: &str,
    body: &Body,
    data: Map<String, Value>,
    context: &RenderContext,
    strictness: Strictness,
) -> Result<(Page, bool), RenderError> {
    // For providers the voice is that of the brief, whatever stands beside the template.
    let own_voice = strictness == Strictness::AsSpecified && context.partials.contains_key(VOICE);
    let partials = Partials::gather(file, body, &context.partials, own_voice)?;
    let page = SharedPage::default();
    let mut registry = Handlebars::new();
    registry.register_escape_fn(no_escape);
    helpers::register(&mut registry, &page, &context.variables, &context.voice, strictness);
    registry.register_template(VOICE, compile::voice());
    for (name, partial) in &partials.bodies {
        let mut template = partial.template.clone();
        template.name = Some(name.clone());
        registry.register_template(name, template);
    }
    let failed = |error: &handlebars::RenderError| {
        // The name is that of a partial; the template itself has none.
        let source =
            error.template_name.as_ref().and_then(|name| partials.bodies.get_key_value(name));
        let (file, body) =
            source.map_or_else(|| (file.to_owned(), body), |(name, body)| (file_of(name), body));
        let place = error.line_no.map(|line| body.line(line));
        let problem = page.take().err().unwrap_or_else(|| RenderProblem::Handlebars {
            message: error.reason().to_string().lines().next().unwrap_or_default().to_owned(),
        });
        RenderError { file, place, problem }
    };
    let data = Context::wraps(data).map_err(|error| failed(&error))?;
    let mut out = page.clone();
    body.template
        .render(&registry, &data, &mut HandlebarsContext::new(None), &mut out)
        .map_err(|error| failed(&error))?;
    let page = page.take().map_err(|problem| RenderError {
        file: file.to_owned(),
        place: None,
        problem,
    })?;
    Ok((page, partials.say_the_voice))
}

/// The file a partial is kept in.
fn file_of(partial: &str) -> String {
    format!("_{partial}.prompt")
}

/// All partials a text needs, those of its partials included.
struct Partials {
    bodies: HashMap<String, Body>,
    say_the_voice: bool,
}

impl Partials {
    fn gather(
        file: &str,
        body: &Body,
        sources: &BTreeMap<String, String>,
        own_voice: bool,
    ) -> Result<Self, RenderError> {
        let mut partials = Self { bodies: HashMap::new(), say_the_voice: false };
        partials.read(file, body, sources, own_voice)?;
        Depths { partials: &partials, known: HashMap::new(), path: Vec::new() }.of(file, body)?;
        Ok(partials)
    }

    /// Reads the partials of a text and of all they include, each once.
    fn read(
        &mut self,
        file: &str,
        body: &Body,
        sources: &BTreeMap<String, String>,
        own_voice: bool,
    ) -> Result<(), RenderError> {
        let mut waiting: Vec<(String, String, Place)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut bytes = 0;
        let mut add = |file: &str, body: &Body, waiting: &mut Vec<_>| {
            for include in &body.partials {
                if seen.insert(include.name.clone()) {
                    waiting.push((file.to_owned(), include.name.clone(), include.at));
                }
            }
        };
        add(file, body, &mut waiting);
        while let Some((file, name, at)) = waiting.pop() {
            if name == VOICE && !own_voice {
                self.say_the_voice = true;
                continue;
            }
            bytes += sources.get(&name).map_or(0, String::len);
            if self.bodies.len() >= MAX_PARTIALS || bytes > MAX_TEMPLATE_BYTES {
                let problem = RenderProblem::TooManyPartials;
                return Err(RenderError { file, place: Some(at), problem });
            }
            let Some(source) = sources.get(&name) else {
                let problem = RenderProblem::PartialMissing { name };
                return Err(RenderError { file, place: Some(at), problem });
            };
            let partial =
                Body::partial(&super::source::normalise(source)).map_err(|(place, problem)| {
                    RenderError {
                        file: file_of(&name),
                        place: Some(place),
                        problem: problem.into(),
                    }
                })?;
            add(&file_of(&name), &partial, &mut waiting);
            self.bodies.insert(name, partial);
        }
        Ok(())
    }
}

/// How deep texts go with all they include; finds circles on the way.
struct Depths<'a> {
    partials: &'a Partials,
    known: HashMap<&'a str, usize>,
    path: Vec<&'a str>,
}

impl<'a> Depths<'a> {
    fn of(&mut self, file: &str, body: &'a Body) -> Result<usize, RenderError> {
        let mut deepest = body.depth;
        for include in &body.partials {
            let refused =
                |problem| RenderError { file: file.to_owned(), place: Some(include.at), problem };
            let Some((name, partial)) = self.partials.bodies.get_key_value(&include.name) else {
                continue;
            };
            let depth = match self.known.get(name.as_str()) {
                Some(depth) => *depth,
                None => {
                    if let Some(start) = self.path.iter().position(|open| open == name) {
                        let circle = self.path[start..].iter().copied().chain([name.as_str()]);
                        let names = circle.map(str::to_owned).collect();
                        return Err(refused(RenderProblem::PartialCycle { names }));
                    }
                    if self.path.len() >= MAX_DEPTH {
                        return Err(refused(RenderProblem::TooDeep { limit: MAX_DEPTH }));
                    }
                    self.path.push(name);
                    let depth = self.of(&file_of(name), partial)?;
                    self.path.pop();
                    self.known.insert(name, depth);
                    depth
                }
            };
            deepest = deepest.max(include.depth + 1 + depth);
            if deepest > MAX_DEPTH {
                return Err(refused(RenderProblem::TooDeep { limit: MAX_DEPTH }));
            }
        }
        Ok(deepest)
    }
}
