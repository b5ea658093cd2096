//! The close button of a desktop without a window manager: the message that pressing one sends.
//!
//! WebDriver's own way of closing ends the app at once, and so never sees it save and say goodbye.

use x11rb::{
    connection::Connection,
    errors::ReplyError,
    protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, Window},
    rust_connection::RustConnection,
};

/// Asks every window titled `title` on `display` to close, and says how many there were.
pub(super) fn press(display: &str, title: &str) -> usize {
    let (connection, screen) =
        RustConnection::connect(Some(display)).expect("the session's screen is running");
    let root = connection.setup().roots[screen].root;
    let asked = ask_to_close(&connection, root, title).expect("the screen answers");
    connection.flush().expect("the screen listens");
    asked
}

fn ask_to_close(
    connection: &RustConnection,
    root: Window,
    title: &str,
) -> Result<usize, ReplyError> {
    let atom = |name: &str| -> Result<u32, ReplyError> {
        Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    };
    let protocols = atom("WM_PROTOCOLS")?;
    let delete_window = atom("WM_DELETE_WINDOW")?;

    let mut asked = 0;
    // With no window manager to put a frame around it, a window is a child of the root.
    for window in connection.query_tree(root)?.reply()?.children {
        let name = connection
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?
            .reply()?
            .value;
        let offered =
            connection.get_property(false, window, protocols, AtomEnum::ATOM, 0, 16)?.reply()?;
        let closes =
            offered.value32().is_some_and(|mut offered| offered.any(|a| a == delete_window));
        if closes && name == title.as_bytes() {
            let message =
                ClientMessageEvent::new(32, window, protocols, [delete_window, 0, 0, 0, 0]);
            connection.send_event(false, window, EventMask::NO_EVENT, message)?;
            asked += 1;
        }
    }
    Ok(asked)
}
