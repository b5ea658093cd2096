//! What patience promises, with a provider that fails on cue.

use super::*;
use crate::llm::{
    event::StopReason,
    scripted::{ScriptedCompletion, ScriptedProvider},
};

fn provider(scripted: &ScriptedProvider, health: &Health) -> PatientProvider {
    PatientProvider::new(Arc::new(scripted.clone()), "OpenAI", health.clone())
}

fn failure(failure: ProviderFailure, retry: RetryAdvice) -> ProviderError {
    ProviderError { retry, ..ProviderError::new(failure, "no") }
}

fn busy() -> ProviderError {
    failure(ProviderFailure::RateLimited, RetryAdvice::After(Duration::from_millis(1)))
}

async fn all(provider: &PatientProvider) -> Vec<Item> {
    provider.complete(CompletionRequest::default()).collect().await
}

fn waits(events: &[Item]) -> Vec<(u32, ProviderFailure)> {
    events
        .iter()
        .filter_map(|event| match event {
            Ok(CompletionEvent::Waiting(wait)) => Some((wait.attempt, wait.reason)),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_busy_provider_is_asked_again_and_the_watcher_told() {
    let scripted = ScriptedProvider::default();
    scripted.prepare().fail(busy());
    scripted.prepare_text("Run today.");
    let events = all(&provider(&scripted, &Health::default())).await;
    let Ok(CompletionEvent::Waiting(wait)) = &events[0] else { panic!("{events:?}") };
    assert_eq!((wait.attempt, wait.message.as_str()), (2, "OpenAI is busy."));
    assert_eq!(events.last(), Some(&Ok(CompletionEvent::Finished(StopReason::Complete))));
    assert_eq!(scripted.requests().len(), 2);
}

#[tokio::test]
async fn a_request_is_made_again_twice_and_no_more() {
    let scripted = ScriptedProvider::default();
    for _ in 0..4 {
        scripted.prepare().fail(busy());
    }
    let events = all(&provider(&scripted, &Health::default())).await;
    let limited = ProviderFailure::RateLimited;
    assert_eq!(waits(&events), [(2, limited), (3, limited)]);
    assert_eq!(events.last(), Some(&Err(busy())));
    assert_eq!(scripted.requests().len(), 3);
}

#[tokio::test]
async fn what_waiting_does_not_mend_is_told_at_once() {
    let scripted = ScriptedProvider::default();
    let refused = failure(ProviderFailure::OutOfCredit, RetryAdvice::Never);
    scripted.prepare().fail(refused.clone());
    assert_eq!(all(&provider(&scripted, &Health::default())).await, [Err(refused)]);
    assert_eq!(scripted.requests().len(), 1);
}

#[tokio::test]
async fn nothing_is_asked_again_once_text_has_come() {
    let scripted = ScriptedProvider::default();
    let script = scripted.prepare();
    script.write("Run");
    script.fail(busy());
    let events = all(&provider(&scripted, &Health::default())).await;
    assert_eq!(events, [Ok(CompletionEvent::Delta { text: "Run".into() }), Err(busy())]);
    assert_eq!(scripted.requests().len(), 1);
}

#[tokio::test]
async fn a_wait_ends_at_once_when_nobody_wants_it_any_more() {
    let scripted = ScriptedProvider::default();
    let long = RetryAdvice::After(Duration::from_secs(100));
    scripted.prepare().fail(failure(ProviderFailure::Unavailable, long));
    let mut events = provider(&scripted, &Health::default()).complete(CompletionRequest::default());
    assert_eq!(waits(&[events.next().await.expect("a wait")]).len(), 1);
    drop(events);
    assert_eq!(scripted.requests().len(), 1);
}

#[tokio::test]
async fn a_provider_that_keeps_failing_is_left_alone_and_only_for_that_key() {
    let scripted = ScriptedProvider::default();
    let health = Health::default();
    let fail = |script: ScriptedCompletion| {
        script.fail(failure(ProviderFailure::Unavailable, RetryAdvice::Never));
    };
    for _ in 0..5 {
        let script = scripted.prepare();
        script.start("taken on, and then not");
        fail(script);
        all(&provider(&scripted, &health)).await;
    }
    let events = all(&provider(&scripted, &health)).await;
    let [Err(error)] = &events[..] else { panic!("{events:?}") };
    assert!(error.message.contains("several times in a row"), "{error}");
    assert_eq!(scripted.requests().len(), 5);

    scripted.prepare_text("Run.");
    let other_key = all(&provider(&scripted, &Health::default())).await;
    assert!(other_key.iter().all(Result::is_ok));
}

#[tokio::test]
async fn refusals_of_a_request_do_not_make_a_provider_unhealthy() {
    let scripted = ScriptedProvider::default();
    let health = Health::default();
    for _ in 0..10 {
        scripted.prepare().fail(failure(ProviderFailure::RequestRejected, RetryAdvice::Never));
        all(&provider(&scripted, &health)).await;
    }
    scripted.prepare_text("Run.");
    assert!(all(&provider(&scripted, &health)).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_request_waits_for_its_allowance_and_is_then_made() {
    use crate::domain::allowance::Remainder;

    let scripted = ScriptedProvider::default();
    let health = Health::default();
    let requests = Some(Remainder { left: 0, of: Some(60), whole_in_ms: Some(200) });
    let allowance = Allowance { requests, tokens: None };
    let script = scripted.prepare();
    script.event(CompletionEvent::Allowance(allowance));
    script.finish(StopReason::Complete);
    let events = all(&provider(&scripted, &health)).await;
    assert_eq!(events, [Ok(CompletionEvent::Finished(StopReason::Complete))]);
    assert_eq!(health.allowance(), Some(allowance));

    scripted.prepare_text("Run.");
    let events = all(&provider(&scripted, &health)).await;
    assert_eq!(waits(&events), [(1, ProviderFailure::RateLimited)]);
    assert_eq!(scripted.requests().len(), 2);
}

#[test]
fn chance_is_a_share_and_changes() {
    let chances: Vec<f64> = (0..100).map(|_| chance()).collect();
    assert!(chances.iter().all(|chance| (0.0..1.0).contains(chance)));
    assert!(chances.iter().any(|chance| *chance < 0.5));
    assert!(chances.iter().any(|chance| *chance >= 0.5));
}
