//! Variants: several draftings of one brief side by side. Each is stopped like any run.

use copydeck_core::{
    domain::{
        draft::Brief,
        id::{DraftId, RunId},
        prompt::Sampling,
        run::DraftingMode,
        variant::{VariantCount, VariantRound},
    },
    services::drafting::{
        DraftingRequest,
        variants::{VariantEvent, VariantsStarted},
    },
    store::revisions::RestoredDraft,
};
use futures_util::StreamExt;
use tauri::ipc::Channel;

use super::{App, Outcome, services};

/// Starts a round of variants and gives it.
#[tauri::command]
pub(super) async fn start_variants(
    app: App<'_>,
    draft_id: DraftId,
    template: String,
    brief: Brief,
    count: VariantCount,
    on_event: Channel<VariantEvent>,
) -> Outcome<Option<VariantRound>> {
    let services = services(&app)?;
    let template = services.library.find(&template).await?;
    let facts = services.sources.facts(draft_id, &brief).await?;
    let mode = DraftingMode::Afresh;
    let request = DraftingRequest { template, brief, overrides: Sampling::default(), mode, facts };
    let started = services.drafting.start_variants(draft_id, request, count).await?;
    let VariantsStarted { round, mut events, .. } = started;
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.next().await {
            if on_event.send(event).is_err() {
                // The page is gone. The runs go on; their texts are kept with the draft.
                break;
            }
        }
    });
    Ok(services.drafting.variants(draft_id, round).await?)
}

/// A round of a draft's variants, the newest where none is named.
#[tauri::command]
pub(super) async fn get_variants(
    app: App<'_>,
    draft_id: DraftId,
    round: Option<u32>,
) -> Outcome<Option<VariantRound>> {
    Ok(services(&app)?.drafting.variants(draft_id, round).await?)
}

/// Makes a variant the draft's text.
#[tauri::command]
pub(super) async fn pick_variant(
    app: App<'_>,
    draft_id: DraftId,
    run_id: RunId,
) -> Outcome<RestoredDraft> {
    Ok(services(&app)?.drafting.pick_variant(draft_id, run_id).await?)
}
