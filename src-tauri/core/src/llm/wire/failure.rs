//! What a marketer reads when a provider fails: one sentence for what happened, one for what to do,
//! and the server's own words where they help.

use reqwest::StatusCode;

use super::{Complaint, Peer, quote::quote};
use crate::llm::{
    base_url::host_of,
    error::{ProviderError, ProviderFailure},
    http::sign_in_to_proxy,
    sse::SseError,
};

impl Peer {
    /// The failure that a complaint stands for. `status` is the answer's own.
    pub(super) fn complaint_failure(
        &self,
        complaint: &Complaint,
        status: StatusCode,
        model: &str,
    ) -> ProviderError {
        let failure = complaint.failure(Some(status.as_u16()), self.endpoint.key.is_some());
        if failure == ProviderFailure::NotAProvider {
            return self.not_a_provider(status, complaint);
        }
        let excess = complaint.excess_tokens();
        let sentence = self.sentence(failure, model, excess);
        // The server's words are left out where they say the same, or would repeat the key.
        let says_more = match failure {
            ProviderFailure::KeyMissing => false,
            ProviderFailure::KeyRefused => status != StatusCode::UNAUTHORIZED,
            ProviderFailure::ModelNotFound => status != StatusCode::NOT_FOUND,
            ProviderFailure::PromptTooLong => excess.is_none(),
            _ => true,
        };
        let message = match self.quoted(complaint).filter(|_| says_more) {
            Some(words) => format!("{sentence} It says: “{words}”"),
            None => sentence,
        };
        self.failure(failure, status, message)
    }

    fn sentence(&self, failure: ProviderFailure, model: &str, excess: Option<u64>) -> String {
        let name = &self.endpoint.provider;
        match failure {
            ProviderFailure::KeyMissing => {
                format!("{name} wants a key and has none. Add one in Settings.")
            }
            ProviderFailure::KeyRefused => {
                match self.endpoint.key_label.as_deref().filter(|label| !label.is_empty()) {
                    Some(label) => {
                        format!("{name} refused the key “{label}”. Replace it in Settings.")
                    }
                    None => format!("{name} refused this key. Replace it in Settings."),
                }
            }
            ProviderFailure::ModelNotFound => {
                format!("{name} has no model called “{model}”. Choose another in Settings.")
            }
            ProviderFailure::PromptTooLong => {
                let by = excess.map_or_else(String::new, |tokens| format!(" by {tokens} tokens"));
                format!(
                    "The brief is too long for “{model}”{by}. Shorten the longest field, or \
                     choose a model that reads more."
                )
            }
            ProviderFailure::OutOfCredit => format!(
                "Your account at {name} is out of credit or has reached its limit. Top it up \
                 there; waiting does not help."
            ),
            ProviderFailure::RateLimited => {
                format!("{name} gets too many requests just now. Wait a little and draft again.")
            }
            ProviderFailure::RequestRejected => format!("{name} would not take this request."),
            _ => format!("{name} has trouble at its end. Try again in a moment."),
        }
    }

    /// The failure of a stream that can't be read on.
    pub(super) fn sse_failure(&self, error: SseError) -> ProviderError {
        match error {
            SseError::TooLarge => self.too_large(),
            SseError::NotUtf8 => self.malformed(),
        }
    }

    /// More came than a completion may hold.
    pub(super) fn too_large(&self) -> ProviderError {
        ProviderError::new(
            ProviderFailure::ResponseTooLarge,
            format!(
                "{} sent more than one piece of copy can hold, so the rest was left out.",
                self.endpoint.provider
            ),
        )
    }

    /// What came is not what the protocol says.
    pub(super) fn malformed(&self) -> ProviderError {
        ProviderError::new(
            ProviderFailure::MalformedResponse,
            format!(
                "{} sent something that can't be read. Try again; if it stays, check in Settings \
                 that its address is that of a server for {}.",
                self.endpoint.provider,
                self.protocol.name()
            ),
        )
    }

    /// Nothing that means anything came for too long.
    pub(super) fn silent(&self) -> ProviderError {
        ProviderError::new(
            ProviderFailure::TimedOut,
            format!(
                "{} sent nothing for {} s. Try again, or choose another model.",
                self.endpoint.provider,
                self.endpoint.limits.silence.as_secs_f32().ceil()
            ),
        )
    }

    /// The request was sent on to another address, which the key must not follow.
    pub(super) fn redirected(&self, status: StatusCode, target: Option<&str>) -> ProviderError {
        let here = self.protocol.completions(&self.endpoint.base_url);
        let target = target
            .and_then(|target| here.join(target).ok())
            .and_then(|to| {
                quote(&format!("{}://{}", to.scheme(), host_of(&to)), self.endpoint.key.as_ref())
            })
            .unwrap_or_else(|| "another address".to_owned());
        self.failure(
            ProviderFailure::Redirected,
            status,
            format!(
                "{} sends requests on to {target}. Copydeck did not follow, so that the key stays \
                 where you sent it. If you trust that address, put it into Settings.",
                self.endpoint.base_url.host()
            ),
        )
    }

    /// A web page came in place of a completion.
    pub(super) fn web_page(&self, status: StatusCode, page: &[u8]) -> ProviderError {
        let page = String::from_utf8_lossy(page);
        let title = title(&page).and_then(|title| quote(title, self.endpoint.key.as_ref()));
        let what = title.map_or_else(|| "a web page".to_owned(), |t| format!("the web page “{t}”"));
        self.failure(
            ProviderFailure::NotAProvider,
            status,
            format!(
                "{} answered with {what}, not with copy. Your network may want you to sign in \
                 first, or the address in Settings is not the provider's.{}",
                self.endpoint.base_url.host(),
                self.version_hint()
            ),
        )
    }

    /// Something answered that does not speak this protocol.
    pub(super) fn not_a_provider(
        &self,
        status: StatusCode,
        complaint: &Complaint,
    ) -> ProviderError {
        let host = self.endpoint.base_url.host();
        let message = if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            sign_in_to_proxy(&host)
        } else {
            let words = self
                .quoted(complaint)
                .map_or_else(String::new, |words| format!(" It says: “{words}”"));
            format!(
                "{host} answers, but offers no {} at this address. Check it in Settings.{}{words}",
                self.protocol.name(),
                self.version_hint()
            )
        };
        self.failure(ProviderFailure::NotAProvider, status, message)
    }

    fn version_hint(&self) -> String {
        self.endpoint
            .base_url
            .with_version()
            .map_or_else(String::new, |_| " Most such addresses end in /v1.".to_owned())
    }

    fn quoted(&self, complaint: &Complaint) -> Option<String> {
        quote(complaint.message.as_deref()?, self.endpoint.key.as_ref())
    }

    fn failure(
        &self,
        failure: ProviderFailure,
        status: StatusCode,
        message: String,
    ) -> ProviderError {
        tracing::info!(host = %self.endpoint.base_url.host(), %status, code = failure.code(), "refused");
        ProviderError { status: Some(status.as_u16()), ..ProviderError::new(failure, message) }
    }
}

/// The title of a web page.
fn title(page: &str) -> Option<&str> {
    // ASCII case folding keeps every byte's place.
    let folded = page.to_ascii_lowercase();
    let open = folded.find("<title")?;
    let start = open + folded[open..].find('>')? + 1;
    let end = start + folded[start..].find("</title")?;
    Some(&page[start..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::api_key::ApiKey,
        llm::{base_url::BaseUrl, http::TimeLimits, openai_chat::ChatCompletions, wire::Endpoint},
    };

    const KEY: &str = "sk-canary-0123456789abcdef";

    fn peer(key: Option<&str>) -> Peer {
        let endpoint = Endpoint {
            provider: "Studio server".into(),
            base_url: BaseUrl::parse("http://llm.example:8080").expect("an address"),
            key: key.and_then(ApiKey::new),
            key_label: None,
            limits: TimeLimits::default(),
        };
        Peer { endpoint, protocol: &ChatCompletions }
    }

    fn told(status: u16, body: &str) -> String {
        let status = StatusCode::from_u16(status).expect("a status");
        let complaint = Complaint::parse(body.as_bytes());
        peer(Some(KEY)).complaint_failure(&complaint, status, "gpt-9").message
    }

    #[test]
    fn every_refusal_says_what_happened_and_what_to_do() {
        let refusals = [
            told(401, &format!(r#"{{"error":{{"message":"Incorrect API key: {KEY}"}}}}"#)),
            told(403, r#"{"error":{"message":"Your country is not supported"}}"#),
            told(404, r#"{"error":{"message":"The model does not exist"}}"#),
            told(404, r#"{"detail":"Not Found"}"#),
            told(
                400,
                r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","code":"context_length_exceeded"}}"#,
            ),
            told(413, ""),
            told(400, r#"{"error":{"message":"The prompt was flagged: violence."}}"#),
            told(429, r#"{"error":{"message":"No quota.","code":"insufficient_quota"}}"#),
            told(429, r#"{"error":{"message":"Limit: 3 per minute."}}"#),
            told(503, ""),
            told(407, ""),
            peer(None)
                .complaint_failure(&Complaint::default(), StatusCode::UNAUTHORIZED, "gpt-9")
                .message,
            peer(None)
                .redirected(StatusCode::FOUND, Some("https://other.example/v1/x?key=1"))
                .message,
            peer(None).silent().message,
            peer(None).too_large().message,
            peer(None).malformed().message,
        ];
        insta::assert_snapshot!(refusals.join("\n"), @"
        Studio server refused this key. Replace it in Settings.
        Studio server refused this key. Replace it in Settings. It says: “Your country is not supported”
        Studio server has no model called “gpt-9”. Choose another in Settings.
        llm.example:8080 answers, but offers no Chat Completions at this address. Check it in Settings. Most such addresses end in /v1. It says: “Not Found”
        The brief is too long for “gpt-9” by 808 tokens. Shorten the longest field, or choose a model that reads more.
        The brief is too long for “gpt-9”. Shorten the longest field, or choose a model that reads more.
        Studio server would not take this request. It says: “The prompt was flagged: violence”
        Your account at Studio server is out of credit or has reached its limit. Top it up there; waiting does not help. It says: “No quota”
        Studio server gets too many requests just now. Wait a little and draft again. It says: “Limit: 3 per minute”
        Studio server has trouble at its end. Try again in a moment.
        A proxy on your network wants you to sign in before llm.example:8080 can be reached. Sign in, or ask whoever runs the network.
        Studio server wants a key and has none. Add one in Settings.
        llm.example:8080 sends requests on to https://other.example. Copydeck did not follow, so that the key stays where you sent it. If you trust that address, put it into Settings.
        Studio server sent nothing for 120 s. Try again, or choose another model.
        Studio server sent more than one piece of copy can hold, so the rest was left out.
        Studio server sent something that can't be read. Try again; if it stays, check in Settings that its address is that of a server for Chat Completions.
        ");
    }

    #[test]
    fn no_failure_repeats_the_key() {
        let body = format!(
            r#"{{"error":{{"message":"key {KEY} in header 'Bearer {KEY}'","code":"{KEY}"}}}}"#
        );
        for status in [400, 401, 403, 404, 413, 422, 429, 500, 503] {
            let told = told(status, &body);
            assert!(!told.contains("canary-01"), "{told}");
        }
        let page = format!("<title>{KEY}</title>");
        let told = peer(Some(KEY)).web_page(StatusCode::OK, page.as_bytes());
        assert!(!format!("{told:?}{:?}", peer(Some(KEY))).contains("canary"), "{told:?}");
    }

    #[test]
    fn a_page_is_named_by_its_title() {
        assert_eq!(title("<html><TITLE lang=en>Café WiFi</Title>"), Some("Café WiFi"));
        assert_eq!(title("<html><title>cut"), None);
        assert_eq!(title(""), None);
    }

    proptest! {
        #[test]
        fn any_page_is_survived(page in "(<title>|</title>|<|>|\\PC){0,30}") {
            title(&page);
        }
    }
}
