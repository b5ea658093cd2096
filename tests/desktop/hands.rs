//! Keys pressed on a session's screen, for what WebDriver does not reach: the system's own dialogs.

use std::{path::Path, time::Duration};

use x11rb::{
    connection::Connection,
    protocol::{
        xproto::{ConnectionExt as _, KEY_PRESS_EVENT, KEY_RELEASE_EVENT},
        xtest::ConnectionExt as _,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

use super::{
    screen,
    session::{Session, wait_for},
    window::SOON,
};

const RETURN: u32 = 0xff0d;
const ESCAPE: u32 = 0xff1b;
const SHIFT: u32 = 0xffe1;
const CONTROL: u32 = 0xffe3;

/// A dialog of the system's, open on a session's screen.
pub(super) struct SystemDialog<'a> {
    display: &'a str,
    title: &'static str,
}

impl<'a> SystemDialog<'a> {
    /// Waits for the dialog of this title, and gives it the keyboard.
    pub(super) fn wait_for(session: &'a Session, title: &'static str) -> Self {
        let display = session.display();
        wait_for(title, SOON, || screen::shows(display, title));
        // Shown, it still reads its folder, and takes no path before.
        std::thread::sleep(Duration::from_millis(700));
        screen::focus(display, title);
        Self { display, title }
    }

    /// Gives the dialog a path, in the place of what it proposes, and takes it.
    pub(super) fn choose(self, path: &Path) {
        let hands = Hands::on(self.display);
        // A field for the path opens, which takes a moment.
        hands.press(&[CONTROL], u32::from('l'));
        std::thread::sleep(Duration::from_secs(1));
        hands.press(&[CONTROL], u32::from('a'));
        hands.write(&path.display().to_string());
        std::thread::sleep(Duration::from_millis(700));
        hands.press(&[], RETURN);
        self.wait_for_end();
    }

    /// Thinks better of it.
    pub(super) fn dismiss(self) {
        Hands::on(self.display).press(&[], ESCAPE);
        self.wait_for_end();
    }

    fn wait_for_end(self) {
        wait_for("the dialog to close", SOON, || !screen::shows(self.display, self.title));
    }
}

/// Two hands on the keyboard.
struct Hands {
    connection: RustConnection,
    first_code: u8,
    per_code: usize,
    symbols: Vec<u32>,
}

impl Hands {
    fn on(display: &str) -> Self {
        let (connection, _) = screen::connect(display);
        let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
        let mapping = connection
            .get_keyboard_mapping(first, last - first + 1)
            .expect("the screen listens")
            .reply()
            .expect("the screen has a keyboard");
        Self {
            connection,
            first_code: first,
            per_code: usize::from(mapping.keysyms_per_keycode),
            symbols: mapping.keysyms,
        }
    }

    /// Types a text of ASCII, of which the symbols are the characters themselves.
    fn write(&self, text: &str) {
        for symbol in text.chars().map(u32::from) {
            let (_, shifted) = self.code_of(symbol);
            self.press(if shifted { &[SHIFT] } else { &[] }, symbol);
        }
    }

    fn press(&self, held: &[u32], symbol: u32) {
        let codes = held.iter().map(|held| self.code_of(*held).0).collect::<Vec<_>>();
        let (code, _) = self.code_of(symbol);
        codes.iter().for_each(|held| self.event(KEY_PRESS_EVENT, *held));
        self.event(KEY_PRESS_EVENT, code);
        self.event(KEY_RELEASE_EVENT, code);
        codes.iter().rev().for_each(|held| self.event(KEY_RELEASE_EVENT, *held));
        self.connection.sync().expect("the screen has read everything");
        std::thread::sleep(Duration::from_millis(5));
    }

    fn event(&self, kind: u8, code: u8) {
        self.connection
            .xtest_fake_input(kind, code, x11rb::CURRENT_TIME, x11rb::NONE, 0, 0, 0)
            .expect("the screen listens")
            .check()
            .expect("the screen takes made-up keys");
    }

    /// The key for a symbol, and whether shift is held for it.
    fn code_of(&self, symbol: u32) -> (u8, bool) {
        let place = |shift: usize| {
            self.symbols.chunks(self.per_code).position(|code| code.get(shift) == Some(&symbol))
        };
        let (place, shifted) = place(0).map(|place| (place, false)).unwrap_or_else(|| {
            (place(1).unwrap_or_else(|| panic!("no key for {symbol:#x}")), true)
        });
        (self.first_code + u8::try_from(place).expect("keys are few"), shifted)
    }
}
