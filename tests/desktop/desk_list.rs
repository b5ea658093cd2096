//! The list of drafts: found by the words of their copy, deleted, and brought back.

use std::process::Command;

use fantoccini::key::Key;

use super::{session::Session, steps, window::Window};
use crate::support::loopback::{LoopbackServer, Script};

const FOUND: &str = "return document.querySelectorAll('[data-testid=draft-item]').length === 1 \
    && document.querySelector('[data-testid=draft-item] mark')?.textContent === 'outlasts'";

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_found_by_a_word_of_its_copy_and_a_deleted_one_comes_back() {
    let mut session = Session::start();
    for (product, copy) in [
        ("Brightleaf bottle", "Cold at mile twenty. The bottle that outlasts the climb."),
        ("Fern socks", "Warm from the car park to the summit."),
    ] {
        let server = LoopbackServer::start(Script::text(copy)).await;
        add_draft(&session, &server, product);
    }
    let window = Window::open(&mut session).await;
    window.until_text("Fern socks: launch email").await;

    // By its copy, half typed.
    window.press(&[Key::Control, Key::Shift], 'f').await;
    let field = window.find("textbox", "Search drafts").await;
    field.send_keys("outla").await.expect("the field has the keys");
    window.until("the draft, with the word marked", FOUND).await;
    window.press(&[], char::from(Key::Enter)).await;
    window
        .until(
            "its copy",
            "return document.querySelector('.cm-content')?.innerText.includes('climb')",
        )
        .await;

    // Deleted by key from the list, and brought back.
    window.press(&[], char::from(Key::Escape)).await;
    window.until("both drafts", &lines(2)).await;
    window.click_on("[data-testid=draft-item]").await;
    window.press(&[], char::from(Key::Delete)).await;
    window.until_text("is in the bin.").await;
    window.until("one draft", &lines(1)).await;
    window.click("button", "Undo").await;
    window.until("both drafts", &lines(2)).await;
    steps::saved(&window).await;
    window.close(&session);
}

fn lines(count: usize) -> String {
    format!("return document.querySelectorAll('[data-testid=draft-item]').length === {count}")
}

/// Drafts on the command line, into the window's data folder.
fn add_draft(session: &Session, server: &LoopbackServer, product: &str) {
    let name = product.replace(' ', "-");
    let address = server.base_url();
    let news = format!("product={product}");
    let provider = [
        "providers",
        "add",
        &name,
        "--kind",
        "openai-compatible",
        "--base-url",
        &address,
        "--model",
        "loopback-1",
    ];
    let draft =
        ["draft", "launch-email", "--provider", &name, "--set", &news, "--set", "news=It is out"];
    for arguments in [&provider[..], &draft[..]] {
        let output = Command::new(env!("CARGO_BIN_EXE_copydeck"))
            .arg("--data-dir")
            .arg(session.data_dir())
            .args(arguments)
            .output()
            .expect("the executable runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
