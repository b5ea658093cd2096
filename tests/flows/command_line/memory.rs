//! Memory while a server sends without end.

use std::time::Duration;

use super::{BRIEF, COPY, Desk};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
    memory::peak_kib,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_answer_does_not_fill_the_memory() {
    let endless = |dialect: Dialect, bytes: String| {
        Script::stream(dialect.opening()).repeat(bytes, Duration::ZERO)
    };
    for dialect in Dialect::ALL {
        let scripts = [
            dialect.text(COPY),
            endless(dialect, dialect.piece(&"copy ".repeat(2_000))),
            endless(dialect, dialect.thought(&"copy ".repeat(2_000))),
            endless(dialect, "x".repeat(64 * 1024)),
            endless(dialect, format!(": {}\n", "ping ".repeat(12_000))),
        ];
        let mut peaks = Vec::new();
        for script in scripts {
            let server = LoopbackServer::start(script).await;
            let desk = Desk::new();
            let (kind, url) = (dialect.kind().name(), server.base_url());
            let add = ["providers", "add", "Loopback", "--kind", kind, "--model", "m"];
            desk.run(&[&add[..], &["--base-url", &url]].concat());
            let draft = ["draft", "launch-email", "--provider", "Loopback", "--no-save"];
            let mut draft = desk.command(&[&draft, &BRIEF[..]].concat());
            peaks.push(tokio::task::block_in_place(|| peak_kib(&mut draft)));
        }
        println!("{dialect:?}: {peaks:?} KiB");
        let most = peaks.iter().max().expect("some");
        assert!(most - peaks[0] <= 64 * 1024, "{dialect:?}: {peaks:?} KiB");
    }
}
