//! Any Dotprompt file rendered as the specification has it, and as its reference implementation
//! does: nothing of ours is asked of the file, and all it says is passed on.
//!
//! The rest of this module renders for a provider; this is for those who write or check files that
//! also run elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    MAX_TEMPLATE_BYTES, NamedSchemas, RenderContext, RenderError, TemplateError, TemplateProblem,
    body::Body,
    error::Place,
    marks::Strictness,
    page::{Mark, Page},
    picoschema, render, source,
    yaml::{self, Node, Tree},
};

/// What a template is rendered with: the specification's data argument.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct DataArgument {
    /// Values for the template's variables.
    pub input: Map<String, Value>,
    /// Documents, which a template reaches as `@metadata.docs`.
    pub docs: Vec<Value>,
    /// The conversation so far: each with a role and content.
    pub messages: Vec<Value>,
    /// The values of `@` variables.
    pub context: Map<String, Value>,
}

/// A rendered prompt with the specification's fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SpecifiedPrompt {
    /// What the front matter says of itself: those of `name`, `variant`, `version`, `description`,
    /// `model`, `tools`, `toolDefs`, `config`, `input`, `output`, `ext`, `metadata` and `raw` that
    /// are there.
    #[serde(flatten)]
    pub metadata: Map<String, Value>,
    /// The messages.
    pub messages: Vec<Value>,
}

/// Why a file could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecifiedError {
    /// It is no template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// Its text could not be filled in.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl SpecifiedPrompt {
    /// Renders a file with the partials and schemas that stand beside it.
    ///
    /// # Errors
    /// When the file is no template, or its text can't be filled in within the limits.
    pub fn render(
        file: &str,
        text: &str,
        data: &DataArgument,
        partials: BTreeMap<String, String>,
        schemas: &NamedSchemas,
    ) -> Result<Self, SpecifiedError> {
        let problem = |place, problem| TemplateError { file: file.to_owned(), place, problem };
        if text.len() > MAX_TEMPLATE_BYTES {
            let limit_kib = MAX_TEMPLATE_BYTES / 1024;
            return Err(problem(None, TemplateProblem::TooLarge { limit_kib }).into());
        }
        let text = source::normalise(text);
        let halves = source::split(&text).map_err(|(place, what)| problem(Some(place), what))?;
        let metadata = match halves.front {
            None => Metadata::default(),
            Some((front, first_line)) => {
                let below = |place: Place| place.below(first_line);
                let node =
                    yaml::read(front).map_err(|(place, what)| problem(place.map(below), what))?;
                Metadata::read(&node, schemas)
                    .map_err(|(place, what)| problem(Some(below(place)), what))?
            }
        };
        let (text, first_line) = halves.body;
        let body =
            Body::template(text, first_line).map_err(|(place, what)| problem(Some(place), what))?;
        let mut values = metadata.input_default.clone();
        values.extend(data.input.clone());
        let mut variables = Map::new();
        variables.insert(
            "metadata".to_owned(),
            json!({ "prompt": metadata.shown, "docs": data.docs, "messages": data.messages }),
        );
        variables.extend(data.context.clone());
        let context = RenderContext { partials, variables, ..RenderContext::default() };
        let (page, _) = render::fill(file, &body, values, &context, Strictness::AsSpecified)?;
        Ok(Self { metadata: metadata.shown, messages: messages(&page, &data.messages) })
    }

    /// The partials that a file's text includes. None for one that can't be read.
    #[must_use]
    pub fn partials_in(text: &str) -> Vec<String> {
        let text = source::normalise(text);
        let body = source::split(&text).map_or(text.as_str(), |halves| halves.body.0);
        let includes = Body::template(body, 1).map(|body| body.partials).unwrap_or_default();
        includes.into_iter().map(|include| include.name).collect()
    }
}

/// What a front matter says, in the form of the reference implementation.
struct Metadata {
    shown: Map<String, Value>,
    input_default: Map<String, Value>,
}

impl Default for Metadata {
    fn default() -> Self {
        let mut shown = Map::new();
        for key in ["config", "ext", "metadata"] {
            shown.insert(key.to_owned(), json!({}));
        }
        Self { shown, input_default: Map::new() }
    }
}

/// The keys that mean something to the specification and are passed on as they are. Its
/// `metadata` is not among them: the reference implementation keeps that in `raw` only.
const RESERVED: [&str; 12] = [
    "config",
    "description",
    "ext",
    "input",
    "model",
    "name",
    "output",
    "raw",
    "toolDefs",
    "tools",
    "variant",
    "version",
];

impl Metadata {
    fn read(node: &Node, schemas: &NamedSchemas) -> Result<Self, (Place, TemplateProblem)> {
        let mut read = Self::default();
        if node.is_null() {
            return Ok(read);
        }
        let Tree::Map(entries) = &node.tree else {
            return Err((node.at, TemplateProblem::FrontMatterShape));
        };
        let mut ext: Map<String, Value> = Map::new();
        for (key, value) in entries {
            let key = key.name.as_str();
            if RESERVED.contains(&key) {
                read.shown.insert(key.to_owned(), with_schema(key, value, schemas)?);
            } else if let Some((space, field)) = key.rsplit_once('.') {
                // One level: `a.b.c` is the field `c` of the namespace `a.b`.
                let space = ext.entry(space).or_insert_with(|| json!({}));
                if let Some(space) = space.as_object_mut() {
                    space.insert(field.to_owned(), value.to_json());
                }
            }
        }
        read.shown.insert("ext".to_owned(), ext.into());
        if read.shown.get("config").is_none_or(Value::is_null) {
            read.shown.insert("config".to_owned(), json!({}));
        }
        if read.shown.contains_key("tools") {
            // No tool is registered here: all stay names.
            read.shown.entry("toolDefs").or_insert_with(|| json!([]));
        }
        read.shown.retain(|_, value| !value.is_null());
        read.shown.insert("raw".to_owned(), node.to_json());
        if let Some(Value::Object(default)) =
            read.shown.get("input").and_then(|input| input.get("default"))
        {
            read.input_default = default.clone();
        }
        Ok(read)
    }
}

/// A key's value; of `input` and `output` with the schema as JSON Schema.
fn with_schema(
    key: &str,
    value: &Node,
    schemas: &NamedSchemas,
) -> Result<Value, (Place, TemplateProblem)> {
    let mut shown = value.to_json();
    if let ("input" | "output", Some(schema)) = (key, value.get("schema"))
        && !schema.is_null()
    {
        let schema = picoschema::to_json_schema(schema, schemas)
            .map_err(|(place, problem)| (place, problem.into()))?;
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("schema".to_owned(), schema);
        }
    }
    Ok(shown)
}

/// A message being put together.
#[derive(Default)]
struct Open {
    role: String,
    metadata: Map<String, Value>,
    content: Vec<Value>,
}

impl Open {
    fn of(role: &str) -> Self {
        Self { role: role.to_owned(), ..Self::default() }
    }

    fn close_into(self, messages: &mut Vec<Value>) {
        if self.content.is_empty() {
            return;
        }
        let mut message = json!({ "role": self.role, "content": self.content });
        if let (false, Some(message)) = (self.metadata.is_empty(), message.as_object_mut()) {
            message.insert("metadata".to_owned(), self.metadata.into());
        }
        messages.push(message);
    }

    fn add_text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.content.push(json!({ "text": text }));
        }
    }
}

/// The messages of a page, with the conversation so far where it is asked for.
fn messages(page: &Page, history: &[Value]) -> Vec<Value> {
    let mut messages = Vec::new();
    let mut open = Open::of("user");
    let mut from = 0;
    for (place, mark) in &page.marks {
        open.add_text(&page.text[from..*place]);
        from = *place;
        match mark {
            Mark::Role(speaker) => {
                if open.content.is_empty() {
                    open.role.clone_from(&speaker.name);
                } else {
                    std::mem::replace(&mut open, Open::of(&speaker.name)).close_into(&mut messages);
                }
                open.metadata.extend(speaker.metadata.clone());
            }
            Mark::History => {
                std::mem::replace(&mut open, Open::of("model")).close_into(&mut messages);
                messages.extend(history.iter().map(as_history));
            }
            Mark::Media(media) => open.content.push(json!({ "media": media })),
            Mark::Section(name) => {
                let metadata = json!({ "purpose": name, "pending": true });
                open.content.push(json!({ "metadata": metadata }));
            }
        }
    }
    open.add_text(&page.text[from..]);
    open.close_into(&mut messages);
    insert_history(messages, history)
}

fn as_history(message: &Value) -> Value {
    let mut message = message.clone();
    if let Some(fields) = message.as_object_mut() {
        let metadata = fields.entry("metadata").or_insert_with(|| json!({}));
        if !metadata.is_object() {
            *metadata = json!({});
        }
        metadata["purpose"] = "history".into();
    }
    message
}

/// Where the text does not say where the conversation so far belongs: before the last message if
/// that is the user's, else at the end.
fn insert_history(mut messages: Vec<Value>, history: &[Value]) -> Vec<Value> {
    let is_history =
        |message: &Value| message.pointer("/metadata/purpose") == Some(&"history".into());
    if !messages.iter().any(is_history) {
        let last_is_user = messages.last().is_some_and(|last| last["role"] == "user");
        let place = messages.len() - usize::from(last_is_user);
        messages.splice(place..place, history.iter().cloned());
    }
    messages
}
