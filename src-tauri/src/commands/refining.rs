//! Refinements: asked for, cut into pieces, and decided piece by piece.

use copydeck_core::{
    domain::{
        fields::rules::Rules,
        id::{DraftId, RunId},
        passage::TextRange,
        prompt::Sampling,
        refining::{OpenProposal, RefineAsk, Refinement},
        sent::SentRequest,
    },
    services::drafting::{
        event::DraftingEvent,
        refining::{CutProposal, Refined, RefiningRequest, RefiningStarted, TakenTexts, cut},
    },
};
use tauri::ipc::Channel;

use super::{App, Outcome, services};
use crate::state::Services;

/// Asks for a change of the selected part of a draft as it is saved, or of all of it.
#[tauri::command]
pub(super) async fn start_refining(
    app: App<'_>,
    draft_id: DraftId,
    part: Option<TextRange>,
    ask: RefineAsk,
    on_event: Channel<DraftingEvent>,
) -> Outcome<RefiningStarted> {
    let services = services(&app)?;
    let request = request(&services, draft_id, part, ask).await?;
    let (started, mut events) = services.drafting.refine(request).await?;
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.recv().await {
            if on_event.send(event).is_err() {
                // The page is gone. The run goes on; whoever opens the draft next is offered it.
                break;
            }
        }
    });
    Ok(started)
}

/// What a refinement would send, for the user to see before it is sent.
#[tauri::command]
pub(super) async fn preview_refinement(
    app: App<'_>,
    draft_id: DraftId,
    part: Option<TextRange>,
    ask: RefineAsk,
) -> Outcome<SentRequest> {
    let services = services(&app)?;
    let request = request(&services, draft_id, part, ask).await?;
    Ok(services.drafting.preview_refinement(&request).await?)
}

/// The refinement of a draft that waits to be decided; none where there is none.
#[tauri::command]
pub(super) async fn get_open_refinement(
    app: App<'_>,
    draft_id: DraftId,
) -> Outcome<Option<Refinement>> {
    Ok(services(&app)?.drafting.open_refinement(draft_id).await?)
}

/// A proposal for a part of a text, cut into pieces.
#[tauri::command]
pub(super) async fn cut_proposal(
    app: App<'_>,
    template: String,
    text: String,
    part: TextRange,
    proposal: String,
    whole: bool,
) -> Outcome<CutProposal> {
    let rules = rules(&*services(&app)?, &template).await;
    Ok(cut(&text, part, &proposal, whole, rules.as_ref()))
}

/// Keeps what was taken of a proposal, and what is still open of it; nothing more where `open` is
/// none.
#[tauri::command]
pub(super) async fn decide_refinement(
    app: App<'_>,
    run_id: RunId,
    taken: Option<TakenTexts>,
    open: Option<OpenProposal>,
) -> Outcome<()> {
    Ok(services(&app)?.drafting.decide_refinement(run_id, taken, open).await?)
}

async fn request(
    services: &Services,
    draft_id: DraftId,
    part: Option<TextRange>,
    ask: RefineAsk,
) -> Outcome<RefiningRequest> {
    let draft = services.desk.open(draft_id).await?.draft;
    Ok(RefiningRequest {
        draft_id,
        part: part.map_or(Refined::Whole, Refined::Range),
        ask,
        model: draft.brief.model,
        sampling: Sampling::default(),
        rules: rules(services, &draft.template).await,
        unasked: false,
    })
}

/// The rules of a template's fields. Copy whose template is gone has none, and can be refined all
/// the same.
async fn rules(services: &Services, template: &str) -> Option<Rules> {
    services.library.find(template).await.ok()?.field_rules()
}
