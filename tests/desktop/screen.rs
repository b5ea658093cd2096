//! What a window manager does for a window, on a screen that has none: ask it to close, and take its
//! picture.
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
        Window, WindowClass,
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

/// Writes a picture of the window titled `title` on `display`, as PNG.
pub(super) fn picture(display: &str, title: &str, file: &Path) {
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
    let pixels: Vec<u8> =
        pixels.iter().flat_map(|&[blue, green, red, _]| [red, green, blue]).collect();

    let out = BufWriter::new(File::create(file).expect("the target folder can be written"));
    let mut encoder = png::Encoder::new(out, u32::from(width), u32::from(height));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("the picture can be written");
    writer.write_image_data(&pixels).expect("the picture can be written");
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

fn connect(display: &str) -> (RustConnection, Window) {
    let (connection, screen) =
        RustConnection::connect(Some(display)).expect("the session's screen is running");
    let root = connection.setup().roots[screen].root;
    (connection, root)
}

/// The windows of this title that can be closed. With no window manager to put a frame around it, a
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
        if closes && name == title.as_bytes() {
            found.push(window);
        }
    }
    Ok(found)
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

fn atom(connection: &RustConnection, name: &str) -> Result<u32, ReplyError> {
    Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
}
