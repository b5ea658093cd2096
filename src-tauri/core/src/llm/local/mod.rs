//! The local model: a provider that speaks to the engine, a child process of ours.
//!
//! llama.cpp may crash on a model file or hang; all the app then notices is an error and the text
//! so far. What the engine does inside is `copydeck-engine`'s; the words between the two are
//! [`engine_protocol`](super::engine_protocol)'s.

#[cfg(any(test, fuzzing))]
pub(crate) mod hostile;
mod keeper;
mod lines;
mod process;

use std::{
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::{FutureExt, Stream, StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use self::keeper::{Ask, keep};
pub use self::{keeper::EngineLimits, process::EngineCommand};
use super::{
    engine_protocol::{EngineFailure, EngineMessage, EngineReply, EngineRequest, RequestId},
    error::{ProviderError, ProviderFailure},
    event::CompletionEvent,
    provider::{CompletionRequest, CompletionStream, Provider},
};
use crate::domain::sent::SentRequest;

/// Replies that wait for a slow reader; then the engine waits.
const WAITING_REPLIES: usize = 64;
/// Requests that wait for their turn; then those who ask wait.
const WAITING_REQUESTS: usize = 16;
/// Longer prompts fit no model, and are not worth sending. In bytes.
const MAX_PROMPT: usize = 8 << 20;

/// What a model file says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelDescription {
    /// The name it gives itself.
    pub name: Option<String>,
    /// How many tokens fit.
    pub context_length: u32,
}

/// Completes prompts with models on this computer. Clones share one engine, which is started when
/// it is first asked and ends with the last of them. Asking takes a Tokio runtime.
#[derive(Clone, Debug)]
pub struct LocalProvider {
    engine: Arc<Engine>,
}

#[derive(Debug)]
struct Engine {
    command: EngineCommand,
    limits: EngineLimits,
    last_id: AtomicU64,
    asks: OnceLock<mpsc::Sender<Ask>>,
}

type Replies = mpsc::Receiver<Result<EngineReply, ProviderError>>;

impl LocalProvider {
    /// A provider whose engine starts with this command.
    #[must_use]
    pub fn new(command: EngineCommand, limits: EngineLimits) -> Self {
        let asks = OnceLock::new();
        Self { engine: Arc::new(Engine { command, limits, last_id: AtomicU64::new(0), asks }) }
    }

    /// Loads a model file and says what it is.
    ///
    /// # Errors
    /// `ModelFileUnusable` where the file is broken or not a model that can be used here.
    pub async fn inspect(&self, path: &Path) -> Result<ModelDescription, ProviderError> {
        let model_path = path
            .to_str()
            .ok_or_else(|| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                ProviderError::new(
                    ProviderFailure::ModelFileUnusable,
                    format!("The model file “{name}” has a name that can't be read. Rename it."),
                )
            })?
            .to_owned();
        let request =
            EngineRequest::Inspect { id: self.engine.next_id(), model_path: model_path.clone() };
        let mut replies = self.engine.ask(request, model_path).await?;
        match replies.recv().await.unwrap_or_else(|| Err(gone()))? {
            EngineReply::Inspected { name, context_length, .. } => {
                Ok(ModelDescription { name, context_length })
            }
            EngineReply::Failed { code, message, .. } => Err(failed(code, message)),
            EngineReply::Started { .. }
            | EngineReply::Delta { .. }
            | EngineReply::Finished { .. } => Err(gone()),
        }
    }
}

impl Provider for LocalProvider {
    fn complete(&self, request: CompletionRequest) -> CompletionStream {
        let engine = Arc::clone(&self.engine);
        async move { engine.complete(request).await.map(events) }
            .into_stream()
            .try_flatten()
            .boxed()
    }

    fn sent(&self, request: &CompletionRequest) -> SentRequest {
        let body = serde_json::json!({
            "model": request.model,
            "messages": engine_messages(request),
            "sampling": request.sampling,
            "schema": request.output_schema,
        });
        SentRequest { url: None, headers: Vec::new(), body: body.to_string() }
    }
}

impl Engine {
    async fn complete(&self, request: CompletionRequest) -> Result<Replies, ProviderError> {
        let messages = engine_messages(&request);
        let CompletionRequest { model, sampling, output_schema: schema, .. } = request;
        if messages.iter().map(|message| message.text.len()).sum::<usize>() > MAX_PROMPT {
            return Err(ProviderError::new(
                ProviderFailure::PromptTooLong,
                "The brief is far too long for a local model: shorten it to a few pages.",
            ));
        }
        let request = EngineRequest::Complete {
            id: self.next_id(),
            model_path: model.clone(),
            messages,
            sampling,
            schema,
        };
        self.ask(request, model).await
    }

    fn next_id(&self) -> RequestId {
        RequestId(self.last_id.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Queues a request. The keeper starts with the first one, as only then is there certainly a
    /// runtime to run it on.
    async fn ask(
        &self,
        request: EngineRequest,
        model_path: String,
    ) -> Result<Replies, ProviderError> {
        let asks = self.asks.get_or_init(|| {
            let (asks, queue) = mpsc::channel(WAITING_REQUESTS);
            tokio::spawn(keep(self.command.clone(), self.limits, queue));
            asks
        });
        let (replies, receiver) = mpsc::channel(WAITING_REPLIES);
        asks.send(Ask { request, model_path, replies }).await.map_err(|_| gone())?;
        Ok(receiver)
    }
}

fn engine_messages(request: &CompletionRequest) -> Vec<EngineMessage> {
    request
        .messages
        .iter()
        .map(|message| EngineMessage { role: message.role, text: message.joined_text() })
        .collect()
}

/// A completion's replies as the events of any provider, up to the first that ends it.
fn events(replies: Replies) -> impl Stream<Item = Result<CompletionEvent, ProviderError>> {
    ReceiverStream::new(replies).flat_map(|reply| {
        stream::iter(match reply {
            Ok(EngineReply::Started { model, .. }) => vec![Ok(CompletionEvent::Started { model })],
            Ok(EngineReply::Delta { text, .. }) => vec![Ok(CompletionEvent::Delta { text })],
            Ok(EngineReply::Finished { reason, usage, .. }) => {
                vec![Ok(CompletionEvent::Usage(usage)), Ok(CompletionEvent::Finished(reason))]
            }
            Ok(EngineReply::Failed { code, message, .. }) => vec![Err(failed(code, message))],
            Ok(EngineReply::Inspected { .. }) => vec![Err(gone())],
            Err(error) => vec![Err(error)],
        })
    })
}

fn failed(code: EngineFailure, message: String) -> ProviderError {
    let failure = match code {
        EngineFailure::ModelUnusable => ProviderFailure::ModelFileUnusable,
        EngineFailure::PromptTooLong => ProviderFailure::PromptTooLong,
        EngineFailure::DecodingFailed => ProviderFailure::EngineStopped,
    };
    ProviderError::new(failure, message)
}

/// The engine answered what was not asked, or the app is about to close.
fn gone() -> ProviderError {
    ProviderError::new(
        ProviderFailure::EngineStopped,
        "The local model stopped. Draft again to go on.",
    )
}

#[cfg(test)]
mod tests;
