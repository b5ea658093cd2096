//! The provider contract: one suite, run against every protocol over a real connection to a server
//! that misbehaves on cue. What does not apply to a protocol is in [`SKIPS`], with the reason.
//!
//! Each row of the contract, where it is kept, and where for the local engine, which has no
//! connection to misbehave on, no key and no account: `local` is `llm::local`'s tests, against an
//! engine that misbehaves, `promises` the engine's own, against the real one.
//!
//! | row | here | the local engine |
//! | --- | --- | --- |
//! | refusals by status and code, and what is met in a provider's place | `signals` | skipped: nobody refuses; an unusable file is named in `promises::broken_files` |
//! | too long a prompt | `signals` | `promises::writing`, `local` |
//! | redirects, certificates, names, hand-shakes, silence | `signals`, `transport` | skipped: no network; one that hangs is killed in `local` |
//! | retries, waits, `retry-after`, breaker, rate limits | `retries`, `llm::patience` | skipped: what fails here fails again; the next request starts a new engine, in `local` |
//! | nothing is asked again after the first text | `retries` | `local`: a crash keeps the text |
//! | stop reasons, bare ends, cuts | `endings` | `promises::writing` (complete, length, stop sequences), `local` (a crash, garbage) |
//! | a cancel | `endings` | `promises::cancelling`, `local` |
//! | limits of an event and of a completion, memory | `bounds`, `command_line::memory` | `local`: an endless line, a log without end |
//! | whole characters in any cut | `text`, `llm::wire` | `promises::writing` |
//! | thoughts are no copy | `text` | skipped: no model for it thinks apart from its text |
//! | counts, or estimates that say so | `text` | `promises::provider`: it always counts |
//! | tool calls | `endings` | skipped: it is offered no tools |
//! | no key, prompt or copy in logs and errors | `canaries` | `promises::writing`, `local` |
//! | what is shown is what is sent, to the byte | `sent`, `provider_keys` | `provider_keys`: it goes nowhere |
//! | keys | `provider_keys` | skipped: it has none |

mod bounds;
mod endings;
mod retries;
mod sent;
mod signals;
mod text;
mod transport;

use std::{
    fmt,
    sync::{Arc, Once},
    time::Duration,
};

use copydeck_core::{
    domain::{
        api_key::ApiKey,
        prompt::{Message, Role, Sampling},
        run::{ProviderFailure, StopReason},
        usage::TokenUsage,
    },
    llm::{
        base_url::BaseUrl,
        error::ProviderError,
        event::{CompletionEvent, Wait},
        http::TimeLimits,
        patience::{Health, PatientProvider},
        provider::{CompletionRequest, Provider},
        wire::{Endpoint, RemoteProvider},
    },
};
use futures_util::StreamExt;

use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

/// What does not apply: the row, the protocol, and why.
const SKIPS: [(&str, Dialect, &str); 6] = [
    ("seed", Dialect::Responses, "the protocol has no seed"),
    ("seed", Dialect::Messages, "the protocol has no seed"),
    ("stop sequences", Dialect::Responses, "the protocol has none; the text is watched instead"),
    ("filtered", Dialect::Messages, "the protocol has no such stop reason"),
    ("deployments", Dialect::Messages, "Azure offers no deployments of this protocol"),
    ("deployments", Dialect::Responses, "Azure names the model in the body"),
];

/// Whether a row does not apply to a protocol.
fn skips(row: &str, dialect: Dialect) -> bool {
    assert!(SKIPS.iter().any(|(known, ..)| *known == row), "“{row}” is skipped nowhere");
    let skip = SKIPS.iter().find(|(known, of, _)| *known == row && *of == dialect);
    if let Some((.., reason)) = skip {
        println!("{row} is skipped for {dialect:?}: {reason}");
    }
    skip.is_some()
}

pub(super) const KEY: &str = "sk-canary-0123456789abcdef";
const COPY: &str = "Zoë’s new runner 👟 is here — 東京 to São Paulo. Run today.";

/// Long enough for a busy machine.
pub(super) const LIMITS: TimeLimits = TimeLimits {
    connect: Duration::from_secs(5),
    silence: Duration::from_secs(20),
    after_stop_reason: Duration::from_secs(1),
};

/// For the rows that are about silence: how long it takes to be one.
pub(super) const IMPATIENT: TimeLimits =
    TimeLimits { silence: Duration::from_millis(600), ..LIMITS };

/// All that came of a completion.
pub(super) struct Outcome {
    pub(super) text: String,
    usage: Option<TokenUsage>,
    waits: Vec<Wait>,
    pub(super) end: Result<StopReason, ProviderError>,
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let beginning: String = self.text.chars().take(200).collect();
        let Self { usage, waits, end, .. } = self;
        write!(f, "{beginning:?}… ({} bytes) {usage:?} {waits:?} {end:?}", self.text.len())
    }
}

impl Outcome {
    pub(super) fn failure(&self) -> ProviderFailure {
        let Err(error) = &self.end else { panic!("{self:?}") };
        error.failure
    }

    pub(super) fn message(&self) -> &str {
        let Err(error) = &self.end else { panic!("{self:?}") };
        &error.message
    }

    #[track_caller]
    fn is(&self, text: &str, end: StopReason) {
        assert_eq!((self.text.as_str(), &self.end), (text, &Ok(end)), "{self:?}");
    }
}

/// What `main` does first.
pub(super) fn install_crypto() {
    static CRYPTO: Once = Once::new();
    CRYPTO.call_once(|| {
        rustls::crypto::ring::default_provider().install_default().expect("installed once");
    });
}

pub(super) fn endpoint(base_url: &str, limits: TimeLimits) -> Endpoint {
    Endpoint {
        provider: "Studio server".into(),
        base_url: BaseUrl::parse(base_url).expect("an address"),
        key: ApiKey::new(KEY),
        key_label: None,
        limits,
    }
}

/// A provider at this address, with the canary for a key.
pub(super) fn provider_at(dialect: Dialect, base_url: &str, limits: TimeLimits) -> RemoteProvider {
    install_crypto();
    dialect.provider(endpoint(base_url, limits))
}

/// The same with patience.
fn patient(dialect: Dialect, server: &LoopbackServer) -> PatientProvider {
    let provider = provider_at(dialect, &server.base_url(), LIMITS);
    PatientProvider::new(Arc::new(provider), "Studio server", Health::default())
}

pub(super) fn request() -> CompletionRequest {
    CompletionRequest {
        model: "loopback-1".into(),
        messages: vec![
            Message::text(Role::System, "You write copy."),
            Message::text(Role::User, "A launch line for canary-brief."),
        ],
        sampling: Sampling {
            temperature: Some(0.5),
            seed: Some(7),
            max_output_tokens: Some(400),
            stop_sequences: vec!["<end>".into()],
            ..Sampling::default()
        },
        ..CompletionRequest::default()
    }
}

pub(super) async fn complete(provider: &dyn Provider) -> Outcome {
    complete_this(provider, request()).await
}

async fn complete_this(provider: &dyn Provider, request: CompletionRequest) -> Outcome {
    let mut events = provider.complete(request);
    let mut outcome = Outcome {
        text: String::new(),
        usage: None,
        waits: Vec::new(),
        end: Ok(StopReason::Stopped),
    };
    let mut ends = 0;
    while let Some(event) = events.next().await {
        match event {
            Ok(CompletionEvent::Started { .. } | CompletionEvent::Allowance(_)) => {}
            Ok(CompletionEvent::Waiting(wait)) => outcome.waits.push(wait),
            Ok(CompletionEvent::Delta { text }) => outcome.text.push_str(&text),
            Ok(CompletionEvent::Usage(usage)) => outcome.usage = Some(usage),
            Ok(CompletionEvent::Finished(reason)) => {
                outcome.end = Ok(reason);
                ends += 1;
            }
            Err(error) => {
                outcome.end = Err(error);
                ends += 1;
            }
        }
    }
    assert_eq!(ends, 1, "exactly one end: {outcome:?}");
    outcome
}

async fn complete_with(dialect: Dialect, script: Script) -> Outcome {
    let server = LoopbackServer::start(script).await;
    complete(&provider_at(dialect, &server.base_url(), LIMITS)).await
}
