//! Proxies that the environment names. Each test runs itself once more with such an environment,
//! because a process can't change its own while others read it.

use copydeck_core::domain::run::ProviderFailure;
use tokio::process::Command;

use super::contract::{LIMITS, complete, provider_at};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

/// Set in the second run.
const SECOND_RUN: &str = "COPYDECK_SECOND_RUN";

fn is_second_run() -> bool {
    std::env::var_os(SECOND_RUN).is_some()
}

async fn run_again(test: &str, proxy: &str) {
    let outcome = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", &format!("flows::proxies::{test}")])
        .envs(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].map(|variable| (variable, proxy)))
        .env("NO_PROXY", "intranet.example")
        .env(SECOND_RUN, "yes")
        .output()
        .await
        .expect("it runs");
    let told = String::from_utf8_lossy(&outcome.stdout);
    assert!(outcome.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
async fn a_server_on_this_machine_is_reached_without_the_proxy() {
    if !is_second_run() {
        let nowhere = "http://127.0.0.1:9";
        return run_again("a_server_on_this_machine_is_reached_without_the_proxy", nowhere).await;
    }
    let server = LoopbackServer::start(Script::text("Run.")).await;
    assert_eq!(
        complete(&provider_at(Dialect::Chat, &server.base_url(), LIMITS)).await.text,
        "Run."
    );
}

#[tokio::test]
async fn a_proxy_that_wants_a_sign_in_is_told_from_the_provider() {
    if !is_second_run() {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
        let proxy = LoopbackServer::start(Script::noise(refusal)).await;
        let test = "a_proxy_that_wants_a_sign_in_is_told_from_the_provider";
        return run_again(test, &proxy.origin()).await;
    }
    for base_url in ["https://llm.example/v1", "http://llm.example/v1"] {
        let outcome = complete(&provider_at(Dialect::Chat, base_url, LIMITS)).await;
        assert_eq!(outcome.failure(), ProviderFailure::NotAProvider, "{outcome:?}");
        assert!(outcome.message().starts_with("A proxy on your network"), "{outcome:?}");
    }
}
