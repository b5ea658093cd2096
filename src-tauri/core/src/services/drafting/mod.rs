//! Drafting: from a brief to a run whose text is on disk as it is shown.

pub mod event;
