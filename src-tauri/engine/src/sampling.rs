//! How the next token is chosen.
//!
//! Two penalties keep a small model from going round in circles. The first is for single tokens,
//! and leaves out those of the brief: it would push the model away from the very name it is to
//! write, and “Brightleaf” would come out as “Brightlite”. The second is for whole runs of tokens,
//! the brief's included, and starts where no name is that long.
//!
//! An answer that has to fit a schema is held to a grammar. What the grammar does not allow is not
//! chosen from; looking at every token for that takes long, so it is only done where the token
//! chosen without it is not allowed.

use std::collections::HashSet;

use copydeck_core::{
    domain::prompt::{Role, Sampling},
    llm::{engine_protocol::EngineMessage, grammar::grammar},
};
use llama_cpp_2::{
    context::LlamaContext,
    model::LlamaModel,
    sampling::LlamaSampler,
    token::{LlamaToken, data::LlamaTokenData, data_array::LlamaTokenDataArray},
};
use serde_json::Value;
use tracing::warn;

/// Lively enough for copy, and steady enough that a small model stays on the brief.
const TEMPERATURE: f32 = 0.4;
/// The contract's upper end; beyond it the text is noise.
const MAX_TEMPERATURE: f32 = 2.0;
/// How many tokens back a repetition is held against a token.
const PENALTY_WINDOW: i32 = 256;
/// Small models go round in circles without it; much more, and lists come out odd.
const REPEAT_PENALTY: f32 = 1.1;
/// Grows with each repetition, which ends the circles that a flat penalty lets through.
const FREQUENCY_PENALTY: f32 = 0.1;
/// A run of this many tokens may be said again: a name, a call to action, a heading that is also
/// the subject line.
const ALLOWED_RUN: i32 = 14;
/// What a longer run costs at first.
const RUN_PENALTY: f32 = 1.5;
/// How much more each further token of it costs.
const RUN_PENALTY_GROWTH: f32 = 1.75;
/// How many tokens back a run is looked for.
const RUN_WINDOW: i32 = 1_024;
/// The likeliest tokens that are looked at.
const TOP_K: i32 = 40;
/// The share of all probability that is kept.
const TOP_P: f32 = 0.95;
/// Tokens less likely than this share of the likeliest one are left out.
const MIN_P: f32 = 0.2;

/// Chooses the tokens of one answer.
#[derive(Debug)]
pub(crate) struct Sampler {
    /// The tokens that may come as often as they like.
    brief: HashSet<LlamaToken>,
    /// Counts only what it is told of.
    penalties: LlamaSampler,
    /// Penalises runs, then chooses.
    choice: LlamaSampler,
    /// What the answer has to fit.
    grammar: Option<LlamaSampler>,
}

impl Sampler {
    /// The sampler for an answer to `messages`. At temperature 0 it takes the likeliest token;
    /// otherwise the same seed gives the same text.
    pub(crate) fn new(
        model: &LlamaModel,
        messages: &[EngineMessage],
        sampling: &Sampling,
        schema: Option<&Value>,
    ) -> Self {
        let penalties = LlamaSampler::penalties(
            model.n_vocab(),
            PENALTY_WINDOW,
            REPEAT_PENALTY,
            FREQUENCY_PENALTY,
            0.0,
        );
        Self {
            brief: brief(model, messages),
            penalties,
            choice: choice(model, sampling),
            grammar: schema.and_then(|schema| held_to(model, schema)),
        }
    }

    /// The token that follows the last one read.
    pub(crate) fn sample(&mut self, context: &LlamaContext<'_>) -> LlamaToken {
        let mut token = self.choose(context.token_data_array_ith(-1));
        if let Some(mut grammar) = self.grammar.take() {
            if !allows(&mut grammar, token) {
                let mut candidates = context.token_data_array_ith(-1);
                grammar.apply(&mut candidates);
                token = self.choose(candidates);
            }
            grammar.accept(token);
            self.grammar = Some(grammar);
        }
        if !self.brief.contains(&token) {
            self.penalties.accept(token);
        }
        self.choice.accept(token);
        token
    }

    fn choose(&mut self, mut candidates: LlamaTokenDataArray) -> LlamaToken {
        self.penalties.apply(&mut candidates);
        self.choice.apply(&mut candidates);
        candidates.selected_token().expect("both ends of the chain choose a token")
    }
}

/// Whether the grammar lets this token come next.
fn allows(grammar: &mut LlamaSampler, token: LlamaToken) -> bool {
    let mut one = LlamaTokenDataArray::new(vec![LlamaTokenData::new(token, 1.0, 0.0)], false);
    grammar.apply(&mut one);
    one.data.iter().all(|candidate| candidate.logit().is_finite())
}

/// The grammar of a schema. One that is too large holds nobody to anything: what comes is checked
/// by those who asked in any case.
fn held_to(model: &LlamaModel, schema: &Value) -> Option<LlamaSampler> {
    let grammar = grammar(schema).map_err(|problem| problem.to_string()).and_then(|grammar| {
        LlamaSampler::grammar(model, &grammar, "root").map_err(|error| error.to_string())
    });
    grammar.inspect_err(|problem| warn!(problem, "a schema was left out")).ok()
}

/// The tokens of what is asked for last, which holds the facts: as they stand there, and each word
/// as it begins a line and as it follows another, for many vocabularies tell the two apart.
fn brief(model: &LlamaModel, messages: &[EngineMessage]) -> HashSet<LlamaToken> {
    let vocab = model.vocab();
    let asked = messages.iter().rfind(|message| message.role == Role::User);
    let Some(text) = asked.map(|message| message.text.as_str()) else {
        return HashSet::new();
    };
    let words = text.split_whitespace();
    let spaced = text.split_whitespace().map(|word| format!(" {word}"));
    [text]
        .into_iter()
        .chain(words)
        .flat_map(|text| vocab.tokenize(text.as_bytes(), false, false))
        .chain(spaced.flat_map(|word| vocab.tokenize(word.as_bytes(), false, false)))
        .collect()
}

fn choice(model: &LlamaModel, sampling: &Sampling) -> LlamaSampler {
    let no_breakers: [&[u8]; 0] = [];
    let runs = LlamaSampler::dry(
        model,
        RUN_PENALTY,
        RUN_PENALTY_GROWTH,
        ALLOWED_RUN,
        RUN_WINDOW,
        no_breakers,
    );
    let temperature = sampling.temperature.unwrap_or(TEMPERATURE).min(MAX_TEMPERATURE);
    if temperature > 0.0 {
        LlamaSampler::chain(
            [
                runs,
                LlamaSampler::top_k(TOP_K),
                LlamaSampler::top_p(TOP_P, 1),
                LlamaSampler::min_p(MIN_P, 1),
                LlamaSampler::temp(temperature),
                LlamaSampler::dist(seed(sampling)),
            ],
            true,
        )
    } else {
        LlamaSampler::chain([runs, LlamaSampler::greedy()], true)
    }
}

/// llama.cpp takes the largest number for “any seed”, so it can't be asked for by itself.
fn seed(sampling: &Sampling) -> u32 {
    const ANY: u32 = u32::MAX;
    sampling.seed.map_or(ANY, |seed| seed.min(ANY - 1))
}
