//! What never leaves: no key, prompt or copy in any error or log, at any level.

use std::sync::{Arc, Mutex};

use super::providers::{KEY, LIMITS, complete, provider_at};
use crate::support::{
    chat_stream,
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
    for script in [
        Script::text(canary),
        Script::stream(chat_stream::words(canary)).cut_at(150),
        Script::stream(format!("{}{}", chat_stream::words(canary), chat_stream::error("x", &echo))),
        Script::error(400, KEY, &echo),
        Script::error(401, "invalid_api_key", &echo),
        Script::error(403, "forbidden", &echo),
        Script::error(500, "server_error", &echo),
        Script::page(200, &echo),
        Script::redirect(302, &format!("http://{KEY}.example/?key={KEY}")),
        Script::stream("data: {not JSON canary-copy\n\n"),
        Script::stream("").stall(),
    ] {
        let server = LoopbackServer::start(script).await;
        let provider = provider_at(&server.base_url(), LIMITS);
        let outcome = complete(&provider).await;
        told.push_str(&format!("{:?}{provider:?}\n", outcome.end));
        told.push_str(&format!("{:?}\n", provider.test_connection(Some("loopback-1")).await));
    }
    let log = String::from_utf8(log.0.lock().expect("no writer panics").clone()).expect("text");
    assert!(log.contains("asking"), "the log was not captured");
    for canary in ["canary-0123", "canary-brief", "canary-copy"] {
        assert!(!told.contains(canary), "{canary} was told: {told}");
        assert!(!log.contains(canary), "{canary} was logged");
    }
}
