//! The library: the templates there are, by name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::variable::Variable;

/// A template as the lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateSummary {
    /// Its name in commands and files: `launch-email`.
    pub name: String,
    /// Its name for people: “Launch email”.
    pub title: String,
    /// What it makes, in a line.
    pub description: String,
    /// Where it is used: `email`, `ads`.
    pub tags: Vec<String>,
}

/// A template with what its form asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TemplateForm {
    /// The template.
    #[serde(flatten)]
    #[ts(flatten)]
    pub summary: TemplateSummary,
    /// Its fields, in the order in which the form shows them.
    pub variables: Vec<Variable>,
}
