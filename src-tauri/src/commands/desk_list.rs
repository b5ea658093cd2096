//! The list of drafts: found, marked, tagged, archived, deleted and restored.

use copydeck_core::{
    domain::{
        draft::{DraftStatus, DraftSummary},
        draft_list::DraftQuery,
        id::DraftId,
        tag::Tag,
    },
    store::desk_list::{DraftCursor, DraftPage},
};

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn list_drafts(
    app: App<'_>,
    query: DraftQuery,
    cursor: Option<DraftCursor>,
) -> Outcome<DraftPage> {
    Ok(services(&app)?.desk.page(query, cursor).await?)
}

#[tauri::command]
pub(super) async fn set_draft_status(
    app: App<'_>,
    id: DraftId,
    status: DraftStatus,
) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.set_status(id, status).await?)
}

#[tauri::command]
pub(super) async fn archive_draft(
    app: App<'_>,
    id: DraftId,
    archived: bool,
) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.archive(id, archived).await?)
}

/// Stops what still writes to the draft, keeps all of that, and puts the draft in the bin.
#[tauri::command]
pub(super) async fn delete_draft(app: App<'_>, id: DraftId) -> Outcome<DraftSummary> {
    let services = services(&app)?;
    services.drafting.stop_writing_to(id).await;
    Ok(services.desk.delete(id).await?)
}

#[tauri::command]
pub(super) async fn undelete_draft(app: App<'_>, id: DraftId) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.undelete(id).await?)
}

#[tauri::command]
pub(super) async fn empty_bin(app: App<'_>) -> Outcome<u64> {
    Ok(services(&app)?.desk.empty_bin().await?)
}

#[tauri::command]
pub(super) async fn list_tags(app: App<'_>) -> Outcome<Vec<Tag>> {
    Ok(services(&app)?.desk.tags().await?)
}

#[tauri::command]
pub(super) async fn add_tag(app: App<'_>, id: DraftId, tag: String) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.add_tag(id, Tag::parse(&tag)?).await?)
}

#[tauri::command]
pub(super) async fn remove_tag(app: App<'_>, id: DraftId, tag: Tag) -> Outcome<DraftSummary> {
    Ok(services(&app)?.desk.remove_tag(id, tag).await?)
}
