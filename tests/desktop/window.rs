//! Copydeck's window, found and used as a person would: by roles and names, with keys and clicks.
//!
//! Every search waits, up to a limit, and a search in vain leaves a screenshot and says what stood there.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::{Element, ElementRef},
    key::Key,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{
    screen::{self, Picture},
    session::{Session, end, wait_for},
};

pub(super) const COPYDECK: &str = env!("CARGO_BIN_EXE_copydeck");
/// The key under which WebDriver passes an element through JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Ample for anything that does not wait for a model.
pub(super) const SOON: Duration = Duration::from_secs(15);
const FINDING: &str = include_str!("find.js");

/// The sizes at which every screen is looked at: the usual one, and the smallest.
pub(super) const SIZES: [(u32, u32); 2] = [(1360, 860), (960, 640)];

/// The window's title, by which the screen knows it.
pub(super) const TITLE: &str = "Copydeck";

pub(super) struct Window {
    client: Client,
    display: String,
}

impl Window {
    /// Starts the app on `session`'s data folder and waits for its first screen.
    pub(super) async fn open(session: &mut Session) -> Self {
        let folder = session.data_dir().display().to_string();
        let arguments = ["--data-dir".to_owned(), folder];
        let (window, _) = Self::start(session, Path::new(COPYDECK), &arguments).await;
        let first = "return document.querySelector('nav, [role=alert] h1') !== null";
        window.until("the first screen", first).await;
        window
    }

    /// Starts a program that opens one window with a page in it, and tells when.
    pub(super) async fn start(
        session: &mut Session,
        program: &Path,
        arguments: &[String],
    ) -> (Self, Instant) {
        let (port, native_port) = (free_port(), free_port());
        let log = session.start_program(
            "tauri-driver",
            &[format!("--port={port}"), format!("--native-port={native_port}")],
        );
        for port in [port, native_port] {
            wait_for("the WebDriver to listen", SOON, || {
                std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
            });
        }

        let options = json!({ "application": program, "args": arguments });
        let started = Instant::now();
        let mut capabilities = fantoccini::wd::Capabilities::new();
        capabilities.insert("tauri:options".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap_or_else(|error| {
                let said = fs::read_to_string(&log).unwrap_or_default();
                panic!("the window did not open: {error}\n{said}")
            });
        (Self { client, display: session.display().to_owned() }, started)
    }

    /// Presses the window's close button, and waits for the app to have ended by itself.
    pub(super) fn close(self, session: &Session) {
        assert_eq!(screen::press_close(session.display(), TITLE), 1, "one window is open");
        wait_for("the app to end", SOON, || session.processes_of(Path::new(COPYDECK)).is_empty());
    }

    /// Ends the app at once, as a crash or a power cut would.
    pub(super) fn crash(self, session: &Session) {
        let processes = session.processes_of(Path::new(COPYDECK));
        let ids: Vec<u32> = processes.into_iter().map(|(id, _)| id).collect();
        assert!(!ids.is_empty(), "the app is running");
        end(&ids);
        wait_for("the app to end", SOON, || session.processes_of(Path::new(COPYDECK)).is_empty());
    }

    /// The one visible element of this role and accessible name (exact, else as its beginning).
    pub(super) async fn find(&self, role: &str, name: &str) -> Element {
        let what = format!("the {role} “{name}”");
        let found = self.until_some(&what, SOON, FINDING, vec![json!(role), json!(name)]).await;
        self.element(&found)
    }

    pub(super) async fn click(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        element.click().await.unwrap_or_else(|error| panic!("{role} “{name}”: {error}"));
    }

    /// Clicks what this CSS selector finds first, for what has no name of its own.
    pub(super) async fn click_on(&self, selector: &str) {
        let script = "return document.querySelector(arguments[0])";
        let found = self.until_some(selector, SOON, script, vec![json!(selector)]).await;
        let element = self.element(&found);
        element.click().await.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Gives a file to the field that this CSS selector finds first.
    pub(super) async fn pick_file(&self, selector: &str, file: &Path) {
        let script = "return document.querySelector(arguments[0])";
        let found = self.until_some(selector, SOON, script, vec![json!(selector)]).await;
        let path = file.display().to_string();
        self.element(&found).send_keys(&path).await.expect("a field takes a file");
    }

    /// Chooses a radio button. The button itself is drawn as its label, so that is clicked.
    pub(super) async fn choose(&self, name: &str) {
        let radio = self.find("radio", name).await;
        let label = radio.find(Locator::XPath("ancestor::label")).await;
        let label = label.expect("a radio button stands in its label");
        label.click().await.unwrap_or_else(|error| panic!("radio “{name}”: {error}"));
    }

    /// Replaces what stands in a text field.
    pub(super) async fn fill(&self, name: &str, text: &str) {
        let arguments = vec![json!("textbox"), json!(name)];
        let found = self.until_some(name, SOON, FINDING, arguments).await;
        // The driver does not bring a field into sight that is below the fold.
        let into_sight = "arguments[0].scrollIntoView({ block: 'nearest' })";
        self.client.execute(into_sight, vec![found.clone()]).await.expect("the page can scroll");
        let field = self.element(&found);
        field.clear().await.expect("a field can be emptied");
        field.send_keys(text).await.expect("a field can be typed into");
    }

    /// Types at the very start of the draft.
    pub(super) async fn type_at_start(&self, text: &str) {
        let editor = self.find("textbox", "Draft").await;
        editor.click().await.expect("the editor can be clicked");
        self.press(&[Key::Control], char::from(Key::Home)).await;
        self.write(text).await;
    }

    /// Types wherever the user is.
    pub(super) async fn write(&self, text: &str) {
        for key in text.chars() {
            self.press(&[], key).await;
        }
    }

    /// Presses one key, with these held down.
    pub(super) async fn press(&self, held: &[Key], key: char) {
        let mut keys = KeyActions::new("keyboard".to_owned());
        for held in held {
            keys = keys.then(KeyAction::Down { value: (*held).into() });
        }
        keys = keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        for held in held.iter().rev() {
            keys = keys.then(KeyAction::Up { value: (*held).into() });
        }
        self.client.perform_actions(keys).await.expect("keys can be pressed");
    }

    /// Waits until `script` returns something true.
    pub(super) async fn until(&self, what: &str, script: &str) {
        self.until_within(what, SOON, script).await;
    }

    /// Waits until this text can be read somewhere in the window.
    pub(super) async fn until_text(&self, text: &str) {
        let script = "return document.body.innerText.includes(arguments[0])";
        self.until_some(&format!("“{text}”"), SOON, script, vec![json!(text)]).await;
    }

    /// The same within `limit`; what the script then returned.
    pub(super) async fn until_within(&self, what: &str, limit: Duration, script: &str) -> Value {
        self.until_some(what, limit, script, Vec::new()).await
    }

    /// Runs `script`'s body in the page and returns what it returns.
    pub(super) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.client.execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("a script failed: {error}\n{script}"))
    }

    /// Runs `script`'s body in the page, whose last argument is to be called with the result.
    pub(super) async fn run_and_wait(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.client.execute_async(script, arguments).await;
        result.unwrap_or_else(|error| panic!("a script failed: {error}"))
    }

    /// The text of the whole page, as it is read.
    pub(super) async fn text(&self) -> String {
        let text = self.run("return document.body.innerText", Vec::new()).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    pub(super) async fn resize(&self, (width, height): (u32, u32)) {
        self.client.set_window_size(width, height).await.expect("the window can be resized");
        let script = format!("return innerWidth === {width} && innerHeight === {height}");
        self.until("the window's new size", &script).await;
    }

    /// Leaves `target/screenshots/NAME-THEME-WIDTHxHEIGHT.png` for each of [`SIZES`].
    pub(super) async fn screenshots(&self, name: &str, theme: &str) {
        for size @ (width, height) in SIZES {
            self.resize(size).await;
            // Past the longest transition, so that nothing is caught half-way.
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.screenshot(&format!("{name}-{theme}-{width}x{height}"));
        }
        self.resize(SIZES[0]).await;
    }

    fn screenshot(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots");
        fs::create_dir_all(&folder).expect("the target folder can be written");
        let file = folder.join(format!("{name}.png"));
        Picture::of(&self.display, TITLE).save(&file);
        file
    }

    /// The window as it looks now, which is also left in `target/screenshots`.
    pub(super) fn picture(&self, name: &str) -> Picture {
        self.screenshot(name);
        Picture::of(&self.display, TITLE)
    }

    async fn until_some(
        &self,
        what: &str,
        limit: Duration,
        script: &str,
        arguments: Vec<Value>,
    ) -> Value {
        let began = Instant::now();
        loop {
            let value = self.run(script, arguments.clone()).await;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            if began.elapsed() > limit {
                let picture = self.screenshot("failed");
                let text = self.text().await;
                panic!("waited {limit:?} for {what}; see {}\n{text}", picture.display());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn element(&self, value: &Value) -> Element {
        let id = value[ELEMENT].as_str().expect("the script returns an element");
        Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))
    }
}

/// Free now; the driver takes it a moment later.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has free ports");
    listener.local_addr().expect("it is bound").port()
}
