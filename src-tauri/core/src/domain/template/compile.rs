//! From a text whose tags have been checked to a compiled Handlebars template, changed so that
//! every value and every partial goes through a helper of ours: values are then shown as the
//! reference implementation shows them, and all work is counted.

use std::collections::HashMap;

use handlebars::{
    Handlebars, Path, Template,
    template::{Parameter, Subexpression, TemplateElement},
};

use super::{helpers, value_helpers};

/// What Handlebars would not compile, and on which line.
#[derive(Debug)]
pub(super) struct CompileError {
    pub(super) line: Option<usize>,
    pub(super) message: String,
}

/// Compiles the text of a template.
pub(super) fn template(text: &str) -> Result<Template, CompileError> {
    let mut template = Template::compile(text).map_err(|error| compile_error(&error))?;
    instrument(&mut template);
    Ok(template)
}

/// Compiles the text of a partial: what stands at its end is not the end of the prompt.
pub(super) fn partial(text: &str) -> Result<Template, CompileError> {
    const NAME: &str = "partial";
    let mut registry = Handlebars::new();
    registry.register_partial(NAME, text).map_err(|error| compile_error(&error))?;
    let mut template = registry.get_template(NAME).cloned().unwrap_or_default();
    template.name = None;
    instrument(&mut template);
    if let Some(first) = template.mapping.first().cloned() {
        template.elements.insert(0, call(helpers::PARTIAL, Vec::new()));
        template.mapping.insert(0, first);
    }
    Ok(template)
}

/// The built-in partial that says the voice.
pub(super) fn voice() -> Template {
    let mut template = Template::new();
    template.elements.push(call(value_helpers::VOICE, Vec::new()));
    template
}

fn compile_error(error: &handlebars::TemplateError) -> CompileError {
    let message = error.reason().to_string();
    let message = message.lines().next().unwrap_or_default().trim().to_owned();
    CompileError { line: error.pos().map(|(line, _)| line), message }
}

fn call(helper: &str, arguments: Vec<Parameter>) -> TemplateElement {
    *Subexpression::new(Parameter::Name(helper.to_owned()), arguments, HashMap::new()).element
}

fn instrument(template: &mut Template) {
    for element in &mut template.elements {
        match element {
            TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) => {
                let is_value = tag.params.is_empty()
                    && tag.hash.is_empty()
                    && !tag.name.as_name().is_some_and(helpers::is_known);
                if is_value {
                    let name = Parameter::Name(value_helpers::SHOW.to_owned());
                    tag.params.push(std::mem::replace(&mut tag.name, name));
                }
                arguments(&mut tag.params, &mut tag.hash);
            }
            TemplateElement::HelperBlock(tag) => {
                arguments(&mut tag.params, &mut tag.hash);
                for branch in [&mut tag.template, &mut tag.inverse].into_iter().flatten() {
                    instrument(branch);
                }
            }
            TemplateElement::PartialExpression(tag) => arguments(&mut tag.params, &mut tag.hash),
            // The rest is text, or refused before it is compiled.
            _ => {}
        }
    }
}

fn arguments(unnamed: &mut [Parameter], named: &mut HashMap<String, Parameter>) {
    for argument in unnamed.iter_mut().chain(named.values_mut()) {
        if let Parameter::Subexpression(inner) = argument {
            if let TemplateElement::Expression(tag) = inner.element.as_mut() {
                arguments(&mut tag.params, &mut tag.hash);
            }
        } else if let Some((helper, path)) = lookup(argument) {
            let helper = Parameter::Name(helper.to_owned());
            let path = vec![Parameter::Literal(path.into())];
            *argument = Parameter::Subexpression(Subexpression::new(helper, path, HashMap::new()));
        }
    }
}

/// The helper that looks a path up, and the path: one of the brief or of an item, or an `@`
/// variable of the app. The loops' own variables are left to Handlebars.
fn lookup(argument: &Parameter) -> Option<(&'static str, String)> {
    let Parameter::Path(path) = argument else { return None };
    match path {
        Path::Relative((_, raw)) => Some((value_helpers::VALUE, raw.clone())),
        Path::Local((_, name, raw)) => match name.as_str() {
            "index" | "key" | "first" | "last" => None,
            _ => raw.strip_prefix('@').map(|raw| (value_helpers::CONTEXT, raw.to_owned())),
        },
    }
}
