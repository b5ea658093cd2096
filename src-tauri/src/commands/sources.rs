//! The documents attached to a brief.

use copydeck_core::{
    domain::{
        draft::Brief,
        id::{DraftId, SourceId},
        source::{SourceSummary, SourceText},
    },
    services::sources::BriefSources,
};
use tauri::ipc::{InvokeBody, Request};

use super::{App, Outcome, services};
use crate::CommandError;

/// Takes the document that is the body of the call; its draft and its name, percent-encoded, are
/// in headers, because a file of 20 MB as JSON would stop the window.
#[tauri::command]
pub(super) async fn attach_source(app: App<'_>, request: Request<'_>) -> Outcome<SourceSummary> {
    let InvokeBody::Raw(bytes) = request.body() else { return Err(unusable()) };
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let draft_id: DraftId = header("draft").and_then(|id| id.parse().ok()).ok_or_else(unusable)?;
    let name = header("name")
        .and_then(|name| percent_encoding::percent_decode_str(name).decode_utf8().ok())
        .ok_or_else(unusable)?;
    Ok(services(&app)?.sources.attach(draft_id, &name, bytes.clone()).await?)
}

fn unusable() -> CommandError {
    CommandError::new("source_broken", "The window did not send the document as it should.")
}

#[tauri::command]
pub(super) async fn list_sources(
    app: App<'_>,
    draft_id: DraftId,
    brief: Brief,
) -> Outcome<BriefSources> {
    Ok(services(&app)?.sources.list(draft_id, &brief).await?)
}

#[tauri::command]
pub(super) async fn get_source_text(app: App<'_>, id: SourceId) -> Outcome<SourceText> {
    Ok(services(&app)?.sources.text(id).await?)
}

#[tauri::command]
pub(super) async fn remove_source(app: App<'_>, id: SourceId) -> Outcome<()> {
    Ok(services(&app)?.sources.remove(id).await?)
}

#[tauri::command]
pub(super) async fn restore_source(app: App<'_>, id: SourceId) -> Outcome<()> {
    Ok(services(&app)?.sources.restore(id).await?)
}
