//! What a window manager does for a window, on a screen that has none: ask it to close, give it the
//! keyboard, and take its picture.
//!
//! WebDriver's own way of closing ends the app at once, so that it never saves and says goodbye; its
//! way of taking pictures was seen to wait for ever.

use std::{fs::File, io::BufWriter, path::Path};

use x11rb::{
    COPY_DEPTH_FROM_PARENT,
    connection::Connection,
    errors::ReplyError,
    protocol::xproto::{
        AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, ImageFormat,
        InputFocus, MapState, Window, WindowClass,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

/// Presses the close button of every window titled `title` on `display`, and says how many there
/// were.
pub(super) fn press_close(display: &str, title: &str) -> usize {
    let (connection, root) = connect(display);
    let asked = ask_to_close(&connection, root, title).expect("the screen answers");
    // A client that hangs up is forgotten with all of its requests that were not read yet.
    connection.sync().expect("the screen has read everything");
    asked
}

/// A picture of a window.
pub(super) struct Picture {
    width: u16,
    height: u16,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Of the window titled `title` on `display`.
    pub(super) fn of(display: &str, title: &str) -> Self {
        let (connection, root) = connect(display);
        let windows = titled(&connection, root, title).expect("the screen answers");
        let window = *windows.first().expect("a window is open");
        let shape = connection.get_geometry(window).expect("the screen listens");
        let shape = shape.reply().expect("the window has a size");
        let (width, height) = (shape.width, shape.height);
        let image = connection
            .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)
            .expect("the screen listens")
            .reply()
            .expect("the window is on the screen");
        // The session's screen has 24 bits of colour in four bytes: blue, green, red, and one unused.
        let (pixels, _) = image.data.as_chunks::<4>();
        let pixels = pixels.iter().map(|&[blue, green, red, _]| [red, green, blue]).collect();
        Self { width, height, pixels }
    }

    /// How many pixels are of such a colour: red, green, blue.
    pub(super) fn count(&self, such: impl Fn([u8; 3]) -> bool) -> usize {
        self.pixels.iter().filter(|colour| such(**colour)).count()
    }

    /// Writes it as PNG.
    pub(super) fn save(&self, file: &Path) {
        let out = BufWriter::new(File::create(file).expect("the target folder can be written"));
        let mut encoder = png::Encoder::new(out, u32::from(self.width), u32::from(self.height));
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().expect("the picture can be written");
        writer.write_image_data(self.pixels.as_flattened()).expect("the picture can be written");
    }
}

/// A window that covers all others, as another program's would.
pub(super) struct Cover {
    connection: RustConnection,
    root: Window,
    window: Window,
}

impl Cover {
    /// Puts one over everything on `display`.
    pub(super) fn over(display: &str) -> Self {
        let (connection, root) = connect(display);
        let window = connection.generate_id().expect("ids do not run out");
        let values = CreateWindowAux::new().background_pixel(0);
        connection
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                root,
                0,
                0,
                1600,
                1000,
                0,
                WindowClass::INPUT_OUTPUT,
                0,
                &values,
            )
            .and_then(|_| connection.map_window(window))
            .expect("the screen listens");
        connection.sync().expect("the screen has read everything");
        Self { connection, root, window }
    }

    /// Whether the window titled `title` is in front of it.
    pub(super) fn is_behind(&self, title: &str) -> bool {
        // The children of the root, the one at the back first.
        let tree = self.connection.query_tree(self.root).expect("the screen listens");
        let children = tree.reply().expect("the screen answers").children;
        let place = |window: Window| children.iter().position(|child| *child == window);
        let titled = titled(&self.connection, self.root, title).expect("the screen answers");
        titled.into_iter().any(|window| place(window) > place(self.window))
    }
}

/// Whether a window titled `title` is open.
pub(super) fn shows(display: &str, title: &str) -> bool {
    let (connection, root) = connect(display);
    !titled(&connection, root, title).expect("the screen answers").is_empty()
}

/// Gives the window titled `title` the keyboard.
pub(super) fn focus(display: &str, title: &str) {
    let (connection, root) = connect(display);
    let windows = titled(&connection, root, title).expect("the screen answers");
    let window = *windows.first().expect("a window is open");
    let now = x11rb::CURRENT_TIME;
    connection
        .set_input_focus(InputFocus::POINTER_ROOT, window, now)
        .expect("the screen listens")
        .check()
        .expect("the window can be given the keyboard");
}

pub(super) fn connect(display: &str) -> (RustConnection, Window) {
    let (connection, screen) =
        RustConnection::connect(Some(display)).expect("the session's screen is running");
    let root = connection.setup().roots[screen].root;
    (connection, root)
}

/// The windows of this title that are shown and can be closed. With no window manager to put a frame around it, a
/// window is a child of the root.
fn titled(
    connection: &RustConnection,
    root: Window,
    title: &str,
) -> Result<Vec<Window>, ReplyError> {
    let protocols = atom(connection, "WM_PROTOCOLS")?;
    let delete_window = atom(connection, "WM_DELETE_WINDOW")?;
    let mut found = Vec::new();
    for window in connection.query_tree(root)?.reply()?.children {
        let name = connection
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?
            .reply()?
            .value;
        let offered =
            connection.get_property(false, window, protocols, AtomEnum::ATOM, 0, 16)?.reply()?;
        let closes =
            offered.value32().is_some_and(|mut offered| offered.any(|a| a == delete_window));
        if closes && name == title.as_bytes() && is_shown(connection, window)? {
            found.push(window);
        }
    }
    Ok(found)
}

/// A dialog that was closed may still be there, and not on the screen.
fn is_shown(connection: &RustConnection, window: Window) -> Result<bool, ReplyError> {
    let attributes = connection.get_window_attributes(window)?.reply()?;
    Ok(attributes.map_state == MapState::VIEWABLE)
}

fn ask_to_close(
    connection: &RustConnection,
    root: Window,
    title: &str,
) -> Result<usize, ReplyError> {
    let protocols = atom(connection, "WM_PROTOCOLS")?;
    let delete_window = atom(connection, "WM_DELETE_WINDOW")?;
    let windows = titled(connection, root, title)?;
    for window in &windows {
        let message = ClientMessageEvent::new(32, *window, protocols, [delete_window, 0, 0, 0, 0]);
        connection.send_event(false, *window, EventMask::NO_EVENT, message)?;
    }
    Ok(windows.len())
}

pub(super) fn atom(connection: &RustConnection, name: &str) -> Result<u32, ReplyError> {
    Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
}
