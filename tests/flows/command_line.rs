//! The command line as a script or a person meets it: the real executable on a data folder of its
//! own.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    dialect::Dialect,
    loopback::{LoopbackServer, Script},
};

const KEY: &str = "sk-canary-command-line-4f2a";
const COPY: &str = "Subject: Cold at mile twenty\n\nZoë’s bottle 👟 outlasts the climb.";
const BRIEF: [&str; 4] = ["--set", "product=Brightleaf", "--set", "news=cold for 24 hours"];

/// A data folder, and the commands run on it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydeck"));
        command.arg("--data-dir").arg(self.folder.path()).args(arguments);
        command.env("CANARY_KEY", KEY).env_remove("COPYDECK_LOG").stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the executable runs")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// A provider with a key from the environment, and drafting with it.
    fn add_provider(&self, server: &LoopbackServer) {
        let url = server.base_url();
        let output = self.run(&[
            "providers",
            "add",
            "Loopback",
            "--kind",
            "openai-compatible",
            "--base-url",
            &url,
            "--key-env",
            "CANARY_KEY",
            "--model",
            "quick",
        ]);
        assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    }

    fn draft(&self, more: &[&str]) -> Output {
        let start = ["draft", "launch-email", "--provider", "Loopback"];
        self.run(&[&start, &BRIEF[..], more].concat())
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// The events of a run with `--json`.
fn events(output: &Output) -> Vec<Value> {
    printed(output).lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
}

fn holds(folder: &Path, needle: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return holds(&path, needle);
        }
        let bytes = std::fs::read(&path).expect("a file");
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_streams_to_standard_output_and_is_there_afterwards() {
    let server = LoopbackServer::start(Script::text(COPY).in_chunks(7, Duration::ZERO)).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(printed(&output), format!("{COPY}\n"));

    let drafts = desk.json(&["drafts", "list", "--json"]);
    assert_eq!(drafts[0]["title"], "Brightleaf: launch email");
    let id = drafts[0]["id"].as_str().expect("an id");
    assert_eq!(printed(&desk.run(&["drafts", "show", id])), format!("{COPY}\n"));
    let document = desk.json(&["drafts", "show", id, "--json"]);
    assert_eq!(document["draft"]["text"], COPY);
    assert_eq!(document["lastRun"]["state"]["reason"], "complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_one_a_line_and_say_how_it_ended() {
    let server = LoopbackServer::start(Script::text(COPY).in_chunks(16, Duration::ZERO)).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let events = events(&desk.draft(&["--json"]));
    assert_eq!(events[0]["type"], "started");
    let text: String = events
        .iter()
        .filter(|event| event["type"] == "delta")
        .map(|event| event["text"].as_str().expect("text"))
        .collect();
    assert_eq!(text, COPY);
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["reason"]), (&"finished".into(), &"complete".into()));
    let id = last["draftId"].as_str().expect("a draft");
    assert_eq!(desk.json(&["drafts", "show", id, "--json"])["draft"]["text"], COPY);
    let seq: Vec<u64> = events.iter().filter_map(|event| event["seq"].as_u64()).collect();
    assert_eq!(seq, (0..events.len() as u64).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_told_from_a_complete_draft_and_what_came_is_kept() {
    let server = LoopbackServer::start(Script::text(COPY).cut_at(400)).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let events = events(&output);
    let last = events.last().expect("an end");
    assert_eq!(last["reason"], "truncated", "{last}");
    let id = last["draftId"].as_str().expect("a draft");
    let kept = desk.json(&["drafts", "show", id, "--json"]);
    let text = kept["draft"]["text"].as_str().expect("text");
    assert!(!text.is_empty() && COPY.starts_with(text), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_key_fails_in_words_and_shows_in_no_output_and_no_file() {
    let refusal = Script::error(401, "invalid_api_key", &format!("Incorrect API key: {KEY}"));
    let server = LoopbackServer::start(refusal).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let output = desk.draft(&["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let events = events(&output);
    let last = events.last().expect("an end");
    assert_eq!((&last["type"], &last["code"]), (&"failed".into(), &"key_refused".into()));
    for shown in [printed(&output), errors(&output)] {
        assert!(!shown.contains(KEY), "{shown}");
    }
    assert!(!holds(desk.folder.path(), KEY));
    assert!(holds(desk.folder.path(), "CANARY_KEY"), "the variable's name is what is stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_draft_is_saved_and_says_so() {
    let server = LoopbackServer::start(
        Script::text(&"Cold at mile twenty. ".repeat(200)).in_chunks(64, Duration::from_millis(20)),
    )
    .await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let arguments = [&["draft", "launch-email", "--provider", "Loopback", "--json"], &BRIEF[..]];
    let child = desk
        .command(&arguments.concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the executable runs");
    std::thread::sleep(Duration::from_millis(1500));
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");

    assert_eq!(output.status.code(), Some(130));
    let events = events(&output);
    let last = events.last().expect("an end");
    assert_eq!(last["reason"], "stopped");
    let id = last["draftId"].as_str().expect("a draft");
    let shown: String = events.iter().filter_map(|event| event["text"].as_str()).collect();
    assert!(!shown.is_empty());
    assert_eq!(desk.json(&["drafts", "show", id, "--json"])["draft"]["text"], shown.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_saving_nothing_is_kept() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.draft(&["--no-save", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert!(events(&output).last().expect("an end")["draftId"].is_null());
    assert_eq!(desk.json(&["drafts", "list", "--json"]), serde_json::json!([]));
}

#[test]
fn the_bundled_model_drafts_without_a_key_or_a_network() {
    let desk = Desk::new();
    let arguments = ["draft", "launch-email", "--tier", "local", "--json", "--seed", "7"];
    let limit = ["--max-tokens", "40"];
    let output = desk.run(&[&arguments[..], &limit, &BRIEF].concat());
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let events = events(&output);
    assert_eq!(events[0]["onThisComputer"], true);
    let text: String = events.iter().filter_map(|event| event["text"].as_str()).collect();
    assert!(text.split_whitespace().count() > 5, "{text}");
}

#[test]
fn a_provider_that_is_not_there_is_a_mistake_of_the_command_line() {
    let desk = Desk::new();
    let missing = desk.run(&["draft", "launch-email", "--provider", "Nobody", "--json"]);
    assert_eq!(missing.status.code(), Some(2), "{}", errors(&missing));
    assert_eq!(events(&missing)[0]["type"], "failed");
}

#[test]
fn what_is_wrong_with_a_brief_is_named_and_leaves_nothing_behind() {
    let desk = Desk::new();
    let missing = desk.run(&["draft", "launch-email", "--set", "product=Brightleaf"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(errors(&missing).contains("news"), "{}", errors(&missing));

    let unknown = desk.run(&[&["draft", "launch-email", "--set", "price=9"], &BRIEF[..]].concat());
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("price"), "{}", errors(&unknown));

    let template = desk.run(&["draft", "no-such-template"]);
    assert_eq!(template.status.code(), Some(2));
    assert!(errors(&template).contains("launch-email"), "{}", errors(&template));

    let tone = desk.run(&[&["draft", "launch-email", "--tone", "energy=9"], &BRIEF[..]].concat());
    assert_eq!(tone.status.code(), Some(2));
    assert_eq!(desk.json(&["drafts", "list", "--json"]), serde_json::json!([]));
}

#[test]
fn files_that_cannot_be_used_are_named_with_the_place() {
    let desk = Desk::new();
    let file = |name: &str, bytes: &[u8]| {
        let path = desk.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    };
    let broken = file("broken.prompt", b"---\nname: broken\ninput:\n  schema: [\n---\nHello\n");
    let output = desk.run(&["draft", &broken]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("broken.prompt, line"), "{}", errors(&output));

    let bytes = file("latin.txt", b"caf\xe9");
    let value = format!("news={bytes}");
    let output = desk.run(&["draft", "launch-email", "--set", "product=x", "--set-file", &value]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("byte 3"), "{}", errors(&output));

    let large = file("large.txt", &vec![b'x'; 11_000_000]);
    let value = format!("news={large}");
    let output = desk.run(&["draft", "launch-email", "--set", "product=x", "--set-file", &value]);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("a field may hold"), "{}", errors(&output));
}

#[test]
fn a_template_file_of_ones_own_renders_with_the_tone() {
    let desk = Desk::new();
    let path = desk.folder.path().join("note.prompt");
    let text = "---\ninput:\n  schema:\n    topic: string\n---\n{{role \"system\"}}\nWrite a note.\n{{role \"user\"}}\nTopic: {{topic}}\n";
    std::fs::write(&path, text).expect("written");
    let path = path.display().to_string();
    let rendered =
        desk.json(&["templates", "render", &path, "--set", "topic=Rain", "--tone", "energy=5"]);
    let messages = rendered["messages"].as_array().expect("messages");
    assert_eq!(messages[0]["role"], "system");
    assert!(messages[0].to_string().contains("very energetic"), "{rendered}");
    assert!(messages[1].to_string().contains("Topic: Rain"), "{rendered}");
}

#[test]
fn a_data_folder_that_cannot_be_written_ends_with_the_stores_code() {
    let desk = Desk::new();
    let file = desk.folder.path().join("a-file");
    std::fs::write(&file, "").expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_copydeck"))
        .arg("--data-dir")
        .arg(file.join("data"))
        .args(["drafts", "list"])
        .output()
        .expect("the executable runs");
    assert_eq!(output.status.code(), Some(4));
    assert!(errors(&output).contains("a-file"), "{}", errors(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn testing_a_provider_says_plainly_what_works() {
    let server = LoopbackServer::start(Script::text("ok")).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.run(&["providers", "test", "loopback"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", printed(&output), errors(&output));

    let gone = server.base_url();
    drop(server);
    let output = desk.run(&["providers", "test", "loopback"]);
    assert_eq!(output.status.code(), Some(3), "{gone}: {}", printed(&output));
    let removed = desk.run(&["providers", "remove", "Loopback"]);
    assert_eq!(removed.status.code(), Some(0), "{}", errors(&removed));
    assert_eq!(desk.json(&["providers", "list", "--json"]), serde_json::json!([]));
}

#[test]
fn a_key_on_standard_input_needs_a_keyring_and_says_what_else_there_is() {
    let desk = Desk::new();
    let mut child = desk
        .command(&[
            "providers",
            "add",
            "Studio",
            "--kind",
            "openai-compatible",
            "--base-url",
            "http://127.0.0.1:9/v1",
            "--key-stdin",
        ])
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .env_remove("XDG_RUNTIME_DIR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the executable runs");
    child.stdin.take().expect("a pipe").write_all(KEY.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3), "{}", errors(&output));
    assert!(errors(&output).contains("--key-env"), "{}", errors(&output));
    assert!(!errors(&output).contains(KEY));
    assert_eq!(desk.json(&["providers", "list", "--json"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_is_told_as_an_event_and_on_standard_error() {
    let busy = || Script::error(429, "rate_limit_exceeded", "no").header("retry-after-ms", "20");
    let answers = [busy(), Script::text(COPY), busy(), Script::text(COPY)];
    let server = LoopbackServer::start_with(answers, Script::models(&[])).await;
    let desk = Desk::new();
    desk.add_provider(&server);

    let events = events(&desk.draft(&["--json"]));
    let waiting = events.iter().find(|event| event["type"] == "retrying").expect("a wait");
    assert_eq!(waiting["afterMs"], 20);
    assert_eq!(waiting["reason"], "rate_limited");
    assert_eq!(waiting["attempt"], 2);
    assert_eq!(events.last().expect("an end")["reason"], "complete");

    let output = desk.draft(&[]);
    assert_eq!(printed(&output), format!("{COPY}\n"));
    assert!(errors(&output).contains("Waiting 0.1 s: Loopback is busy."), "{}", errors(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_provider_drafts_and_only_a_server_of_many_needs_an_address() {
    for dialect in Dialect::ALL {
        let server = LoopbackServer::start(dialect.text(COPY)).await;
        let desk = Desk::new();
        let (kind, url) = (dialect.kind().name(), server.base_url());
        let add = ["providers", "add", "Loopback", "--kind", kind, "--model", "loopback-1"];
        let added =
            desk.run(&[&add[..], &["--base-url", &url, "--key-env", "CANARY_KEY"]].concat());
        assert_eq!(added.status.code(), Some(0), "{}", errors(&added));
        let output = desk.draft(&[]);
        assert_eq!(printed(&output), format!("{COPY}\n"), "{}", errors(&output));
        let (name, value) = dialect.key_header(KEY);
        assert_eq!(server.requests()[0].header(name), Some(value.as_str()));
        let tested = desk.run(&["providers", "test", "Loopback"]);
        assert_eq!(tested.status.code(), Some(0), "{}", printed(&tested));

        let other = ["providers", "add", "Usual", "--kind", kind];
        let added = desk.run(&other);
        let listed = desk.json(&["providers", "list", "--json"]);
        match dialect.kind().usual_address() {
            Some(address) => assert_eq!(listed[1]["baseUrl"], address),
            None => assert_eq!(added.status.code(), Some(2)),
        }
    }
    let unknown = Desk::new().run(&["providers", "add", "X", "--kind", "soothsayer"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(errors(&unknown).contains("anthropic"), "{}", errors(&unknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_on_azure_is_added_by_its_name_and_version() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let desk = Desk::new();
    let origin = server.origin();
    let added = desk.run(&[
        "providers",
        "add",
        "Loopback",
        "--kind",
        "openai-compatible",
        "--base-url",
        &origin,
        "--deployment",
        "copy-4o",
        "--api-version",
        "2024-10-21",
        "--key-env",
        "CANARY_KEY",
        "--model",
        "copy-4o",
    ]);
    assert_eq!(added.status.code(), Some(0), "{}", errors(&added));
    let output = desk.draft(&[]);
    assert_eq!(printed(&output), format!("{COPY}\n"), "{}", errors(&output));
    let requests = server.requests();
    assert_eq!(
        requests[0].path,
        "/openai/deployments/copy-4o/chat/completions?api-version=2024-10-21"
    );
    assert_eq!(requests[0].header("api-key"), Some(KEY));
}

/// The most memory a draft has taken, in KiB.
#[cfg(target_os = "linux")]
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

#[cfg(target_os = "linux")]
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

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_found_by_its_words_deleted_and_restored() {
    let server = LoopbackServer::start(Script::text(COPY)).await;
    let desk = Desk::new();
    desk.add_provider(&server);
    let output = desk.draft(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let found = desk.json(&["drafts", "search", "outlasts", "bott", "--json"]);
    assert_eq!(found[0]["found"]["passage"]["marks"].as_array().map(Vec::len), Some(2), "{found}");
    let id = found[0]["id"].as_str().expect("an id");
    let plain = printed(&desk.run(&["drafts", "search", "ZOE"]));
    assert!(plain.contains("Zoë’s bottle"), "{plain}");
    assert_eq!(desk.json(&["drafts", "search", "umbrella", "--json"]), serde_json::json!([]));
    assert_eq!(desk.run(&["drafts", "search", "—"]).status.code(), Some(2));

    let deleted = printed(&desk.run(&["drafts", "delete", id]));
    assert_eq!(deleted, "In the bin: Brightleaf: launch email\n");
    assert_eq!(desk.json(&["drafts", "list", "--json"]), serde_json::json!([]));
    assert_eq!(desk.json(&["drafts", "search", "outlasts", "--json"]), serde_json::json!([]));
    assert_eq!(printed(&desk.run(&["drafts", "show", id])), format!("{COPY}\n"));

    let restored = desk.json(&["drafts", "restore", id, "--json"]);
    assert_eq!(restored["title"], "Brightleaf: launch email");
    assert!(restored.get("bin").is_none(), "{restored}");
    assert_eq!(desk.json(&["drafts", "list", "--json"])[0]["id"], id);
    let unknown = desk.run(&["drafts", "delete", "01890a5d-ac96-774b-bcce-b302099a8057"]);
    assert_eq!(unknown.status.code(), Some(2), "{}", errors(&unknown));
}
