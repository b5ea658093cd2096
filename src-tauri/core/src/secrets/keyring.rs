//! The OS keyring as a vault, on a thread of its own.
