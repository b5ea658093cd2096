//! Drafts' histories.

use copydeck_core::{
    domain::{
        diff::comparison::Comparison,
        id::{DraftId, RevisionId},
        revision::{Revision, RevisionSummary},
    },
    services::history::Against,
    store::revisions::{RestoredDraft, RevisionPage},
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
pub(super) async fn compare_revision(
    app: App<'_>,
    draft_id: DraftId,
    revision_id: RevisionId,
    against: Against,
) -> Outcome<Comparison> {
    Ok(services(&app)?.history.compare(draft_id, revision_id, against).await?)
}

#[tauri::command]
pub(super) async fn name_revision(
    app: App<'_>,
    draft_id: DraftId,
    revision_id: RevisionId,
    name: String,
) -> Outcome<RevisionSummary> {
    Ok(services(&app)?.history.name(draft_id, revision_id, &name).await?)
}

#[tauri::command]
pub(super) async fn restore_revision(
    app: App<'_>,
    draft_id: DraftId,
    revision_id: RevisionId,
) -> Outcome<RestoredDraft> {
    Ok(services(&app)?.history.restore(draft_id, revision_id).await?)
}

#[tauri::command]
pub(super) async fn keep_typed(app: App<'_>, draft_id: DraftId) -> Outcome<()> {
    Ok(services(&app)?.history.keep_typed(draft_id).await?)
}
