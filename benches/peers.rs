//! The programs that Copydeck is measured against, as they come from their packages.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value;

/// A program that is not on this machine, and how it comes here.
#[derive(Debug, thiserror::Error)]
#[error("{program} is not installed: {remedy}")]
pub(crate) struct Missing {
    program: &'static str,
    remedy: &'static str,
}

/// Whether a program is there, told by its version.
pub(crate) fn require(program: &'static str, remedy: &'static str) -> Result<(), Missing> {
    require_by(program, "--version", remedy)
}

/// The same, for a program that tells its version by another argument.
pub(crate) fn require_by(
    program: &'static str,
    argument: &str,
    remedy: &'static str,
) -> Result<(), Missing> {
    let ran = Command::new(program).arg(argument).stdout(Stdio::null()).status();
    if ran.is_ok_and(|status| status.success()) { Ok(()) } else { Err(Missing { program, remedy }) }
}

/// The npm packages, in one process that is asked line by line and takes its own times.
pub(crate) struct NodePeers {
    child: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl NodePeers {
    /// Starts the process.
    pub(crate) fn start() -> Result<Self, Missing> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        if !folder.join("node_modules").is_dir() {
            let remedy = "make bench installs them with npm";
            return Err(Missing { program: "the npm packages to compare with", remedy });
        }
        let mut child = Command::new("node")
            .arg("peers.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|_| Missing { program: "node", remedy: "install Node.js" })?;
        let asked = child.stdin.take().expect("piped, just above");
        let answers = BufReader::new(child.stdout.take().expect("piped, just above"));
        Ok(Self { child, asked, answers })
    }

    /// Asks for one measurement; gives the answer, with `seconds` in it.
    pub(crate) fn ask(&mut self, question: &Value) -> Value {
        writeln!(self.asked, "{question}").expect("the process listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the process answers in text");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{question} was answered {line:?}"))
    }

    /// Asks for one measurement; gives the seconds.
    pub(crate) fn seconds(&mut self, question: &Value) -> f64 {
        let answer = self.ask(question);
        answer["seconds"].as_f64().unwrap_or_else(|| panic!("{question} was answered {answer}"))
    }
}

impl Drop for NodePeers {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// The bundled model's file.
pub(crate) fn bundled_model() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/models/SmolLM2-135M-Instruct.Q4_1.gguf")
}
