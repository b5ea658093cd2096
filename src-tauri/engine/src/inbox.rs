//! What the app asks, read on a thread of its own so that a cancel arrives while the model works.

use std::{
    collections::HashMap,
    io::{self, BufRead, Read},
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use copydeck_core::{
    domain::prompt::Sampling,
    llm::engine_protocol::{EngineMessage, EngineRequest, RequestId},
};
use serde_json::Value;
use tracing::warn;

/// The longest request that is read. A prompt near it fits no model.
const MAX_LINE: u64 = 64 << 20;
/// How long the work under way has to come back after the input has ended.
const GRACE: Duration = Duration::from_secs(1);

/// Tells work under way that nobody wants its result any more.
#[derive(Clone, Debug, Default)]
pub(crate) struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// Whether to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A request to work on.
#[derive(Debug)]
pub(crate) struct Job {
    /// Names it in the replies.
    pub(crate) id: RequestId,
    /// The GGUF file to work with.
    pub(crate) model_path: String,
    /// What to do with the model.
    pub(crate) task: Task,
    /// Set when the app cancels the request or goes away.
    pub(crate) cancel: CancelToken,
}

/// What is to be done with a model.
#[derive(Debug)]
pub(crate) enum Task {
    /// Complete a prompt.
    Complete {
        /// The conversation so far.
        messages: Vec<EngineMessage>,
        /// How to choose the words.
        sampling: Sampling,
        /// The JSON Schema that the answer has to fit.
        schema: Option<Value>,
    },
    /// Say what it is.
    Inspect,
}

/// The requests, in the order in which they came.
#[derive(Debug)]
pub(crate) struct Inbox {
    jobs: mpsc::Receiver<Job>,
    /// Held while somebody works; the reading thread sees it go.
    _working: mpsc::Sender<()>,
}

impl Inbox {
    /// Starts to read.
    pub(crate) fn listen(input: impl BufRead + Send + 'static) -> Self {
        let (sender, jobs) = mpsc::channel();
        let (working, done) = mpsc::channel();
        thread::spawn(move || {
            read_requests(input, &sender);
            drop(sender);
            // The app is gone. llama.cpp may be in a long step or in none that ever ends.
            if done.recv_timeout(GRACE) == Err(mpsc::RecvTimeoutError::Timeout) {
                std::process::exit(0);
            }
        });
        Self { jobs, _working: working }
    }

    /// Waits for the next request; `None` once the input has ended.
    pub(crate) fn next(&self) -> Option<Job> {
        self.jobs.recv().ok()
    }
}

fn read_requests(mut input: impl BufRead, jobs: &mpsc::Sender<Job>) {
    let mut pending: HashMap<RequestId, Weak<AtomicBool>> = HashMap::new();
    loop {
        let request = match read_request(&mut input) {
            Ok(Some(request)) => request,
            Ok(None) => break,
            Err(error) => {
                warn!(%error, "the requests can't be read any further");
                break;
            }
        };
        let (id, model_path, task) = match request {
            EngineRequest::Cancel { id } => {
                cancel(pending.get(&id));
                continue;
            }
            EngineRequest::Complete { id, model_path, messages, sampling, schema } => {
                (id, model_path, Task::Complete { messages, sampling, schema })
            }
            EngineRequest::Inspect { id, model_path } => (id, model_path, Task::Inspect),
        };
        let token = CancelToken::default();
        pending.retain(|_, earlier| earlier.strong_count() > 0);
        pending.insert(id, Arc::downgrade(&token.0));
        if jobs.send(Job { id, model_path, task, cancel: token }).is_err() {
            break;
        }
    }
    pending.values().for_each(|token| cancel(Some(token)));
}

/// A request that has ended has dropped its token: then there is nothing to stop.
fn cancel(token: Option<&Weak<AtomicBool>>) {
    if let Some(token) = token.and_then(Weak::upgrade) {
        token.store(true, Ordering::Relaxed);
    }
}

/// The next request; lines that are none are skipped, as nobody can be told about them.
fn read_request(input: &mut impl BufRead) -> io::Result<Option<EngineRequest>> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        match serde_json::from_slice(&line) {
            Ok(request) => return Ok(Some(request)),
            // The error would quote from the line, and the line may hold a prompt.
            Err(error) => warn!(kind = ?error.classify(), "a line was no request"),
        }
    }
}
