//! Where a provider is: an address checked once, and the addresses under it.

use std::fmt;

use url::{Host, Url};

/// Where Azure wants the version of the interface, in the query.
const API_VERSION: &str = "api-version";

/// Why an address can't be a provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// It does not read as an address.
    #[error(
        "This is not a web address. It should look like https://api.example.com/v1 or \
         http://localhost:11434/v1."
    )]
    NotAnAddress,
    /// It is an address of another kind.
    #[error("The address must begin with https:// or http://.")]
    NotHttp,
    /// It holds a user name or a password, which would be kept and shown as plain text.
    #[error("The address holds a user name or password. Put the key into the key field instead.")]
    HoldsPassword,
}

/// A provider's address, over which its endpoints are reached. It never holds a password.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads an address as the user gave it. A trailing slash, a fragment and the name of the
    /// endpoint itself, which people paste along, are dropped; a query is kept.
    ///
    /// # Errors
    ///
    /// When it is not an `http` or `https` address, or holds a password.
    pub fn parse(given: &str) -> Result<Self, BaseUrlError> {
        let given = given.trim();
        let mut url = Url::parse(given).map_err(|_| {
            // `llm.example/v1` lacks its scheme; `::` is nothing at all.
            if given.contains('.') { BaseUrlError::NotHttp } else { BaseUrlError::NotAnAddress }
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::NotHttp);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::HoldsPassword);
        }
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/');
        let path = ["/chat/completions", "/responses", "/messages"]
            .into_iter()
            .find_map(|endpoint| path.strip_suffix(endpoint))
            .unwrap_or(path)
            .to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of an endpoint, such as `chat/completions`.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{name}", self.0.path().trim_end_matches('/')));
        url
    }

    /// The host, with the port where one is given: all of the address that messages show.
    #[must_use]
    pub fn host(&self) -> String {
        host_of(&self.0)
    }

    /// The same address with `/v1` at its end, where it names no version: what most servers want
    /// and many people leave out.
    #[must_use]
    pub fn with_version(&self) -> Option<Self> {
        let names_version = self.0.path_segments().into_iter().flatten().any(|segment| {
            let digits = segment.strip_prefix('v').unwrap_or_default();
            digits.starts_with(|first: char| first.is_ascii_digit())
        });
        (!names_version).then(|| Self(self.endpoint("v1")))
    }

    /// The same for a deployment on Azure: its path, and the version of the interface. Each is left
    /// as it is where it is not given.
    #[must_use]
    pub fn on_azure(&self, deployment: Option<&str>, api_version: Option<&str>) -> Self {
        let mut url = self.0.clone();
        if let Some(deployment) = deployment
            && let Ok(mut path) = url.path_segments_mut()
        {
            path.pop_if_empty();
            let has_openai = self.0.path().trim_end_matches('/').ends_with("/openai");
            path.extend((!has_openai).then_some("openai"));
            path.extend(["deployments", deployment]);
        }
        if let Some(version) = api_version {
            let kept = self.0.query_pairs().filter(|(name, _)| name != API_VERSION);
            url.query_pairs_mut().clear().extend_pairs(kept).append_pair(API_VERSION, version);
        }
        Self(url)
    }

    /// An address under this one as it may be shown: what its query holds may be a secret, but
    /// for the version of the interface.
    #[must_use]
    pub fn shown(&self, address: &Url) -> String {
        let mut shown = address.clone();
        if address.query().is_some() {
            shown.query_pairs_mut().clear().extend_pairs(address.query_pairs().map(
                |(name, value)| {
                    let hidden = name != API_VERSION;
                    (name, if hidden { "hidden".into() } else { value })
                },
            ));
        }
        shown.into()
    }

    /// Whether what is sent there can be read on the way: plain `http` to another machine.
    #[must_use]
    pub fn is_readable_on_the_way(&self) -> bool {
        let stays_here = match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        self.0.scheme() == "http" && !stays_here
    }

    /// Whether Azure offers it, which has headers of its own.
    #[must_use]
    pub fn is_azure(&self) -> bool {
        self.0.host_str().is_some_and(|host| host.ends_with(".azure.com"))
            || self.0.query_pairs().any(|(name, _)| name == API_VERSION)
    }

    /// Whether this is OpenAI's own service, which has left some of the protocol's older names.
    #[must_use]
    pub fn is_openai(&self) -> bool {
        self.0.host_str() == Some("api.openai.com")
    }

    /// Whether this is Anthropic's own service.
    #[must_use]
    pub fn is_anthropic(&self) -> bool {
        self.0.host_str() == Some("api.anthropic.com")
    }
}

/// The host of an address, with the port where one is given.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

impl fmt::Display for BaseUrl {
    /// The address without a trailing slash, as it is stored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A query may hold a secret.
        write!(f, "BaseUrl({})", self.host())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions")]
    #[case(" http://localhost:11434/v1/ \n", "http://localhost:11434/v1/chat/completions")]
    #[case("http://localhost:8080", "http://localhost:8080/chat/completions")]
    #[case("https://llm.example/v1/chat/completions", "https://llm.example/v1/chat/completions")]
    #[case(
        "https://x.example/openai?api-version=2024-10-21",
        "https://x.example/openai/chat/completions?api-version=2024-10-21"
    )]
    #[case(
        "https://api.anthropic.com/v1/messages",
        "https://api.anthropic.com/v1/chat/completions"
    )]
    fn an_address_leads_to_its_endpoint(#[case] given: &str, #[case] endpoint: &str) {
        let base = BaseUrl::parse(given).expect("an address");
        assert_eq!(base.endpoint("chat/completions").as_str(), endpoint);
    }

    #[rstest]
    #[case("http://localhost:8080/", "http://localhost:8080")]
    #[case("https://llm.example/v1/", "https://llm.example/v1")]
    fn an_address_is_stored_without_a_trailing_slash(#[case] given: &str, #[case] stored: &str) {
        assert_eq!(BaseUrl::parse(given).expect("an address").to_string(), stored);
    }

    #[rstest]
    #[case("", BaseUrlError::NotAnAddress)]
    #[case("my server", BaseUrlError::NotAnAddress)]
    #[case("llm.example/v1", BaseUrlError::NotHttp)]
    #[case("localhost:11434", BaseUrlError::NotHttp)]
    #[case("file:///etc/passwd", BaseUrlError::NotHttp)]
    #[case("https://:sk-canary@llm.example/v1", BaseUrlError::HoldsPassword)]
    fn what_is_no_address_is_told_with_the_reason(
        #[case] given: &str,
        #[case] reason: BaseUrlError,
    ) {
        assert_eq!(BaseUrl::parse(given), Err(reason));
    }

    #[test]
    fn a_missing_version_is_suggested_and_a_given_one_is_not() {
        let parse = |given| BaseUrl::parse(given).expect("an address");
        let suggested = parse("http://localhost:11434").with_version().expect("a suggestion");
        assert_eq!(suggested.to_string(), "http://localhost:11434/v1");
        assert_eq!(parse("https://llm.example/v1").with_version(), None);
        assert_eq!(parse("https://llm.example/v1beta/openai").with_version(), None);
    }

    #[rstest]
    #[case(
        "https://x.openai.azure.com/",
        "https://x.openai.azure.com/openai/deployments/gpt%204o?api-version=2024-10-21"
    )]
    #[case(
        "https://x.openai.azure.com/openai?api-version=old&a=b",
        "https://x.openai.azure.com/openai/deployments/gpt%204o?a=b&api-version=2024-10-21"
    )]
    fn a_deployment_on_azure_has_its_path_and_version(#[case] given: &str, #[case] whole: &str) {
        let base = BaseUrl::parse(given).expect("an address");
        let azure = base.on_azure(Some("gpt 4o"), Some("2024-10-21"));
        assert_eq!(azure.to_string(), whole);
        assert!(azure.is_azure());
        assert_eq!(base.on_azure(None, None), base);
    }

    #[test]
    fn a_secret_in_an_address_is_not_shown() {
        let base =
            BaseUrl::parse("https://llm.example/v1?key=sk-canary&api-version=1").expect("ok");
        let shown = base.shown(&base.endpoint("responses"));
        assert_eq!(shown, "https://llm.example/v1/responses?key=hidden&api-version=1");
    }

    #[test]
    fn plain_http_is_readable_on_the_way_unless_it_stays_on_this_machine() {
        let readable = |given| BaseUrl::parse(given).expect("an address").is_readable_on_the_way();
        assert!(readable("http://llm.example/v1"));
        assert!(!readable("https://llm.example/v1"));
        assert!(!readable("http://localhost:1234"));
        assert!(!readable("http://127.0.0.1:1234"));
        assert!(!readable("http://[::1]:1234"));
    }
}
