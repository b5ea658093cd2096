//! What an item's text says of itself, for the library's lists. A text that can't be used is kept
//! all the same: somebody is at work on it.

use crate::domain::{
    format::{Format, FormatError},
    library::{ItemFacts, ItemKind, ItemText},
    template::{
        PromptTemplate,
        edit::{self, TemplateEdit},
        name_for_people,
    },
};

/// The most letters a name may have.
const MOST_CHARACTERS: usize = 80;

/// The name of a template's file.
#[must_use]
pub fn file_name(name: &str) -> String {
    format!("{name}.prompt")
}

/// A text with what it says of itself. `name` is what it is called now; a template can give
/// itself another.
#[must_use]
pub fn read(kind: ItemKind, name: &str, text: String) -> ItemText {
    match kind {
        ItemKind::Template => {}
        ItemKind::Format => return read_format(name, text),
        ItemKind::Partial | ItemKind::Voice => {
            let facts = ItemFacts { title: name_for_people(name), ..ItemFacts::default() };
            return ItemText { name: name.to_owned(), text, facts };
        }
    }
    match PromptTemplate::parse(&file_name(name), &text) {
        Ok(template) => {
            let front = template.front_matter();
            let facts = ItemFacts {
                title: template.title(),
                description: front.description.clone().unwrap_or_default(),
                format: front.copydeck.format.clone(),
                tags: front.copydeck.tags.clone(),
                problem: None,
            };
            let own = name_from(template.name());
            let name = if own.is_empty() { name.to_owned() } else { own };
            ItemText { name, text, facts }
        }
        Err(error) => {
            let facts = ItemFacts {
                title: name_for_people(name),
                problem: Some(error.to_string()),
                ..ItemFacts::default()
            };
            ItemText { name: name.to_owned(), text, facts }
        }
    }
}

/// A format's file. Templates name it by the name it has in the library.
///
/// # Errors
/// When the file can't be used.
pub fn format(name: &str, text: &str) -> Result<Format, FormatError> {
    let format = Format::parse(&format!("{name}.yaml"), text)?;
    Ok(Format { name: name.to_owned(), ..format })
}

fn read_format(name: &str, text: String) -> ItemText {
    let facts = match format(name, &text) {
        Ok(format) => ItemFacts {
            title: format.title,
            description: format.description,
            ..ItemFacts::default()
        },
        Err(error) => ItemFacts {
            title: name_for_people(name),
            problem: Some(error.to_string()),
            ..ItemFacts::default()
        },
    };
    ItemText { name: name.to_owned(), text, facts }
}

/// A text that says this name of itself, where it says one.
pub(super) fn renamed(kind: ItemKind, text: &str, name: &str) -> String {
    let says_one = |template: &PromptTemplate| template.front_matter().all.contains_key("name");
    let file = file_name(name);
    if kind != ItemKind::Template
        || !PromptTemplate::parse(&file, text).is_ok_and(|template| says_one(&template))
    {
        return text.to_owned();
    }
    let edit = TemplateEdit::Name { name: name.to_owned() };
    edit::apply(&file, text, &edit).unwrap_or_else(|_| text.to_owned())
}

/// A name as commands and files take it, made of any words: “Launch email” is `launch-email`.
#[must_use]
pub fn name_from(words: &str) -> String {
    let mut name = String::new();
    for character in words.trim().chars().take(MOST_CHARACTERS) {
        if character.is_alphanumeric() || character == '_' {
            name.extend(character.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Launch email", "launch-email")]
    #[case("  Größe: 10 / 12!  ", "größe-10-12")]
    #[case("launch_email", "launch_email")]
    #[case("…", "")]
    fn a_name_is_made_of_words(#[case] words: &str, #[case] name: &str) {
        assert_eq!(name_from(words), name);
    }

    #[test]
    fn a_text_that_cannot_be_used_is_kept_with_the_reason() {
        let read = read(ItemKind::Template, "half-done", "{{#if a}}".into());
        assert_eq!((read.name.as_str(), read.facts.title.as_str()), ("half-done", "Half done"));
        assert!(read.facts.problem.is_some_and(|problem| problem.contains("never closed")));
    }
}
