//! Drafts, one at a time.

use copydeck_core::{
    domain::{
        draft::{Brief, Draft, DraftSummary, StreamMark},
        id::DraftId,
    },
    services::desk::DraftDocument,
};

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn get_draft(app: App<'_>, id: DraftId) -> Outcome<DraftDocument> {
    Ok(services(&app)?.desk.open(id).await?)
}

#[tauri::command]
pub(super) async fn create_draft(app: App<'_>, template: String, brief: Brief) -> Outcome<Draft> {
    let services = services(&app)?;
    let template = services.library.find(&template).await?.template;
    Ok(services.desk.create(&template, brief).await?)
}

#[tauri::command]
pub(super) async fn save_brief(
    app: App<'_>,
    id: DraftId,
    template: String,
    brief: Brief,
) -> Outcome<DraftSummary> {
    let services = services(&app)?;
    let template = services.library.find(&template).await?.template;
    Ok(services.desk.save_brief(id, &template, brief).await?)
}

#[tauri::command]
pub(super) async fn save_text(
    app: App<'_>,
    id: DraftId,
    text: String,
    mark: Option<StreamMark>,
) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.save_text(id, text, mark).await?)
}

#[tauri::command]
pub(super) async fn rename_draft(
    app: App<'_>,
    id: DraftId,
    title: String,
) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.rename(id, &title).await?)
}
