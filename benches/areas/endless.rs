//! How much more memory a draft takes when the server sends without end than when it sends a few
//! words. What is read stops at the limit of a completion, and the rest stays where it is.

use std::{process::Command, time::Duration};

use super::block_on;
use crate::{
    desk::COPYDECK,
    peers::Missing,
    support::{
        chat_stream,
        loopback::{LoopbackServer, Script},
        memory::peak_kib,
    },
    table::Row,
};

/// The provider contract's own.
const MOST_MIB: u64 = 64;

pub(super) fn measure() -> Result<Vec<Row>, Missing> {
    let piece = chat_stream::piece(&"copy ".repeat(2_000));
    let [short, endless] = [
        Script::text("Cold at mile twenty."),
        Script::stream(piece.clone()).repeat(piece, Duration::ZERO),
    ]
    .map(|script| block_on(async { peak_of_a_draft(script).await }));
    let more = endless.saturating_sub(short) / 1024;
    Ok(vec![Row {
        area: "memory of a draft whose server sends without end".to_owned(),
        ours: format!("{} MiB", endless / 1024),
        peer: format!("{} MiB (a few words)", short / 1024),
        figure: format!("{more} MiB more"),
        goal: format!("<= {MOST_MIB} MiB more"),
        reached: more <= MOST_MIB,
    }])
}

/// In KiB.
async fn peak_of_a_draft(script: Script) -> u64 {
    let server = LoopbackServer::start(script).await;
    let folder = tempfile::tempdir().expect("a folder");
    let copydeck = |arguments: &[&str]| {
        let mut command = Command::new(COPYDECK);
        command.arg("--data-dir").arg(folder.path()).args(arguments);
        command
    };
    let url = server.base_url();
    let kind = ["--kind", "openai-compatible", "--model", "m", "--base-url", &url];
    let added = copydeck(&[&["providers", "add", "Loopback"], &kind[..]].concat()).output();
    assert!(added.expect("the executable runs").status.success(), "the provider is added");
    let brief = ["--set", "product=Brightleaf", "--set", "news=cold for 24 hours"];
    let draft = ["draft", "launch-email", "--provider", "Loopback", "--no-save"];
    let mut draft = copydeck(&[&draft, &brief[..]].concat());
    tokio::task::block_in_place(|| peak_kib(&mut draft))
}
