//! What can be said of a file that can be read: names that are used and not asked for, fields that
//! are asked for and not used, partials that are not there, samples that don't fit.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Change, Finding, Severity, meant, mending::offset, sentence};
use crate::domain::{
    template::{
        PromptTemplate, RenderContext,
        edit::{self, TemplateEdit, value_tag_end},
        name_for_people, render,
        scope::{self, RootName},
        source,
        tags::{self, Tag},
        yaml,
    },
    variable::{Variable, VariableKind, VariableValues},
};

pub(super) fn found(
    file: &str,
    text: &str,
    template: &PromptTemplate,
    partials: &BTreeMap<String, String>,
) -> Vec<Finding> {
    let (Ok(halves), Ok(tags)) = (source::split(text), tags::scan(template.body.text())) else {
        return Vec::new();
    };
    let (body, _) = halves.body;
    // Both are parts of the same text.
    let start = body.as_ptr() as usize - text.as_ptr() as usize;
    let looked = Looked { file, text, template, tags, body, start, partials };
    let mut found = looked.undeclared();
    found.extend(looked.unused());
    found.extend(looked.missing_partials());
    found.extend(looked.bad_sample());
    found.extend(looked.bad_tests());
    if body.trim().is_empty() {
        found.push(Finding {
            code: "no-instructions",
            severity: Severity::Warning,
            message: "There are no instructions yet: say what is to be written.".to_owned(),
            from: text.len(),
            to: text.len(),
            fixes: Vec::new(),
        });
    }
    if found.iter().all(|finding| finding.severity == Severity::Warning) {
        found.extend(looked.trial());
    }
    found
}

struct Looked<'a> {
    file: &'a str,
    text: &'a str,
    template: &'a PromptTemplate,
    tags: Vec<Tag>,
    body: &'a str,
    /// Where the instructions begin.
    start: usize,
    partials: &'a BTreeMap<String, String>,
}

impl Looked<'_> {
    /// Names that are not among the fields. Without a schema, every name is one.
    fn undeclared(&self) -> Vec<Finding> {
        if self.template.takes_any_name() {
            return Vec::new();
        }
        let fields: Vec<&str> =
            self.template.variables().map(|field| field.name.as_str()).collect();
        scope::uses(&self.tags)
            .into_iter()
            .filter(|used| !self.template.declares(&used.name))
            .map(|used| self.undeclared_name(&used, &fields))
            .collect()
    }

    fn undeclared_name(&self, used: &RootName, fields: &[&str]) -> Finding {
        let from = self.start + used.at + self.body[used.at..].find(&used.name).unwrap_or(0);
        let to = from + used.name.len();
        let mut fixes = Vec::new();
        if let Some(other) = meant(&used.name, fields.iter().copied()) {
            let change = Change { from, to, insert: other.to_owned() };
            fixes.push((format!("Change it to “{other}”"), change));
        }
        let kind = match used.used_as {
            scope::Use::List => VariableKind::List,
            scope::Use::Value | scope::Use::Object => VariableKind::Text,
        };
        let field = Variable {
            name: used.name.clone(),
            label: name_for_people(&used.name),
            kind,
            hint: None,
            required: true,
            default: None,
        };
        if let Ok(after) = edit::apply(self.file, self.text, &TemplateEdit::AddField { field }) {
            fixes.push((
                format!("Add “{}” as a field", used.name),
                Change::between(self.text, &after),
            ));
        }
        if let Some(tag) = self.tags.iter().rev().find(|tag| tag.at <= used.at)
            && let Some(end) = value_tag_end(self.body, tag)
        {
            let change =
                Change { from: self.start + tag.at, to: self.start + end, insert: String::new() };
            fixes.push(("Remove it".to_owned(), change));
        }
        Finding {
            code: "undeclared-variable",
            severity: Severity::Error,
            message: format!("“{}” is not one of the fields.", used.name),
            from,
            to,
            fixes,
        }
    }

    /// Fields that neither the instructions nor a partial uses.
    fn unused(&self) -> Vec<Finding> {
        if self.template.front_matter().input_schema.is_none() {
            return Vec::new();
        }
        let mut used: BTreeSet<String> =
            scope::uses(&self.tags).into_iter().map(|used| used.name).collect();
        let mut takes_all = takes_all(&self.tags);
        for text in self.partials.values() {
            if let Ok(tags) = tags::scan(&source::normalise(text)) {
                used.extend(scope::uses(&tags).into_iter().map(|used| used.name));
                takes_all |= self::takes_all(&tags);
            }
        }
        if takes_all {
            return Vec::new();
        }
        let fields = self.template.variables().filter(|field| !used.contains(&field.name));
        fields.map(|field| self.unused_field(field)).collect()
    }

    fn unused_field(&self, field: &Variable) -> Finding {
        let (from, to) = self.place_of_field(&field.name);
        let end = self.text.trim_end().len();
        let use_it = Change {
            from: end,
            to: end,
            insert: format!("\n{}: {{{{{}}}}}", field.label, field.name),
        };
        let mut fixes = vec![("Use it at the end of the instructions".to_owned(), use_it)];
        let remove = TemplateEdit::RemoveField { name: field.name.clone() };
        if let Ok(after) = edit::apply(self.file, self.text, &remove) {
            fixes.push(("Remove the field".to_owned(), Change::between(self.text, &after)));
        }
        Finding {
            code: "unused-variable",
            severity: Severity::Warning,
            message: format!("The instructions don’t use “{}”.", field.label),
            from,
            to,
            fixes,
        }
    }

    /// The field's name in the schema.
    fn place_of_field(&self, name: &str) -> (usize, usize) {
        let whole = (0, 0);
        let Ok(halves) = source::split(self.text) else { return whole };
        let Some((front, _)) = halves.front else { return whole };
        let front_start = front.as_ptr() as usize - self.text.as_ptr() as usize;
        let Ok(node) = yaml::read(front) else { return whole };
        let Some(schema) = node.get("input").and_then(|input| input.get("schema")) else {
            return whole;
        };
        let schema = schema.get("properties").unwrap_or(schema);
        let key = schema.as_map().unwrap_or_default().iter().map(|(key, _)| key).find(|key| {
            let bare = key.name.split('(').next().unwrap_or_default().trim();
            bare.strip_suffix('?').unwrap_or(bare) == name
        });
        key.map_or(whole, |key| {
            let from = front_start + offset(front, key.at);
            (from, from + name.len())
        })
    }

    fn missing_partials(&self) -> Vec<Finding> {
        let known = self.partials.keys().map(String::as_str);
        self.template
            .body
            .partials
            .iter()
            .filter(|include| {
                include.name != render::VOICE && !self.partials.contains_key(&include.name)
            })
            .map(|include| {
                let from = offset(self.text, include.at);
                let end =
                    self.text[from..].find("}}").map_or(self.text.len(), |end| from + end + 2);
                let mut fixes = Vec::new();
                if let Some(other) = meant(&include.name, known.clone()) {
                    let insert = self.text[from..end].replace(&include.name, other);
                    let change = Change { from, to: end, insert };
                    fixes.push((format!("Change it to “{other}”"), change));
                }
                let remove = Change { from, to: end, insert: String::new() };
                fixes.push(("Remove it".to_owned(), remove));
                Finding {
                    code: "missing-partial",
                    severity: Severity::Error,
                    message: format!("There is no partial “{}” in the library.", include.name),
                    from,
                    to: end,
                    fixes,
                }
            })
            .collect()
    }

    fn bad_sample(&self) -> Option<Finding> {
        let written = &self.template.front_matter().copydeck.sample;
        let sample = VariableValues(written.clone().into_iter().collect());
        if written.is_empty() {
            return None;
        }
        let problems = self.template.check(&sample).err()?;
        let message = format!("The sample values can’t be used: {problems}");
        Some(self.about_key("sample", "bad-sample", message))
    }

    fn bad_tests(&self) -> Option<Finding> {
        let error = self.template.expectations().err()?;
        Some(self.about_key("tests", "bad-tests", sentence(&error.to_string())))
    }

    /// What is wrong with what one of our keys says.
    fn about_key(&self, key: &str, code: &'static str, message: String) -> Finding {
        let from = self.text.find(&format!("copydeck.{key}"));
        let from = from.or_else(|| self.text.find(&format!("{key}:"))).unwrap_or(0);
        let to = from + self.text[from..].find('\n').unwrap_or(0);
        Finding { code, severity: Severity::Warning, message, from, to, fixes: Vec::new() }
    }

    /// What goes wrong when it is filled in.
    fn trial(&self) -> Option<Finding> {
        let values = trial_values(self.template);
        let context = RenderContext { partials: self.partials.clone(), ..RenderContext::default() };
        let error = self.template.render(&values, &context).err()?;
        let own = error.file == self.file;
        let from = error.place.filter(|_| own).map_or(self.start, |at| offset(self.text, at));
        let message = if own { sentence(&error.problem.to_string()) } else { error.to_string() };
        let line = self.text[from..].lines().next().unwrap_or_default();
        Some(Finding {
            code: "cannot-be-filled-in",
            severity: Severity::Error,
            message,
            from,
            to: from + line.len(),
            fixes: Vec::new(),
        })
    }
}

/// Whether a text goes through all there is, as `{{json this}}` does.
fn takes_all(tags: &[Tag]) -> bool {
    tags.iter()
        .flat_map(|tag| &tag.paths)
        .any(|path| matches!(path.text.as_str(), "this" | "." | "@root" | ".."))
}

/// The template's own sample, and an answer of the right kind where it has none.
pub(in crate::domain::template) fn trial_values(template: &PromptTemplate) -> VariableValues {
    let mut values = template.sample().unwrap_or_default();
    for field in template.variables() {
        if values.0.contains_key(&field.name) || field.default.is_some() {
            continue;
        }
        let value = match &field.kind {
            VariableKind::Text | VariableKind::LongText => json!(format!("[{}]", field.label)),
            VariableKind::Choice { options } => json!(options.first()),
            VariableKind::Number { .. } => json!(3),
            VariableKind::YesNo => json!(true),
            VariableKind::Date => json!("2027-03-31"),
            VariableKind::List => json!([format!("[{}]", field.label)]),
            VariableKind::Link => json!("https://example.com"),
        };
        values.0.insert(field.name.clone(), value);
    }
    values
}
