//! The window's beginning and end.

use copydeck_core::store::{StoreError, recovery::Recovery};
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
    /// What can be done about a damaged store, where that is the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub recovery: Option<Recovery>,
    /// Why nothing can be changed, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read_only: Option<CommandError>,
    /// Where a copy was left of a store whose newest changes a disk had spoilt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub spoilt_copy: Option<String>,
}

#[tauri::command]
pub(super) async fn get_startup(app: App<'_>) -> Outcome<Startup> {
    let opened = app.services();
    let store = opened.as_ref().ok().map(|services| &services.store);
    Ok(Startup {
        data_folder: app.data_folder.to_string_lossy().into_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        recovery: app.recovery().await?,
        read_only: store
            .and_then(|store| store.read_only())
            .map(|cause| StoreError::ReadOnly(cause).into()),
        spoilt_copy: store
            .and_then(|store| store.spoilt_copy())
            .map(|copy| copy.to_string_lossy().into_owned()),
        problem: opened.err(),
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
