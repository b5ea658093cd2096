//! Memory while a server sends without end.

use std::{process::Stdio, time::Duration};

use super::{BRIEF, COPY, Desk};
use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

/// The most memory a draft has taken, in KiB.
fn peak_kib(desk: &Desk) -> u64 {
    let start = ["draft", "launch-email", "--provider", "Loopback", "--no-save"];
    let mut child = desk
        .command(&[&start, &BRIEF[..]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the executable runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child").is_none() {
        let status = std::fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = kib.unwrap_or(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}

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
            peaks.push(tokio::task::block_in_place(|| peak_kib(&desk)));
        }
        println!("{dialect:?}: {peaks:?} KiB");
        let most = peaks.iter().max().expect("some");
        assert!(most - peaks[0] <= 64 * 1024, "{dialect:?}: {peaks:?} KiB");
    }
}
