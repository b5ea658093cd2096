//! Packs as teams send them and as enemies do, through the real executable.

mod hostile;
mod sharing;

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use copydeck_core::pack_file::signing::SigningKey;
use serde_json::Value;
use tempfile::TempDir;

/// Somebody with a data folder and a signing key of their own.
struct Person {
    folder: TempDir,
    key: String,
}

impl Person {
    fn new() -> Self {
        let key = SigningKey::generate().and_then(|key| key.to_secret()).expect("a key");
        Self { folder: tempfile::tempdir().expect("a folder"), key: key.expose().to_owned() }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let folder = self.folder.path();
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydeck"));
        command.arg("--data-dir").arg(folder.join("data")).args(arguments);
        command.env("HOME", folder).env("SIGNING_KEY", &self.key).env_remove("COPYDECK_LOG");
        command.current_dir(folder).stdin(Stdio::null());
        command.output().expect("the executable runs")
    }

    /// Runs a command that has to succeed, and reads what it prints.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["--json"]].concat());
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// The code for which a command is refused as unsafe.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(&[arguments, &["--json"]].concat());
        let printed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(output.status.code(), Some(5), "{printed}");
        assert!(printed["message"].as_str().is_some_and(|message| message.ends_with(['.', '!'])));
        printed["code"].as_str().expect("a code").to_owned()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}
