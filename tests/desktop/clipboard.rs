//! What a program that pastes would be given by a session's clipboard.

use std::time::{Duration, Instant};

use x11rb::{
    connection::Connection,
    protocol::{
        Event,
        xproto::{AtomEnum, ConnectionExt, CreateWindowAux, WindowClass},
    },
};

use super::screen;

/// What stands on the clipboard in this format, such as `text/html`; `None` where it is not offered.
pub(super) fn read(display: &str, format: &str) -> Option<String> {
    let (connection, root) = screen::connect(display);
    let window = connection.generate_id().expect("ids do not run out");
    let values = CreateWindowAux::new();
    connection
        .create_window(0, window, root, 0, 0, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &values)
        .expect("the screen listens");
    let atom = |name| screen::atom(&connection, name).expect("the screen answers");
    let (clipboard, target, here) = (atom("CLIPBOARD"), atom(format), atom("COPYDECK_PASTED"));
    connection
        .convert_selection(window, clipboard, target, here, x11rb::CURRENT_TIME)
        .expect("the screen listens");
    connection.flush().expect("the screen listens");

    let began = Instant::now();
    loop {
        match connection.poll_for_event().expect("the screen answers") {
            Some(Event::SelectionNotify(answer)) if answer.property == x11rb::NONE => return None,
            Some(Event::SelectionNotify(_)) => break,
            _ => {
                assert!(began.elapsed() < Duration::from_secs(5), "the clipboard does not answer");
                std::thread::sleep(Duration::from_millis(10));
            }
        }
    }
    let property = connection
        .get_property(true, window, here, AtomEnum::ANY, 0, u32::MAX / 4)
        .expect("the screen listens")
        .reply()
        .expect("what was pasted is there");
    Some(String::from_utf8_lossy(&property.value).into_owned())
}
