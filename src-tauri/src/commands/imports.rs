//! Prompts from elsewhere: chosen in the system's own dialogs, looked at, and taken.
//!
//! The page never names a file.

use std::path::PathBuf;

use copydeck_core::{
    domain::id::{LibraryItemId, OpenImportId},
    services::imports::ImportPreview,
};
use tauri::{AppHandle, Wry};
use tauri_plugin_dialog::{DialogExt, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use super::{App, Outcome, services};

/// The endings of what can be taken.
const ENDINGS: [&str; 6] = ["prompt", "md", "markdown", "txt", "csv", "json"];

/// Asks the user for a file, in the system's own dialog. `None` when they think better of it.
#[tauri::command]
pub(super) async fn choose_import_file(
    app: App<'_>,
    handle: AppHandle,
) -> Outcome<Option<ImportPreview>> {
    let dialog = handle.dialog().file().add_filter("Prompts", &ENDINGS);
    look_through(&app, chosen(dialog, FileDialogBuilder::pick_file).await).await
}

/// Asks the user for a folder, as for a file.
#[tauri::command]
pub(super) async fn choose_import_folder(
    app: App<'_>,
    handle: AppHandle,
) -> Outcome<Option<ImportPreview>> {
    let dialog = handle.dialog().file();
    look_through(&app, chosen(dialog, FileDialogBuilder::pick_folder).await).await
}

#[tauri::command]
pub(super) async fn get_import_text(
    app: App<'_>,
    open: OpenImportId,
    index: usize,
) -> Outcome<String> {
    Ok(services(&app)?.imports.text(open, index)?)
}

#[tauri::command]
pub(super) async fn take_import(
    app: App<'_>,
    open: OpenImportId,
    chosen: Vec<usize>,
) -> Outcome<Vec<LibraryItemId>> {
    Ok(services(&app)?.imports.take(open, &chosen).await?)
}

#[tauri::command]
pub(super) async fn close_import(app: App<'_>, open: OpenImportId) -> Outcome<()> {
    services(&app)?.imports.close(open);
    Ok(())
}

async fn look_through(app: &App<'_>, path: Option<PathBuf>) -> Outcome<Option<ImportPreview>> {
    match path {
        Some(path) => Ok(Some(services(app)?.imports.open(&path).await?)),
        None => Ok(None),
    }
}

type Answer = Box<dyn FnOnce(Option<FilePath>) + Send>;

async fn chosen(
    dialog: FileDialogBuilder<Wry>,
    ask: impl FnOnce(FileDialogBuilder<Wry>, Answer),
) -> Option<PathBuf> {
    let (chosen, choice) = oneshot::channel();
    ask(
        dialog,
        Box::new(move |file| {
            // The command has been dropped with its window: nobody asks any more.
            let _ = chosen.send(file);
        }),
    );
    choice.await.ok().flatten().and_then(|file| file.into_path().ok())
}
