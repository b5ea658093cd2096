//! Drafts' histories.

use copydeck_core::{
    domain::{
        draft::Draft,
        id::{DraftId, RevisionId},
        revision::Revision,
    },
    store::revisions::RevisionPage,
};

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn list_revisions(
    app: App<'_>,
    draft_id: DraftId,
    older_than: Option<RevisionId>,
) -> Outcome<RevisionPage> {
    Ok(services(&app)?.history.page(draft_id, older_than).await?)
}

#[tauri::command]
pub(super) async fn get_revision(
    app: App<'_>,
    draft_id: DraftId,
    revision_id: RevisionId,
) -> Outcome<Revision> {
    Ok(services(&app)?.history.revision(draft_id, revision_id).await?)
}

#[tauri::command]
pub(super) async fn restore_revision(
    app: App<'_>,
    draft_id: DraftId,
    revision_id: RevisionId,
) -> Outcome<Draft> {
    Ok(services(&app)?.history.restore(draft_id, revision_id).await?)
}
