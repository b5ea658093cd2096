//! Processes killed at random moments, while they write a draft and while they type one.

use std::{path::Path, process::Command, thread, time::Duration};

use copydeck_core::domain::draft_list::DraftQuery;
use serde_json::Value;
use tempfile::TempDir;

use super::{
    machine::{Chance, Pulse},
    process::Watched,
    typist,
    verdict::{Tally, newest_draft, opened},
};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

/// How many processes are at work at once.
const LANES: usize = 2;
/// With the ten kills of the real window these are two hundred.
const KILLS_WHILE_WRITING: usize = 100;
const KILLS_WHILE_TYPING: usize = 90;

/// How long a process may be at work before it is killed.
const AT_WORK: Duration = Duration::from_millis(700);

/// A stream of words, about fifty a second, that would go on for a minute.
pub(super) fn words() -> String {
    (0..3000).map(|number| format!("word{number} ")).collect()
}

/// A server that writes them.
pub(super) async fn server() -> LoopbackServer {
    let stream = Script::stream(chat_stream::words(&words()));
    let word_bytes = chat_stream::piece("word123 ").len();
    LoopbackServer::start(stream.in_chunks(word_bytes, Duration::from_millis(20))).await
}

/// The command line on a data folder.
pub(super) fn copydeck(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydeck"));
    command.arg("--data-dir").arg(folder).args(arguments).env("FAULT_KEY", "sk-fault-run");
    command
}

/// Lets drafts of a data folder be written by this server.
pub(super) fn add_provider(folder: &Path, server: &LoopbackServer) {
    let url = server.base_url();
    let arguments = ["providers", "add", "Loopback", "--kind", "openai-compatible"];
    let more = ["--base-url", &url, "--key-env", "FAULT_KEY", "--model", "quick"];
    let output = copydeck(folder, &[&arguments[..], &more].concat()).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The command that drafts with that server, an event a line.
pub(super) fn drafting(folder: &Path) -> Command {
    let arguments = ["draft", "launch-email", "--provider", "Loopback", "--json"];
    let brief = ["--set", "product=Brightleaf", "--set", "news=cold for 24 hours"];
    copydeck(folder, &[&arguments[..], &brief].concat())
}

/// The length of a run's text, by an event of it.
pub(super) fn length(line: &str) -> Option<usize> {
    let event: Value = serde_json::from_str(line).ok()?;
    let length = event.get("length")?.as_u64()?;
    usize::try_from(length).ok()
}

/// Kills a process again and again on a folder of its own, and counts what each kill cost.
async fn lane(
    folder: TempDir,
    kills: usize,
    mut chance: Chance,
    start: impl Fn(&Path) -> Watched,
    whole: String,
) -> Tally {
    let pulse = Pulse::start(folder.path());
    let mut tally = Tally::default();
    let mut drafts = 0;
    for _ in 0..kills {
        let watched = start(folder.path());
        pulse.watch([watched.id()]);
        // Now and then before it has shown anything.
        if chance.below(10) > 0 {
            assert!(watched.has_shown(1), "it shows something before it ends");
        }
        thread::sleep(chance.time_below(AT_WORK));
        let (killed_at, shown) = watched.kill();
        let store = opened(folder.path()).await;
        let page = store.draft_page(DraftQuery::default(), None).await.expect("read").items.len();
        let made = page > drafts;
        drafts = page;
        let text = match newest_draft(&store).await {
            Some(draft) if made => {
                assert_eq!(draft.stream_mark, None);
                draft.text
            }
            _ => String::new(),
        };
        assert!(whole.starts_with(&text), "the text is what was written: {text:?}");
        tally.count(text.len(), killed_at, &shown, &pulse);
        store.close().await;
    }
    tally
}

/// Runs a lane on a thread of its own: it waits for its processes, and the server must not.
async fn apart(lane: impl Future<Output = Tally> + Send + 'static) -> Tally {
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || runtime.block_on(lane)).await.expect("whole")
}

async fn run_lanes(what: &str, kills: usize, lane_of: impl AsyncFn(Chance, usize) -> Tally) {
    let mut chance = Chance::seeded(what);
    let (one, other) = (chance.fork(), chance.fork());
    let (mut tally, more) =
        tokio::join!(lane_of(one, kills.div_ceil(LANES)), lane_of(other, kills / LANES));
    tally.add(&more);
    tally.report(what);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_a_draft_is_written_at_most_a_quarter_of_a_second_is_lost() {
    let server = server().await;
    run_lanes("killed while writing", KILLS_WHILE_WRITING, async |chance, kills| {
        let folder = tempfile::tempdir().expect("a folder");
        add_provider(folder.path(), &server);
        let start = |folder: &Path| Watched::start(drafting(folder), length);
        apart(lane(folder, kills, chance, start, words())).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_somebody_types_at_most_a_quarter_of_a_second_is_lost() {
    run_lanes("killed while typing", KILLS_WHILE_TYPING, async |chance, kills| {
        let folder = tempfile::tempdir().expect("a folder");
        let start = |folder: &Path| Watched::start(typist::command(folder), typist::typed);
        apart(lane(folder, kills, chance, start, typist::text(20_000))).await
    })
    .await;
}
