//! Copydeck's window as the benchmarks use it: opened on a draft, typed into, weighed.

use std::{fs, path::Path, process::Command, time::Duration};

use crate::session::Session;

pub(crate) const COPYDECK: &str = env!("CARGO_BIN_EXE_copydeck");

/// Long enough after the start that a window has done what it does by itself.
pub(crate) const AT_REST: Duration = Duration::from_secs(3);

/// A page that is ready has a place to write in; a key pressed there appears.
pub(crate) const WRITABLE: &str =
    "const place = document.querySelector('textarea.cm-content, .cm-content');
     if (place === null) return false;
     place.focus();
     return document.activeElement === place";
pub(crate) const WRITTEN: &str =
    "const place = document.querySelector('textarea.cm-content, .cm-content');
     return (place.value ?? place.textContent).includes('§')";

/// The memory of a window's processes in bytes, shared pages by their share (PSS).
pub(crate) fn memory_of(session: &Session, executable: &Path) -> f64 {
    let helpers = ["WebKitWebProcess", "WebKitNetworkProcess"];
    memory_by(session, |path| path == executable || helpers.iter().any(|name| path.ends_with(name)))
}

/// The memory of each of them in words, to see which it is that grows.
pub(crate) fn memory_in_words(session: &Session) -> String {
    let named = session.processes().into_iter().filter_map(|(id, path)| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let mebibytes = proportional_set_size(id) / 1024;
        (name == "copydeck" || name.starts_with("WebKit"))
            .then(|| format!("{name} {mebibytes} MiB"))
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The same of those processes of a session whose program is meant.
pub(crate) fn memory_by(session: &Session, meant: impl Fn(&Path) -> bool) -> f64 {
    let meant = session.processes().into_iter().filter(|(_, path)| meant(path));
    let kibibytes: u64 = meant.map(|(id, _)| proportional_set_size(id)).sum();
    kibibytes as f64 * 1024.0
}

fn proportional_set_size(id: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Drafts by the command line, so that the window opens on one.
pub(crate) fn make_drafts(folder: &Path, count: usize) {
    for _ in 0..count {
        let made = Command::new(COPYDECK)
            .arg("--data-dir")
            .arg(folder)
            .args(["draft", "linkedin-post", "--set", "idea=Cold", "--max-tokens", "8"])
            .output();
        // Cut off at its eighth token, which is a draft all the same.
        made.expect("Copydeck is built");
    }
}

/// Adds a provider at this address, its model the only one.
pub(crate) fn add_provider(folder: &Path, address: &str) {
    let added = Command::new(COPYDECK)
        .arg("--data-dir")
        .arg(folder)
        .args(["providers", "add", "Loopback", "--kind", "openai-compatible"])
        .args(["--base-url", address, "--model", "loopback-1"])
        .status();
    assert!(added.expect("Copydeck is built").success());
}
