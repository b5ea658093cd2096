//! Settings.

use copydeck_core::domain::settings::Settings;

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn get_settings(app: App<'_>) -> Outcome<Settings> {
    Ok(services(&app)?.preferences.read().await?)
}

#[tauri::command]
pub(super) async fn save_settings(app: App<'_>, settings: Settings) -> Outcome<()> {
    Ok(services(&app)?.preferences.save(&settings).await?)
}
