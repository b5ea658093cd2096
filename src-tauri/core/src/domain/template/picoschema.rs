//! Picoschema, Dotprompt's short way to write a schema, turned into JSON Schema. A schema that is
//! JSON Schema already passes through.
//!
//! The rules are those of google.github.io/dotprompt/reference/picoschema. A schema by name
//! belongs to whoever reads the template, who hands it in.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    error::Place,
    yaml::{Node, Tree},
};

const SCALARS: [&str; 6] = ["string", "number", "integer", "boolean", "null", "any"];
const WILDCARD: &str = "(*)";

/// What is wrong with a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaProblem {
    /// The word is no type.
    #[error(
        "“{name}” is not a type: use string, number, integer, boolean or any, then a comma and a description"
    )]
    UnknownType {
        /// The word.
        name: String,
    },
    /// What stands in parentheses after a name is no kind of value.
    #[error("“({name})” is not a kind of value: use (enum), (array) or (object)")]
    UnknownShape {
        /// The word.
        name: String,
    },
    /// An enum is not a list.
    #[error("“{name}” needs a list of choices, such as [short, long]")]
    NoChoices {
        /// The property.
        name: String,
    },
    /// Neither text nor map.
    #[error("a schema is made of names and types; this is neither")]
    NotASchema,
}

/// JSON Schemas that a schema can refer to by name.
pub type NamedSchemas = BTreeMap<String, Value>;

type Schema = Result<Value, (Place, SchemaProblem)>;

/// The JSON Schema of what a front matter has under `schema`.
pub(super) fn to_json_schema(node: &Node, named: &NamedSchemas) -> Schema {
    if node.as_str().is_some() {
        return convert(node, named);
    }
    let is_json_schema = node
        .get("type")
        .and_then(Node::as_str)
        .is_some_and(|kind| SCALARS.contains(&kind) || matches!(kind, "object" | "array"));
    if is_json_schema {
        return Ok(node.to_json());
    }
    if node.get("properties").is_some_and(|properties| properties.as_map().is_some()) {
        let mut schema = node.to_json();
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("type".into(), "object".into());
        }
        return Ok(schema);
    }
    convert(node, named)
}

fn convert(node: &Node, named: &NamedSchemas) -> Schema {
    match &node.tree {
        Tree::Scalar(Value::String(text)) => {
            scalar(text, named).map_err(|problem| (node.at, problem))
        }
        Tree::Map(_) => object(node, named),
        Tree::Scalar(_) | Tree::List(_) => Err((node.at, SchemaProblem::NotASchema)),
    }
}

fn scalar(text: &str, named: &NamedSchemas) -> Result<Value, SchemaProblem> {
    let (kind, description) = split_description(text);
    if !SCALARS.contains(&kind) {
        let Some(schema) = named.get(kind) else {
            return Err(SchemaProblem::UnknownType { name: kind.to_owned() });
        };
        let mut schema = schema.clone();
        if let (Some(description), Some(schema)) = (description, schema.as_object_mut()) {
            schema.insert("description".into(), description.into());
        }
        return Ok(schema);
    }
    let mut schema = Map::new();
    if kind != "any" {
        schema.insert("type".into(), kind.into());
    }
    if let Some(description) = description {
        schema.insert("description".into(), description.into());
    }
    Ok(schema.into())
}

fn object(node: &Node, named: &NamedSchemas) -> Schema {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut additional = Value::Bool(false);
    for (key, value) in node.as_map().unwrap_or_default() {
        if key.name == WILDCARD {
            additional = convert(value, named)?;
            continue;
        }
        let property = Property::read(&key.name);
        let mut schema =
            property.schema(value, named).map_err(|(place, problem)| match problem {
                SchemaProblem::UnknownShape { .. } => (key.at, problem),
                _ => (place, problem),
            })?;
        if let (Some(description), Some(schema)) = (property.description, schema.as_object_mut()) {
            schema.insert("description".into(), description.into());
        }
        if !property.optional {
            required.push(Value::from(property.name));
        }
        properties.insert(property.name.to_owned(), schema);
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
    schema.insert("additionalProperties".into(), additional);
    Ok(schema.into())
}

/// A key of a Picoschema object: `name`, `name?`, `name(enum)`, `name?(array, what it is)`.
struct Property<'a> {
    name: &'a str,
    optional: bool,
    shape: Option<&'a str>,
    description: Option<&'a str>,
}

impl<'a> Property<'a> {
    fn read(key: &'a str) -> Self {
        let (name, shape, description) = match key.split_once('(') {
            None => (key, None, None),
            Some((name, rest)) => {
                let inside = rest.trim_end().strip_suffix(')').unwrap_or(rest);
                let (shape, description) = split_description(inside);
                (name, Some(shape), description)
            }
        };
        let name = name.trim();
        let (name, optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
        Self { name, optional, shape, description }
    }

    fn schema(&self, value: &Node, named: &NamedSchemas) -> Schema {
        let mut schema = match self.shape {
            None => convert(value, named)?,
            Some("array") => json!({ "type": "array", "items": convert(value, named)? }),
            Some("object") => convert(value, named)?,
            Some("enum") => {
                let no_choices = || SchemaProblem::NoChoices { name: self.name.to_owned() };
                let choices = value.as_list().filter(|choices| !choices.is_empty());
                let choices = choices.ok_or_else(|| (value.at, no_choices()))?;
                let mut choices: Vec<Value> = choices.iter().map(Node::to_json).collect();
                if self.optional && !choices.contains(&Value::Null) {
                    choices.push(Value::Null);
                }
                return Ok(json!({ "enum": choices }));
            }
            Some(shape) => {
                let name = shape.to_owned();
                return Err((value.at, SchemaProblem::UnknownShape { name }));
            }
        };
        // Dotprompt makes what is optional nullable too.
        if self.optional
            && let Some(kind) = schema.get_mut("type")
            && kind.is_string()
        {
            *kind = json!([kind.take(), "null"]);
        }
        Ok(schema)
    }
}

fn split_description(text: &str) -> (&str, Option<&str>) {
    match text.split_once(',') {
        None => (text.trim(), None),
        Some((kind, description)) => {
            (kind.trim(), Some(description.trim()).filter(|description| !description.is_empty()))
        }
    }
}
