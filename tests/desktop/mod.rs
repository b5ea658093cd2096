//! The real window, on a screen, a bus and a keyring of its own, driven through WebDriver.
mod close_button;
mod session;
mod window;

use session::Session;
use window::Window;
use fantoccini::key::Key;

#[tokio::test(flavor = "multi_thread")]
async fn harness() {
    let mut session = Session::start();
    let window = Window::open(&mut session).await;
    let log = |what: &str| { std::thread::sleep(std::time::Duration::from_millis(300)); eprintln!("{what}: {}", std::fs::read_to_string("/tmp/events").unwrap_or_default().replace('\n', " ")); };
    log("open");
    window.close(&session);
    log("wd close");
}
