//! Backups, the damaged store that one can take the place of, and the folder they are all in.

use copydeck_core::store::{backup::BackupSummary, backup_name::BackupName};
use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

use super::{App, Outcome, services};
use crate::CommandError;

#[tauri::command]
pub(super) async fn list_backups(app: App<'_>) -> Outcome<Vec<BackupSummary>> {
    Ok(services(&app)?.backups.list().await?)
}

#[tauri::command]
pub(super) async fn back_up_now(app: App<'_>) -> Outcome<BackupSummary> {
    Ok(services(&app)?.backups.make().await?)
}

/// Gives the backup of what stood there before, which is the way back.
#[tauri::command]
pub(super) async fn restore_backup(app: App<'_>, name: BackupName) -> Outcome<BackupSummary> {
    let services = services(&app)?;
    services.drafting.stop_all().await;
    Ok(services.backups.restore(name).await?)
}

/// Tries again to open the store, if it did not open.
#[tauri::command]
pub(super) async fn reopen_store(app: App<'_>) -> Outcome<()> {
    app.reopen().await;
    Ok(())
}

/// Puts a backup in the place of a damaged store, which is kept, and opens it.
#[tauri::command]
pub(super) async fn restore_over_damage(app: App<'_>, name: BackupName) -> Outcome<()> {
    Ok(app.restore_over_damage(name).await?)
}

/// Puts an empty store in the place of a damaged one, which is kept, and opens it.
#[tauri::command]
pub(super) async fn begin_anew(app: App<'_>) -> Outcome<()> {
    Ok(app.begin_anew().await?)
}

/// Shows the data folder in the system's own way.
#[tauri::command]
pub(super) async fn open_data_folder(handle: AppHandle, app: App<'_>) -> Outcome<()> {
    handle.opener().open_path(app.data_folder.to_string_lossy(), None::<&str>).map_err(|error| {
        tracing::warn!(%error, "the data folder could not be shown");
        CommandError::new("folder_not_shown", "The system did not open the folder.")
    })
}
