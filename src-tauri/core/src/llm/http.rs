//! The HTTP client that all providers share, its time limits, and what a connection that failed
//! means. Statuses and bodies are for each protocol to read.

use std::{env, error::Error as _, io, time::Duration};

use reqwest::{Client, ClientBuilder, NoProxy, Proxy, redirect};

use super::{
    base_url::BaseUrl,
    error::{ProviderError, ProviderFailure},
};

/// How long to wait for a provider. There is no limit on a whole completion: a long one that
/// keeps coming is a good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimits {
    /// Until the connection stands. Taken into account when the client is made.
    pub connect: Duration,
    /// Between two events that mean something; comments and pings do not count.
    pub silence: Duration,
    /// For the count of tokens and the end mark, once the model has said why it stopped. Some
    /// servers send neither and leave the connection open.
    pub after_stop_reason: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            silence: Duration::from_secs(120),
            after_stop_reason: Duration::from_secs(5),
        }
    }
}

/// The HTTP client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("The network could not be set up: {0}")]
pub struct ClientError(#[from] reqwest::Error);

/// Makes the client that all providers share. It follows no redirect: the key goes where the
/// user sent it and nowhere else. A `rustls` crypto provider must have been installed.
///
/// # Errors
///
/// When the system's network configuration can't be used.
pub fn client(limits: &TimeLimits) -> Result<Client, ClientError> {
    let builder = || {
        let builder = Client::builder()
            .connect_timeout(limits.connect)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("Copydeck/", env!("CARGO_PKG_VERSION")));
        environment_proxies().into_iter().fold(builder, ClientBuilder::proxy)
    };
    builder().build().or_else(|error| {
        // Without one trusted authority on the system no client can be made at all, though a
        // server on this machine needs none. Such a client still refuses every certificate.
        tracing::warn!(%error, "no certificate authority is trusted: only plain http will work");
        let tls = rustls::ClientConfig::builder()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        Ok(builder().tls_backend_preconfigured(tls).build()?)
    })
}

/// The proxies that the environment names, in the order in which they are tried. A server on this
/// machine is never looked for behind one, though the variables alone would say so.
fn environment_proxies() -> Vec<Proxy> {
    type Kind = fn(String) -> reqwest::Result<Proxy>;
    const KINDS: [(&str, Kind); 3] = [
        ("HTTPS_PROXY", |address| Proxy::https(address)),
        ("HTTP_PROXY", |address| Proxy::http(address)),
        ("ALL_PROXY", |address| Proxy::all(address)),
    ];
    let variable = |name: &str| {
        env::var(name)
            .or_else(|_| env::var(name.to_ascii_lowercase()))
            .ok()
            .filter(|value| !value.is_empty())
    };
    let excepted = variable("NO_PROXY").unwrap_or_default();
    let excepted = NoProxy::from_string(&format!("{excepted},localhost,127.0.0.0/8,::1"));
    KINDS
        .into_iter()
        .filter_map(|(name, kind)| {
            // The address may hold a password, so it is not logged.
            kind(variable(name)?)
                .inspect_err(|_| tracing::warn!("{name} is no proxy's address; it is left out"))
                .ok()
        })
        .map(|proxy| proxy.no_proxy(excepted.clone()))
        .collect()
}

/// What a request that got no answer means. `provider` is the user's name for it.
pub(super) fn transport_failure(
    error: &reqwest::Error,
    provider: &str,
    base_url: &BaseUrl,
) -> ProviderError {
    let host = base_url.host();
    if let Some(tls) = cause::<rustls::Error>(error) {
        return tls_failure(tls, provider, &host);
    }
    if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        return ProviderError::new(
            ProviderFailure::NotAProvider,
            format!(
                "Something answers at {host}, but it is no web server. Check the address of \
                 {provider} in Settings."
            ),
        );
    }
    if says(error, "proxy authorization required") {
        return ProviderError::new(ProviderFailure::NotAProvider, sign_in_to_proxy(&host));
    }
    if matches!(
        cause::<io::Error>(error).map(io::Error::kind),
        Some(io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
    ) {
        return ProviderError::new(
            ProviderFailure::MalformedResponse,
            format!("{provider} sent something that can't be unpacked. Try again."),
        );
    }
    let message = if error.is_dns() {
        format!(
            "The address {host} is not known. Check it in Settings, and that this computer is \
             online."
        )
    } else if error.is_timeout() && error.is_connect() {
        format!("{provider} could not be reached: {host} did not answer in time.")
    } else if cause::<io::Error>(error).map(io::Error::kind)
        == Some(io::ErrorKind::ConnectionRefused)
    {
        format!("Nothing answers at {host}. Is {provider} running?")
    } else if error.is_connect() {
        format!("{provider} could not be reached at {host}. Check that this computer is online.")
    } else {
        format!("The connection to {provider} broke off before it answered. Try again.")
    };
    ProviderError::new(ProviderFailure::Unreachable, message)
}

fn tls_failure(error: &rustls::Error, provider: &str, host: &str) -> ProviderError {
    match error {
        rustls::Error::InvalidCertificate(_) => ProviderError::new(
            ProviderFailure::CertificateRejected,
            format!(
                "{host} can't prove that it is {provider}: its certificate is not to be trusted. \
                 Nothing was sent. Ask whoever runs your network or the server."
            ),
        ),
        rustls::Error::InvalidMessage(_) => ProviderError::new(
            ProviderFailure::NotAProvider,
            format!(
                "{host} answers, but not over https. If {provider} runs on your own network, its \
                 address may begin with http://."
            ),
        ),
        _ => ProviderError::new(
            ProviderFailure::Unreachable,
            format!("No secure connection to {provider} at {host} could be made. Try again."),
        ),
    }
}

/// What is said of a proxy that lets nobody through without a name.
pub(super) fn sign_in_to_proxy(host: &str) -> String {
    format!(
        "A proxy on your network wants you to sign in before {host} can be reached. Sign in, or \
         ask whoever runs the network."
    )
}

/// Whether any cause is worded so. For what the HTTP library gives no type of its own.
fn says(error: &reqwest::Error, words: &str) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.to_string().contains(words) {
            return true;
        }
        next = error.source();
    }
    false
}

/// The innermost cause of this kind. An `io::Error` hides what it wraps from `source`.
fn cause<T: std::error::Error + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut found = None;
    let mut next = error.source();
    while let Some(error) = next {
        found = error.downcast_ref::<T>().or(found);
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    found
}
