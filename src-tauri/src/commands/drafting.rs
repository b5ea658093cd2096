//! Runs: started, watched and stopped.

use copydeck_core::{
    domain::{
        draft::Brief,
        id::{DraftId, RunId},
        prompt::Sampling,
        run::{DraftingMode, Run},
        sent::SentRequest,
        source::facts::Facts,
    },
    services::drafting::{DraftingRequest, DraftingStarted, event::DraftingEvent},
};
use tauri::ipc::Channel;

use super::{App, Outcome, services};

#[tauri::command]
pub(super) async fn start_drafting(
    app: App<'_>,
    draft_id: DraftId,
    template: String,
    brief: Brief,
    mode: DraftingMode,
    on_event: Channel<DraftingEvent>,
) -> Outcome<DraftingStarted> {
    let services = services(&app)?;
    let template = services.library.find(&template).await?;
    let facts = services.sources.facts(draft_id, &brief).await?;
    let request = DraftingRequest { template, brief, overrides: Sampling::default(), mode, facts };
    let (started, mut events) = services.drafting.start(draft_id, request).await?;
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.recv().await {
            if on_event.send(event).is_err() {
                // The page is gone. The run goes on; whoever opens the draft next finds its text.
                break;
            }
        }
    });
    Ok(started)
}

#[tauri::command]
pub(super) async fn cancel_drafting(app: App<'_>, run_id: RunId) -> Outcome<()> {
    services(&app)?.drafting.stop(run_id);
    Ok(())
}

#[tauri::command]
pub(super) async fn get_run(app: App<'_>, run_id: RunId) -> Outcome<Run> {
    Ok(services(&app)?.drafting.run(run_id).await?)
}

/// What a drafting would send, for the user to see before it is sent.
#[tauri::command]
pub(super) async fn preview_request(
    app: App<'_>,
    draft_id: Option<DraftId>,
    template: String,
    brief: Brief,
    mode: DraftingMode,
) -> Outcome<SentRequest> {
    let services = services(&app)?;
    let template = services.library.find(&template).await?;
    let facts = match draft_id {
        Some(draft_id) => services.sources.facts(draft_id, &brief).await?,
        None => Facts::default(),
    };
    let request = DraftingRequest { template, brief, overrides: Sampling::default(), mode, facts };
    Ok(services.drafting.preview_request(draft_id, &request).await?)
}

/// What a run sent, in the order it did; none for one from before that was kept.
#[tauri::command]
pub(super) async fn get_sent_requests(app: App<'_>, run_id: RunId) -> Outcome<Vec<SentRequest>> {
    Ok(services(&app)?.drafting.sent_requests(run_id).await?)
}
