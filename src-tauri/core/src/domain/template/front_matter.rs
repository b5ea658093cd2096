//! What a template says about itself: Dotprompt's keys, and ours under `copydeck`.
//!
//! Keys that mean nothing here are kept as they stand in [`FrontMatter::all`]: other runtimes,
//! and later versions, have a use for them.

use serde_json::{Map, Value};

use super::{
    error::{Place, TemplateProblem},
    picoschema::{self, NamedSchemas},
    yaml::{Node, Tree},
};
use crate::domain::prompt::Sampling;

type Located<T> = Result<T, (Place, TemplateProblem)>;

/// The front matter of a template.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    /// The name it gives itself.
    pub name: Option<String>,
    /// Which variant of the named prompt it is.
    pub variant: Option<String>,
    /// Its version, in the author's own scheme.
    pub version: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The model it was written for.
    pub model: Option<String>,
    /// The tools it lets the model use: names or definitions.
    pub tools: Vec<Value>,
    /// How the model is to choose its words.
    pub sampling: Sampling,
    /// What stands in for a variable that was not given.
    pub input_default: Map<String, Value>,
    /// The JSON Schema of its variables.
    pub input_schema: Option<Value>,
    /// What the answer is to be: `text`, `json`, …
    pub output_format: Option<String>,
    /// The JSON Schema of the answer.
    pub output_schema: Option<Value>,
    /// Whatever the author keeps with it.
    pub metadata: Option<Value>,
    /// Our own keys.
    pub copydeck: CopydeckKeys,
    /// All of it as written, what is unknown here included.
    pub all: Map<String, Value>,
}

/// The keys under `copydeck`, which other runtimes pass over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopydeckKeys {
    /// The template's name for people.
    pub title: Option<String>,
    /// Where it is used.
    pub tags: Vec<String>,
    /// The channel whose rules the copy keeps to.
    pub format: Option<String>,
    /// The kind of model it asks for.
    pub tier: Option<String>,
    /// Answers to try it with, by variable name, as the author wrote them.
    pub sample: Map<String, Value>,
    /// The lists of its answer that have as many items as one of its variables: the names of
    /// both.
    pub as_many_as: Vec<(String, String)>,
    /// The variable that documents may stand in for. Where they do, each point of the copy says
    /// which place of theirs it came from.
    pub cites: Option<String>,
    /// How to show its variables, in the order in which they are named.
    pub(super) inputs: Vec<InputHint>,
}

/// How the form shows one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InputHint {
    pub(super) name: String,
    pub(super) at: Place,
    /// The kind of field, by the name `as` has for it.
    pub(super) shown_as: Option<(String, Place)>,
    pub(super) label: Option<String>,
}

impl FrontMatter {
    /// The names of the answer's parts, where its schema has any.
    #[must_use]
    pub fn output_parts(&self) -> Vec<String> {
        let properties = self.output_schema.as_ref().and_then(|schema| schema.get("properties"));
        let names = properties.and_then(Value::as_object).map(|parts| parts.keys().cloned());
        names.into_iter().flatten().collect()
    }

    /// Reads the keys of a parsed front matter.
    pub(super) fn read(node: &Node) -> Located<Self> {
        if node.is_null() {
            return Ok(Self::default());
        }
        let Value::Object(all) = node.to_json() else {
            return Err((node.at, TemplateProblem::FrontMatterShape));
        };
        let input = Section::of(node, "input")?;
        let output = Section::of(node, "output")?;
        let config = Section::of(node, "config")?;
        Ok(Self {
            name: text(node, "name")?,
            variant: text(node, "variant")?,
            version: text(node, "version")?,
            description: text(node, "description")?,
            model: text(node, "model")?,
            tools: match present(node, "tools") {
                None => Vec::new(),
                Some(tools) => tools
                    .as_list()
                    .ok_or_else(|| wrong(tools, "tools", "a list"))?
                    .iter()
                    .map(Node::to_json)
                    .collect(),
            },
            sampling: sampling(&config)?,
            input_default: match input.get("default") {
                None => Map::new(),
                Some(default) => match default.to_json() {
                    Value::Object(default) => default,
                    _ => return Err(wrong(default, "input.default", "names and values")),
                },
            },
            input_schema: schema(&input)?,
            output_format: input_text(&output, "format", "output.format")?,
            output_schema: schema(&output)?,
            metadata: present(node, "metadata").map(Node::to_json),
            copydeck: copydeck(node)?,
            all,
        })
    }
}

/// A top-level key that holds others, or nothing at all.
struct Section<'a>(Option<&'a Node>);

impl<'a> Section<'a> {
    fn of(node: &'a Node, key: &str) -> Located<Self> {
        match present(node, key) {
            Some(section) if section.as_map().is_none() => {
                Err(wrong(section, key, "names and values"))
            }
            section => Ok(Self(section)),
        }
    }

    fn get(&self, key: &str) -> Option<&'a Node> {
        present(self.0?, key)
    }
}

fn present<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|value| !value.is_null())
}

fn wrong(node: &Node, key: &str, expected: &'static str) -> (Place, TemplateProblem) {
    (node.at, TemplateProblem::WrongType { key: key.to_owned(), expected })
}

fn text(node: &Node, key: &str) -> Located<Option<String>> {
    input_text(&Section(Some(node)), key, key)
}

/// A text; a number or a boolean is taken as it is written, as a version may be.
fn input_text(section: &Section<'_>, key: &str, shown: &str) -> Located<Option<String>> {
    section.get(key).map(|node| words(node, shown)).transpose()
}

fn words(node: &Node, shown: &str) -> Located<String> {
    match &node.tree {
        Tree::Scalar(Value::String(text)) => Ok(text.clone()),
        Tree::Scalar(Value::Number(number)) => Ok(number.to_string()),
        Tree::Scalar(Value::Bool(flag)) => Ok(flag.to_string()),
        _ => Err(wrong(node, shown, "a text")),
    }
}

fn schema(section: &Section<'_>) -> Located<Option<Value>> {
    section
        .get("schema")
        .map(|node| {
            picoschema::to_json_schema(node, &NamedSchemas::new())
                .map_err(|(at, problem)| (at, problem.into()))
        })
        .transpose()
}

fn sampling(config: &Section<'_>) -> Located<Sampling> {
    fn number(
        config: &Section<'_>,
        key: &str,
        expected: &'static str,
        allowed: impl Fn(f64) -> bool,
    ) -> Located<Option<f32>> {
        let Some(node) = config.get(key) else { return Ok(None) };
        match &node.tree {
            Tree::Scalar(Value::Number(number)) => number.as_f64().filter(|value| allowed(*value)),
            _ => None,
        }
        .map(|value| Some(value as f32))
        .ok_or_else(|| wrong(node, &format!("config.{key}"), expected))
    }
    fn whole(config: &Section<'_>, key: &str, least: u32) -> Located<Option<u32>> {
        let Some(node) = config.get(key) else { return Ok(None) };
        match &node.tree {
            Tree::Scalar(Value::Number(number)) => {
                number.as_u64().and_then(|value| u32::try_from(value).ok())
            }
            _ => None,
        }
        .filter(|value| *value >= least)
        .map(Some)
        .ok_or_else(|| wrong(node, &format!("config.{key}"), "a whole number"))
    }
    let stop_sequences = match config.get("stopSequences") {
        None => Vec::new(),
        Some(node) => node
            .as_list()
            .ok_or_else(|| wrong(node, "config.stopSequences", "a list of texts"))?
            .iter()
            .map(|item| words(item, "config.stopSequences"))
            .collect::<Located<_>>()?,
    };
    Ok(Sampling {
        temperature: number(config, "temperature", "a number from 0 to 2", |value| {
            (0.0..=2.0).contains(&value)
        })?,
        top_p: number(config, "topP", "a number above 0, up to 1", |value| {
            value > 0.0 && value <= 1.0
        })?,
        seed: whole(config, "seed", 0)?,
        max_output_tokens: whole(config, "maxOutputTokens", 1)?,
        stop_sequences,
    })
}

/// Reads our keys, written `copydeck.title: …` or nested under `copydeck:`, or both.
fn copydeck(node: &Node) -> Located<CopydeckKeys> {
    let mut keys = CopydeckKeys::default();
    for (key, value) in node.as_map().unwrap_or_default() {
        if key.name == "copydeck" {
            for (key, value) in value.as_map().unwrap_or_default() {
                keys.take(&key.name, key.at, value)?;
            }
        } else if let Some(path) = key.name.strip_prefix("copydeck.") {
            keys.take(path, key.at, value)?;
        }
    }
    Ok(keys)
}

impl CopydeckKeys {
    /// Takes one key by its path below `copydeck`. What has no meaning yet is passed over.
    fn take(&mut self, path: &str, at: Place, value: &Node) -> Located<()> {
        if value.is_null() {
            return Ok(());
        }
        match path.split_once('.').unwrap_or((path, "")) {
            ("title", "") => self.title = Some(words(value, "copydeck.title")?),
            ("format", "") => self.format = Some(words(value, "copydeck.format")?),
            ("cites", "") => self.cites = Some(words(value, "copydeck.cites")?),
            ("tier", "") => self.tier = Some(words(value, "copydeck.tier")?),
            ("tags", "") => {
                self.tags = match value.as_list() {
                    Some(tags) => tags
                        .iter()
                        .map(|tag| words(tag, "copydeck.tags"))
                        .collect::<Located<_>>()?,
                    None => vec![words(value, "copydeck.tags")?],
                };
            }
            ("inputs", "") => {
                for (key, value) in map(value, "copydeck.inputs")? {
                    self.take_input(&key.name, key.at, value)?;
                }
            }
            ("inputs", name) => self.take_input(name, at, value)?,
            ("outputs", "") => {
                for (key, value) in map(value, "copydeck.outputs")? {
                    self.take_output(&key.name, value)?;
                }
            }
            ("outputs", name) => self.take_output(name, value)?,
            ("sample", "") => {
                for (key, value) in map(value, "copydeck.sample")? {
                    self.sample.insert(key.name.clone(), value.to_json());
                }
            }
            ("sample", name) => {
                self.sample.insert(name.to_owned(), value.to_json());
            }
            _ => {}
        }
        Ok(())
    }

    /// `outputs.stories: {as-many-as: stories}`.
    fn take_output(&mut self, name: &str, value: &Node) -> Located<()> {
        for (key, value) in map(value, &format!("copydeck.outputs.{name}"))? {
            if key.name == "as-many-as" {
                let variable = words(value, &format!("copydeck.outputs.{name}.as-many-as"))?;
                self.as_many_as.push((name.to_owned(), variable));
            }
        }
        Ok(())
    }

    /// `inputs.news: {as: long-text}`, and `inputs.news.as: long-text`.
    fn take_input(&mut self, name: &str, at: Place, value: &Node) -> Located<()> {
        if let Some((name, setting)) = name.split_once('.') {
            return self.set_input(name, at, setting, value);
        }
        for (key, value) in map(value, &format!("copydeck.inputs.{name}"))? {
            self.set_input(name, at, &key.name, value)?;
        }
        Ok(())
    }

    fn set_input(&mut self, name: &str, at: Place, setting: &str, value: &Node) -> Located<()> {
        let index = self.inputs.iter().position(|hint| hint.name == name).unwrap_or_else(|| {
            self.inputs.push(InputHint { name: name.to_owned(), at, shown_as: None, label: None });
            self.inputs.len() - 1
        });
        let shown = format!("copydeck.inputs.{name}.{setting}");
        match setting {
            "as" => self.inputs[index].shown_as = Some((words(value, &shown)?, value.at)),
            "label" => self.inputs[index].label = Some(words(value, &shown)?),
            _ => {}
        }
        Ok(())
    }
}

fn map<'a>(node: &'a Node, shown: &str) -> Located<&'a [(super::yaml::Key, Node)]> {
    node.as_map().ok_or_else(|| wrong(node, shown, "names and values"))
}
