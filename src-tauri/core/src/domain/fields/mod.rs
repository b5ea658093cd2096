//! Copy in fields: what a template with an output schema makes.
//!
//! A model writes JSON. `partial_json` reads it as it comes, `writer` turns it into the Markdown
//! that is the draft's text, and `reader` finds the fields in that again, whatever the user has
//! done to it meanwhile. `shape` says which fields there are, `values` what they hold, and
//! `guard` how a field begins in the Markdown. `rules` measures what came, and `again` asks for
//! what does not fit; `form` is how the window shows it all, and `columns` how a table does.

pub mod again;
pub mod columns;
pub mod form;
mod guard;
#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
pub mod partial_json;
pub mod reader;
pub mod rules;
pub mod shape;
#[cfg(test)]
mod tests;
pub mod values;
pub mod writer;
