//! What never leaves: no key, prompt or copy in any error or log, at any level.

use std::sync::{Arc, Mutex};

use copydeck_core::llm::patience::{Health, PatientProvider};

use super::contract::{IMPATIENT, KEY, complete, provider_at};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no writer panics").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_key_prompt_or_copy_is_in_any_error_or_log() {
    let log = Log::default();
    let writer = log.clone();
    // For the whole process, so that what libraries log is caught too.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();

    let echo = format!("Invalid key {KEY}, sent as 'Bearer {KEY}'");
    let canary = "canary-copy";
    let mut told = String::new();
    for dialect in Dialect::ALL {
        let words = dialect.words(canary);
        for script in [
            dialect.text(canary),
            Script::stream(words.clone()).cut_at(words.len() - 5),
            Script::stream(dialect.thought(canary)),
            Script::stream(format!("{words}{}", dialect.error_event("x", &echo))),
            dialect.refusal(400, KEY, &echo),
            dialect.refusal(401, "invalid_api_key", &echo),
            dialect.refusal(403, "forbidden", &echo),
            dialect.refusal(429, "rate_limit_error", &echo),
            dialect.refusal(500, "server_error", &echo),
            Script::page(200, &echo),
            Script::redirect(302, &format!("http://{KEY}.example/?key={KEY}")),
            Script::stream("data: {not JSON canary-copy\n\n"),
            Script::stream("").stall(),
        ] {
            let server = LoopbackServer::start(script).await;
            let provider = provider_at(dialect, &server.base_url(), IMPATIENT);
            let patient = PatientProvider::new(
                Arc::new(provider.clone()),
                "Studio server",
                Health::default(),
            );
            let outcome = complete(&patient).await;
            told.push_str(&format!("{:?}{provider:?}\n", outcome.end));
            told.push_str(&format!("{:?}\n", provider.test_connection(Some("loopback-1")).await));
        }
    }
    let log = String::from_utf8(log.0.lock().expect("no writer panics").clone()).expect("text");
    assert!(log.contains("asking"), "the log was not captured");
    for canary in ["canary-0123", "canary-brief", "canary-copy"] {
        assert!(!told.contains(canary), "{canary} was told: {told}");
        assert!(!log.contains(canary), "{canary} was logged");
    }
}
