//! Prompt templates: Dotprompt files parsed, checked and rendered. Nothing outside this module
//! knows the format.
//!
//! A file is cut in two (`source`). Its YAML is read with places (`yaml`), understood
//! (`front_matter`, `picoschema`) and made into the fields of a form (`field`). Its text is
//! scanned for tags (`tags`, `tag_reader`, `scope`), checked and compiled (`body`, `compile`). A
//! brief is checked against the fields (`brief`) and put into the text (`render`, `helpers`,
//! `value_helpers`, `marks`, `page`), which is then cut into messages (`messages`). `specified`
//! renders any Dotprompt file as the specification has it, ours or not. How a file is changed
//! without disturbing the rest of it is in [`edit`], what is wrong with one in [`lint`].
//!
//! Files come from others. Every step is bounded: the size of the file, the YAML's depth and
//! aliases, the tags' number and nesting, the steps of a render and the length of what it writes.
//! Nothing here waits, reads a file or opens a connection.

mod body;
mod brief;
mod compile;
pub mod edit;
mod error;
mod field;
mod front_matter;
mod helpers;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
pub mod lint;
mod marks;
mod messages;
mod page;
mod picoschema;
mod render;
mod render_error;
mod scope;
mod source;
mod specified;
mod tag_reader;
mod tags;
#[cfg(test)]
mod tests;
mod value_helpers;
mod yaml;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use self::{body::Body, field::Field, scope::Use};
pub use self::{
    brief::{BriefProblem, BriefProblems, MAX_VALUE_BYTES, ValueIssue, parse_value},
    error::{Place, TemplateError, TemplateProblem},
    front_matter::{CopydeckKeys, FrontMatter},
    picoschema::{NamedSchemas, SchemaProblem},
    render::{MAX_PARTIALS, RenderContext},
    render_error::{RenderError, RenderProblem},
    specified::{DataArgument, SpecifiedError, SpecifiedPrompt},
};
use super::{
    draft::Utf16Offset,
    expectation::{self, TemplateTest, TestError},
    fields::rules::Rules,
    format::Format,
    prompt::RenderedPrompt,
    variable::{Variable, VariableKind, VariableValues},
};

/// The most a template file may hold, in bytes.
pub const MAX_TEMPLATE_BYTES: usize = 1 << 20;

/// The ending of a template's file name.
const EXTENSION: &str = ".prompt";

/// A name as words: `launch-email` is “Launch email”.
#[must_use]
pub fn name_for_people(name: &str) -> String {
    field::humanised(name)
}

/// Where in a file the instructions begin.
#[must_use]
pub fn body_start(text: &str) -> Utf16Offset {
    let normalised = source::normalise(text);
    let start = source::split(&normalised).map_or(0, |halves| {
        let (body, _) = halves.body;
        // Both are parts of the same text.
        body.as_ptr() as usize - normalised.as_ptr() as usize
    });
    Utf16Offset::end_of(&text[..edit::in_original(text, start)])
}

/// A helper that instructions can call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HelperUse {
    /// Its name.
    pub name: String,
    /// Whether it opens a block.
    pub block: bool,
    /// How it is written.
    pub example: String,
}

/// The helpers there are.
#[must_use]
pub fn helper_uses() -> Vec<HelperUse> {
    helpers::KNOWN
        .iter()
        .map(|usage| HelperUse {
            name: usage.name.to_owned(),
            block: usage.block,
            example: usage.example.to_owned(),
        })
        .collect()
}

/// A template: what it asks for, and the text it makes of the answers.
#[derive(Clone, Debug)]
pub struct PromptTemplate {
    file: String,
    source: String,
    front: FrontMatter,
    body: Body,
    fields: Vec<Field>,
}

impl PromptTemplate {
    /// Reads a template file. `file` is its name without the folder, `launch-email.prompt` or
    /// `launch-email.formal.prompt` for a variant; errors name it, and it names a template that
    /// does not name itself.
    pub fn parse(file: &str, text: &str) -> Result<Self, TemplateError> {
        let problem = |place, problem| TemplateError { file: file.to_owned(), place, problem };
        if text.len() > MAX_TEMPLATE_BYTES {
            let limit_kib = MAX_TEMPLATE_BYTES / 1024;
            return Err(problem(None, TemplateProblem::TooLarge { limit_kib }));
        }
        let located = |(place, what)| problem(Some(place), what);
        let source = source::normalise(text);
        let halves = source::split(&source).map_err(located)?;
        let front = match halves.front {
            None => FrontMatter::default(),
            Some((front, first_line)) => {
                let below = |place: Place| place.below(first_line);
                let node =
                    yaml::read(front).map_err(|(place, what)| problem(place.map(below), what))?;
                FrontMatter::read(&node)
                    .map_err(|(place, what)| problem(Some(below(place)), what))?
            }
        };
        let (text, first_line) = halves.body;
        let body = Body::template(text, first_line).map_err(located)?;
        let fields = match &front.input_schema {
            // Places of hints are counted in the front matter.
            Some(schema) => field::from_schema(&front, schema).map_err(|(place, what)| {
                let first_line = halves.front.map_or(1, |(_, line)| line);
                problem(Some(place.below(first_line)), what)
            })?,
            None => guessed_fields(&front, &body),
        };
        Ok(Self { file: file.to_owned(), source, front, body, fields })
    }

    /// Its name in commands: the one it gives itself, or that of its file.
    #[must_use]
    pub fn name(&self) -> &str {
        self.front.name.as_deref().unwrap_or_else(|| {
            let stem = self.file.strip_suffix(EXTENSION).unwrap_or(&self.file);
            stem.split_once('.').map_or(stem, |(name, _)| name)
        })
    }

    /// Its name for people.
    #[must_use]
    pub fn title(&self) -> String {
        self.front.copydeck.title.clone().unwrap_or_else(|| field::humanised(self.name()))
    }

    /// The whole file, with plain line ends.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What it says about itself.
    #[must_use]
    pub const fn front_matter(&self) -> &FrontMatter {
        &self.front
    }

    /// What it expects of the drafts written with it.
    ///
    /// # Errors
    /// When that can't be read.
    pub fn expectations(&self) -> Result<Vec<TemplateTest>, TestError> {
        expectation::read(&self.front.all)
    }

    /// What it asks for, in the order in which a form shows it. Without a schema, the names its
    /// text uses.
    pub fn variables(&self) -> impl ExactSizeIterator<Item = &Variable> {
        self.fields.iter().map(|field| &field.variable)
    }

    /// The partials its text includes. The built-in `voice` is not among them.
    pub fn partials(&self) -> impl Iterator<Item = &str> {
        self.body
            .partials
            .iter()
            .map(|include| include.name.as_str())
            .filter(|name| *name != render::VOICE)
    }

    /// The partials that a partial's text includes. None for a text that can't be read: what is
    /// wrong with it is said when it is rendered.
    #[must_use]
    pub fn partials_in(text: &str) -> Vec<String> {
        let body = Body::partial(&source::normalise(text));
        let includes = body.map(|body| body.partials).unwrap_or_default();
        includes
            .into_iter()
            .map(|include| include.name)
            .filter(|name| name != render::VOICE)
            .collect()
    }

    /// The answers as the text is to see them: defaults in place of those not given, blank ones
    /// left out; or all that is wrong with them.
    pub fn check(&self, values: &VariableValues) -> Result<VariableValues, BriefProblems> {
        brief::check(&self.fields, values, self.takes_any_name())
    }

    /// The JSON Schema of its answer, where that is JSON.
    #[must_use]
    pub fn json_schema(&self) -> Option<&Value> {
        let wants_json = self.front.output_format.as_deref().is_none_or(|format| format == "json");
        self.front.output_schema.as_ref().filter(|_| wants_json)
    }

    /// The name of the format that its copy keeps to.
    #[must_use]
    pub fn format(&self) -> Option<&str> {
        self.front.copydeck.format.as_deref()
    }

    /// The fields of its copy and what they are held to, where it makes copy in fields. `format` is
    /// the one it names, where there is such a one.
    #[must_use]
    pub fn field_rules(&self, format: Option<&Format>) -> Option<Rules> {
        Rules::new(self.json_schema()?, format)
    }

    /// Answers to try it with, where the file has some and they are all right.
    #[must_use]
    pub fn sample(&self) -> Option<VariableValues> {
        let written = &self.front.copydeck.sample;
        let sample = VariableValues(written.clone().into_iter().collect());
        (!written.is_empty() && self.check(&sample).is_ok()).then_some(sample)
    }

    /// Answers to see with what it sends: its own sample, and a made-up one of the right kind for
    /// every field that has none.
    #[must_use]
    pub fn trial_values(&self) -> VariableValues {
        lint::trial_values(self)
    }

    /// Whether its fields can be changed by [`edit`]: a schema in Picoschema, or none yet.
    #[must_use]
    pub fn has_editable_fields(&self) -> bool {
        let input = self.front.all.get("input").and_then(|input| input.get("schema"));
        match input {
            None | Some(Value::Null) => true,
            Some(Value::Object(schema)) => !edit::is_json_schema(schema),
            Some(_) => false,
        }
    }

    /// Fills the text in with answers that have been checked. Defaults stand in for those that
    /// are not there.
    pub fn render(
        &self,
        values: &VariableValues,
        context: &RenderContext,
    ) -> Result<RenderedPrompt, RenderError> {
        if let Some(undeclared) = self.undeclared() {
            return Err(undeclared);
        }
        let mut data: Map<String, Value> = self
            .fields
            .iter()
            .filter_map(|field| {
                Some((field.variable.name.clone(), field.variable.default.clone()?))
            })
            .chain(self.front.input_default.clone())
            .collect();
        data.extend(values.0.clone());
        let messages = render::render(&self.file, &self.body, data, context)?;
        Ok(RenderedPrompt { messages, sampling: self.front.sampling.clone() })
    }

    /// The first name the text uses that the schema does not have. Without a schema there is
    /// nothing to compare with.
    fn undeclared(&self) -> Option<RenderError> {
        if self.takes_any_name() {
            return None;
        }
        let root = self.body.root_names().into_iter().find(|root| !self.declares(&root.name))?;
        Some(RenderError {
            file: self.file.clone(),
            place: Some(self.body.place(root.at)),
            problem: RenderProblem::Undeclared { name: root.name },
        })
    }

    /// Whether a name is asked for, or has a default.
    fn declares(&self, name: &str) -> bool {
        self.front.input_default.contains_key(name)
            || self.fields.iter().any(|field| field.variable.name == name)
    }

    /// There is no schema, or one that says that it allows further names.
    fn takes_any_name(&self) -> bool {
        let Some(schema) = &self.front.input_schema else { return true };
        match (schema.get("properties"), schema.get("additionalProperties")) {
            (None, _) => true,
            (Some(_), None | Some(Value::Bool(false))) => false,
            (Some(_), Some(_)) => true,
        }
    }
}

fn guessed_fields(front: &FrontMatter, body: &Body) -> Vec<Field> {
    body.root_names()
        .into_iter()
        .filter_map(|root| {
            let kind = match root.used_as {
                Use::Value => VariableKind::Text,
                Use::List => VariableKind::List,
                // There is no telling what its parts are.
                Use::Object => return None,
            };
            Some(field::guessed(&root.name, kind, front.input_default.get(&root.name)))
        })
        .collect()
}
