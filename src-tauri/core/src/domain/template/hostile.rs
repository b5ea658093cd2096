//! What templates promise on texts that nobody would write.

use std::collections::BTreeMap;

use super::{
    PromptTemplate, RenderContext, body_start,
    edit::{self, TemplateEdit},
    lint::lint,
};
use crate::domain::variable::{Variable, VariableKind, VariableValues};

const FILE: &str = "a.prompt";

/// A file is read or refused with a reason; what the form changes of it is a file that can be
/// read, and what is wrong with it is said at places that are there.
pub fn front_matter(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let length = text.encode_utf16().count();
    assert!(usize::try_from(body_start(&text).0).is_ok_and(|start| start <= length));
    for problem in lint(FILE, &text, &BTreeMap::new()) {
        assert!(problem.range.from <= problem.range.to);
        assert!(usize::try_from(problem.range.to.0).is_ok_and(|to| to <= length), "{problem:?}");
    }
    let Ok(template) = PromptTemplate::parse(FILE, &text) else { return };
    let tests = template.expectations().map(|tests| tests.len()).unwrap_or(0);
    let field = Variable {
        name: "added_by_form".to_owned(),
        label: "Added".to_owned(),
        kind: VariableKind::Text,
        hint: None,
        required: true,
        default: None,
    };
    let expect = vec![serde_json::json!({ "contains": "words: # and such" })];
    for edit in [
        TemplateEdit::Title { title: "A: title # of sorts".to_owned() },
        TemplateEdit::Tags { tags: vec!["one".to_owned(), "two, three".to_owned()] },
        TemplateEdit::AddField { field },
        TemplateEdit::AddTest { given: VariableValues::default(), expect },
        TemplateEdit::RemoveTest { index: tests / 2 },
    ] {
        if let Ok(after) = edit::apply(FILE, &text, &edit) {
            let read = PromptTemplate::parse(FILE, &after);
            assert!(read.is_ok(), "{edit:?} made of {text:?}\n{after:?}: {:?}", read.err());
        }
    }
}

/// A schema is read or refused with a reason; what it asks for can be answered.
pub fn picoschema(bytes: &[u8]) {
    let schema = String::from_utf8_lossy(bytes);
    let below = |levels: &str| -> String {
        schema.lines().map(|line| format!("{levels}{line}\n")).collect()
    };
    for part in ["input", "output"] {
        let text = format!("---\n{part}:\n  schema:\n{}---\n", below("    "));
        let Ok(template) = PromptTemplate::parse(FILE, &text) else { continue };
        for variable in template.variables() {
            assert!(template.declares(&variable.name), "{variable:?}");
        }
        let values = template.trial_values();
        if let Ok(checked) = template.check(&values) {
            assert_eq!(template.check(&checked).ok(), Some(checked), "{text}");
        }
        let _ = template.render(&values, &RenderContext::default());
        let _ = template.field_rules(None).map(|rules| (rules.held(), rules.in_words()));
    }
}

/// Instructions are filled in or refused, within limits. What stands behind the first NUL is a
/// partial that they can include, and what behind the next is what everybody answers.
pub fn rendering(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(3, '\0');
    let body = parts.next().unwrap_or_default();
    let partial = parts.next().unwrap_or_default();
    let answer = parts.next().unwrap_or("an answer");
    let Ok(template) = PromptTemplate::parse(FILE, body) else { return };
    let context = RenderContext {
        voice: answer.to_owned(),
        partials: BTreeMap::from([("p".to_owned(), partial.to_owned())]),
        ..RenderContext::default()
    };
    let mut values = template.trial_values();
    for value in values.0.values_mut() {
        if value.is_string() {
            *value = answer.into();
        }
    }
    if let Ok(prompt) = template.render(&values, &context) {
        let again = template.render(&values, &context).expect("it was filled in before");
        assert_eq!(prompt.messages, again.messages);
    }
}
