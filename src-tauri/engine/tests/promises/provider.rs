//! The app's side and the engine together, as the app uses them.

use std::path::Path;

use copydeck_core::{
    domain::prompt::{Message, Role, Sampling},
    llm::{
        error::ProviderFailure,
        event::{CompletionEvent, StopReason},
        local::{EngineCommand, EngineLimits, LocalProvider},
        provider::{CompletionRequest, Provider},
    },
};
use futures_util::StreamExt;

use crate::support::{ENGINE, bundled_model, greedy};

fn provider() -> LocalProvider {
    let command = EngineCommand { program: ENGINE.into(), args: Vec::new() };
    LocalProvider::new(command, EngineLimits::default())
}

fn request(model: &str, sampling: Sampling) -> CompletionRequest {
    let messages = vec![Message::text(Role::User, "Write a slogan for tea.")];
    CompletionRequest {
        model: model.to_owned(),
        messages,
        sampling,
        ..CompletionRequest::default()
    }
}

#[tokio::test]
async fn a_draft_comes_whole_through_the_provider() {
    let events: Vec<_> = provider().complete(request(&bundled_model(), greedy(8))).collect().await;
    let events: Vec<_> = events.into_iter().map(|event| event.expect("an event")).collect();
    assert!(matches!(&events[0], CompletionEvent::Started { model } if model.contains("135M")));
    assert!(events.iter().any(|event| matches!(event, CompletionEvent::Delta { .. })));
    assert!(matches!(events.last(), Some(CompletionEvent::Finished(StopReason::Length))));
}

#[tokio::test]
async fn a_broken_file_is_an_error_and_the_next_draft_works() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.gguf");
    std::fs::write(&broken, "no model").unwrap();
    let provider = provider();
    let error = provider.inspect(&broken).await.expect_err("no model");
    assert_eq!(error.failure, ProviderFailure::ModelFileUnusable);
    assert!(error.message.contains("broken.gguf"), "{error}");
    let good = provider.inspect(Path::new(&bundled_model())).await.expect("a model");
    assert_eq!(good.context_length, 8_192);
}

#[tokio::test]
async fn a_stream_that_is_dropped_makes_room_for_the_next() {
    let provider = provider();
    let mut dropped = provider.complete(request(&bundled_model(), greedy(1_000)));
    while !matches!(dropped.next().await, Some(Ok(CompletionEvent::Delta { .. }))) {}
    drop(dropped);
    let events: Vec<_> = provider.complete(request(&bundled_model(), greedy(4))).collect().await;
    assert!(matches!(events.last(), Some(Ok(CompletionEvent::Finished(StopReason::Length)))));
}
