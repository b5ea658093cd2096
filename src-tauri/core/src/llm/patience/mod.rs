//! Asks a provider again where that may help, and leaves it alone where it may not. Whoever
//! watches is told of each wait; dropping the stream ends it at once.
//!
//! Nothing is asked again once text has come: it is paid for, and stands.

mod breaker;
mod delay;

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt, stream};
use tokio::time::{Instant, sleep};

use self::{breaker::Breaker, delay::delay};
use super::{
    error::{ProviderError, ProviderFailure, RetryAdvice},
    event::{CompletionEvent, Wait},
    provider::{CompletionRequest, CompletionStream, Provider},
};
use crate::domain::{allowance::Allowance, sent::SentRequest};

/// What is known of a provider and one of its keys from the requests made so far. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Health(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    breaker: Breaker,
    allowance: Option<(Allowance, Instant)>,
}

impl Health {
    /// What the provider last said is left.
    #[must_use]
    pub fn allowance(&self) -> Option<Allowance> {
        self.known().allowance.map(|(allowance, _)| allowance)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Each value is put in whole; a panic elsewhere leaves none half there.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pause(&self, now: Instant) -> Option<Duration> {
        let (allowance, since) = self.known().allowance?;
        allowance.pause(now.saturating_duration_since(since))
    }
}

/// A request under way, as the breaker sees it. Dropped without a word it was left.
#[derive(Debug)]
struct Admission(Option<Health>);

impl Admission {
    fn ask(health: &Health) -> Result<Self, Duration> {
        health.known().breaker.admit(Instant::now())?;
        Ok(Self(Some(health.clone())))
    }

    fn answered(&mut self) {
        if let Some(health) = self.0.take() {
            health.known().breaker.answered();
        }
    }

    fn failed(&mut self) {
        if let Some(health) = self.0.take() {
            health.known().breaker.failed(Instant::now());
        }
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        if let Some(health) = self.0.take() {
            health.known().breaker.left();
        }
    }
}

/// A provider that is asked again where that may help.
#[derive(Clone)]
pub struct PatientProvider {
    inner: Arc<dyn Provider>,
    name: String,
    health: Health,
}

impl PatientProvider {
    /// Patience with this provider. `name` is the user's for it.
    #[must_use]
    pub fn new(inner: Arc<dyn Provider>, name: impl Into<String>, health: Health) -> Self {
        Self { inner, name: name.into(), health }
    }
}

impl Provider for PatientProvider {
    fn complete(&self, request: CompletionRequest) -> CompletionStream {
        let asking = Asking {
            provider: self.clone(),
            request,
            retries: 0,
            may_pause: true,
            has_text: false,
            phase: Phase::Ask,
        };
        stream::unfold(asking, Asking::next).boxed()
    }

    fn sent(&self, request: &CompletionRequest) -> SentRequest {
        self.inner.sent(request)
    }
}

struct Asking {
    provider: PatientProvider,
    request: CompletionRequest,
    retries: u32,
    /// A pause for want of an allowance is made once: what is known of it may be wrong.
    may_pause: bool,
    has_text: bool,
    phase: Phase,
}

enum Phase {
    Ask,
    Wait(Duration),
    Read(CompletionStream, Admission),
    Over,
}

type Item = Result<CompletionEvent, ProviderError>;

impl Asking {
    async fn next(mut self) -> Option<(Item, Self)> {
        loop {
            match std::mem::replace(&mut self.phase, Phase::Over) {
                Phase::Ask => {
                    if let Some(item) = self.ask() {
                        return Some((item, self));
                    }
                }
                Phase::Wait(wait) => {
                    sleep(wait).await;
                    self.phase = Phase::Ask;
                }
                Phase::Read(mut stream, admission) => {
                    let item = stream.next().await?;
                    if let Some(item) = self.take(item, stream, admission) {
                        return Some((item, self));
                    }
                }
                Phase::Over => return None,
            }
        }
    }

    /// Asks, unless there is something to tell first.
    fn ask(&mut self) -> Option<Item> {
        let PatientProvider { inner, name, health } = &self.provider;
        if std::mem::take(&mut self.may_pause)
            && let Some(pause) = health.pause(Instant::now())
        {
            let message = format!("{name} lets no more requests through for now.");
            return Some(Ok(self.wait(pause, ProviderFailure::RateLimited, message)));
        }
        match Admission::ask(health) {
            Ok(admission) => {
                let stream = inner.complete(self.request.clone());
                self.phase = Phase::Read(stream, admission);
                None
            }
            Err(rest) => {
                let seconds = rest.as_secs_f32().ceil();
                let mut error = ProviderError::new(
                    ProviderFailure::Unavailable,
                    format!(
                        "{name} has failed several times in a row. Draft again in {seconds} s, or \
                         choose another model."
                    ),
                );
                error.retry = RetryAdvice::Never;
                Some(Err(error))
            }
        }
    }

    /// Hands an event on, or makes a wait of a failure.
    fn take(
        &mut self,
        item: Item,
        stream: CompletionStream,
        mut admission: Admission,
    ) -> Option<Item> {
        match item {
            Ok(CompletionEvent::Allowance(allowance)) => {
                let now = Instant::now();
                self.provider.health.known().allowance = Some((allowance, now));
                self.phase = Phase::Read(stream, admission);
                None
            }
            Ok(event) => {
                let is_text = matches!(event, CompletionEvent::Delta { .. });
                // To be taken on is no answer yet: a provider may fail right after that.
                if is_text || matches!(event, CompletionEvent::Finished(_)) {
                    admission.answered();
                }
                self.has_text |= is_text;
                self.phase = Phase::Read(stream, admission);
                Some(Ok(event))
            }
            Err(error) => {
                if error.failure.is_transient() {
                    admission.failed();
                }
                drop(admission);
                let rests = self.provider.health.known().breaker.rests(Instant::now());
                let wait = delay(self.retries, error.retry, chance());
                match wait.filter(|_| !self.has_text && !rests) {
                    Some(wait) => {
                        self.retries += 1;
                        let message = in_words(&self.provider.name, &error);
                        Some(Ok(self.wait(wait, error.failure, message)))
                    }
                    None => Some(Err(error)),
                }
            }
        }
    }

    fn wait(
        &mut self,
        after: Duration,
        reason: ProviderFailure,
        message: String,
    ) -> CompletionEvent {
        tracing::info!(?after, code = reason.code(), retries = self.retries, "waiting");
        self.phase = Phase::Wait(after);
        CompletionEvent::Waiting(Wait { after, reason, message, attempt: self.retries + 1 })
    }
}

fn in_words(name: &str, error: &ProviderError) -> String {
    match (error.failure, error.status) {
        (ProviderFailure::RateLimited, _) | (_, Some(503 | 529)) => format!("{name} is busy."),
        (ProviderFailure::Unreachable, _) => format!("{name} can't be reached."),
        _ => format!("{name} has trouble at its end."),
    }
}

/// A number from 0 up to 1 that nobody can foresee: the hasher of the standard library is seeded
/// anew each time.
fn chance() -> f64 {
    const STEPS: u64 = 1 << 53;
    (RandomState::new().build_hasher().finish() % STEPS) as f64 / STEPS as f64
}

#[cfg(test)]
mod tests;
