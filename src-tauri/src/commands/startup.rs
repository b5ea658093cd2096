//! The window's beginning and end.

use serde::Serialize;
use tauri::AppHandle;
use ts_rs::TS;

use super::{App, Outcome};
use crate::{CommandError, window};

/// What the window needs to know first.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Startup {
    /// Where the user's data is.
    pub data_folder: String,
    /// The app's version.
    pub version: String,
    /// Why nothing can be done, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problem: Option<CommandError>,
}

#[tauri::command]
pub(super) async fn get_startup(app: App<'_>) -> Outcome<Startup> {
    Ok(Startup {
        data_folder: app.data_folder.to_string_lossy().into_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        problem: app.services.as_ref().err().map(CommandError::from),
    })
}

#[tauri::command]
pub(super) async fn finish_closing(app: AppHandle) -> Outcome<()> {
    window::finish_closing(&app).await;
    Ok(())
}

/// Something could not be saved: the window stays open until the user decides.
#[tauri::command]
pub(super) async fn keep_open(app: App<'_>) -> Outcome<()> {
    app.keep_open();
    Ok(())
}
