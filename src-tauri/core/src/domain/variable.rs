//! The fields of a brief: what a template asks for, and what the user filled in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// One thing a template asks for, as a field of the Brief's form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Variable {
    /// The name the template's body uses.
    pub name: String,
    /// The name the form shows.
    pub label: String,
    /// What kind of answer it takes.
    pub kind: VariableKind,
    /// A line that helps to fill it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub hint: Option<String>,
    /// Whether drafting waits for it.
    pub required: bool,
    /// What stands in for an answer that was not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub default: Option<Value>,
}

/// The kinds of field a form can show. Values are JSON: text, long text, choice, date
/// (`YYYY-MM-DD`) and link are strings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum VariableKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// One of these.
    Choice {
        /// In the order in which they are offered.
        options: Vec<String>,
    },
    /// A number.
    Number {
        /// Whether it must be whole.
        integer: bool,
    },
    /// True or false.
    YesNo,
    /// A day.
    Date,
    /// Several short texts.
    List,
    /// A web address.
    Link,
}

/// What the user filled in, by variable name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "Record<string, unknown>")]
pub struct VariableValues(pub BTreeMap<String, Value>);
