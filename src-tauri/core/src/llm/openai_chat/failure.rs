//! What a marketer reads when Chat Completions fail: one sentence for what happened, one for what
//! to do, and the server's own words where they help.

use reqwest::StatusCode;

use super::{Endpoint, complaint::Complaint};
use crate::llm::{
    error::{ProviderError, ProviderFailure},
    quote::quote,
    sse::SseError,
};

impl Endpoint {
    /// The failure that a complaint stands for. `status` is the answer's own.
    pub(super) fn complaint_failure(
        &self,
        complaint: &Complaint,
        status: StatusCode,
        model: &str,
    ) -> ProviderError {
        let failure = complaint.failure(Some(status.as_u16()), self.key.is_some());
        let name = &self.provider;
        let sentence = match failure {
            ProviderFailure::KeyMissing => {
                return self.failure(
                    failure,
                    status,
                    format!("{name} wants a key and has none. Add one in Settings."),
                );
            }
            // The quote would repeat the key, or what looks like it.
            ProviderFailure::KeyRefused if status == StatusCode::UNAUTHORIZED => {
                return self.failure(
                    failure,
                    status,
                    format!("{name} refused this key. Replace it in Settings."),
                );
            }
            ProviderFailure::KeyRefused => {
                format!("{name} refused this key. Replace it in Settings, or ask for access.")
            }
            ProviderFailure::ModelNotFound => {
                format!("{name} has no model called “{model}”. Choose another in Settings.")
            }
            ProviderFailure::PromptTooLong => {
                let excess = complaint
                    .excess_tokens()
                    .map_or_else(String::new, |excess| format!(" by {excess} tokens"));
                format!(
                    "The brief is too long for “{model}”{excess}. Shorten the longest field, or \
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
            ProviderFailure::NotAProvider => return self.not_a_provider(status, complaint),
            ProviderFailure::RequestRejected => format!("{name} would not take this request."),
            _ => format!("{name} has trouble at its end. Try again in a moment."),
        };
        let message = match self.quoted(complaint) {
            Some(words) => format!("{sentence} It says: “{words}”"),
            None => sentence,
        };
        self.failure(failure, status, message)
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
                self.provider
            ),
        )
    }

    /// What came is not what the protocol says.
    pub(super) fn malformed(&self) -> ProviderError {
        ProviderError::new(
            ProviderFailure::MalformedResponse,
            format!(
                "{} sent something that can't be read. Try again; if it stays, check in Settings \
                 that its address is that of an OpenAI-compatible server.",
                self.provider
            ),
        )
    }

    /// Nothing that means anything came for too long.
    pub(super) fn silent(&self) -> ProviderError {
        ProviderError::new(
            ProviderFailure::TimedOut,
            format!(
                "{} sent nothing for {} seconds. Try again, or choose another model.",
                self.provider,
                self.limits.silence.as_secs_f32().ceil()
            ),
        )
    }

    /// The request was sent on to another address, which the key must not follow.
    pub(super) fn redirected(&self, status: StatusCode, target: Option<&str>) -> ProviderError {
        let here = self.base_url.endpoint("chat/completions");
        let target = target.and_then(|target| here.join(target).ok()).map_or_else(
            || "another address".to_owned(),
            |target| format!("{}://{}", target.scheme(), crate::llm::base_url::host_of(&target)),
        );
        self.failure(
            ProviderFailure::Redirected,
            status,
            format!(
                "{} sends requests on to {target}. Copydeck did not follow, so that the key stays \
                 where you sent it. If you trust that address, put it into Settings.",
                self.base_url.host()
            ),
        )
    }

    /// A web page came in place of a completion.
    pub(super) fn web_page(&self, status: StatusCode, page: &[u8]) -> ProviderError {
        let page = String::from_utf8_lossy(page);
        let title = title(&page).and_then(|title| quote(title, self.key.as_ref()));
        let what = title.map_or_else(|| "a web page".to_owned(), |t| format!("the web page “{t}”"));
        self.failure(
            ProviderFailure::NotAProvider,
            status,
            format!(
                "{} answered with {what}, not with copy. Your network may want you to sign in \
                 first, or the address in Settings is not the provider's.{}",
                self.base_url.host(),
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
        let host = self.base_url.host();
        let message = if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            format!(
                "A proxy on your network wants you to sign in before {host} can be reached. Sign \
                 in, or ask whoever runs the network."
            )
        } else {
            let words = self
                .quoted(complaint)
                .map_or_else(String::new, |words| format!(" It says: “{words}”"));
            format!(
                "{host} answers, but offers no Chat Completions at this address. Check it in \
                 Settings.{}{words}",
                self.version_hint()
            )
        };
        self.failure(ProviderFailure::NotAProvider, status, message)
    }

    fn version_hint(&self) -> String {
        self.base_url
            .with_version()
            .map_or_else(String::new, |_| " Most such addresses end in /v1.".to_owned())
    }

    fn quoted(&self, complaint: &Complaint) -> Option<String> {
        quote(complaint.message.as_deref()?, self.key.as_ref())
    }

    fn failure(
        &self,
        failure: ProviderFailure,
        status: StatusCode,
        message: String,
    ) -> ProviderError {
        tracing::info!(host = %self.base_url.host(), %status, code = failure.code(), "refused");
        ProviderError { failure, status: Some(status.as_u16()), message }
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
