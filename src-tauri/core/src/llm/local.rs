//! The local model: a provider that speaks to the engine, a child process of ours.
