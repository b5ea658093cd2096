//! One completion: a prompt is read, and an answer written until something ends it.

use std::io;

use copydeck_core::{
    domain::{prompt::Sampling, run::StopReason, usage::TokenUsage},
    llm::{
        engine_protocol::EngineMessage,
        stop_sequences::{Passed, StopFilter},
    },
};
use llama_cpp_2::token::LlamaToken;
use serde_json::Value;

use crate::{
    chat::goes_on,
    inbox::CancelToken,
    model::{Model, ModelError},
    sampling::Sampler,
    session::{Reading, Session, SessionError},
    utf8::Utf8Assembler,
};

/// The most tokens written where the request does not say: about 700 words of English.
const MAX_OUTPUT: usize = 1_024;
/// A prompt has to leave room for this many tokens, or for all that is asked for.
const LEAST_OUTPUT: usize = 128;
/// No vocabulary has words of more bytes than this on average, so longer texts are known not to
/// fit without being taken apart, which takes time and can't be stopped.
const MAX_BYTES_PER_TOKEN: usize = 64;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Prompt<'a> {
    /// The conversation so far.
    pub(crate) messages: &'a [EngineMessage],
    /// How to choose the words.
    pub(crate) sampling: &'a Sampling,
    /// The JSON Schema that the answer has to fit.
    pub(crate) schema: Option<&'a Value>,
}

/// How a completion ended in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Why.
    pub(crate) reason: StopReason,
    /// What was read and written.
    pub(crate) usage: TokenUsage,
}

/// Why a completion ended otherwise.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompletionError {
    /// No room for prompt and answer.
    #[error(
        "The brief is too long for this model by about {over} tokens ({words} words): shorten it, \
         or choose a model that reads more than {window} tokens.",
        words = over.div_ceil(4) * 3
    )]
    TooLong {
        /// How many tokens too many.
        over: usize,
        /// How many fit.
        window: usize,
    },
    /// The model is of no use.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// llama.cpp could not go on.
    #[error("The local model could not go on ({0}). Try again, or choose another model.")]
    Session(#[from] SessionError),
    /// Nobody reads the text any more.
    #[error("the text could not be sent: {0}")]
    Output(#[from] io::Error),
}

/// Completes a prompt; `show` gets the text as it comes, in whole characters.
///
/// # Errors
/// See [`CompletionError`]; the text shown before it stands.
pub(crate) fn complete(
    model: &Model,
    session: &mut Session<'_>,
    prompt: &Prompt<'_>,
    cancel: &CancelToken,
    mut show: impl FnMut(String) -> io::Result<()>,
) -> Result<Ending, CompletionError> {
    let (tokens, limit) = fit(model, session.window(), prompt)?;
    let mut usage = TokenUsage { input: tokens.len() as u64, ..TokenUsage::default() };
    match session.read(&tokens, limit, cancel)? {
        Reading::Done { kept } => usage.cached_input = kept as u64,
        Reading::Cancelled { kept } => {
            usage.cached_input = kept as u64;
            return Ok(Ending { reason: StopReason::Stopped, usage });
        }
    }

    let mut sampler = Sampler::new(&model.llama, prompt.messages, prompt.sampling, prompt.schema);
    let goes_on = goes_on(prompt.messages.last().map(|message| message.role));
    let mut text = Text::new(model, prompt.sampling, goes_on);
    let vocab = model.llama.vocab();
    let reason = loop {
        if cancel.is_cancelled() {
            break StopReason::Stopped;
        }
        if !session.makes_sense() {
            return Err(model.nonsense().into());
        }
        let token = sampler.sample(session.context());
        if vocab.is_eog(token) {
            break StopReason::Complete;
        }
        usage.output += 1;
        let (shown, stopped) = text.push(&vocab.token_to_piece(token, false, None));
        if !shown.is_empty() {
            show(shown)?;
        }
        if stopped {
            return Ok(Ending { reason: StopReason::Complete, usage });
        }
        if usage.output >= limit as u64 {
            break StopReason::Length;
        }
        session.append(token)?;
    };
    let rest = text.finish();
    if !rest.is_empty() {
        show(rest)?;
    }
    Ok(Ending { reason, usage })
}

/// The prompt's tokens, and how many may be written after them.
fn fit(
    model: &Model,
    window: usize,
    prompt: &Prompt<'_>,
) -> Result<(Vec<LlamaToken>, usize), CompletionError> {
    let asked = prompt.sampling.max_output_tokens.map_or(MAX_OUTPUT, |max| max.max(1) as usize);
    let room = window.saturating_sub(asked.min(LEAST_OUTPUT));
    let bytes: usize = prompt.messages.iter().map(|message| message.text.len()).sum();
    if bytes / MAX_BYTES_PER_TOKEN > room {
        let over = bytes / 4 - room;
        return Err(CompletionError::TooLong { over, window });
    }
    let tokens = model.chat.tokens(&model.llama, prompt.messages);
    if tokens.len() > room {
        return Err(CompletionError::TooLong { over: tokens.len() - room, window });
    }
    // A model without a mark for the start of a text may make no token of an empty prompt.
    let tokens = if tokens.is_empty() { vec![model.first_token()] } else { tokens };
    let limit = asked.min(window - tokens.len());
    Ok((tokens, limit))
}

/// Tokens' bytes on their way to the reader.
struct Text {
    characters: Utf8Assembler,
    stops: StopFilter,
    begun: bool,
}

impl Text {
    /// Text that goes on with a turn may begin with a space.
    fn new(model: &Model, sampling: &Sampling, goes_on: bool) -> Self {
        let end_of_turn = model.chat.end_of_turn().map(str::to_owned);
        let stops = StopFilter::new(sampling.stop_sequences.iter().cloned().chain(end_of_turn));
        Self { characters: Utf8Assembler::default(), stops, begun: goes_on }
    }

    /// What may be shown, and whether that was the last of it.
    fn push(&mut self, bytes: &[u8]) -> (String, bool) {
        let characters = self.characters.push(bytes);
        match self.stops.push(&characters) {
            Passed::Open(text) => (self.begin(text), false),
            Passed::Stopped(text) => (self.begin(text), true),
        }
    }

    fn finish(mut self) -> String {
        let held = std::mem::replace(&mut self.stops, StopFilter::new([])).finish();
        self.begin(held)
    }

    /// Leaves out the space before the first word, which some vocabularies can't do without.
    fn begin(&mut self, text: String) -> String {
        if self.begun {
            return text;
        }
        let text = text.trim_start().to_owned();
        self.begun = !text.is_empty();
        text
    }
}
