//! Drafts taken out: to files, onto the clipboard, onto paper.

use std::path::Path;

use copydeck_core::{domain::id::DraftId, services::exporting::ExportFormat};
use serde::Deserialize;
use tauri::{AppHandle, WebviewWindow};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;
use ts_rs::TS;

use super::{App, Outcome, services};
use crate::CommandError;

/// What is put onto the clipboard.
#[derive(Clone, Copy, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CopyFormat {
    /// Formatted text, and plain text for programs that take no other.
    Rich,
    /// The draft as it is.
    Markdown,
    /// Text without formatting.
    Plain,
}

#[tauri::command]
pub(super) async fn copy_draft(
    app: App<'_>,
    handle: AppHandle,
    id: DraftId,
    format: CopyFormat,
) -> Outcome<()> {
    let exporting = &services(&app)?.exporting;
    let clipboard = handle.clipboard();
    let copied = match format {
        CopyFormat::Rich => {
            let rich = exporting.rich(id).await?;
            clipboard.write_html(rich.html, Some(rich.plain))
        }
        CopyFormat::Markdown => clipboard.write_text(exporting.markdown(id).await?),
        CopyFormat::Plain => clipboard.write_text(exporting.plain(id).await?),
    };
    copied.map_err(|error| {
        tracing::warn!(%error, "the clipboard could not be written");
        CommandError::new("clipboard_unusable", "The clipboard could not be written.")
    })
}

/// Asks the user for a place, in the system's own dialog, which asks before it replaces a file.
/// `None` when they think better of it.
#[tauri::command]
pub(super) async fn choose_export_file(
    app: App<'_>,
    handle: AppHandle,
    id: DraftId,
    format: ExportFormat,
) -> Outcome<Option<String>> {
    let exporting = &services(&app)?.exporting;
    let name = exporting.file_name(id, format).await?;
    let (chosen, choice) = oneshot::channel();
    handle
        .dialog()
        .file()
        .set_title("Save the draft")
        .set_file_name(name)
        .add_filter(format.name(), &[format.extension()])
        .save_file(move |file| {
            // The command has been dropped with its window: nobody asks any more.
            let _ = chosen.send(file);
        });
    let path = choice.await.ok().flatten().and_then(|file| file.into_path().ok());
    Ok(path.map(|path| {
        exporting.choose(path.clone());
        path.to_string_lossy().into_owned()
    }))
}

#[tauri::command]
pub(super) async fn export_draft(
    app: App<'_>,
    id: DraftId,
    format: ExportFormat,
    path: String,
) -> Outcome<()> {
    Ok(services(&app)?.exporting.save(id, format, Path::new(&path)).await?)
}

/// Opens the system's print dialog for what the page shows on paper.
#[tauri::command]
pub(super) async fn print_window(window: WebviewWindow) -> Outcome<()> {
    window.print().map_err(|error| {
        tracing::warn!(%error, "the print dialog could not be opened");
        CommandError::new("print_unusable", "The print dialog could not be opened.")
    })
}
