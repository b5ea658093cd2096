//! What the integration tests share: a model server that misbehaves on cue.

pub(crate) mod chat_stream;
pub(crate) mod dialect;
pub(crate) mod loopback;
pub(crate) mod untrusted;
