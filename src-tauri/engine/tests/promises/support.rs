//! An engine to talk to, and what to say to it.

use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use copydeck_core::{
    domain::{
        prompt::{Role, Sampling},
        run::StopReason,
        usage::TokenUsage,
    },
    llm::engine_protocol::{
        ENGINE_ENVIRONMENT, EngineFailure, EngineMessage, EngineReply, EngineRequest, RequestId,
    },
};

/// The bundled model.
pub(crate) fn bundled_model() -> String {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../models/SmolLM2-135M-Instruct.Q4_1.gguf");
    assert!(path.exists(), "the bundled model is missing: run `make setup`");
    path.to_str().expect("a readable path").to_owned()
}

/// How an engine is started.
pub(crate) const ENGINE: &str = env!("CARGO_BIN_EXE_copydeck-engine");

/// A running engine; killed when dropped.
pub(crate) struct Engine {
    child: Child,
    requests: Option<ChildStdin>,
    replies: BufReader<ChildStdout>,
    last_id: u64,
}

/// A completion as it was received.
#[derive(Debug)]
pub(crate) struct Completion {
    pub(crate) deltas: Vec<String>,
    pub(crate) text: String,
    pub(crate) reason: StopReason,
    pub(crate) usage: TokenUsage,
    pub(crate) to_first_text: Option<Duration>,
}

impl Engine {
    pub(crate) fn start() -> Self {
        let mut child = Command::new(ENGINE)
            .envs(ENGINE_ENVIRONMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the engine starts");
        let requests = child.stdin.take();
        let replies = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, requests, replies, last_id: 0 }
    }

    /// Asks for a completion by the bundled model.
    pub(crate) fn ask(&mut self, messages: &[EngineMessage], sampling: &Sampling) -> RequestId {
        self.ask_of(&bundled_model(), messages, sampling)
    }

    pub(crate) fn ask_of(
        &mut self,
        model_path: &str,
        messages: &[EngineMessage],
        sampling: &Sampling,
    ) -> RequestId {
        let id = self.next_id();
        self.send(&EngineRequest::Complete {
            id,
            model_path: model_path.to_owned(),
            messages: messages.to_vec(),
            sampling: sampling.clone(),
            schema: None,
        });
        id
    }

    /// Asks the bundled model for JSON that fits a schema, and waits for all of it.
    pub(crate) fn complete_to_fit(
        &mut self,
        messages: &[EngineMessage],
        sampling: &Sampling,
        schema: serde_json::Value,
    ) -> Completion {
        let id = self.next_id();
        self.send(&EngineRequest::Complete {
            id,
            model_path: bundled_model(),
            messages: messages.to_vec(),
            sampling: sampling.clone(),
            schema: Some(schema),
        });
        self.completion(id)
    }

    pub(crate) fn inspect(&mut self, model_path: &str) -> EngineReply {
        let id = self.next_id();
        self.send(&EngineRequest::Inspect { id, model_path: model_path.to_owned() });
        self.reply()
    }

    pub(crate) fn cancel(&mut self, id: RequestId) {
        self.send(&EngineRequest::Cancel { id });
    }

    fn next_id(&mut self) -> RequestId {
        self.last_id += 1;
        RequestId(self.last_id)
    }

    fn send(&mut self, request: &EngineRequest) {
        let mut line = serde_json::to_vec(request).unwrap();
        line.push(b'\n');
        self.requests.as_mut().expect("an open engine").write_all(&line).unwrap();
    }

    pub(crate) fn reply(&mut self) -> EngineReply {
        let mut line = String::new();
        self.replies.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Reads replies up to the end of a completion that does not fail.
    pub(crate) fn completion(&mut self, id: RequestId) -> Completion {
        self.outcome(id).unwrap_or_else(|(code, message)| panic!("{code:?}: {message}"))
    }

    /// Reads replies up to the end of a completion.
    pub(crate) fn outcome(&mut self, id: RequestId) -> Result<Completion, (EngineFailure, String)> {
        let asked = Instant::now();
        let mut deltas = Vec::new();
        let mut to_first_text = None;
        loop {
            let reply = self.reply();
            assert_eq!(reply.id(), id, "a reply to another request: {reply:?}");
            match reply {
                EngineReply::Started { .. } => {}
                EngineReply::Delta { text, .. } => {
                    to_first_text.get_or_insert_with(|| asked.elapsed());
                    deltas.push(text);
                }
                EngineReply::Finished { reason, usage, .. } => {
                    let text = deltas.concat();
                    return Ok(Completion { deltas, text, reason, usage, to_first_text });
                }
                EngineReply::Failed { code, message, .. } => return Err((code, message)),
                EngineReply::Inspected { .. } => panic!("nobody asked to inspect"),
            }
        }
    }

    /// Asks the bundled model and waits for all of it.
    pub(crate) fn complete(
        &mut self,
        messages: &[EngineMessage],
        sampling: &Sampling,
    ) -> Completion {
        let id = self.ask(messages, sampling);
        self.completion(id)
    }

    /// Ends the engine's input and waits for the process to end; gives its log.
    pub(crate) fn close(mut self) -> (bool, String) {
        drop(self.requests.take());
        let log = std::io::read_to_string(self.child.stderr.take().expect("a pipe")).unwrap();
        let status = self.child.wait().unwrap();
        (status.success(), log)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // It may have ended already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn system(text: &str) -> EngineMessage {
    EngineMessage { role: Role::System, text: text.to_owned() }
}

pub(crate) fn user(text: &str) -> EngineMessage {
    EngineMessage { role: Role::User, text: text.to_owned() }
}

/// The likeliest words, and this many of them at most.
pub(crate) fn greedy(max_output_tokens: u32) -> Sampling {
    Sampling {
        temperature: Some(0.0),
        max_output_tokens: Some(max_output_tokens),
        ..Sampling::default()
    }
}

/// A brief of some pages.
pub(crate) fn long_brief(sentences: usize) -> String {
    (1..=sentences)
        .map(|number| format!("Point {number}: the kettle boils a litre in {number} seconds. "))
        .collect()
}
