//! What the integration tests share: a model server that misbehaves on cue, and stores with many
//! drafts.

pub(crate) mod chat_stream;
pub(crate) mod dialect;
pub(crate) mod loopback;
pub(crate) mod many_drafts;
pub(crate) mod untrusted;
