//! What a marketer does in the window, step by step, as the tests tell it.

use std::{fs, path::Path, time::Duration};

use copydeck_core::{
    domain::{
        draft::{Brief, Draft},
        id::DraftId,
    },
    store::Store,
};

use super::{session::Session, window::Window};

/// Ample for the bundled model to write all it may on a busy machine.
const WRITING: Duration = Duration::from_secs(240);

/// Picks the launch email, and fills in what it asks for.
pub(super) async fn begin_launch_email(window: &Window, product: &str) {
    window.click("button", "Launch email").await;
    window.fill("Product", product).await;
    window.fill("What is new", "Keeps drinks cold for 24 hours and weighs 240 grams.").await;
    window.fill("Who reads it", "people who hike at the weekend").await;
    window.fill("Call to action", "See the bottle").await;
    window.choose("Very energetic").await;
}

/// Waits for the run to end, and returns what the pill then says.
pub(super) async fn outcome(window: &Window) -> String {
    let ended = "const pill = document.querySelector('[data-testid=stream-pill]');
                 return pill !== null && pill.querySelector('[aria-label=Dismiss]') !== null";
    window.until_within("the draft to end", WRITING, ended).await;
    let words = "return document.querySelector('[data-testid=stream-pill]').innerText";
    window.run(words, Vec::new()).await.as_str().unwrap_or_default().to_owned()
}

/// The body of a script that returns the editor's copy; what an empty one shows is not copy.
const COPY: &str = "if (document.querySelector('.cm-placeholder') !== null) return '';
     const lines = Array.from(document.querySelectorAll('.cm-line'), (line) => line.textContent);
     return lines.join('\\n')";

/// The copy that stands in the editor.
pub(super) async fn copy(window: &Window) -> String {
    window.run(COPY, Vec::new()).await.as_str().unwrap_or_default().to_owned()
}

/// Waits until the copy has more than so many words, and returns it.
pub(super) async fn copy_of(window: &Window, words: usize) -> String {
    let enough = format!(
        "const copy = (() => {{ {COPY} }})();
         return copy.split(/\\s+/).length > {words} ? copy : null"
    );
    let copy = window.until_within(&format!("{words} words"), WRITING, &enough).await;
    copy.as_str().unwrap_or_default().to_owned()
}

/// Waits until everything shown is on disk.
pub(super) async fn saved(window: &Window) {
    let state =
        "return document.querySelector('[data-testid=saved-state]').dataset.state === 'saved'";
    window.until("the draft to be saved", state).await;
}

/// A store in this folder with one draft in it.
pub(super) async fn a_draft_in(folder: &Path, text: &str) -> Store {
    let now = jiff::Timestamp::now();
    let store = Store::open(folder, now).await.expect("a store");
    let draft = Draft {
        titled_by_user: true,
        text: text.into(),
        ..Draft::new(
            DraftId::generate(),
            "Launch email".into(),
            "launch-email".into(),
            Brief::default(),
            now,
        )
    };
    store.insert_draft(&draft).await.expect("saved");
    store
}

/// Opens the newest draft of the list.
pub(super) async fn open_newest(window: &Window) {
    window.click_on("[data-testid=draft-item]").await;
    window.until("the draft", "return document.querySelector('.cm-line') !== null").await;
}

/// Adds a provider in Settings, with a key typed into its field.
pub(super) async fn add_provider(window: &Window, name: &str, address: &str, key: &str) {
    window.click("button", "Settings").await;
    window.click("button", "Add a provider…").await;
    window.choose("Another server").await;
    window.fill("Name", name).await;
    window.fill("Address", address).await;
    window.fill("Model", "loopback-1").await;
    window.fill("Key", key).await;
    window.click("button", "Add").await;
    window.find("button", &format!("Test {name}")).await;
}

/// Chooses light or dark in Settings.
pub(super) async fn choose_appearance(window: &Window, appearance: &str) {
    window.click("button", "Settings").await;
    window.click("button", "Appearance").await;
    window.choose(appearance).await;
}

/// The files of a session in which these bytes stand, in UTF-8 or as a browser keeps text, UTF-16.
pub(super) fn files_with(session: &Session, secret: &str) -> Vec<String> {
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut found = Vec::new();
    let mut folders = vec![session.folder().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the session's folder is ours") {
            let path = entry.expect("the session's folder is ours").path();
            let kind =
                fs::symlink_metadata(&path).expect("nothing is deleted meanwhile").file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && holds_either(&path, secret.as_bytes(), &utf16) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

fn holds_either(path: &Path, one: &[u8], other: &[u8]) -> bool {
    let bytes = fs::read(path).expect("the session's files are ours");
    [one, other].iter().any(|wanted| bytes.windows(wanted.len()).any(|window| window == *wanted))
}
