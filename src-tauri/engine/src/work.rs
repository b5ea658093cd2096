//! The engine's work: one request after another, each with the model it asks for.

use std::io::{self, Write};

use copydeck_core::{
    domain::{run::StopReason, usage::TokenUsage},
    llm::engine_protocol::{EngineFailure, EngineReply, RequestId},
};
use llama_cpp_2::llama_backend::LlamaBackend;

use crate::{
    completion::{self, CompletionError, Ending, Prompt},
    inbox::{CancelToken, Inbox, Job, Task},
    model::{Model, ModelError},
    replies::Replies,
    session::{Session, SessionError},
};

/// Works until the input ends.
///
/// # Errors
/// When a reply can't be written.
pub(crate) fn work(
    backend: &LlamaBackend,
    inbox: &Inbox,
    mut replies: Replies<impl Write>,
) -> io::Result<()> {
    let mut next = inbox.next();
    while let Some(job) = next {
        next = match Model::load(backend, &job.model_path, &job.cancel) {
            Ok(model) => serve(backend, &model, job, inbox, &mut replies)?,
            Err(error) => {
                replies.send(&ending(job.id, Err(error.into())))?;
                inbox.next()
            }
        };
    }
    Ok(())
}

/// Works with one model, until a request asks for another; that one is given back.
fn serve(
    backend: &LlamaBackend,
    model: &Model,
    first: Job,
    inbox: &Inbox,
    replies: &mut Replies<impl Write>,
) -> io::Result<Option<Job>> {
    let mut session = None;
    let mut job = first;
    loop {
        answer(backend, model, &mut session, job, replies)?;
        match inbox.next() {
            Some(next) if model.is_at(&next.model_path) => job = next,
            other => return Ok(other),
        }
    }
}

fn answer<'model>(
    backend: &'model LlamaBackend,
    model: &'model Model,
    session: &mut Option<Session<'model>>,
    job: Job,
    replies: &mut Replies<impl Write>,
) -> io::Result<()> {
    let Job { id, task, cancel, .. } = job;
    let session = opened(backend, model, session).map_err(CompletionError::from);
    let last = match task {
        Task::Complete { messages, sampling, schema } => {
            let result = session.and_then(|session| {
                replies.send(&EngineReply::Started { id, model: model.display_name() })?;
                let schema = schema.as_ref();
                let prompt = Prompt { messages: &messages, sampling: &sampling, schema };
                completion::complete(model, session, &prompt, &cancel, |text| {
                    replies.send(&EngineReply::Delta { id, text })
                })
            });
            ending(id, result)
        }
        Task::Inspect => match session.and_then(|session| try_out(model, session, &cancel)) {
            Ok(()) => EngineReply::Inspected {
                id,
                name: model.name(),
                context_length: model.context_length(),
            },
            Err(error) => ending(id, Err(error)),
        },
    };
    replies.send(&last)
}

/// The session with the model, begun when it is first needed.
fn opened<'a, 'model>(
    backend: &'model LlamaBackend,
    model: &'model Model,
    session: &'a mut Option<Session<'model>>,
) -> Result<&'a mut Session<'model>, SessionError> {
    let opened = match session.take() {
        Some(session) => session,
        None => Session::new(backend, model)?,
    };
    Ok(session.insert(opened))
}

/// Reads one token, which a file with damaged weights does not survive.
fn try_out(
    model: &Model,
    session: &mut Session<'_>,
    cancel: &CancelToken,
) -> Result<(), CompletionError> {
    session.read(&[model.first_token()], 0, cancel)?;
    if session.makes_sense() { Ok(()) } else { Err(model.nonsense().into()) }
}

/// The last reply to a request.
fn ending(id: RequestId, result: Result<Ending, CompletionError>) -> EngineReply {
    let error = match result {
        Ok(Ending { reason, usage }) => return EngineReply::Finished { id, reason, usage },
        Err(CompletionError::Model(ModelError::Cancelled)) => {
            let usage = TokenUsage::default();
            return EngineReply::Finished { id, reason: StopReason::Stopped, usage };
        }
        Err(error) => error,
    };
    let code = match error {
        CompletionError::TooLong { .. } => EngineFailure::PromptTooLong,
        CompletionError::Model(_) => EngineFailure::ModelUnusable,
        CompletionError::Session(_) | CompletionError::Output(_) => EngineFailure::DecodingFailed,
    };
    EngineReply::Failed { id, code, message: error.to_string() }
}
