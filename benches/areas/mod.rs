//! What is measured, an area a file.

use copydeck_core::llm::{
    base_url::BaseUrl,
    http::{self, TimeLimits},
    openai_chat,
    wire::{Endpoint, RemoteProvider},
};

use crate::{peers::Missing, table::Row};

mod comparing;
mod completions;
mod decoding;
mod endless;
mod first_text;
mod library;
mod local_model;
mod markdown;
mod messages;
mod search;
mod start;
mod typing;

/// Measures an area; gives its rows, or what is not there to measure it against.
type Measure = fn() -> Result<Vec<Row>, Missing>;

/// The areas, the quick ones first.
pub(crate) const ALL: &[(&str, Measure)] = &[
    ("decoding", decoding::measure),
    ("first-text", first_text::measure),
    ("endless", endless::measure),
    ("messages", messages::measure),
    ("markdown", markdown::measure),
    ("comparing", comparing::measure),
    ("search", search::measure),
    ("library", library::measure),
    ("local-model", local_model::measure),
    ("typing", typing::measure),
    ("start", start::measure),
    ("completions", completions::measure),
];

/// Runs something that waits for a network or a window.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the system gives threads");
    runtime.block_on(work)
}

/// A provider at this address, without a key.
fn provider_at(base_url: &str) -> RemoteProvider {
    let limits = TimeLimits::default();
    let endpoint = Endpoint {
        provider: "Loopback".into(),
        base_url: BaseUrl::parse(base_url).expect("an address"),
        key: None,
        key_label: None,
        limits,
    };
    openai_chat::provider(endpoint, http::client(&limits).expect("a client"))
}
