//! The “Test” of a provider: tries what a draft would need, step by step, and says plainly what
//! was found.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use reqwest::{Response, StatusCode};
use serde::Deserialize;
use tokio::time::timeout;

use super::RemoteProvider;
use crate::{
    domain::{
        model::{TestReport, TestStep},
        prompt::{Message, Role, Sampling},
    },
    llm::{
        base_url::BaseUrl,
        error::{ProviderError, ProviderFailure},
        event::{CompletionEvent, StopReason},
        provider::{CompletionRequest, Provider},
    },
};

/// The most that is read of a server's list of models, in bytes. OpenRouter's takes half of it.
const MAX_MODEL_LIST_BYTES: usize = 2 * 1024 * 1024;

/// How many models a message lists.
const LISTED_MODELS: usize = 5;

/// Room enough for one word, and for the few tokens some models spend before it.
const TEST_OUTPUT_TOKENS: u32 = 16;

#[derive(Deserialize)]
struct ModelList {
    data: Vec<ListedModel>,
}

#[derive(Deserialize)]
struct ListedModel {
    id: String,
}

impl RemoteProvider {
    /// Tries the endpoint with this model: whether it is reached, takes the key, has the model,
    /// and writes a word. It takes as long as the endpoint's time limits allow; dropping the
    /// future ends it.
    pub async fn test_connection(&self, model: Option<&str>) -> TestReport {
        let mut findings = Findings::default();
        let models = match self.list_models(&self.peer.endpoint.base_url).await {
            Ok(models) => {
                findings.good(self.reached());
                models
            }
            Err(failure) => {
                if is_about_the_key(&failure) {
                    findings.good(self.reached());
                }
                let failure = self.with_suggestion(failure).await;
                return findings.end_with(&failure);
            }
        };
        let Some(model) = model.or_else(|| only(&models)) else {
            findings.bad(no_model_chosen(&models));
            return findings.report(None);
        };
        let started = Instant::now();
        let answer = self.write_a_word(model).await;
        let took = started.elapsed();
        if self.peer.endpoint.key.is_some() && answer.as_ref().err().is_none_or(is_past_the_key) {
            findings.good("The key is accepted.".to_owned());
        }
        match answer {
            Ok(answer) => findings.end_with_answer(&answer, took, model, &models),
            Err(failure) => {
                let mut failure = self.with_suggestion(failure).await;
                if failure.failure == ProviderFailure::ModelNotFound {
                    failure.message.push_str(&offered(&models));
                }
                findings.end_with(&failure)
            }
        }
    }

    /// The models the server lists. None where it keeps no list, which is no failure: many do not.
    async fn list_models(&self, base_url: &BaseUrl) -> Result<Vec<String>, ProviderError> {
        let peer = &self.peer;
        let mut request = self.client.get(peer.protocol.models(base_url));
        for (name, value) in peer.protocol.headers() {
            request = request.header(*name, *value);
        }
        let answer = async {
            let response = peer.send(request).await?;
            let status = response.status();
            if status.is_redirection()
                || matches!(
                    status,
                    StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED
                )
            {
                return Err(peer.refusal(response, "").await);
            }
            let body = beginning(response).await;
            if body.trim_ascii_start().starts_with(b"<") && status.is_success() {
                return Err(peer.web_page(status, &body));
            }
            let listed = serde_json::from_slice::<ModelList>(&body).ok();
            let models = listed.into_iter().flat_map(|list| list.data).map(|model| model.id);
            Ok(models.collect())
        };
        timeout(peer.endpoint.limits.silence, answer).await.map_err(|_| peer.silent())?
    }

    /// Has the model write a word.
    async fn write_a_word(&self, model: &str) -> Result<Answer, ProviderError> {
        let mut completion = self.complete(CompletionRequest {
            model: model.to_owned(),
            messages: vec![Message::text(Role::User, "Reply with the one word: ready")],
            sampling: Sampling {
                max_output_tokens: Some(TEST_OUTPUT_TOKENS),
                ..Sampling::default()
            },
            ..CompletionRequest::default()
        });
        let mut answer =
            Answer { model: model.to_owned(), beginning: Beginning::End(StopReason::Truncated) };
        while let Some(event) = completion.next().await {
            match event? {
                CompletionEvent::Started { model } => answer.model = model,
                CompletionEvent::Delta { .. } => {
                    answer.beginning = Beginning::Word;
                    break;
                }
                CompletionEvent::Finished(reason) => answer.beginning = Beginning::End(reason),
                CompletionEvent::Usage(_)
                | CompletionEvent::Waiting(_)
                | CompletionEvent::Allowance(_) => {}
            }
        }
        Ok(answer)
    }

    fn reached(&self) -> String {
        let base_url = &self.peer.endpoint.base_url;
        let unprotected = if base_url.is_readable_on_the_way() {
            " The connection is not encrypted: others on the network can read what is sent."
        } else {
            ""
        };
        format!("{} answers at {}.{unprotected}", self.peer.endpoint.provider, base_url.host())
    }

    /// Adds to a failure what the same address does with `/v1` at its end, where that is the cure.
    async fn with_suggestion(&self, mut failure: ProviderError) -> ProviderError {
        if failure.failure != ProviderFailure::NotAProvider {
            return failure;
        }
        if let Some(versioned) = self.peer.endpoint.base_url.with_version()
            && self.list_models(&versioned).await.is_ok_and(|models| !models.is_empty())
        {
            failure.message = format!(
                "{} answers at {versioned}: put that address into Settings.",
                self.peer.endpoint.provider
            );
        }
        failure
    }
}

/// How the model took the request for a word.
struct Answer {
    /// The name it answers under.
    model: String,
    beginning: Beginning,
}

/// What came first.
#[derive(PartialEq)]
enum Beginning {
    Word,
    End(StopReason),
}

/// The steps tried so far.
#[derive(Default)]
struct Findings(Vec<TestStep>);

impl Findings {
    fn good(&mut self, message: String) {
        self.0.push(TestStep { ok: true, message });
    }

    fn bad(&mut self, message: String) {
        self.0.push(TestStep { ok: false, message });
    }

    fn end_with(mut self, failure: &ProviderError) -> TestReport {
        self.bad(failure.message.clone());
        self.report(None)
    }

    fn end_with_answer(
        mut self,
        answer: &Answer,
        took: Duration,
        model: &str,
        models: &[String],
    ) -> TestReport {
        if answer.beginning == Beginning::End(StopReason::Truncated) {
            self.bad("It broke off before its first word. Try again.".to_owned());
            return self.report(None);
        }
        self.good(has_model(model, &answer.model, models));
        if answer.beginning == Beginning::Word {
            let seconds = took.as_secs_f32();
            self.good(format!("It wrote its first word after {seconds:.1} seconds."));
            self.report(Some(u32::try_from(took.as_millis()).unwrap_or(u32::MAX)))
        } else {
            // A model may spend all its tokens on thoughts.
            self.good("It ended its answer in order.".to_owned());
            self.report(None)
        }
    }

    fn report(self, first_text_ms: Option<u32>) -> TestReport {
        TestReport { works: self.0.iter().all(|step| step.ok), first_text_ms, steps: self.0 }
    }
}

fn is_about_the_key(failure: &ProviderError) -> bool {
    matches!(failure.failure, ProviderFailure::KeyRefused | ProviderFailure::KeyMissing)
}

/// Whether a server fails like this only once it has taken the key.
fn is_past_the_key(failure: &ProviderError) -> bool {
    matches!(
        failure.failure,
        ProviderFailure::ModelNotFound
            | ProviderFailure::PromptTooLong
            | ProviderFailure::RequestRejected
            | ProviderFailure::OutOfCredit
            | ProviderFailure::RateLimited
    )
}

fn only(models: &[String]) -> Option<&str> {
    match models {
        [model] => Some(model),
        _ => None,
    }
}

fn has_model(model: &str, answering: &str, models: &[String]) -> String {
    if models.is_empty() || models.iter().any(|listed| listed == model) {
        format!("It has the model “{model}”.")
    } else if model == answering {
        format!("It does not list “{model}”, but answers to that name.")
    } else {
        // An alias, or a server with one model that answers to any name.
        format!("It does not list “{model}”, but answers to that name with “{answering}”.")
    }
}

fn no_model_chosen(models: &[String]) -> String {
    format!("No model is chosen: enter one in Settings.{}", offered(models))
}

fn offered(models: &[String]) -> String {
    if models.is_empty() {
        return String::new();
    }
    let named: Vec<_> = models.iter().take(LISTED_MODELS).map(|id| format!("“{id}”")).collect();
    let more = models.len().saturating_sub(LISTED_MODELS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(" It offers {}{more}.", named.join(", "))
}

/// As much of a list of models as is worth reading.
async fn beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    // A list that breaks off is none; the completion tells more.
    while let Ok(Some(bytes)) = response.chunk().await {
        body.extend_from_slice(&bytes);
        if body.len() > MAX_MODEL_LIST_BYTES {
            break;
        }
    }
    body
}
