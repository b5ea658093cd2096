//! How the next token is chosen.

use copydeck_core::domain::prompt::Sampling;
use llama_cpp_2::{model::LlamaModel, sampling::LlamaSampler};

/// Lively enough for copy, and steady enough that a small model stays on the brief.
const TEMPERATURE: f32 = 0.4;
/// The contract's upper end; beyond it the text is noise.
const MAX_TEMPERATURE: f32 = 2.0;
/// How far back a repetition is held against a token. The prompt does not count: a product's name
/// should be said as often as the brief asks for it.
const PENALTY_WINDOW: i32 = 256;
/// Small models go round in circles without it; much more, and lists and names come out odd.
const REPEAT_PENALTY: f32 = 1.1;
/// Grows with each repetition, which ends the circles that a flat penalty lets through.
const FREQUENCY_PENALTY: f32 = 0.1;
/// The likeliest tokens that are looked at.
const TOP_K: i32 = 40;
/// The share of all probability that is kept.
const TOP_P: f32 = 0.95;
/// Tokens less likely than this share of the likeliest one are left out.
const MIN_P: f32 = 0.1;

/// The chain of samplers for a request. At temperature 0 it takes the likeliest token; otherwise
/// the same seed gives the same text.
pub(crate) fn sampler(model: &LlamaModel, sampling: &Sampling) -> LlamaSampler {
    let penalties = LlamaSampler::penalties(
        model.n_vocab(),
        PENALTY_WINDOW,
        REPEAT_PENALTY,
        FREQUENCY_PENALTY,
        0.0,
    );
    let temperature = sampling.temperature.unwrap_or(TEMPERATURE).min(MAX_TEMPERATURE);
    if temperature > 0.0 {
        LlamaSampler::chain(
            [
                penalties,
                LlamaSampler::top_k(TOP_K),
                LlamaSampler::top_p(TOP_P, 1),
                LlamaSampler::min_p(MIN_P, 1),
                LlamaSampler::temp(temperature),
                LlamaSampler::dist(seed(sampling)),
            ],
            true,
        )
    } else {
        LlamaSampler::chain([penalties, LlamaSampler::greedy()], true)
    }
}

/// llama.cpp takes the largest number for “any seed”, so it can't be asked for by itself.
fn seed(sampling: &Sampling) -> u32 {
    const ANY: u32 = u32::MAX;
    sampling.seed.map_or(ANY, |seed| seed.min(ANY - 1))
}
