//! What Copydeck is about, as plain values and pure functions.
//!
//! No IO, no clock, no randomness: times and new ids come in as arguments.

pub mod allowance;
pub mod api_key;
pub mod continuation;
pub mod diff;
pub mod draft;
pub mod draft_list;
pub mod expectation;
pub mod fields;
pub mod folding;
pub mod format;
pub mod id;
pub mod importing;
pub mod library;
pub mod model;
pub mod pack;
pub mod passage;
pub mod prompt;
pub mod refining;
pub mod revision;
pub mod run;
pub mod sent;
pub mod settings;
pub mod source;
pub mod tag;
pub mod template;
pub mod tone;
pub mod unspaced;
pub mod usage;
pub mod variable;
pub mod variant;
