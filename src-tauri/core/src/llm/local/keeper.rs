//! Keeps the one engine: starts it when it is needed, lets requests take turns, stops what nobody
//! waits for any more, and ends it when it idles.

use std::{path::Path, time::Duration};

use tokio::{
    sync::mpsc,
    time::{error::Elapsed, timeout},
};
use tracing::debug;

use super::process::{EngineCommand, EngineProcess, ReplyError};
use crate::llm::{
    engine_protocol::{EngineReply, EngineRequest, RequestId},
    error::{ProviderError, ProviderFailure},
};

/// How long the engine is waited for.
#[derive(Clone, Copy, Debug)]
pub struct EngineLimits {
    /// How long it is kept with nothing to do.
    pub idle: Duration,
    /// How long it has to stop a completion before it is killed.
    pub cancel: Duration,
}

impl Default for EngineLimits {
    fn default() -> Self {
        Self { idle: Duration::from_secs(600), cancel: Duration::from_millis(150) }
    }
}

/// A request and where its replies go. Dropping the receiving end cancels it.
#[derive(Debug)]
pub(super) struct Ask {
    /// What is asked, about which model.
    pub(super) request: EngineRequest,
    /// The model's file.
    pub(super) model_path: String,
    /// Takes the replies up to the last, or an error in its place.
    pub(super) replies: mpsc::Sender<Result<EngineReply, ProviderError>>,
}

/// Answers requests, one at a time, until nobody can ask any more.
pub(super) async fn keep(
    command: EngineCommand,
    limits: EngineLimits,
    mut asks: mpsc::Receiver<Ask>,
) {
    let mut engine: Option<EngineProcess> = None;
    loop {
        let Ok(ask) = next_ask(&mut asks, engine.as_ref().map(|_| limits.idle)).await else {
            if let Some(idle) = engine.take() {
                idle.end().await;
            }
            continue;
        };
        let Some(ask) = ask else { break };
        if ask.replies.is_closed() {
            continue;
        }
        let running = match engine.take().and_then(EngineProcess::if_alive) {
            Some(warm) => Ok(warm),
            None => EngineProcess::start(&command),
        };
        engine = match running {
            Ok(running) => converse(running, &ask, limits.cancel).await,
            Err(error) => {
                let error = ProviderError::new(
                    ProviderFailure::EngineStopped,
                    format!(
                        "The local model could not be started ({error}). Install Copydeck again, or choose another model."
                    ),
                );
                deliver(&ask, Err(error)).await;
                None
            }
        };
    }
}

/// The next request, or that none came in time.
async fn next_ask(
    asks: &mut mpsc::Receiver<Ask>,
    limit: Option<Duration>,
) -> Result<Option<Ask>, Elapsed> {
    match limit {
        Some(limit) => timeout(limit, asks.recv()).await,
        None => Ok(asks.recv().await),
    }
}

/// Puts one request to the engine and passes its replies on. Gives the engine back where it can
/// be used again.
async fn converse(
    mut engine: EngineProcess,
    ask: &Ask,
    cancel_limit: Duration,
) -> Option<EngineProcess> {
    let id = ask.request.id();
    let sent = tokio::select! {
        sent = engine.send(&ask.request) => sent,
        () = ask.replies.closed() => {
            engine.end().await;
            return None;
        }
    };
    if let Err(error) = sent {
        debug!(%error, "the engine takes no requests");
    }
    let mut begun = false;
    loop {
        let reply = tokio::select! {
            reply = engine.reply() => reply,
            () = ask.replies.closed() => return cancel(engine, id, cancel_limit).await,
        };
        match reply {
            Ok(reply) if reply.id() != id => {}
            Ok(reply) => {
                begun |= matches!(reply, EngineReply::Started { .. });
                let last = reply.is_last();
                let wanted = deliver(ask, Ok(reply)).await;
                if last {
                    return Some(engine);
                }
                if !wanted {
                    return cancel(engine, id, cancel_limit).await;
                }
            }
            Err(error) => {
                debug!(%error, begun, "the engine is given up");
                deliver(ask, Err(lost(&error, begun, &ask.model_path))).await;
                engine.end().await;
                return None;
            }
        }
    }
}

/// Passes on what came; says whether anybody still wants it.
async fn deliver(ask: &Ask, reply: Result<EngineReply, ProviderError>) -> bool {
    ask.replies.send(reply).await.is_ok()
}

/// Stops a request, if the engine does it at once. Otherwise the engine itself is stopped.
async fn cancel(
    mut engine: EngineProcess,
    id: RequestId,
    limit: Duration,
) -> Option<EngineProcess> {
    let confirmed = timeout(limit, async {
        engine.send(&EngineRequest::Cancel { id }).await.map_err(|_| ReplyError::Ended)?;
        loop {
            let reply = engine.reply().await?;
            if reply.id() == id && reply.is_last() {
                return Ok::<(), ReplyError>(());
            }
        }
    })
    .await;
    if matches!(confirmed, Ok(Ok(()))) {
        return Some(engine);
    }
    debug!(?confirmed, "the engine did not stop at once");
    engine.end().await;
    None
}

/// What to tell when the engine went away in the middle of a request.
fn lost(error: &ReplyError, begun: bool, model_path: &str) -> ProviderError {
    match error {
        ReplyError::Ended if !begun => {
            let file = Path::new(model_path).file_name().unwrap_or_default().to_string_lossy();
            ProviderError::new(
                ProviderFailure::ModelFileUnusable,
                format!(
                    "The model file “{file}” can't be used: the local model stopped while it was \
                     loaded. It may be damaged, or too large for this computer. Choose another \
                     model file."
                ),
            )
        }
        ReplyError::Ended => ProviderError::new(
            ProviderFailure::EngineStopped,
            "The local model stopped. What it wrote is kept: draft again to go on.",
        ),
        ReplyError::NoReply(_) | ReplyError::Line(_) => ProviderError::new(
            ProviderFailure::MalformedResponse,
            "The local model sent something that can't be read, and was stopped. What it wrote \
             is kept: draft again to go on.",
        ),
    }
}
