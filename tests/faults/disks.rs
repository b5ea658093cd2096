//! Disks that are full, slow, or not to be written.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use copydeck_core::domain::{draft_list::DraftQuery, id::RevisionId};

use super::{
    killing::{add_provider, copydeck, drafting, length, server, words},
    machine::{Chance, Pulse},
    process::Watched,
    shim::Shim,
    typist,
    verdict::{Tally, newest_draft, opened},
};
use crate::support::loopback::{LoopbackServer, Script};

/// What is added to each fsync, and how often it is tried.
const SLOW_BY_MS: u32 = 150;
const KILLS_ON_A_SLOW_DISK: usize = 16;

/// A mount that is gone when the test is.
struct Mount(PathBuf);

impl Mount {
    /// Mounts something, which only root may; `None` where this is not root.
    fn try_new(at: &Path, arguments: &[&str]) -> Option<Self> {
        let status = Command::new("mount").args(arguments).arg(at).output().ok()?.status;
        status.success().then(|| Self(at.to_owned()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // What can't be unmounted is the machine's to tidy up.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_slow_disk_a_kill_costs_no_more() {
    let server = server().await;
    let folder = tempfile::tempdir().expect("a folder");
    let tools = tempfile::tempdir().expect("a folder");
    let shim = Shim::build(tools.path());
    add_provider(folder.path(), &server);
    let mut chance = Chance::seeded("killed on a slow disk");
    let pulse = Pulse::start(tools.path());
    let mut tally = Tally::default();
    for kill in 0..KILLS_ON_A_SLOW_DISK {
        let (mut command, read, whole): (_, fn(&str) -> Option<usize>, _) = if kill % 2 == 0 {
            (drafting(folder.path()), length, words())
        } else {
            (typist::command(folder.path()), typist::typed, typist::text(20_000))
        };
        shim.slow(&mut command, SLOW_BY_MS);
        let watched = Watched::start(command, read);
        pulse.watch([watched.id()]);
        assert!(watched.has_shown(1), "it shows something before it ends");
        std::thread::sleep(chance.time_below(Duration::from_millis(1500)));
        let (killed_at, shown) = watched.kill();
        let store = opened(folder.path()).await;
        let draft = newest_draft(&store).await.expect("one was made");
        assert!(whole.starts_with(&draft.text), "{:?}", draft.text);
        tally.count(draft.text.len(), killed_at, &shown, &pulse);
        store.close().await;
    }
    tally.report("killed on a slow disk");
}

/// A short stream, so that its end can be waited for: about two seconds.
async fn short_server() -> (LoopbackServer, String) {
    let text: String = (0..80).map(|number| format!("word{number} ")).collect();
    let script = Script::text(&text).in_chunks(200, Duration::from_millis(25));
    (LoopbackServer::start(script).await, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_came_while_the_disk_was_full_is_saved_when_there_is_room() {
    let (server, text) = short_server().await;
    let folder = tempfile::tempdir().expect("a folder");
    let tools = tempfile::tempdir().expect("a folder");
    let shim = Shim::build(tools.path());
    let full = tools.path().join("full");
    add_provider(folder.path(), &server);
    let mut command = drafting(folder.path());
    shim.full_while(&mut command, &full);
    let watched = Watched::start(command, length);
    assert!(watched.has_shown(20));
    fs::write(&full, "").expect("full");
    assert!(watched.has_shown(200));
    fs::remove_file(&full).expect("room");
    assert!(watched.wait().success());
    let draft = newest_draft(&opened(folder.path()).await).await.expect("one was made");
    assert_eq!(draft.text, text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_stays_full_is_called_that_and_what_was_saved_before_stands() {
    let (server, text) = short_server().await;
    let folder = tempfile::tempdir().expect("a folder");
    let tools = tempfile::tempdir().expect("a folder");
    let shim = Shim::build(tools.path());
    let full = tools.path().join("full");
    add_provider(folder.path(), &server);
    let mut command = drafting(folder.path());
    shim.full_while(&mut command, &full);
    let watched = Watched::start(command, length);
    assert!(watched.has_shown(150));
    std::thread::sleep(Duration::from_millis(250));
    fs::write(&full, "").expect("full");
    assert_eq!(watched.wait().code(), Some(4));
    let draft = newest_draft(&opened(folder.path()).await).await.expect("one was made");
    assert!(draft.text.len() >= 20, "{:?}", draft.text);
    assert!(text.starts_with(&draft.text), "{:?}", draft.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_system_that_runs_full_loses_nothing_that_was_saved() {
    let (server, text) = short_server().await;
    let place = tempfile::tempdir().expect("a folder");
    let Some(mount) = Mount::try_new(place.path(), &["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
    else {
        println!("skipped: only root may mount; the disk that is full on cue was tried");
        return;
    };
    let folder = mount.0.join("data");
    add_provider(&folder, &server);
    assert!(drafting(&folder).output().expect("it runs").status.success());

    let ballast = mount.0.join("ballast");
    fill(&ballast);
    let output = drafting(&folder).output().expect("it runs");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("The disk is full"), "{}", said(&output));
    let before = newest_draft_text(&folder, &ballast).await;
    assert_eq!(before, text);

    let output = drafting(&folder).output().expect("it runs");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        opened(&folder)
            .await
            .draft_page(DraftQuery::default(), None)
            .await
            .expect("read")
            .items
            .len(),
        2
    );
}

/// Takes all the room there is.
fn fill(ballast: &Path) {
    let mut file = fs::File::create(ballast).expect("a file");
    for size in [65_536, 4096, 1] {
        while std::io::Write::write_all(&mut file, &vec![0; size]).is_ok() {}
    }
}

/// Makes room again, and reads.
async fn newest_draft_text(folder: &Path, ballast: &Path) -> String {
    fs::remove_file(ballast).expect("room");
    let store = opened(folder).await;
    newest_draft(&store).await.expect("one was made").text
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_is_read_and_left_as_it_is() {
    let (server, text) = short_server().await;
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("data");
    add_provider(&folder, &server);
    assert!(drafting(&folder).output().expect("it runs").status.success());
    let crashed = place.path().join("crashed");
    fs::create_dir(&crashed).expect("made");
    {
        // A store that somebody had open when the power went: with changes that wait in the log.
        let store = opened(&folder).await;
        let draft = newest_draft(&store).await.expect("one was made");
        store
            .save_text(draft.id, text.clone(), None, RevisionId::generate(), jiff::Timestamp::now())
            .await
            .expect("saved");
        for name in ["copydeck.db", "copydeck.db-wal", "copydeck.db-shm"] {
            fs::copy(folder.join(name), crashed.join(name)).expect("copied");
        }
        store.close().await;
    }

    for folder in [&folder, &crashed] {
        let before = names(folder);
        let _held = read_only(folder);
        let listed = copydeck(folder, &["drafts", "list", "--json"]).output().expect("it runs");
        assert!(listed.status.success(), "{}", said(&listed));
        let drafts: serde_json::Value = serde_json::from_slice(&listed.stdout).expect("JSON");
        let id = drafts[0]["id"].as_str().expect("an id");
        let shown = copydeck(folder, &["drafts", "show", id]).output().expect("it runs");
        assert_eq!(String::from_utf8_lossy(&shown.stdout).trim_end(), text.trim_end());
        let refused = drafting(folder).output().expect("it runs");
        assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
        assert!(said(&refused).contains("not write in it"), "{}", said(&refused));
        assert_eq!(names(folder), before);
    }
}

/// What keeps a folder from being written: for root a mount, for others its permissions.
struct ReadOnlyFolder {
    folder: PathBuf,
    _mount: Option<Mount>,
}

fn read_only(folder: &Path) -> ReadOnlyFolder {
    let bound = folder.display().to_string();
    let mount = Mount::try_new(folder, &["--bind", &bound]);
    if mount.is_some() {
        let remounted = Command::new("mount").args(["-o", "remount,bind,ro"]).arg(folder).status();
        assert!(remounted.is_ok_and(|status| status.success()), "what is mounted can be remounted");
    } else {
        fs::set_permissions(folder, Permissions::from_mode(0o555)).expect("the folder is ours");
    }
    let held = ReadOnlyFolder { folder: folder.to_owned(), _mount: mount };
    assert!(fs::write(folder.join("probe"), "").is_err(), "the folder can't be written");
    held
}

impl Drop for ReadOnlyFolder {
    fn drop(&mut self) {
        // A mount is undone after this; the permissions below it were never changed.
        let _ = fs::set_permissions(&self.folder, Permissions::from_mode(0o755));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
