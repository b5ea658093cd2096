//! axe looks at every screen of the real window, in both themes, and finds nothing.

use std::{fs, path::Path};

use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{session::Session, steps, window::Window};
use crate::support::{
    chat_stream,
    loopback::{LoopbackServer, Script},
};

const COPY: &str =
    "**Cold at mile twenty.** The bottle that outlasts the climb, and its ice with it. ";

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_screen_in_either_theme() {
    let live = Script::stream(chat_stream::words(COPY)).stall();
    let server = LoopbackServer::start_with(
        [Script::text(COPY), live.clone(), Script::text(COPY), live],
        Script::models(&["loopback-1"]),
    )
    .await;
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    let mut eye = Eye::new(&window);
    eye.look("first launch").await;
    steps::add_provider(&window, "Studio", &server.base_url(), "sk-axe-1234").await;

    for theme in ["Light", "Dark"] {
        steps::choose_appearance(&window, theme).await;
        eye.theme = theme;
        eye.look("appearance").await;
        for page in ["Data", "About", "Models and keys"] {
            window.click("button", page).await;
            eye.look(page).await;
        }
        window.click("button", "Add a provider…").await;
        eye.look("a new provider").await;
        window.click("button", "Cancel").await;

        window.click("button", "Desk").await;
        window.click("button", "New").await;
        eye.look("templates").await;
        steps::begin_launch_email(&window, "Brightleaf trail bottle").await;
        eye.look("brief").await;
        window.choose("Studio").await;
        window.click("button", "Draft").await;
        steps::outcome(&window).await;
        eye.look("drafted").await;
        window.click("button", "Draft").await;
        steps::copy_of(&window, 8).await;
        eye.look("drafting").await;
        window.press(&[], char::from(Key::Escape)).await;
        steps::outcome(&window).await;

        for (name, keys, key) in [
            ("find", &[Key::Control][..], 'f'),
            ("palette", &[Key::Control], 'k'),
            ("shortcuts", &[Key::Control, Key::Shift], '?'),
            ("focus mode", &[], char::from(Key::F8)),
        ] {
            window.press(keys, key).await;
            eye.look(name).await;
            window.press(&[], char::from(Key::Escape)).await;
        }
    }
    assert_eq!(eye.found, Vec::<String>::new());
    window.close(&session);
}

/// Looks at screens, and keeps what it finds.
struct Eye<'a> {
    window: &'a Window,
    axe: String,
    theme: &'static str,
    found: Vec<String>,
}

impl<'a> Eye<'a> {
    fn new(window: &'a Window) -> Self {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{} ({error}): `make setup`", file.display()));
        Self { window, axe, theme: "System", found: Vec::new() }
    }

    async fn look(&mut self, screen: &str) {
        // Past the longest transition: a colour half-way there is none of the theme's.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let script = format!(
            "{}
            const done = arguments[arguments.length - 1];
            axe.run().then(
              ({{ violations }}) => done(violations.map(({{ id, nodes }}) =>
                id + ': ' + nodes.map(({{ html }}) => html).join(' '))),
              (error) => done([String(error)]),
            )",
            self.axe
        );
        let found = self.window.run_and_wait(&script, vec![json!(null)]).await;
        for violation in found.as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.found.push(format!("{screen}, {}: {violation}", self.theme));
        }
    }
}
