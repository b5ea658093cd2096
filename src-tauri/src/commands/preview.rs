//! What a draft looks like, and the links in it.

use copydeck_core::{
    markdown::{address::Address, live::PreviewPatch},
    services::previewing::{PreviewId, PreviewUpdate},
};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

use super::{App, Outcome, services};
use crate::CommandError;

#[tauri::command]
pub(super) async fn update_preview(
    app: App<'_>,
    preview: PreviewId,
    update: PreviewUpdate,
) -> Outcome<PreviewPatch> {
    Ok(services(&app)?.previews.update(preview, update)?)
}

#[tauri::command]
pub(super) async fn close_preview(app: App<'_>, preview: PreviewId) -> Outcome<()> {
    services(&app)?.previews.close(preview);
    Ok(())
}

/// Opens a link of a draft in the program that the system has for it. The page is not trusted to
/// have shown only links that may be opened.
#[tauri::command]
pub(super) async fn open_link(app: AppHandle, address: String) -> Outcome<()> {
    let address = Address::parse(&address).filter(Address::can_be_opened).ok_or_else(|| {
        CommandError::new("link_refused", "Copydeck opens web and email addresses only.")
    })?;
    app.opener().open_url(address.as_str(), None::<&str>).map_err(|error| {
        tracing::warn!(%error, "a link could not be opened");
        CommandError::new("link_unopened", "No program of this system could open the link.")
    })
}
