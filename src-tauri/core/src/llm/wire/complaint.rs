//! What a server says went wrong, and which failure that is. The shapes in which OpenAI and
//! Anthropic put an error are read, and those that compatible servers and gateways put in their
//! place.
//!
//! The sentence for the user is [`super::failure`]'s.

use serde_json::Value;

use crate::llm::error::ProviderFailure;

/// An error as a server words it. All of it may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::llm) struct Complaint {
    /// The sentence.
    pub(super) message: Option<String>,
    /// Codes and types, in lower case: `insufficient_quota`, `invalid_request_error`.
    names: Vec<String>,
    /// A status that the body names; gateways put it into an answer that began with 200.
    status: Option<u16>,
    /// How many tokens too long the prompt is, where numbers say so.
    counted_excess: Option<u64>,
}

impl Complaint {
    /// Reads the body of a refused request.
    pub(in crate::llm) fn parse(body: &[u8]) -> Self {
        if let Ok(value) = serde_json::from_slice::<Value>(body) {
            return Self::from_value(&value);
        }
        let words = String::from_utf8_lossy(body).trim().to_owned();
        // A gateway that meant to stream sends its refusal as the first event.
        let event = words.lines().find_map(|line| line.strip_prefix("data:"));
        if let Some(value) = event.and_then(|event| serde_json::from_str::<Value>(event).ok()) {
            return Self::from_value(&value);
        }
        let readable = !words.is_empty() && !words.starts_with('<');
        Self { message: readable.then_some(words), ..Self::default() }
    }

    /// Reads an error that is JSON: `{"error": {…}}` as OpenAI sends it, the inner object alone,
    /// a bare string, or a list with one of these.
    pub(in crate::llm) fn from_value(value: &Value) -> Self {
        let value = value.get(0).unwrap_or(value);
        let error = value.get("error").filter(|error| !error.is_null()).unwrap_or(value);
        let field = |name: &str| error.get(name).and_then(Value::as_str);
        let message = error
            .as_str()
            .or_else(|| field("message"))
            .or_else(|| field("detail"))
            .or_else(|| error.pointer("/detail/0/msg").and_then(Value::as_str))
            .map(str::to_owned);
        let names = ["code", "type", "status"]
            .into_iter()
            .filter_map(field)
            .chain(error.pointer("/details/error_code").and_then(Value::as_str))
            .map(str::to_ascii_lowercase)
            .collect();
        let status = ["code", "status"]
            .into_iter()
            .filter_map(|name| error.get(name)?.as_u64())
            .find_map(|number| u16::try_from(number).ok().filter(|n| (400..600).contains(n)));
        let counted_excess = (|| {
            let asked = error.get("n_prompt_tokens")?.as_u64()?;
            asked.checked_sub(error.get("n_ctx")?.as_u64()?)
        })();
        Self { message, names, status, counted_excess }
    }

    /// Which failure this is, with the status it came with. `None` as the status stands for an
    /// error in the middle of a stream.
    pub(super) fn failure(&self, status: Option<u16>, key_was_sent: bool) -> ProviderFailure {
        // An error inside an answer that began well is told by what it says itself.
        let status = status.filter(|status| *status >= 400).or(self.status);
        let is_spent = self.names.iter().any(|name| name.ends_with("spend_limit_reached"));
        if is_spent || self.is_named(&OUT_OF_CREDIT) || self.mentions(&OUT_OF_CREDIT_WORDS) {
            return ProviderFailure::OutOfCredit;
        }
        if self.is_named(&TOO_LONG) || self.mentions(&TOO_LONG_WORDS) {
            return ProviderFailure::PromptTooLong;
        }
        if self.is_named(&NO_SUCH_MODEL) || self.mentions(&NO_SUCH_MODEL_WORDS) {
            return ProviderFailure::ModelNotFound;
        }
        if self.is_named(&KEY_REFUSED) {
            return refused(key_was_sent);
        }
        match status {
            Some(401 | 403) => refused(key_was_sent),
            Some(402) => ProviderFailure::OutOfCredit,
            Some(404) if self.mentions(&["model"]) => ProviderFailure::ModelNotFound,
            Some(404 | 405 | 407) => ProviderFailure::NotAProvider,
            Some(413) => ProviderFailure::PromptTooLong,
            Some(408 | 409 | 425) => ProviderFailure::Unavailable,
            Some(429) => ProviderFailure::RateLimited,
            Some(400..=499) => ProviderFailure::RequestRejected,
            Some(_) => ProviderFailure::Unavailable,
            None if self.is_named(&RATE_LIMITED) => ProviderFailure::RateLimited,
            None if self.is_named(&REJECTED) => ProviderFailure::RequestRejected,
            None => ProviderFailure::Unavailable,
        }
    }

    /// By how many tokens the prompt is too long, where the server says.
    pub(super) fn excess_tokens(&self) -> Option<u64> {
        self.counted_excess.or_else(|| excess_in_words(self.message.as_deref()?))
    }

    fn is_named(&self, names: &[&str]) -> bool {
        self.names.iter().any(|name| names.contains(&name.as_str()))
    }

    fn mentions(&self, phrases: &[&str]) -> bool {
        let message = self.message.as_deref().unwrap_or_default().to_ascii_lowercase();
        phrases.iter().any(|phrase| message.contains(phrase))
    }
}

fn refused(key_was_sent: bool) -> ProviderFailure {
    if key_was_sent { ProviderFailure::KeyRefused } else { ProviderFailure::KeyMissing }
}

// The words for these are left alone where they also stand for a limit per minute: Gemini's
// "exceeded your current quota" is one to wait for.
const OUT_OF_CREDIT: [&str; 7] = [
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "insufficient_credits",
    "insufficient_balance",
    "credit_balance_too_low",
    "billing_error",
];
const OUT_OF_CREDIT_WORDS: [&str; 4] =
    ["credit balance", "insufficient credit", "insufficient balance", "spending limit"];
const TOO_LONG: [&str; 3] =
    ["context_length_exceeded", "exceed_context_size_error", "string_above_max_length"];
const TOO_LONG_WORDS: [&str; 6] = [
    "maximum context length",
    "available context size",
    "context window",
    "context length exceeded",
    "prompt is too long",
    "exceed context limit",
];
const NO_SUCH_MODEL: [&str; 3] = ["model_not_found", "deploymentnotfound", "model_not_available"];
const NO_SUCH_MODEL_WORDS: [&str; 3] = ["invalid model name", "unknown model", "no such model"];
const KEY_REFUSED: [&str; 4] =
    ["invalid_api_key", "authentication_error", "permission_error", "unauthenticated"];
const RATE_LIMITED: [&str; 4] =
    ["rate_limit_exceeded", "rate_limit_error", "too_many_requests", "resource_exhausted"];
const REJECTED: [&str; 6] = [
    "invalid_request_error",
    "badrequesterror",
    "invalid_prompt",
    "content_filter",
    "content_policy_violation",
    "invalid_argument",
];

/// Reads the excess out of sentences such as OpenAI's “maximum context length is 8192 tokens.
/// However, your messages resulted in 9000 tokens” and llama.cpp's “request (5000 tokens) exceeds
/// the available context size (4096 tokens)” and Anthropic's “205000 tokens > 200000 maximum”: the
/// larger of the first two counts of tokens less the smaller.
fn excess_in_words(message: &str) -> Option<u64> {
    let mut words = message
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    let mut counts = Vec::new();
    while let Some(word) = words.next() {
        let counts_tokens =
            words.peek().is_some_and(|next| next.starts_with("token") || *next == "maximum");
        if let (Ok(count), true) = (word.parse::<u64>(), counts_tokens) {
            counts.push(count);
        }
    }
    let [one, other, ..] = counts[..] else { return None };
    Some(one.abs_diff(other)).filter(|excess| *excess > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use ProviderFailure as F;

    #[rstest]
    // OpenAI.
    #[case(401, r#"{"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#, F::KeyRefused)]
    #[case(403, r#"{"error":{"message":"Country not supported","type":"request_forbidden","code":"unsupported_country_region_territory"}}"#, F::KeyRefused)]
    #[case(403, r#"{"error":{"message":"Project does not have access to model `x`","code":"model_not_found"}}"#, F::ModelNotFound)]
    #[case(
        404,
        r#"{"error":{"message":"The model `x` does not exist","code":"model_not_found"}}"#,
        F::ModelNotFound
    )]
    #[case(404, r#"{"error":{"message":"Invalid URL (POST /chat/completions)","type":"invalid_request_error"}}"#, F::NotAProvider)]
    #[case(400, r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","code":"context_length_exceeded"}}"#, F::PromptTooLong)]
    #[case(
        400,
        r#"{"error":{"message":"Invalid value: 'temperature'","type":"invalid_request_error"}}"#,
        F::RequestRejected
    )]
    #[case(429, r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#, F::OutOfCredit)]
    #[case(429, r#"{"error":{"message":"Rate limit reached","type":"requests","code":"rate_limit_exceeded"}}"#, F::RateLimited)]
    #[case(
        500,
        r#"{"error":{"message":"The server had an error","type":"server_error"}}"#,
        F::Unavailable
    )]
    #[case(503, "", F::Unavailable)]
    #[case(529, "", F::Unavailable)]
    #[case(408, "", F::Unavailable)]
    #[case(409, "", F::Unavailable)]
    // Azure.
    #[case(
        400,
        r#"{"error":{"code":"content_filter","message":"The prompt was filtered","status":400}}"#,
        F::RequestRejected
    )]
    #[case(
        404,
        r#"{"error":{"code":"DeploymentNotFound","message":"It does not exist."}}"#,
        F::ModelNotFound
    )]
    // Anthropic.
    #[case(
        401,
        r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"#,
        F::KeyRefused
    )]
    #[case(
        404,
        r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-9"}}"#,
        F::ModelNotFound
    )]
    #[case(400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"#, F::OutOfCredit)]
    #[case(
        403,
        r#"{"type":"error","error":{"type":"billing_error","message":"No."}}"#,
        F::OutOfCredit
    )]
    #[case(429, r#"{"type":"error","error":{"type":"rate_limit_error","message":"No.","details":{"error_code":"contract_spend_limit_reached"}}}"#, F::OutOfCredit)]
    #[case(400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 205000 tokens > 200000 maximum"}}"#, F::PromptTooLong)]
    #[case(
        413,
        r#"{"type":"error","error":{"type":"request_too_large","message":"No."}}"#,
        F::PromptTooLong
    )]
    #[case(
        529,
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
        F::Unavailable
    )]
    // Gemini's compatible endpoint, which wraps its errors in a list.
    #[case(429, r#"[{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED"}}]"#, F::RateLimited)]
    // LiteLLM.
    #[case(400, r#"{"error":{"message":"/chat/completions: Invalid model name passed in model=x","type":"None","code":"400"}}"#, F::ModelNotFound)]
    #[case(
        500,
        "data: {\"error\": {\"message\": \"No stream\", \"code\": \"500\"}}\n\ndata: [DONE]\n\n",
        F::Unavailable
    )]
    // Ollama, vLLM, FastAPI, llama.cpp.
    #[case(
        404,
        r#"{"error":{"message":"model \"x\" not found, try pulling it first","type":"api_error"}}"#,
        F::ModelNotFound
    )]
    #[case(404, r#"{"error":"model 'x' not found"}"#, F::ModelNotFound)]
    #[case(404, r#"{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}"#, F::ModelNotFound)]
    #[case(404, r#"{"detail":"Not Found"}"#, F::NotAProvider)]
    #[case(422, r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, F::RequestRejected)]
    #[case(400, r#"{"error":{"code":400,"message":"request (5000 tokens) exceeds the available context size (4096 tokens)","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}"#, F::PromptTooLong)]
    #[case(402, r#"{"error":{"message":"Insufficient Balance"}}"#, F::OutOfCredit)]
    #[case(407, "", F::NotAProvider)]
    #[case(405, "", F::NotAProvider)]
    #[case(413, "", F::PromptTooLong)]
    fn a_refusal_is_told_apart_by_status_and_body(
        #[case] status: u16,
        #[case] body: &str,
        #[case] expected: ProviderFailure,
    ) {
        assert_eq!(Complaint::parse(body.as_bytes()).failure(Some(status), true), expected);
    }

    #[rstest]
    #[case(r#"{"error":{"message":"Quota","code":"insufficient_quota"}}"#, F::OutOfCredit)]
    #[case(r#"{"error":{"message":"Your credit balance is too low"}}"#, F::OutOfCredit)]
    #[case(r#"{"error":{"code":429,"message":"Provider returned error"}}"#, F::RateLimited)]
    #[case(r#"{"error":{"code":502,"message":"Provider disconnected"}}"#, F::Unavailable)]
    #[case(r#"{"error":{"message":"Slow down","type":"rate_limit_error"}}"#, F::RateLimited)]
    #[case(r#"{"error":{"message":"No","type":"invalid_request_error"}}"#, F::RequestRejected)]
    #[case(r#"{"error":"out of memory"}"#, F::Unavailable)]
    fn an_error_inside_an_answer_is_told_by_what_it_says(
        #[case] body: &str,
        #[case] expected: ProviderFailure,
    ) {
        let complaint = Complaint::parse(body.as_bytes());
        assert_eq!(complaint.failure(None, true), expected);
        assert_eq!(complaint.failure(Some(200), true), expected);
    }

    #[test]
    fn a_missing_key_is_told_apart_from_a_refused_one() {
        let complaint = Complaint::default();
        assert_eq!(complaint.failure(Some(401), false), F::KeyMissing);
        assert_eq!(complaint.failure(Some(401), true), F::KeyRefused);
    }

    #[rstest]
    #[case(
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
        Some(808)
    )]
    #[case(
        "maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion)",
        Some(904)
    )]
    #[case(
        "request (5000 tokens) exceeds the available context size (4096 tokens), try again",
        Some(904)
    )]
    #[case("prompt is too long: 205000 tokens > 200000 maximum", Some(5_000))]
    #[case("too long", None)]
    fn the_excess_is_read_where_the_server_counts(
        #[case] message: &str,
        #[case] excess: Option<u64>,
    ) {
        assert_eq!(excess_in_words(message), excess);
    }

    #[test]
    fn a_refusal_sent_as_an_event_is_read_like_any_other() {
        let body =
            b"event: error\ndata: {\"error\": {\"message\": \"No stream\"}}\n\ndata: [DONE]\n\n";
        assert_eq!(Complaint::parse(body).message.as_deref(), Some("No stream"));
    }

    proptest! {
        #[test]
        fn any_body_is_some_failure(body: Vec<u8>, status: u16) {
            let complaint = Complaint::parse(&body);
            complaint.failure(Some(status), true);
            complaint.excess_tokens();
        }
    }
}
