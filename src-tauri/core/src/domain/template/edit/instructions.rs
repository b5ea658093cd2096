//! Names in the instructions.

use super::super::{
    scope,
    tags::{self, Tag, TagKind},
};

/// The instructions with a field called by another name wherever they use it.
pub(super) fn renamed(text: &str, from: &str, to: &str) -> String {
    let Ok(tags) = tags::scan(text) else { return text.to_owned() };
    let mut renamed = text.to_owned();
    for used in scope::uses(&tags).into_iter().rev().filter(|used| used.name == from) {
        // A path may lead to the name: `@root.name`, `../name`.
        if let Some(found) = renamed[used.at..].find(from) {
            let start = used.at + found;
            renamed.replace_range(start..start + from.len(), to);
        }
    }
    renamed
}

/// A tag's end, where it shows a value and stands on its own.
pub(crate) fn value_tag_end(text: &str, tag: &Tag) -> Option<usize> {
    if tag.kind != TagKind::Value || !tag.calls.is_empty() {
        return None;
    }
    let rest = &text[tag.at..];
    let closing = if rest.starts_with("{{{") { "}}}" } else { "}}" };
    Some(tag.at + rest.find(closing)? + closing.len())
}
