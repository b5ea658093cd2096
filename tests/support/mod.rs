//! What the integration tests share: a model server that misbehaves on cue, stores with many
//! drafts, and packs that lie.

pub(crate) mod chat_stream;
pub(crate) mod dialect;
pub(crate) mod loopback;
pub(crate) mod many_drafts;
pub(crate) mod memory;
pub(crate) mod packs;
pub(crate) mod untrusted;
