//! What the engine promises, kept by the real executable with the bundled model.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod broken_files;
mod cancelling;
mod prefix;
mod provider;
mod support;
mod writing;
