//! The models there are, and model files of the user's own.

use std::path::Path;

use copydeck_core::{
    domain::{id::LocalModelId, model::LocalModel},
    services::models::ModelList,
};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn list_models(app: App<'_>) -> Outcome<ModelList> {
    Ok(services(&app)?.models.list().await?)
}

/// Asks the user for a file, in the system's own dialog. `None` when they think better of it.
#[tauri::command]
pub(super) async fn choose_model_file(app: AppHandle) -> Outcome<Option<String>> {
    let (chosen, choice) = oneshot::channel();
    app.dialog()
        .file()
        .set_title("Add a model file")
        .add_filter("Language models (GGUF)", &["gguf"])
        .pick_file(move |file| {
            // The command has been dropped with its window: nobody asks any more.
            let _ = chosen.send(file);
        });
    let path = choice.await.ok().flatten().and_then(|file| file.into_path().ok());
    Ok(path.map(|path| path.to_string_lossy().into_owned()))
}

#[tauri::command]
pub(super) async fn add_local_model(app: App<'_>, path: String) -> Outcome<LocalModel> {
    Ok(services(&app)?.models.add_local(Path::new(&path)).await?)
}

#[tauri::command]
pub(super) async fn remove_local_model(app: App<'_>, id: LocalModelId) -> Outcome<()> {
    Ok(services(&app)?.models.remove_local(id).await?)
}
