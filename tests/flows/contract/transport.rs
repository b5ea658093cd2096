//! Servers that are not there, are others, or say nothing.

use std::time::Instant;

use rstest::rstest;

use super::*;
use crate::support::untrusted::UntrustedServer;

type D = Dialect;

#[rstest]
#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let server = LoopbackServer::start(dialect.text(COPY)).await;
    let base_url = server.base_url();
    drop(server);
    tokio::task::yield_now().await;
    let outcome = complete(&provider_at(dialect, &base_url, LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Unreachable);
    assert!(outcome.message().starts_with("Nothing answers at 127.0.0.1:"), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn a_name_that_is_not_known_is_unreachable(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let outcome = complete(&provider_at(dialect, "http://copydeck.invalid/v1", LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Unreachable, "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn something_that_is_no_web_server_is_told_from_one_that_is_not_there(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let server = LoopbackServer::start(Script::noise("SSH-2.0-OpenSSH_9.9\r\n")).await;
    let secure = server.base_url().replace("http://", "https://");
    for base_url in [secure, server.base_url()] {
        let outcome = complete(&provider_at(dialect, &base_url, LIMITS)).await;
        assert_eq!(outcome.failure(), ProviderFailure::NotAProvider, "{outcome:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused_before_the_key_is_sent(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    install_crypto();
    let server = UntrustedServer::start();
    let outcome = complete(&provider_at(dialect, &server.base_url(), LIMITS)).await;
    assert_eq!(outcome.failure(), ProviderFailure::CertificateRejected, "{outcome:?}");
    assert_eq!(server.trusted_by(), 0);
}

#[rstest]
#[tokio::test]
async fn a_secure_connection_that_never_comes_about_is_given_up(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let base_url = format!("https://{}/v1", listener.local_addr().expect("bound"));
    let limits = TimeLimits { connect: Duration::from_millis(400), ..LIMITS };
    let outcome = complete(&provider_at(dialect, &base_url, limits)).await;
    assert_eq!(outcome.failure(), ProviderFailure::Unreachable, "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn silence_ends_it_and_pings_are_silence(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
    #[values("no head", "nothing", "some text", "pings", "named pings", "empty pieces")] kind: &str,
) {
    let words = || Script::stream(dialect.words(COPY));
    let often = Duration::from_millis(20);
    let (script, text) = match kind {
        "no head" => (dialect.text(COPY).head_after(Duration::from_secs(60)), ""),
        "nothing" => (Script::stream("").stall(), ""),
        "some text" => (words().stall(), COPY),
        "pings" => (words().repeat(": ping\n\n", often), COPY),
        "named pings" => {
            (words().repeat("event: ping\ndata: {\"type\":\"ping\"}\n\n", often), COPY)
        }
        _ => (words().repeat(dialect.piece(""), often), COPY),
    };
    let server = LoopbackServer::start(script).await;
    let started = Instant::now();
    let outcome = complete(&provider_at(dialect, &server.base_url(), IMPATIENT)).await;
    assert_eq!(outcome.failure(), ProviderFailure::TimedOut, "{outcome:?}");
    assert_eq!(outcome.text, text);
    assert!(started.elapsed() >= IMPATIENT.silence);
}

#[rstest]
#[tokio::test]
async fn a_slow_stream_that_keeps_coming_is_never_cut_off(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let limits = TimeLimits { silence: Duration::from_secs(5), ..LIMITS };
    let part = dialect.whole(COPY).len() / 10;
    let script = dialect.text(COPY).in_chunks(part, Duration::from_millis(550));
    let server = LoopbackServer::start(script).await;
    let started = Instant::now();
    let outcome = complete(&provider_at(dialect, &server.base_url(), limits)).await;
    outcome.is(COPY, StopReason::Complete);
    assert!(started.elapsed() > limits.silence, "too quick to show anything");
}

#[rstest]
#[tokio::test]
async fn a_server_that_thinks_for_long_is_not_silent(
    #[values(D::Responses, D::Chat, D::Messages)] dialect: Dialect,
) {
    let limits = TimeLimits { silence: Duration::from_secs(5), ..LIMITS };
    let thought = dialect.thought("Hm.");
    let body = format!("{}{}", thought.repeat(10), dialect.whole(COPY));
    let script = Script::stream(body).in_chunks(thought.len(), Duration::from_millis(300));
    let server = LoopbackServer::start(script).await;
    let outcome = complete(&provider_at(dialect, &server.base_url(), limits)).await;
    outcome.is(COPY, StopReason::Complete);
}
