//! The least that a window with a web page in it takes: what Copydeck's own is measured against.

use tauri::{WebviewUrl, WebviewWindowBuilder};

/// Opens the window and runs until it is closed.
pub(crate) fn open() {
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Copydeck")
                .inner_size(1360.0, 860.0)
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("benches/shell/tauri.conf.json"))
        .expect("a window can be opened");
}
