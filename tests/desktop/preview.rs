//! What a draft may do when it is looked at: nothing. And what the page may ask for: the listed
//! commands.

use std::{fs, path::Path, time::Duration};

use serde_json::json;

use super::{session::Session, steps, window::Window};
use crate::support::loopback::{LoopbackServer, Script};

/// All of the hostile corpus as one draft, its addresses those of a server that counts.
fn corpus(port: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile-markdown");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).expect("text"));
    texts.collect::<Vec<_>>().join("\n\n").replace("PORT", port)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_draft_is_shown_and_asks_for_nothing() {
    let asked = LoopbackServer::start(Script::page(200, "asked")).await;
    let address = asked.origin();
    let port = address.rsplit(':').next().expect("an address has a port");
    let writer = LoopbackServer::start(Script::text(&corpus(port))).await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    steps::add_provider(&window, "Loopback", &writer.base_url(), "sk-x").await;
    window.click("button", "Desk").await;
    steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
    window.choose("Loopback").await;
    let before = window.run("return location.href", Vec::new()).await;
    window.click("button", "Draft").await;
    window.click("tab", "Preview").await;
    steps::outcome(&window).await;
    window.until("the copy", "return document.querySelectorAll('.copy .block').length > 30").await;

    let foreign = "return document.querySelectorAll('.copy :is(script, img, svg, math, iframe, style, \
                   link, meta, form, object, embed, video, audio)').length";
    assert_eq!(window.run(foreign, Vec::new()).await, json!(0));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(asked.requests().is_empty(), "{:?}", asked.requests().len());
    assert_eq!(window.run("return location.href", Vec::new()).await, before);
    window.close(&session);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_reaches_the_listed_commands_and_nothing_else() {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    let refused = [
        "plugin:shell|open",
        "plugin:shell|execute",
        "plugin:fs|read_file",
        "plugin:fs|write_file",
        "plugin:dialog|open",
        "plugin:dialog|save",
        "plugin:opener|open_url",
        "plugin:opener|open_path",
        "plugin:clipboard-manager|read_text",
        "plugin:clipboard-manager|write_text",
        "plugin:window|close",
        "plugin:window|create",
        "plugin:webview|create_webview",
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:app|version",
        "plugin:path|resolve_directory",
        "plugin:resources|close",
        "plugin:menu|new",
        "plugin:window-state|save_window_state",
        "no_such_command",
    ];
    for command in refused {
        let script = "window.answer = null;
             window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then(
               () => { window.answer = 'done'; },
               (error) => { window.answer = typeof error === 'string' ? error : JSON.stringify(error); });
             return true";
        window.run(script, vec![json!(command)]).await;
        window.until("an answer", "return window.answer !== null").await;
        let answer = window.run("return window.answer", Vec::new()).await;
        let answer = answer.as_str().unwrap_or_default();
        assert!(
            answer.contains("not allowed") || answer.contains("not found"),
            "{command}: {answer}"
        );
    }
    let open = "window.answer = null;
         window.__TAURI_INTERNALS__.invoke('open_link', { address: 'file:///etc/passwd' })
           .then(() => { window.answer = 'done'; }, (error) => { window.answer = error.code; });
         return true";
    window.run(open, Vec::new()).await;
    window.until("a refusal", "return window.answer === 'link_refused'").await;
    window.close(&session);
}
