//! What the integration tests share: a model server that misbehaves on cue.

pub mod chat_stream;
pub mod loopback;
pub mod untrusted;
