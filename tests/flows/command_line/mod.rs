//! The command line as a script or a person meets it: the real executable on a data folder of its
//! own.

mod drafting;
mod drafts;
mod fields;
mod library;
#[cfg(target_os = "linux")]
mod memory;
mod mistakes;
mod providers;
mod refining;
mod sources;
mod templates;
mod variants;

use std::{
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::loopback::LoopbackServer;

const KEY: &str = "sk-canary-command-line-4f2a";
const COPY: &str = "Subject: Cold at mile twenty\n\nZoë’s bottle 👟 outlasts the climb.";
const BRIEF: [&str; 4] = ["--set", "product=Brightleaf", "--set", "news=cold for 24 hours"];

/// A data folder, and the commands run on it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydeck"));
        command.arg("--data-dir").arg(self.folder.path()).args(arguments);
        command.env("CANARY_KEY", KEY).env_remove("COPYDECK_LOG").stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the executable runs")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// A provider with a key from the environment, and drafting with it.
    fn add_provider(&self, server: &LoopbackServer) {
        let url = server.base_url();
        let output = self.run(&[
            "providers",
            "add",
            "Loopback",
            "--kind",
            "openai-compatible",
            "--base-url",
            &url,
            "--key-env",
            "CANARY_KEY",
            "--model",
            "quick",
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    }

    fn draft(&self, more: &[&str]) -> Output {
        let start = ["draft", "launch-email", "--provider", "Loopback"];
        self.run(&[&start, &BRIEF[..], more].concat())
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// The events of a run with `--json`.
fn events(output: &Output) -> Vec<Value> {
    printed(output).lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
}

fn holds(folder: &Path, needle: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        let bytes = std::fs::read(&path).expect("a file");
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}
