//! Link reference definitions: `[label]: address`. They may stand in another block than the
//! links that use them, and the first of a document counts.

use std::{collections::HashMap, fmt::Write as _};

use unicase::UniCase;

/// A label, as references and definitions are matched.
pub(super) type Label = UniCase<String>;

/// A definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) label: Label,
    /// What the label stands for.
    pub(super) destination: String,
}

/// What each label of a document stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Definitions(HashMap<Label, String>);

impl Definitions {
    /// The definitions of a document, in its order.
    pub(super) fn collect<'a>(all: impl Iterator<Item = &'a Definition>) -> Self {
        let mut first = HashMap::new();
        for definition in all {
            first.entry(definition.label.clone()).or_insert_with(|| definition.destination.clone());
        }
        Self(first)
    }

    pub(super) fn get(&self, label: &Label) -> Option<&str> {
        self.0.get(label).map(String::as_str)
    }

    /// The labels that stand for something else in `other`.
    pub(super) fn changed<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a Label> {
        let gone_or_new = self
            .0
            .iter()
            .filter(|(label, destination)| other.0.get(*label) != Some(destination))
            .map(|(label, _)| label);
        gone_or_new.chain(other.0.keys().filter(|label| !self.0.contains_key(*label)))
    }

    /// Definitions to stand before a block whose own are not the first of their labels: as
    /// source, since nothing else overrules a definition of the block itself.
    pub(super) fn overruling(&self, own: &[Definition]) -> String {
        let mut source = String::new();
        for definition in own {
            match self.get(&definition.label) {
                Some(first) if first != definition.destination => {
                    let _ = write!(source, "[{}]: <", definition.label);
                    push_destination(&mut source, first);
                    source.push_str(">\n\n");
                }
                _ => {}
            }
        }
        source
    }
}

/// Writes a destination so that between `<` and `>` it is read as it was.
fn push_destination(source: &mut String, destination: &str) {
    for character in destination.chars() {
        if matches!(character, '<' | '>' | '\\' | '&') || character.is_control() {
            let _ = write!(source, "&#{};", u32::from(character));
        } else {
            source.push(character);
        }
    }
}
