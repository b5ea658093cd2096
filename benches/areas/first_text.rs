//! How much later than with `curl -N` the first text of a stream is there.

use std::{
    io::Read,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use copydeck_core::{
    domain::prompt::{Message, Role},
    llm::{
        event::CompletionEvent,
        provider::{CompletionRequest, Provider},
        wire::RemoteProvider,
    },
};
use futures_util::StreamExt;

use super::{block_on, provider_at};
use crate::{
    pairs::{as_seconds, compare, time},
    peers::{self, Missing},
    support::{
        chat_stream,
        loopback::{LoopbackServer, Script},
    },
    table::{Goal, Row},
};

/// How long the server thinks: little, for a model.
const THINKING: Duration = Duration::from_millis(200);

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    peers::require("curl", "sudo apt-get install curl")?;
    let comparison = block_on(async {
        let script = Script::stream(chat_stream::whole("Cold at mile twenty."));
        let server = LoopbackServer::start(script.head_after(THINKING)).await;
        let provider = provider_at(&server.base_url());
        let address = format!("{}/chat/completions", server.base_url());
        let runtime = tokio::runtime::Handle::current();
        // On a thread of its own, because each turn waits while the server goes on.
        tokio::task::spawn_blocking(move || {
            compare(
                30,
                || runtime.block_on(first_text(&provider)),
                || first_byte_of_curl(&address, provider.sent(&request()).body.as_bytes()),
            )
        })
        .await
        .expect("measuring does not panic")
    });
    let area = "first text of a stream, 200 ms of thinking";
    Ok(vec![Row::compared(area, &comparison, "curl -N", Goal::AtMost(1.05), time)])
}

fn request() -> CompletionRequest {
    CompletionRequest {
        model: "loopback-1".into(),
        messages: vec![Message::text(Role::User, "A launch line.")],
        ..CompletionRequest::default()
    }
}

async fn first_text(provider: &RemoteProvider) -> f64 {
    let began = Instant::now();
    let mut events = provider.complete(request());
    while let Some(event) = events.next().await {
        if let CompletionEvent::Delta { .. } = event.expect("the server answers") {
            return as_seconds(began.elapsed());
        }
    }
    panic!("the server writes text")
}

fn first_byte_of_curl(address: &str, body: &[u8]) -> f64 {
    let began = Instant::now();
    let mut curl = Command::new("curl")
        .args(["-sN", "-H", "content-type: application/json", "-d"])
        .arg(String::from_utf8_lossy(body).as_ref())
        .arg(address)
        .stdout(Stdio::piped())
        .spawn()
        .expect("curl was there a moment ago");
    let mut byte = [0];
    curl.stdout
        .take()
        .expect("piped, just above")
        .read_exact(&mut byte)
        .expect("the server answers");
    let taken = as_seconds(began.elapsed());
    // It may have read all there is and ended.
    let _ended = curl.kill();
    curl.wait().expect("it was started");
    taken
}
