//! The text of a template or a partial: checked, compiled, and what it uses.

use std::borrow::Cow;

use handlebars::Template;

use super::{
    compile,
    error::{Place, TemplateProblem},
    helpers,
    scope::{self, RootName},
    tags::{self, Call, Tag, TagKind, place_of},
};

/// Blocks within blocks, partials included. Each level is a few stack frames of the renderer.
pub(super) const MAX_DEPTH: usize = 48;

/// A text that can be rendered.
#[derive(Clone, Debug)]
pub(super) struct Body {
    text: String,
    first_line: u32,
    tags: Vec<Tag>,
    pub(super) template: Template,
    pub(super) partials: Vec<Include>,
    /// The deepest block.
    pub(super) depth: usize,
}

/// A partial that a text includes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Include {
    pub(super) name: String,
    pub(super) at: Place,
    /// How many blocks it stands in.
    pub(super) depth: usize,
}

impl Body {
    /// Reads a template's text, which begins on this line of its file.
    pub(super) fn template(text: &str, first_line: u32) -> Result<Self, (Place, TemplateProblem)> {
        Self::read(text, first_line, compile::template)
    }

    /// Reads a partial, which is all text.
    pub(super) fn partial(text: &str) -> Result<Self, (Place, TemplateProblem)> {
        Self::read(text, 1, compile::partial)
    }

    fn read(
        text: &str,
        first_line: u32,
        compile: impl Fn(&str) -> Result<Template, compile::CompileError>,
    ) -> Result<Self, (Place, TemplateProblem)> {
        let located = |(at, problem)| (place_of(text, at).below(first_line), problem);
        let tags = tags::scan(text).map_err(located)?;
        let (depth, partials) = structure(text, &tags).map_err(located)?;
        let partials = partials
            .into_iter()
            .map(|(name, at, depth)| Include {
                name,
                at: place_of(text, at).below(first_line),
                depth,
            })
            .collect();
        let template = compile(&with_named_contexts(text, &tags)).map_err(|error| {
            let line = error.line.and_then(|line| u32::try_from(line).ok()).unwrap_or(1);
            let problem = TemplateProblem::Handlebars { message: error.message };
            (Place { line, column: 1 }.below(first_line), problem)
        })?;
        Ok(Self { text: text.to_owned(), first_line, tags, template, partials, depth })
    }

    /// The names of the brief's values the text uses, each where it is first used.
    pub(super) fn root_names(&self) -> Vec<RootName> {
        scope::root_names(&self.tags)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where in its file a byte of the text is.
    pub(super) fn place(&self, at: usize) -> Place {
        place_of(&self.text, at).below(self.first_line)
    }

    /// Where in its file a line of the text is.
    pub(super) fn line(&self, line: usize) -> Place {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Place { line, column: 1 }.below(self.first_line)
    }
}

/// Handlebars' `.` and `..` under the names that the compiler knows for them. Lines stay as they
/// are.
fn with_named_contexts<'a>(text: &'a str, tags: &[Tag]) -> Cow<'a, str> {
    let mut named = Cow::Borrowed(text);
    for path in tags.iter().rev().flat_map(|tag| tag.paths.iter().rev()) {
        let end = path.at + path.text.len();
        if path.text == "." {
            named.to_mut().replace_range(path.at..end, "this");
        } else if path.text.ends_with("..") {
            named.to_mut().insert_str(end, "/this");
        }
    }
    named
}

type Includes = Vec<(String, usize, usize)>;

/// Whether blocks close as they open and helpers are given what they need; how deep the blocks
/// go, and which partials stand how deep.
fn structure(text: &str, tags: &[Tag]) -> tags::Located<(usize, Includes)> {
    struct OpenBlock<'a> {
        name: &'a str,
        at: usize,
        /// One level, and one more for each `else` with a condition: each is a block within.
        levels: usize,
    }
    let mut open: Vec<OpenBlock<'_>> = Vec::new();
    let (mut depth, mut deepest) = (0, 0);
    let mut includes = Vec::new();
    for tag in tags {
        for (index, call) in tag.calls.iter().enumerate() {
            let opens = index == 0 && matches!(tag.kind, TagKind::Open(_) | TagKind::Else);
            check_call(call, opens)?;
        }
        match &tag.kind {
            TagKind::Open(name) => {
                open.push(OpenBlock { name, at: tag.at, levels: 1 });
                depth += 1;
            }
            TagKind::Else => {
                let Some(block) = open.last_mut() else {
                    return Err((tag.at, TemplateProblem::ElseOutside));
                };
                if !tag.calls.is_empty() {
                    block.levels += 1;
                    depth += 1;
                }
            }
            TagKind::Close(name) => match open.pop() {
                Some(block) if block.name == name => depth -= block.levels,
                Some(block) => {
                    let problem = TemplateProblem::WrongClose {
                        expected: block.name.to_owned(),
                        found: name.clone(),
                        opened_on: place_of(text, block.at).line,
                    };
                    return Err((tag.at, problem));
                }
                None => {
                    return Err((tag.at, TemplateProblem::NothingToClose { name: name.clone() }));
                }
            },
            TagKind::Partial(name) => includes.push((name.clone(), tag.at, depth)),
            TagKind::Value => {}
        }
        deepest = deepest.max(depth);
        if deepest > MAX_DEPTH {
            return Err((tag.at, TemplateProblem::TooDeep { limit: MAX_DEPTH }));
        }
    }
    match open.pop() {
        Some(block) => Err((block.at, TemplateProblem::BlockOpen { name: block.name.to_owned() })),
        None => Ok((deepest, includes)),
    }
}

fn check_call(call: &Call, opens: bool) -> tags::Located<()> {
    let Some(usage) = helpers::find(&call.helper) else {
        let names: Vec<&str> = helpers::KNOWN.iter().map(|usage| usage.name).collect();
        let problem =
            TemplateProblem::UnknownHelper { name: call.helper.clone(), known: names.join(", ") };
        return Err((call.at, problem));
    };
    let has_url = usage.name != "media" || call.named.iter().any(|name| name == "url");
    if usage.block != opens || call.arguments != usage.arguments || !has_url {
        let problem = TemplateProblem::HelperUsage { helper: usage.name, usage: usage.example };
        return Err((call.at, problem));
    }
    Ok(())
}
