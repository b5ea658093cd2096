//! A model's working memory: the keys and values of the tokens it has read.
//!
//! The prompt of the request before stays, and a prompt that begins like it is read only from
//! where they part. The text must not depend on that. A batch's size and place can change the
//! last bits of its results, so prompts are always read in the same batches, counted from their
//! start, and only whole batches of prompt are kept: the same arithmetic is done warm and cold.

use std::num::NonZeroU32;

use llama_cpp_2::{
    DecodeError, LlamaContextLoadError,
    context::{LlamaContext, params::LlamaContextParams},
    llama_backend::LlamaBackend,
    llama_batch::{BatchAddError, LlamaBatch},
    token::LlamaToken,
};

use crate::{inbox::CancelToken, model::Model, threads::worker_threads};

/// Tokens read at a time. A cancel is seen between batches, so a batch has to be short: 30 ms for
/// the bundled model on two cores. Batches of 32 would be read an eighth faster.
const BATCH: usize = 8;
/// The most tokens of context, where the model was made for more: memory grows with them.
const MAX_CONTEXT: u32 = 8_192;
/// The least tokens of context, so that a second, longer request rarely needs a new one.
const MIN_CONTEXT: u32 = 2_048;
/// The one sequence that is worked on.
const SEQUENCE: i32 = 0;

/// Why the model could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    #[error("no memory for the context: {0}")]
    Context(#[from] LlamaContextLoadError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error(transparent)]
    Batch(#[from] BatchAddError),
}

/// How reading a prompt ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// All of it is read, this many tokens of which were from the request before.
    Done { kept: usize },
    /// It was cancelled.
    Cancelled { kept: usize },
}

/// A model with what it has read.
#[derive(Debug)]
pub(crate) struct Session<'model> {
    backend: &'model LlamaBackend,
    model: &'model Model,
    context: LlamaContext<'model>,
    batch: LlamaBatch<'static>,
    /// The prompt tokens that the context holds from position 0 on.
    prompt: Vec<LlamaToken>,
    /// How many tokens the context holds, those written included.
    len: usize,
}

impl<'model> Session<'model> {
    /// A session that has read nothing.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub(crate) fn new(
        backend: &'model LlamaBackend,
        model: &'model Model,
    ) -> Result<Self, SessionError> {
        let context = context(backend, model, MIN_CONTEXT.min(window(model)))?;
        let batch = LlamaBatch::new(BATCH, 1);
        Ok(Self { backend, model, context, batch, prompt: Vec::new(), len: 0 })
    }

    /// The most tokens that a prompt and its answer may have together.
    pub(crate) fn window(&self) -> usize {
        window(self.model) as usize
    }

    /// llama.cpp's context, to choose a token from.
    pub(crate) const fn context(&self) -> &LlamaContext<'model> {
        &self.context
    }

    /// Whether the last token read left probabilities that are numbers.
    pub(crate) fn makes_sense(&self) -> bool {
        self.context.get_logits_ith(-1).iter().all(|logit| logit.is_finite())
    }

    /// Reads a prompt of at least one token, with room for `answer` more. What the context holds
    /// of it already is not read again.
    ///
    /// # Errors
    /// When llama.cpp can't go on. The session is then as if new.
    pub(crate) fn read(
        &mut self,
        prompt: &[LlamaToken],
        answer: usize,
        cancel: &CancelToken,
    ) -> Result<Reading, SessionError> {
        self.make_room(prompt.len() + answer)?;
        let kept = self.keep(prompt);
        for batch in prompt[kept..].chunks(BATCH) {
            if cancel.is_cancelled() {
                return Ok(Reading::Cancelled { kept });
            }
            self.decode(batch)?;
            self.prompt.extend_from_slice(batch);
        }
        Ok(Reading::Done { kept })
    }

    /// Reads a token that was written.
    ///
    /// # Errors
    /// When llama.cpp can't go on. The session is then as if new.
    pub(crate) fn append(&mut self, token: LlamaToken) -> Result<(), SessionError> {
        self.decode(&[token])
    }

    fn make_room(&mut self, tokens: usize) -> Result<(), SessionError> {
        let needed = u32::try_from(tokens).unwrap_or(u32::MAX);
        if needed > self.context.n_ctx() {
            let larger = needed.checked_next_power_of_two().unwrap_or(needed);
            self.forget();
            self.context = context(self.backend, self.model, larger.min(window(self.model)))?;
        }
        Ok(())
    }

    /// Drops what is not the start of `prompt`, and says how many tokens stay. At least one is
    /// left to read, as the first word of the answer comes from it.
    fn keep(&mut self, prompt: &[LlamaToken]) -> usize {
        let common = self.prompt.iter().zip(prompt).take_while(|(held, new)| held == new).count();
        let kept = common.min(prompt.len() - 1) / BATCH * BATCH;
        let from = u32::try_from(kept).ok();
        // Models without attention keep one state, which can't be wound back.
        if matches!(self.context.clear_kv_cache_seq(Some(0), from, None), Ok(true)) {
            self.prompt.truncate(kept);
            self.len = kept;
        } else {
            self.forget();
        }
        self.len
    }

    fn forget(&mut self) {
        self.context.clear_kv_cache();
        self.prompt.clear();
        self.len = 0;
    }

    fn decode(&mut self, tokens: &[LlamaToken]) -> Result<(), SessionError> {
        self.batch.clear();
        for (place, token) in tokens.iter().enumerate() {
            let position = i32::try_from(self.len + place).expect("a context is below 2^31");
            self.batch.add(*token, position, &[SEQUENCE], place + 1 == tokens.len())?;
        }
        if let Err(error) = self.context.decode(&mut self.batch) {
            self.forget();
            return Err(error.into());
        }
        self.len += tokens.len();
        Ok(())
    }
}

fn window(model: &Model) -> u32 {
    model.context_length().clamp(1, MAX_CONTEXT)
}

fn context<'model>(
    backend: &LlamaBackend,
    model: &'model Model,
    tokens: u32,
) -> Result<LlamaContext<'model>, LlamaContextLoadError> {
    let batch = u32::try_from(BATCH).expect("a batch is small");
    let threads = worker_threads();
    let params = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(tokens))
        .with_n_batch(batch)
        .with_n_ubatch(batch)
        .with_n_threads(threads)
        .with_n_threads_batch(threads)
        .with_no_perf(true);
    model.llama.new_context(backend, params)
}
